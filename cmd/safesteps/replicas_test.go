package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/walk"
	"github.com/safesteps/safesteps/store"
	"github.com/safesteps/safesteps/store/storetest"
)

const (
	replicaParents = 60
	replicaActs    = 60 // of each parent
	replicaWait    = 90 * time.Second
	replicaSecret  = "the secret that every replica has"
)

// replica is one of several equal processes on one database, but for the process.
type replica struct {
	name   string
	db     *store.Postgres
	runner *bots.Runner
	dead   atomic.Bool
}

func newReplica(t *testing.T, b *bench, address string, n int) *replica {
	t.Helper()
	r := &replica{name: fmt.Sprintf("replica%d", n)}
	var err error
	if r.db, err = store.OpenPostgres(t.Context(), address+"&application_name="+r.name, []byte(replicaSecret)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.db.Close() })
	r.runner = bots.NewRunner(bots.RunnerConfig{
		Library: b.lib, Store: r.db, Now: func() time.Time { return b.at },
		Channels: map[string]bots.Channel{telegram.Name: {Caps: func(bots.Room) bots.Caps { return b.caps }, Format: b.format}},
	})
	return r
}

var errDead = errors.New("nobody answers")

// handle delivers an event as a load balancer does: what a replica said while it was killed reaches nobody.
func (r *replica) handle(ctx context.Context, ev bots.Event) error {
	if r.dead.Load() {
		return errDead
	}
	err := r.runner.Handle(ctx, ev)
	if r.dead.Load() {
		return errDead
	}
	return err
}

// kill cuts every connection of the replica in the midst of what it does.
func (r *replica) kill(t *testing.T, address string) {
	t.Helper()
	r.dead.Store(true)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", r.name); err != nil {
		t.Fatal(err)
	}
}

// caller is one parent of the replicas: what they do, made beforehand, and the model of what has to come of it.
type caller struct {
	*model
	person bots.PersonID
	acts   []dialog.Act
	rand   *rand.Rand
}

func newCaller(b *bench, n int) *caller {
	c := &caller{model: newModel(b), person: bots.PersonID(fmt.Sprint(firstParent + n)), rand: rand.New(rand.NewPCG(9, uint64(n)))}
	for len(c.acts) < replicaActs {
		act := c.next()
		c.step(uint64(len(c.acts)+1), act)
		c.acts = append(c.acts, act)
	}
	return c
}

// next chooses an act by chance. Urgent help is left out: without a database it is shown and not kept, which is as it should be,
// and which the model does not know.
func (c *caller) next() dialog.Act {
	state, err := dialog.Decode(c.now().state)
	if err != nil {
		panic(err) // Encode wrote it
	}
	acts := append(walk.Choices(c.reply), dialog.Start{}, dialog.Command{Name: "apps"})
	for _, i := range c.rand.Perm(len(acts)) {
		in := dialog.Input{At: c.at, Locale: "en", Act: acts[i]}
		_, here := dialog.Step(c.lib, state, in)
		if _, anywhere := dialog.Step(c.lib, dialog.State{}, in); !here.Urgent && !anywhere.Urgent {
			return acts[i]
		}
	}
	return dialog.Start{}
}

// platform delivers a parent's acts in order, each again and again until somebody acknowledges it, and some to two replicas at once.
type platform struct {
	replicas []*replica
	acked    atomic.Int64
	again    atomic.Int64
}

func (p *platform) deliver(ctx context.Context, c *caller) error {
	for i, act := range c.acts {
		ev := bots.Event{Channel: telegram.Name, ID: uint64(i + 1), Person: c.person, At: c.at, Locale: "en", Act: act, Reply: silently()}
		for {
			copies := 1
			if c.rand.IntN(8) == 0 {
				copies = 2
			}
			if p.send(ctx, c, ev, copies) {
				break
			}
			p.again.Add(1)
			select {
			case <-ctx.Done():
				return fmt.Errorf("act %d of %d was never taken", i+1, len(c.acts))
			case <-time.After(10 * time.Millisecond):
			}
		}
		p.acked.Add(1)
	}
	return nil
}

func silently() bots.Responder {
	return bots.ResponderFunc(func(context.Context, bots.Outcome) error { return nil })
}

// send gives an event to some replicas at once, and tells whether one of them acknowledged it.
func (p *platform) send(ctx context.Context, c *caller, ev bots.Event, copies int) bool {
	var taken atomic.Bool
	var all sync.WaitGroup
	for _, n := range c.rand.Perm(len(p.replicas))[:copies] {
		all.Go(func() {
			if p.replicas[n].handle(ctx, ev) == nil {
				taken.Store(true)
			}
		})
	}
	all.Wait()
	return taken.Load()
}

// waitFor waits until so many acts were acknowledged.
func (p *platform) waitFor(ctx context.Context, t *testing.T, acts int64) {
	t.Helper()
	for p.acked.Load() < acts {
		select {
		case <-ctx.Done():
			t.Fatalf("%d of %d acts were acknowledged", p.acked.Load(), acts)
		case <-time.After(time.Millisecond):
		}
	}
}

// TestReplicas: three replicas share the work of one bot. One is killed, then the database crashes and comes back. Every act that
// was acknowledged is kept once, in order.
func TestReplicas(t *testing.T) {
	cluster := storetest.NewCluster(t)
	b := newBench(t)
	address := cluster.Address
	p := &platform{}
	for n := range 3 {
		p.replicas = append(p.replicas, newReplica(t, b, address, n))
	}
	var callers []*caller
	for n := range replicaParents {
		callers = append(callers, newCaller(b, n))
	}
	ctx, cancel := context.WithTimeout(t.Context(), replicaWait)
	defer cancel()
	begin := time.Now()
	var all sync.WaitGroup
	for _, c := range callers {
		all.Go(func() {
			if err := p.deliver(ctx, c); err != nil {
				t.Errorf("a parent was left alone: %v", err)
			}
		})
	}
	const acts = replicaParents * replicaActs
	p.waitFor(ctx, t, acts/4)
	p.replicas[0].kill(t, address)
	p.waitFor(ctx, t, acts/2)
	cluster.Stop(syscall.SIGQUIT)
	cluster.Start()
	all.Wait()
	t.Logf("%d acts in %s, delivered again %d times", p.acked.Load(), time.Since(begin).Round(time.Millisecond), p.again.Load())
	if p.again.Load() == 0 {
		t.Error("nothing was delivered again: nothing was hit")
	}
	auditReplicas(t, newReplica(t, b, address, 9).db, b, callers)
}

// auditReplicas compares the database with the models. What was applied twice may leave a state as it is, but is counted twice.
func auditReplicas(t *testing.T, db *store.Postgres, b *bench, callers []*caller) {
	t.Helper()
	for _, c := range callers {
		rec, err := db.Load(t.Context(), db.Key(telegram.Name, string(c.person)))
		if err != nil {
			t.Fatal(err)
		}
		if c.holds(rec, len(c.acts)) < 0 {
			t.Errorf("parent %s: the database holds what %d acts lead to, of %d", c.person, c.holds(rec, 0), len(c.acts))
		}
	}
	totals, err := db.Totals(t.Context(), "2020-01-01", "2099-12-31")
	if err != nil {
		t.Fatal(err)
	}
	got := map[store.Count]int64{}
	for _, total := range totals {
		got[total.Count] = total.N
	}
	if len(b.counts) == 0 {
		t.Error("nothing had to be counted")
	}
	for count, want := range b.counts {
		if got[count] < want || got[count] > want && !b.loose[count] {
			t.Errorf("counted %s %s: got %d, want %d", count.Name, count.Label, got[count], want)
		}
	}
}
