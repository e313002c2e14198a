package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/store"
)

// Handovers is the part of the contract that lets a checklist go from one channel to another.
type Handovers interface {
	Key(channel, person string) store.Key
	Load(ctx context.Context, key store.Key) (store.Record, error)
	Save(ctx context.Context, t store.Turn) error
	Handover(ctx context.Context, code string, now time.Time) ([]byte, error)
	PurgeHandovers(ctx context.Context, now time.Time) (int, error)
}

// RunHandovers examines the stores that open makes, as Run does; closing them is left to open.
func RunHandovers(t *testing.T, open func(testing.TB) Handovers) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Handovers)
	}{
		{"what was given is read, and taken once", testGiveAndTake},
		{"a code that nobody made", testNoHandover},
		{"a code ends", testHandoverEnds},
		{"a turn that conflicts takes nothing", testConflictTakesNothing},
		{"a turn that conflicts gives nothing", testConflictGivesNothing},
		{"one of two takes at once wins", testTakeRace},
		{"the same code again replaces", testGiveAgain},
		{"giving and taking in one turn", testGiveWhileTaking},
		{"handovers that cannot be kept are refused", testHandoverRefused},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

const code = "K7QM3XRT9WPD"

// give leaves a body behind a code for half an hour.
func give(tb testing.TB, s Handovers, person, code, body string) {
	tb.Helper()
	key := s.Key("web", person)
	rec, err := s.Load(tb.Context(), key)
	if err != nil {
		tb.Fatalf("load: %v", err)
	}
	must(tb, s.Save(tb.Context(), store.Turn{
		Key: key, Rev: rec.Rev, State: []byte("state of " + person), Now: noon,
		Give: &store.Handover{Code: code, Body: []byte(body), Expires: noon.Add(30 * time.Minute)},
	}))
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// behind is what lies behind a code; "-" for nothing.
func behind(tb testing.TB, s Handovers, code string, now time.Time) string {
	tb.Helper()
	body, err := s.Handover(tb.Context(), code, now)
	if errors.Is(err, store.ErrNoHandover) {
		return "-"
	}
	if err != nil {
		tb.Fatalf("handover: %v", err)
	}
	return string(body)
}

func wantBehind(tb testing.TB, s Handovers, code string, now time.Time, want string) {
	tb.Helper()
	if got := behind(tb, s, code, now); got != want {
		tb.Errorf("behind the code lies %q, want %q", got, want)
	}
}

// take is a turn that keeps what lies behind a code.
func take(s Handovers, person, code string, rev int64, now time.Time) store.Turn {
	return store.Turn{Key: s.Key("telegram", person), Rev: rev, State: []byte("taken by " + person), Now: now, Take: code}
}

func testGiveAndTake(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	wantBehind(t, s, code, noon, "a list")
	wantBehind(t, s, code, noon, "a list") // reading leaves it there
	must(t, s.Save(t.Context(), take(s, "b", code, 0, noon)))
	wantBehind(t, s, code, noon, "-")
	if err := s.Save(t.Context(), take(s, "c", code, 0, noon)); !errors.Is(err, store.ErrConflict) {
		t.Errorf("taken twice: got %v, want ErrConflict", err)
	}
	for person, want := range map[string]string{"b": "taken by b", "c": ""} {
		rec, err := s.Load(t.Context(), s.Key("telegram", person))
		if err != nil || string(rec.State) != want {
			t.Errorf("%s has %q, %v; want %q", person, rec.State, err, want)
		}
	}
	if rec, err := s.Load(t.Context(), s.Key("web", "a")); err != nil || string(rec.State) != "state of a" {
		t.Errorf("who gave it has %q, %v", rec.State, err)
	}
}

func testNoHandover(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	wantBehind(t, s, "K7QM3XRT9WPF", noon, "-")
	wantBehind(t, s, "", noon, "-")
	if err := s.Save(t.Context(), take(s, "b", "K7QM3XRT9WPF", 0, noon)); !errors.Is(err, store.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	wantBehind(t, s, code, noon, "a list")
}

func testHandoverEnds(t *testing.T, s Handovers) {
	end := noon.Add(30 * time.Minute)
	give(t, s, "a", code, "a list")
	wantBehind(t, s, code, end.Add(-time.Second), "a list")
	wantBehind(t, s, code, end, "-")
	if err := s.Save(t.Context(), take(s, "b", code, 0, end)); !errors.Is(err, store.ErrConflict) {
		t.Errorf("taken after its end: got %v, want ErrConflict", err)
	}
	for _, c := range []struct {
		at   time.Time
		want int
	}{{end.Add(-time.Second), 0}, {end, 1}, {end, 0}} {
		if got, err := s.PurgeHandovers(t.Context(), c.at); err != nil || got != c.want {
			t.Errorf("at %v: purged %d, %v; want %d", c.at, got, err, c.want)
		}
	}
}

func testConflictTakesNothing(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	if err := s.Save(t.Context(), take(s, "b", code, 7, noon)); !errors.Is(err, store.ErrConflict) {
		t.Fatalf("got %v, want ErrConflict", err)
	}
	wantBehind(t, s, code, noon, "a list")
}

func testConflictGivesNothing(t *testing.T, s Handovers) {
	err := s.Save(t.Context(), store.Turn{
		Key: s.Key("web", "a"), Rev: 7, State: []byte("s"), Now: noon,
		Give: &store.Handover{Code: code, Body: []byte("a list"), Expires: noon.Add(time.Hour)},
	})
	if !errors.Is(err, store.ErrConflict) {
		t.Fatalf("got %v, want ErrConflict", err)
	}
	wantBehind(t, s, code, noon, "-")
}

func testTakeRace(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			err := s.Save(t.Context(), take(s, strings.Repeat("b", i+1), code, 0, noon))
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
		t.Errorf("%d people took it, want 1", won.Load())
	}
}

func testGiveAgain(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	give(t, s, "a", code, "a longer list")
	wantBehind(t, s, code, noon, "a longer list")
}

func testGiveWhileTaking(t *testing.T, s Handovers) {
	give(t, s, "a", code, "a list")
	turn := take(s, "b", code, 0, noon)
	turn.Give = &store.Handover{Code: "another-code", Body: []byte("passed on"), Expires: noon.Add(time.Hour)}
	must(t, s.Save(t.Context(), turn))
	got := []string{behind(t, s, code, noon), behind(t, s, "another-code", noon)}
	if diff := cmp.Diff([]string{"-", "passed on"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func testHandoverRefused(t *testing.T, s Handovers) {
	end := noon.Add(time.Hour)
	for name, h := range map[string]store.Handover{
		"a short code": {Code: "short", Expires: end},
		"no end":       {Code: code},
		"too large":    {Code: code, Expires: end, Body: make([]byte, store.MaxState+1)},
	} {
		err := s.Save(t.Context(), store.Turn{Key: s.Key("web", "a"), State: []byte("s"), Now: noon, Give: &h})
		if !errors.Is(err, store.ErrTurn) {
			t.Errorf("%s: got %v, want ErrTurn", name, err)
		}
	}
}
