package discord_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/dialog"
)

// parents is how many write at once.
const parents = 200

// every runs something for every parent at once.
func every(do func(i int) error) error {
	errs := make([]error, parents)
	var all sync.WaitGroup
	for i := range parents {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestManyParents: the first answer to each of 200 parents at once comes within Discord's three seconds, at the 99.9th percentile.
// A machine that is busy with something else may spoil a round, but not three.
func TestManyParents(t *testing.T) {
	for _, way := range []struct {
		name  string
		stage func(testing.TB, bottest.DiscordOptions, func(*discord.Config)) *stage
	}{{"gateway", gateway}, {"endpoint", endpoint}} {
		t.Run(way.name, func(t *testing.T) {
			// A late answer is measured and not refused, nobody waits for anybody else, and the checks of the fake take no time.
			s := way.stage(t, bottest.DiscordOptions{Window: 10 * time.Second, Settle: func() {}, Unchecked: true}, nil)
			for round := range 3 {
				if worst := manyParents(t, s, round); worst <= 3*time.Second {
					return
				}
			}
			t.Error("99.9% of first answers took longer than 3 s in three rounds")
		})
	}
}

// manyParents lets 200 new parents take five steps each, all at once, and returns what 99.9% of the first answers took at most.
func manyParents(t *testing.T, s *stage, round int) time.Duration {
	t.Helper()
	before := len(s.Latencies())
	who := make([]*bottest.DiscordPerson, parents)
	for i := range who {
		who[i] = s.Person(fmt.Sprintf("700000000000%d%04d", round, i))
	}
	for _, step := range []func(i int) error{
		func(i int) error { return who[i].TryCommand("checklist") },
		func(i int) error { return who[i].TryPress("Check the apps") },
		func(i int) error { return who[i].TrySelect("Snapchat", "TikTok") },
		func(i int) error { return who[i].TryPress("Next") },
		func(i int) error { return who[i].TryType("a stranger wants pictures of my son") },
	} {
		if err := every(step); err != nil {
			t.Fatal(err)
		}
	}
	s.settle()
	for i := range who {
		if got := who[i].Screen().Text; !strings.Contains(got, "999") {
			t.Fatalf("parent %d got\n%s", i, got)
		}
	}
	took := s.Latencies()[before:]
	slices.Sort(took)
	worst := took[len(took)*999/1000]
	t.Logf("%d first answers: half within %s, 99.9%% within %s, deferred %d", len(took), took[len(took)/2], worst, s.adapter.Stats().Deferred.Load())
	return worst
}

// yes answers every call with 204, without a network.
type yes struct{ calls atomic.Int64 }

func (y *yes) RoundTrip(req *http.Request) (*http.Response, error) {
	y.calls.Add(1)
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// The library keeps a rate limit for every interaction for ever, under a name that holds its token. Here nothing is left of
// 100,000 interactions.
func TestTrapMemoryOverManyInteractions(t *testing.T) {
	wire := &yes{}
	adapter, err := discord.New(discord.Config{Token: "a.token", Library: testLibrary(t), Client: &http.Client{Transport: wire}})
	if err != nil {
		t.Fatal(err)
	}
	var answers sync.WaitGroup
	h := handlerFunc(func(ctx context.Context, ev bots.Event) error {
		answers.Go(func() {
			out := bots.Outcome{Messages: []bots.Message{{
				Text: "Which apps?", Rows: [][]bots.Button{{{Label: "Urgent help", Data: "apps|urgent", Role: dialog.RoleUrgent}}},
			}}}
			if err := ev.Reply.Respond(ctx, out); err != nil {
				t.Error(err)
			}
		})
		return nil
	})
	id := uint64(1 << 60)
	run := func(n int) {
		for range n {
			id += 1 << 22
			adapter.Receive(h, fmt.Appendf(nil, `{"id":"%d","application_id":"1","type":3,"token":"token-%d","guild_id":"9",`+
				`"member":{"user":{"id":"%d"}},"message":{"flags":64},"data":{"custom_id":"apps|ok","component_type":2}}`, id, id, 1+id>>22%997))
			if adapter.Waiting() > 100 {
				runtime.Gosched()
			}
			for adapter.Waiting() > 500 {
				runtime.Gosched()
			}
		}
		for adapter.Waiting() > 0 {
			runtime.Gosched()
		}
		answers.Wait()
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run(10_000) // fills what is bounded
	before := heap()
	run(100_000)
	after := heap()
	t.Logf("heap %d KiB after 10,000, %d KiB after 110,000 interactions", before>>10, after>>10)
	if after > before+512<<10 {
		t.Errorf("grew by %d KiB over 100,000 interactions", (after-before)>>10)
	}
	if got := wire.calls.Load() + adapter.Stats().Dropped.Load(); got != 110_000 {
		t.Errorf("%d interactions were answered or dropped, want 110,000", got)
	}
	runtime.KeepAlive(adapter)
}

// BenchmarkInteraction is what one press costs the adapter, without network and dialog.
func BenchmarkInteraction(b *testing.B) {
	adapter, err := discord.New(discord.Config{Token: "a.token", Library: testLibrary(b), Client: &http.Client{Transport: &yes{}}})
	if err != nil {
		b.Fatal(err)
	}
	h := handlerFunc(func(ctx context.Context, ev bots.Event) error {
		return ev.Reply.Respond(ctx, bots.Outcome{Messages: []bots.Message{{Text: "Which apps?"}}})
	})
	b.ReportAllocs()
	id := uint64(1 << 60)
	for b.Loop() {
		id++
		adapter.Receive(h, fmt.Appendf(nil, `{"id":"%d","application_id":"1","type":2,"token":"t","user":{"id":"7"},"context":1,"data":{"name":"urgent"}}`, id))
		for adapter.Waiting() > 0 {
			runtime.Gosched()
		}
	}
}
