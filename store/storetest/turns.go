package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/store"
)

func testKeys(t *testing.T, s Store) {
	seen := make(map[store.Key]string)
	for _, p := range [][2]string{{"telegram", "12"}, {"telegram1", "2"}, {"discord", "12"}, {"", "telegram12"}, {"telegram", ""}} {
		key := s.Key(p[0], p[1])
		if key != s.Key(p[0], p[1]) {
			t.Errorf("%q has two keys", p)
		}
		if other, ok := seen[key]; ok {
			t.Errorf("%q has the key of %s", p, other)
		}
		seen[key] = fmt.Sprintf("%q", p)
	}
}

func testEmpty(t *testing.T, s Store) {
	if got := load(t, s, s.Key("web", "a")); got.State != nil || got.Rev != 0 || got.Seen != nil {
		t.Errorf("got %+v, want the zero record", got)
	}
	if err := s.Writable(t.Context()); err != nil {
		t.Errorf("writable: %v", err)
	}
}

func testRoundTrip(t *testing.T, s Store) {
	a, b := s.Key("web", "a"), s.Key("web", "b")
	rev := save(t, s, store.Turn{Key: a, State: []byte("one"), Event: 5})
	save(t, s, store.Turn{Key: b, State: []byte("other"), Event: 6})
	rev = save(t, s, store.Turn{Key: a, Rev: rev, State: []byte("two"), Event: 1 << 63})
	want := store.Record{State: []byte("two"), Rev: rev, Seen: []uint64{5, 1 << 63}}
	if diff := cmp.Diff(want, load(t, s, a)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := load(t, s, b); string(got.State) != "other" {
		t.Errorf("the other person has %q", got.State)
	}
}

func testSeen(t *testing.T, s Store) {
	key := s.Key("web", "a")
	var rev int64
	var want []uint64
	for i := range uint64(store.MaxSeen + 5) {
		event := i*i*1_000_003 + 1 // neither evenly spaced nor always growing by little
		if i%7 == 3 {
			event = ^event
		}
		rev = save(t, s, store.Turn{Key: key, Rev: rev, State: []byte("s"), Event: event})
		want = append(want, event)
	}
	want = want[len(want)-store.MaxSeen:]
	if got := load(t, s, key).Seen; !slices.Equal(got, want) {
		t.Errorf("got %d, want %d", got, want)
	}
}

func testNoEvent(t *testing.T, s Store) {
	key := s.Key("web", "a")
	rev := save(t, s, store.Turn{Key: key, State: []byte("s"), Event: 9})
	save(t, s, store.Turn{Key: key, Rev: rev, State: []byte("t")})
	if got := load(t, s, key).Seen; !slices.Equal(got, []uint64{9}) {
		t.Errorf("got %d, want [9]", got)
	}
}

func testConflict(t *testing.T, s Store) {
	key := s.Key("web", "a")
	first := save(t, s, store.Turn{Key: key, State: []byte("one")})
	second := save(t, s, store.Turn{Key: key, Rev: first, State: []byte("two")})
	for _, rev := range []int64{0, first, second + 1} {
		err := s.Save(t.Context(), store.Turn{Key: key, Rev: rev, State: []byte("late"), Now: noon})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("revision %d: got %v, want ErrConflict", rev, err)
		}
		err = s.Save(t.Context(), store.Turn{Key: key, Rev: rev, Forget: true, Now: noon})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("forget with revision %d: got %v, want ErrConflict", rev, err)
		}
	}
	if got := load(t, s, key); string(got.State) != "two" || got.Rev != second {
		t.Errorf("got %q, revision %d; want two, %d", got.State, got.Rev, second)
	}
}

func testFirstConflict(t *testing.T, s Store) {
	err := s.Save(t.Context(), store.Turn{Key: s.Key("web", "a"), Rev: 3, State: []byte("s"), Now: noon})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
}

func testForget(t *testing.T, s Store) {
	key := s.Key("web", "a")
	rev := save(t, s, store.Turn{Key: key, State: []byte("s"), Event: 4})
	save(t, s, store.Turn{Key: key, Rev: rev, Forget: true, State: []byte("ignored")})
	if got := load(t, s, key); got.Rev != 0 || got.State != nil || got.Seen != nil {
		t.Errorf("got %+v, want the zero record", got)
	}
	save(t, s, store.Turn{Key: key, Forget: true}) // nothing to forget is no conflict
}

func testStaleAfterForget(t *testing.T, s Store) {
	key := s.Key("web", "a")
	old := save(t, s, store.Turn{Key: key, State: []byte("s")})
	save(t, s, store.Turn{Key: key, Rev: old, Forget: true})
	again := store.Turn{Key: key, State: []byte("new"), Now: noon.Add(1e6)} // a millisecond later
	save(t, s, again)
	err := s.Save(t.Context(), store.Turn{Key: key, Rev: old, State: []byte("from before"), Now: noon})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	if got := load(t, s, key); string(got.State) != "new" {
		t.Errorf("got %q, want new", got.State)
	}
}

func testRefused(t *testing.T, s Store) {
	key := s.Key("web", "a")
	for name, turn := range map[string]store.Turn{
		"no time":           {Key: key, State: []byte("s")},
		"negative revision": {Key: key, Rev: -1, Now: noon},
		"large state":       {Key: key, State: make([]byte, store.MaxState+1), Now: noon},
		"large address":     {Key: key, Now: noon, Remind: &store.Reminder{Due: noon, Address: make([]byte, store.MaxAddress+1)}},
		"no day":            {Key: key, Now: noon, Counts: []store.Count{{Day: "today", Name: "n"}}},
		"long label":        {Key: key, Now: noon, Counts: []store.Count{{Day: "2026-11-23", Label: strings.Repeat("l", store.MaxLabel+1)}}},
	} {
		if err := s.Save(t.Context(), turn); !errors.Is(err, store.ErrTurn) {
			t.Errorf("%s: got %v, want ErrTurn", name, err)
		}
	}
	save(t, s, store.Turn{Key: key, State: make([]byte, store.MaxState)})
}

// testRace has many turns made from one revision: exactly one of them is kept.
func testRace(t *testing.T, s Store) {
	key := s.Key("web", "a")
	rev := save(t, s, store.Turn{Key: key, State: []byte("s")})
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			err := s.Save(t.Context(), store.Turn{
				Key: key, Rev: rev, State: []byte{byte(i)}, Event: uint64(i + 1), Now: noon,
				Counts: []store.Count{{Day: "2026-11-23", Name: "won"}},
			})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, store.ErrConflict):
				t.Errorf("got %v, want ErrConflict", err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d turns were kept, want 1", won.Load())
	}
	r := load(t, s, key)
	if len(r.Seen) != 1 || r.Seen[0] != uint64(r.State[0])+1 {
		t.Errorf("state %d with events %d: not of one turn", r.State, r.Seen)
	}
	if got := totals(t, s); len(got) != 1 || got[0].N != 1 {
		t.Errorf("counted %+v, want one", got)
	}
}

// testCrowd has 64 writers take turns with 8 people each in the same rooms: every turn is kept once.
func testCrowd(t *testing.T, s Store) {
	const writers, people, turns = 64, 8, 20
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range turns {
				addOne(t, s, s.Key("web", fmt.Sprint(w%people)), uint64(w*turns+n+1))
			}
		})
	}
	all.Wait()
	sum := 0
	for p := range people {
		sum += len(load(t, s, s.Key("web", fmt.Sprint(p))).State)
	}
	if sum != writers*turns {
		t.Errorf("%d turns were kept, want %d", sum, writers*turns)
	}
	if got := totals(t, s); len(got) != 1 || got[0].N != writers*turns {
		t.Errorf("counted %+v, want %d", got, writers*turns)
	}
}

// addOne makes the state one byte longer, however often it has to try.
func addOne(t *testing.T, s Store, key store.Key, event uint64) {
	for {
		r, err := s.Load(t.Context(), key)
		if err != nil {
			t.Errorf("load: %v", err)
			return
		}
		err = s.Save(t.Context(), store.Turn{
			Key: key, Rev: r.Rev, State: append(r.State, 'x'), Event: event, Now: noon,
			Counts: []store.Count{{Day: "2026-11-23", Name: "crowd"}},
		})
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("save: %v", err)
			return
		}
	}
}

func testCancelled(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Load(ctx, s.Key("web", "a")); !errors.Is(err, context.Canceled) {
		t.Errorf("load: got %v, want context.Canceled", err)
	}
	err := s.Save(ctx, store.Turn{Key: s.Key("web", "a"), State: []byte("s"), Now: noon})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("save: got %v, want context.Canceled or nil", err)
	}
}

func testClosed(t *testing.T, s Store) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), store.Key{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("load: got %v, want ErrClosed", err)
	}
	if err := s.Save(t.Context(), store.Turn{Now: noon}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("save: got %v, want ErrClosed", err)
	}
	if err := s.Writable(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("writable: got %v, want ErrClosed", err)
	}
}
