package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// modelRow is what the model knows of one person.
type modelRow struct {
	state []byte
	rev   int64
	seen  []uint64
	day   int64
	due   time.Time // zero: no reminder
}

// machine drives a store and a plain map side by side, through restarts and crashes.
type machine struct {
	tb     testing.TB
	dir    string
	copies int
	store  *SQLite
	rows   map[string]modelRow
	now    time.Time
	event  uint64
	totals map[Count]int64
}

var modelPeople = []string{"ada", "ben", "cem", "dee"}

func (m *machine) save(t *rapid.T) {
	person := rapid.SampledFrom(modelPeople).Draw(t, "person")
	row := m.rows[person]
	turn := Turn{
		Key: m.store.Key("web", person), Rev: row.rev, Now: m.now,
		Seen: row.seen, State: rapid.SliceOfN(rapid.Byte(), 0, 900).Draw(t, "state"),
	}
	m.event += rapid.Uint64Range(0, 1<<40).Draw(t, "gap")
	if rapid.Bool().Draw(t, "has id") {
		turn.Event = m.event
	}
	if rapid.IntRange(0, 4).Draw(t, "stale") == 0 {
		turn.Rev += rapid.Int64Range(1, 3).Draw(t, "ahead")
	}
	switch rapid.IntRange(0, 3).Draw(t, "remind") {
	case 0:
		turn.Remind = &Reminder{Due: m.now.Add(time.Hour), Address: []byte(person)}
	case 1:
		turn.Remind = &Reminder{}
	}
	if rapid.Bool().Draw(t, "counts") {
		turn.Counts = []Count{{Day: "2026-11-23", Name: "turns", Label: person}}
	}
	m.take(t, person, turn)
}

func (m *machine) forget(t *rapid.T) {
	person := rapid.SampledFrom(modelPeople).Draw(t, "person")
	m.take(t, person, Turn{Key: m.store.Key("web", person), Rev: m.rows[person].rev, Now: m.now, Forget: true})
}

// take gives a turn to both and compares the outcome.
func (m *machine) take(t *rapid.T, person string, turn Turn) {
	err := m.store.Save(m.tb.Context(), turn)
	row := m.rows[person]
	if turn.Rev != row.rev {
		if !errors.Is(err, ErrConflict) {
			t.Fatalf("revision %d on %d: got %v, want ErrConflict", turn.Rev, row.rev, err)
		}
		return
	}
	if err != nil {
		t.Fatalf("save: %v", err)
	}
	if turn.Forget {
		delete(m.rows, person)
		return
	}
	row = modelRow{state: turn.State, rev: turn.Next(), seen: turn.Remember(), day: dayOf(m.now), due: row.due}
	if turn.Remind != nil {
		row.due = turn.Remind.Due
	}
	m.rows[person] = row
	for _, c := range turn.Counts {
		m.totals[c]++
	}
}

func (m *machine) pass(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour)
}

func (m *machine) remind(t *rapid.T) {
	due, err := m.store.DueReminders(m.tb.Context(), m.now, 100)
	if err != nil {
		t.Fatalf("due reminders: %v", err)
	}
	var got, want []string
	for _, d := range due {
		got = append(got, string(d.Address))
	}
	for person, row := range m.rows {
		if !row.due.IsZero() && !row.due.After(m.now) {
			want = append(want, person)
			row.due = time.Time{}
			m.rows[person] = row
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("reminders: got %q, want %q", got, want)
	}
}

func (m *machine) purge(t *rapid.T) {
	before := m.now.Add(-48 * time.Hour)
	want := 0
	for person, row := range m.rows {
		if row.day < dayOf(before) {
			delete(m.rows, person)
			want++
		}
	}
	if got, err := m.store.Purge(m.tb.Context(), before); err != nil || got != want {
		t.Fatalf("purged %d, %v; want %d", got, err, want)
	}
}

func (m *machine) reopen(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	m.store = openTest(m.tb, m.store.path)
}

// crash goes on with a copy of the files as they lie on the disk, like a machine that lost its power.
func (m *machine) crash(t *rapid.T) {
	m.copies++
	to := filepath.Join(m.dir, fmt.Sprintf("crash%d.db", m.copies))
	err := m.store.alone(m.tb.Context(), func(*conn) error { // no checkpoint may end in the midst of the copying
		return errors.Join(copyFile(m.store.path, to), copyFile(m.store.path+"-wal", to+"-wal"))
	})
	if err != nil {
		t.Fatalf("copy: %v", err)
	}
	if err := m.store.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	m.store = openTest(m.tb, to)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// check compares everything.
func (m *machine) check(t *rapid.T) {
	for _, person := range modelPeople {
		got, err := m.store.Load(m.tb.Context(), m.store.Key("web", person))
		want := m.rows[person]
		if err != nil || !bytes.Equal(got.State, want.state) || got.Rev != want.rev || !slices.Equal(got.Seen, want.seen) {
			t.Fatalf("%s: got %v, %v; want %v", person, got, err, want)
		}
	}
	got, err := m.store.Totals(m.tb.Context(), "2026-11-23", "2026-11-23")
	if err != nil || len(got) != len(m.totals) {
		t.Fatalf("totals: got %v, %v; want %v", got, err, m.totals)
	}
	for _, total := range got {
		if m.totals[total.Count] != total.N {
			t.Fatalf("totals: got %v; want %v", got, m.totals)
		}
	}
}

func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "model")
		if err != nil {
			t.Fatal(err)
		}
		m := &machine{tb: t, dir: dir, rows: make(map[string]modelRow), now: benchNow, event: 1 << 40, totals: make(map[Count]int64)}
		m.store = openTest(t, filepath.Join(dir, "model.db"))
		defer func() {
			if err := errors.Join(m.store.Close(), os.RemoveAll(dir)); err != nil {
				t.Error(err)
			}
		}()
		rt.Repeat(map[string]func(*rapid.T){
			"save": m.save, "save again": m.save, "save more": m.save,
			"forget": m.forget, "pass": m.pass, "remind": m.remind, "purge": m.purge,
			"reopen": m.reopen, "crash": m.crash, "": m.check,
		})
	})
}
