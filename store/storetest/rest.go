package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/store"
)

// remind saves a first turn that asks for a reminder.
func remind(tb testing.TB, s Store, person string, due time.Time) int64 {
	tb.Helper()
	return save(tb, s, store.Turn{
		Key: s.Key("web", person), State: []byte("s"),
		Remind: &store.Reminder{Due: due, Address: []byte("to " + person)},
	})
}

// claim gives the addresses of the reminders that are due.
func claim(tb testing.TB, s Store, now time.Time, limit int) []string {
	tb.Helper()
	due, err := s.DueReminders(tb.Context(), now, limit)
	if err != nil {
		tb.Fatalf("due reminders: %v", err)
	}
	got := []string{}
	for _, d := range due {
		got = append(got, string(d.Address))
	}
	return got
}

func testReminders(t *testing.T, s Store) {
	for i, person := range []string{"a", "b", "c", "d"} {
		remind(t, s, person, noon.Add(time.Duration(4-i)*time.Hour)) // d first
	}
	waiting := func(hours int, want int64) {
		t.Helper()
		if got, err := s.RemindersDue(t.Context(), noon.Add(time.Duration(hours)*time.Hour)); err != nil || got != want {
			t.Errorf("after %d hours: %d are due, %v; want %d", hours, got, err, want)
		}
	}
	waiting(0, 0)
	waiting(3, 3)
	if got := claim(t, s, noon.Add(time.Hour-time.Second), 10); len(got) != 0 {
		t.Errorf("before its time: %q", got)
	}
	if diff := cmp.Diff([]string{"to d"}, claim(t, s, noon.Add(3*time.Hour), 1)); diff != "" {
		t.Errorf("the first: -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"to c", "to b"}, claim(t, s, noon.Add(3*time.Hour), 10)); diff != "" {
		t.Errorf("the others: -want +got\n%s", diff)
	}
	if got := claim(t, s, noon.Add(3*time.Hour), 10); len(got) != 0 {
		t.Errorf("claimed twice: %q", got)
	}
	waiting(3, 0)
	due, err := s.DueReminders(t.Context(), noon.Add(4*time.Hour), 10)
	if want := []store.Due{{Key: s.Key("web", "a"), Address: []byte("to a")}}; err != nil || !cmp.Equal(due, want) {
		t.Errorf("the last: got %+v, %v", due, err)
	}
}

func testReminderChanges(t *testing.T, s Store) {
	rev := remind(t, s, "a", noon)
	rev = save(t, s, store.Turn{Key: s.Key("web", "a"), Rev: rev, State: []byte("s")}) // leaves it
	rev = save(t, s, store.Turn{
		Key: s.Key("web", "a"), Rev: rev, State: []byte("s"),
		Remind: &store.Reminder{Due: noon.Add(time.Hour), Address: []byte("elsewhere")},
	})
	if got := claim(t, s, noon, 10); len(got) != 0 {
		t.Errorf("at its old time: %q", got)
	}
	save(t, s, store.Turn{Key: s.Key("web", "a"), Rev: rev, State: []byte("s"), Remind: &store.Reminder{}})
	if got := claim(t, s, noon.Add(time.Hour), 10); len(got) != 0 {
		t.Errorf("taken back, and yet: %q", got)
	}
}

func testForgetReminder(t *testing.T, s Store) {
	rev := remind(t, s, "a", noon)
	save(t, s, store.Turn{Key: s.Key("web", "a"), Rev: rev, Forget: true})
	if got := claim(t, s, noon.Add(time.Hour), 10); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

// totals gives all that was counted in 2026.
func totals(tb testing.TB, s Store) []store.Total {
	tb.Helper()
	got, err := s.Totals(tb.Context(), "2026-01-01", "2026-12-31")
	if err != nil {
		tb.Fatalf("totals: %v", err)
	}
	return got
}

func testTotals(t *testing.T, s Store) {
	opened := func(day, label string) store.Count { return store.Count{Day: day, Name: "app opened", Label: label} }
	save(t, s, store.Turn{Key: s.Key("web", "a"), Counts: []store.Count{opened("2026-11-23", "kik"), opened("2026-11-23", "kik")}})
	save(t, s, store.Turn{Key: s.Key("web", "b"), Counts: []store.Count{opened("2026-11-23", "kik"), opened("2026-11-22", "viber")}})
	save(t, s, store.Turn{Key: s.Key("web", "c"), Counts: []store.Count{opened("2025-12-31", "kik"), opened("2027-01-01", "kik")}})
	want := []store.Total{{Count: opened("2026-11-22", "viber"), N: 1}, {Count: opened("2026-11-23", "kik"), N: 3}}
	if diff := cmp.Diff(want, totals(t, s)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func testConflictCountsNothing(t *testing.T, s Store) {
	turn := store.Turn{
		Key: s.Key("web", "a"), Rev: 7, Now: noon, Counts: []store.Count{{Day: "2026-11-23", Name: "n"}},
		Remind: &store.Reminder{Due: noon, Address: []byte("a")},
	}
	if err := s.Save(t.Context(), turn); !errors.Is(err, store.ErrConflict) {
		t.Fatalf("got %v, want ErrConflict", err)
	}
	if got := totals(t, s); len(got) != 0 {
		t.Errorf("counted %+v", got)
	}
	if got := claim(t, s, noon, 10); len(got) != 0 {
		t.Errorf("reminds %q", got)
	}
}

func testSettings(t *testing.T, s Store) {
	check := func(name, want string, found bool) {
		t.Helper()
		got, ok, err := s.Setting(t.Context(), name)
		if err != nil || ok != found || string(got) != want {
			t.Errorf("%s: got %q, %t, %v; want %q, %t", name, got, ok, err, want, found)
		}
	}
	put := func(name string, value []byte) {
		t.Helper()
		if err := s.PutSetting(t.Context(), name, value); err != nil {
			t.Fatal(err)
		}
	}
	check("commands", "", false)
	put("commands", []byte("one"))
	put("region", []byte{})
	check("commands", "one", true)
	check("region", "", true)
	put("commands", []byte("two"))
	check("commands", "two", true)
	put("commands", nil)
	check("commands", "", false)
}

func testPurge(t *testing.T, s Store) {
	day := 24 * time.Hour
	for i := range 450 { // more than one batch
		save(t, s, store.Turn{
			Key: s.Key("old", fmt.Sprint(i)), State: []byte("s"), Now: noon.Add(-100 * day),
			Remind: &store.Reminder{Due: noon, Address: []byte("a")},
		})
	}
	limit, fresh := s.Key("web", "limit"), s.Key("web", "fresh")
	save(t, s, store.Turn{Key: limit, State: []byte("s"), Now: noon.Add(-90 * day)})
	rev := save(t, s, store.Turn{Key: fresh, State: []byte("s"), Now: noon.Add(-200 * day)})
	save(t, s, store.Turn{Key: fresh, Rev: rev, State: []byte("s")}) // came back
	got, err := s.Purge(t.Context(), noon.Add(-90*day))
	if err != nil || got != 450 {
		t.Errorf("purged %d, %v; want 450", got, err)
	}
	for name, key := range map[string]store.Key{"on the day itself": limit, "came back": fresh} {
		if load(t, s, key).Rev == 0 {
			t.Errorf("%s: purged", name)
		}
	}
	if got := claim(t, s, noon, 500); len(got) != 0 {
		t.Errorf("%d reminders were left behind", len(got))
	}
}

func testLastSeen(t *testing.T, s Store) {
	if got, err := s.Seen(t.Context()); err != nil || got != (store.Seen{}) {
		t.Errorf("of nobody: got %+v, %v", got, err)
	}
	for i, days := range []int{30, 3, 200} {
		save(t, s, store.Turn{Key: s.Key("web", fmt.Sprint(i)), State: []byte("s"), Now: noon.AddDate(0, 0, -days)})
	}
	midnight := noon.Truncate(24 * time.Hour)
	want := store.Seen{Oldest: midnight.AddDate(0, 0, -200), Newest: midnight.AddDate(0, 0, -3)}
	if got, err := s.Seen(t.Context()); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func testStats(t *testing.T, s Store) {
	remind(t, s, "a", noon)
	save(t, s, store.Turn{Key: s.Key("web", "b"), State: []byte("s")})
	got, err := s.Stats(t.Context())
	if err != nil || got.People != 2 || got.Reminders != 1 || got.Bytes <= 0 {
		t.Errorf("got %+v, %v; want two people and one reminder", got, err)
	}
}
