// Package storetest is the contract that every store keeps, whatever database lies beneath it.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/safesteps/safesteps/store"
)

// Store is what the contract speaks of. Each method is documented at store.SQLite.
type Store interface {
	DueReminders(ctx context.Context, now time.Time, limit int) ([]store.Due, error)
	RemindersDue(ctx context.Context, now time.Time) (int64, error)
	Setting(ctx context.Context, name string) (value []byte, found bool, err error)
	PutSetting(ctx context.Context, name string, value []byte) error
	Totals(ctx context.Context, from, to string) ([]store.Total, error)
	Seen(ctx context.Context) (store.Seen, error)
	Purge(ctx context.Context, before time.Time) (int, error)
	Stats(ctx context.Context) (store.Stats, error)
	Handovers
	Writable(ctx context.Context) error
	Close() error
}

// noon is the time at which the contract's turns happen.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Run examines the stores that open makes. Each call of open gives an empty store, closed by Run.
func Run(t *testing.T, open func(testing.TB) Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Store)
	}{
		{"keys tell people and channels apart", testKeys},
		{"nobody has written yet", testEmpty},
		{"what was saved is loaded", testRoundTrip},
		{"the last events are remembered", testSeen},
		{"a turn without an id adds none", testNoEvent},
		{"an old revision conflicts", testConflict},
		{"a first turn conflicts with another", testFirstConflict},
		{"forgotten people are gone", testForget},
		{"a turn from before does not bring them back", testStaleAfterForget},
		{"a turn that cannot be kept is refused", testRefused},
		{"reminders are claimed once, in order", testReminders},
		{"a reminder can be moved and taken back", testReminderChanges},
		{"forgetting takes the reminder along", testForgetReminder},
		{"turns are counted", testTotals},
		{"a turn that conflicts is not counted", testConflictCountsNothing},
		{"settings", testSettings},
		{"purge deletes by day", testPurge},
		{"when people were last seen", testLastSeen},
		{"stats", testStats},
		{"one turn of many wins", testRace},
		{"many people at once", testCrowd},
		{"a context that has ended", testCancelled},
		{"a closed store", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}()
			c.test(t, s)
		})
	}
	t.Run("handovers", func(t *testing.T) {
		RunHandovers(t, func(tb testing.TB) Handovers {
			s := open(tb)
			tb.Cleanup(func() { _ = s.Close() }) // those above see that closing works
			return s
		})
	})
}

// save keeps a turn, with the ids that are remembered already unless the turn brings its own, and gives the revision that the conversation has now.
func save(tb testing.TB, s Store, t store.Turn) int64 {
	tb.Helper()
	if t.Now.IsZero() {
		t.Now = noon
	}
	if t.Rev != 0 && t.Seen == nil {
		t.Seen = load(tb, s, t.Key).Seen
	}
	if err := s.Save(tb.Context(), t); err != nil {
		tb.Fatalf("save: %v", err)
	}
	return t.Next()
}

func load(tb testing.TB, s Store, key store.Key) store.Record {
	tb.Helper()
	r, err := s.Load(tb.Context(), key)
	if err != nil {
		tb.Fatalf("load: %v", err)
	}
	return r
}
