package bots

import (
	"context"
	"fmt"
	"sync"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// person is somebody whose turn runs or whose answer waits. It lives only that long.
type person struct {
	turn sync.Mutex // held from load to commit

	mu      sync.Mutex
	waiting []job // answers in the order of the turns
	busy    bool  // a goroutine is showing them

	users int // guarded by the shard's lock
}

// job is one answer that waits to be shown.
type job struct {
	ch    Channel
	ev    Event
	reply dialog.Reply

	repeated bool // of an event that was taken before: it may go nowhere, so it stands in for no other
}

const shards = 64

// people finds the person behind a key, in shards so that nobody waits for another.
type people struct {
	shard [shards]struct {
		sync.Mutex
		byKey map[store.Key]*person
	}
	answering tally
}

func (p *people) init() {
	for i := range p.shard {
		p.shard[i].byKey = map[store.Key]*person{}
	}
}

// enter returns the person of a key and keeps it until leave.
func (p *people) enter(key store.Key) *person {
	s := &p.shard[key[0]%shards]
	s.Lock()
	defer s.Unlock()
	who := s.byKey[key]
	if who == nil {
		who = &person{}
		s.byKey[key] = who
	}
	who.users++
	return who
}

func (p *people) leave(key store.Key, who *person) {
	s := &p.shard[key[0]%shards]
	s.Lock()
	defer s.Unlock()
	if who.users--; who.users == 0 {
		delete(s.byKey, key)
	}
}

// answer queues a reply. It is called while the person's turn is held, so the order of answers is the order of turns.
func (r *Runner) answer(key store.Key, p *person, j job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.stats.Waiting.Add(1)
	if p.busy {
		p.waiting = append(p.waiting, j)
		return
	}
	p.busy = true
	r.people.enter(key)
	r.people.answering.add()
	go r.showAll(key, p, j)
}

// showAll shows a person's answers until none waits.
func (r *Runner) showAll(key store.Key, p *person, first job) {
	defer r.people.answering.done()
	defer r.people.leave(key, p)
	for next, ok := first, true; ok; next, ok = p.next() {
		r.show(next, p.supersedes(&next))
	}
}

// supersedes reports whether a later answer waits that will replace this one.
func (p *person) supersedes(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting) > 0 && !j.reply.Fresh && !p.waiting[0].reply.Fresh && !p.waiting[0].repeated
}

// next takes the answer that has waited for longest; false when none waits, and then nobody shows this person's answers any more.
func (p *person) next() (job, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		p.busy, p.waiting = false, nil
		return job{}, false
	}
	j := p.waiting[0]
	p.waiting = p.waiting[1:]
	return j, true
}

// show fits one reply and hands it to the adapter.
func (r *Runner) show(j job, superseded bool) {
	defer r.stats.Waiting.Add(-1)
	out := Outcome{Reply: j.reply, Superseded: superseded}
	out.Messages = Fit(j.reply, j.ch.Caps(j.ev.Room), j.ch.Format)
	defer func() {
		if v := recover(); v != nil {
			r.stats.Panics.Add(1)
			r.log.Error("showing an answer panicked", "channel", j.ev.Channel)
		}
	}()
	err := j.ev.Reply.Respond(context.Background(), out)
	r.stats.shown(j.reply.Urgent, err)
	if err != nil {
		r.log.Warn("an answer did not arrive", "channel", j.ev.Channel, "error", err)
	}
}

// Drain waits until every answer that was queued has been shown, or until ctx is done.
func (r *Runner) Drain(ctx context.Context) error {
	if err := r.people.answering.wait(ctx); err != nil {
		return fmt.Errorf("bots: drain: %w", err)
	}
	return nil
}
