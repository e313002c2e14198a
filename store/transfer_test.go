package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/store"
	"github.com/safesteps/safesteps/store/storetest"
)

const movedPeople = 300

// full makes a SQLite store with something of everything in it.
func full(t *testing.T) *store.SQLite {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "full.db"), []byte("the secret before the move"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for i := range movedPeople {
		turn := store.Turn{
			Key: s.Key("web", fmt.Sprint(i)), State: fmt.Append(nil, "state ", i), Event: uint64(i + 1), Now: noon().AddDate(0, 0, -i),
			Counts: []store.Count{{Day: "2026-11-23", Name: "n", Label: fmt.Sprint(i % 3)}},
		}
		if i%10 == 0 {
			turn.Remind = &store.Reminder{Due: noon().Add(time.Duration(i) * time.Hour), Address: fmt.Append(nil, i)}
		}
		if err := s.Save(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutSetting(t.Context(), "region \xff\x00", []byte("gb")); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMoveToPostgres(t *testing.T) {
	address := storetest.Schema(t, storetest.Postgres(t))
	from := full(t)
	moved, err := from.MoveToPostgres(t.Context(), address, []byte(postgresSecret))
	if err != nil || moved.People != movedPeople || moved.Reminders != movedPeople/10 {
		t.Fatalf("moved %+v, %v", moved, err)
	}
	to := openPostgres(t, address)
	for i := range movedPeople {
		key := from.Key("web", fmt.Sprint(i))
		if key != to.Key("web", fmt.Sprint(i)) {
			t.Fatal("people have other keys now")
		}
		want, err := from.Load(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := to.Load(t.Context(), key)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("person %d: %v\n%s", i, err, diff)
		}
	}
	if value, found, err := to.Setting(t.Context(), "region \xff\x00"); err != nil || !found || string(value) != "gb" {
		t.Errorf("the setting: got %q, %t, %v", value, found, err)
	}
	sameRest(t, from, to)
	if n, err := to.Purge(t.Context(), noon().AddDate(0, 0, -99)); err != nil || n != movedPeople-100 {
		t.Errorf("purged %d, %v; want %d", n, err, movedPeople-100)
	}
}

// sameRest compares what is not about one person.
func sameRest(t *testing.T, from, to storetest.Store) {
	t.Helper()
	for name, of := range map[string]func(s storetest.Store) (any, error){
		"totals":    func(s storetest.Store) (any, error) { return s.Totals(t.Context(), "2026-01-01", "2026-12-31") },
		"reminders": func(s storetest.Store) (any, error) { return s.DueReminders(t.Context(), noon().Add(99*time.Hour), 20) },
	} {
		want, err := of(from)
		if err != nil {
			t.Fatal(err)
		}
		got, err := of(to)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestMoveToPostgresThatIsTaken(t *testing.T) {
	address := storetest.Schema(t, storetest.Postgres(t))
	there := openPostgres(t, address)
	if err := there.Save(t.Context(), store.Turn{Key: there.Key("web", "a"), State: []byte("s"), Now: noon()}); err != nil {
		t.Fatal(err)
	}
	if _, err := full(t).MoveToPostgres(t.Context(), address, []byte(postgresSecret)); !errors.Is(err, store.ErrTaken) {
		t.Errorf("got %v, want ErrTaken", err)
	}
	if st, err := there.Stats(t.Context()); err != nil || st.People != 1 {
		t.Errorf("it holds %+v, %v; want what was there", st, err)
	}
}
