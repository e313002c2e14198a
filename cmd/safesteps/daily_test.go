package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/store"
)

const oneDay = 24 * time.Hour

// keptOn makes a database with one person for each day, counted back from noon, on which they were last seen.
func keptOn(t *testing.T, noon time.Time, daysAgo ...int) database {
	t.Helper()
	db, err := openDatabase(t.Context(), t.TempDir()+"/kept.db", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, n := range daysAgo {
		save(t, db, store.Turn{Key: db.Key("web", fmt.Sprint(n)), State: []byte("s"), Now: noon.AddDate(0, 0, -n)})
	}
	return db
}

func people(t *testing.T, db database) int {
	t.Helper()
	st, err := db.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(st.People)
}

// purgeOn runs the daily purge and returns what the operator reads.
func purgeOn(t *testing.T, db database, today time.Time) string {
	t.Helper()
	var said bytes.Buffer
	if err := purgeOld(t.Context(), today, slog.New(slog.NewTextHandler(&said, nil)), db); err != nil {
		t.Fatal(err)
	}
	return said.String()
}

// TestPurgeOfAQuietBot: nobody writes for more than a year, the server runs: everybody goes on the day they are due.
func TestPurgeOfAQuietBot(t *testing.T) {
	noon := faultNoon()
	db := keptOn(t, noon, 0, 10, 20)
	for day := range 400 {
		if said := purgeOn(t, db, noon.Add(time.Duration(day)*oneDay)); strings.Contains(said, "clock") {
			t.Fatalf("day %d: %s", day, said)
		}
		want := 0
		for _, ago := range []int{0, 10, 20} {
			if day+ago <= keepDays {
				want++
			}
		}
		if got := people(t, db); got != want {
			t.Fatalf("day %d: %d people, want %d", day, got, want)
		}
	}
}

// TestPurgeWithAClockAYearAhead: starts, again and again, delete nobody who is not nearly due, and the operator is told.
func TestPurgeWithAClockAYearAhead(t *testing.T) {
	noon := faultNoon()
	for _, c := range []struct {
		name   string
		before bool // a daily purge ran the day before
	}{{"after a daily purge", true}, {"on a database that had none", false}} {
		t.Run(c.name, func(t *testing.T) {
			db := keptOn(t, noon, 0, 1, 30, 200, 350, 364)
			if c.before {
				purgeOn(t, db, noon)
			}
			var said string
			for range 5 {
				said += purgeOn(t, db, noon.AddDate(1, 0, 0))
			}
			if got := people(t, db); got < 5 {
				t.Errorf("%d people are left of 6", got)
			}
			if !strings.Contains(said, "the clock is far ahead") {
				t.Errorf("the operator is not told: %s", said)
			}
			doubt, err := clockDoubt(t.Context(), noon, db)
			if err != nil || !strings.Contains(doubt, "2026-12-01") {
				t.Errorf("after the clock was set right: got %q, %v", doubt, err)
			}
			if said := purgeOn(t, db, noon.Add(oneDay)); strings.Contains(said, "clock") {
				t.Errorf("with the right clock: %s", said)
			}
			if got := people(t, db); got < 4 {
				t.Errorf("with the right clock: %d people are left", got)
			}
		})
	}
}

// TestPurgeCatchesUp: a server that was down for half a year deletes what is due within a month, and says so until then.
func TestPurgeCatchesUp(t *testing.T) {
	noon := faultNoon()
	var ago []int
	for n := 1; n <= 360; n += 10 {
		ago = append(ago, n)
	}
	db := keptOn(t, noon, ago...)
	purgeOn(t, db, noon)
	back := noon.AddDate(0, 0, 180)
	for day := range 31 {
		purgeOn(t, db, back.AddDate(0, 0, day))
	}
	today, want := back.AddDate(0, 0, 30), 0
	for _, n := range ago {
		if !noon.AddDate(0, 0, -n).Before(today.AddDate(0, 0, -keepDays).Truncate(oneDay)) {
			want++
		}
	}
	if got := people(t, db); got != want {
		t.Errorf("after a month: %d people, want %d", got, want)
	}
}

// TestPurgeCommandDoubtsTheClock: the command deletes nobody by a clock that cannot be right, unless it is told to.
func TestPurgeCommandDoubtsTheClock(t *testing.T) {
	db, path := served(t, "")
	purgeOn(t, db, time.Now().AddDate(0, 0, -90))
	_, errs, code := command(t, "", nil, "purge", "--database", path, "--older-than", "1")
	if code != exitBroken || !strings.Contains(errs, "--trust-clock") || !strings.Contains(errs, "nothing was deleted") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if out, errs, code := command(t, "", nil, "purge", "--database", path, "--trust-clock"); code != exitDone {
		t.Errorf("with --trust-clock: exit code %d: %s%s", code, out, errs)
	}
	out, _, code := command(t, "", nil, "doctor", "--database", path)
	if code != exitNo || !strings.Contains(out, "FAIL  clock") {
		t.Errorf("doctor: exit code %d: %s", code, out)
	}
}

// TestStartWithAClockAYearAhead starts the program itself like that: everybody is still there afterwards.
func TestStartWithAClockAYearAhead(t *testing.T) {
	s := newSite(t, false)
	c := newCrowd(s, 6, 83)
	s.start()
	c.drive("acts", func() bool { return c.acknowledged() >= 40 })
	c.rest("everybody rests")
	s.stop()
	s.settings[childClock] = (s.clock + 370*oneDay).String()
	s.start()
	s.process.said.await(t, "the clock is far ahead")
	s.stop()
	c.autopsy()
	s.settings[childClock] = s.clock.String()
	s.start()
	c.final()
}
