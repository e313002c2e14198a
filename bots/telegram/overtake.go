package telegram

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// helpAfter is how long an event waits behind another of the same person before it is looked at: a cry for help is answered then,
// before its turn. Behind a turn that has failed it is answered at once.
const helpAfter = 2 * time.Second

// queue knows what each person's events wait for. The lanes keep their order; a cry for help need not.
type queue struct {
	mu   sync.Mutex
	line map[bots.PersonID]*line
}

// line is one person's events, oldest first. The first one's turn may have begun.
type line struct {
	events  []*waiting
	failing bool // the first one's turn has failed
}

// waiting is an event whose turn is not committed. It answers for itself: once its person was helped, by it or by one behind it,
// the screen that it leads to comes too late to take the place of help.
type waiting struct {
	bots.Event
	reply bots.Responder
	late  atomic.Bool

	mu     sync.Mutex // held while somebody finds out whether it asks for help
	begun  bool
	helped bool
}

// Respond implements bots.Responder.
func (w *waiting) Respond(ctx context.Context, out bots.Outcome) error {
	out.Superseded = out.Superseded || w.late.Load()
	return w.reply.Respond(ctx, out) //nolint:wrapcheck // it is the reply's own
}

// add puts an event at the end of its person's line. It tells whether the first one fails, and whether there is one.
func (q *queue) add(ev bots.Event) (w *waiting, failing, behind bool) {
	w = &waiting{Event: ev, reply: ev.Reply}
	w.Reply = w
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.line == nil {
		q.line = map[bots.PersonID]*line{}
	}
	l := q.line[ev.Person]
	if l == nil {
		l = &line{}
		q.line[ev.Person] = l
	}
	behind = len(l.events) > 0
	l.events = append(l.events, w)
	return w, l.failing, behind
}

// begin notes that the turn of the event begins.
func (w *waiting) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = true
}

// failed notes that the turn of a person's first event failed.
func (q *queue) failed(w *waiting) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l := q.line[w.Person]; l != nil {
		l.failing = true
	}
}

// end takes an event out of its line.
func (q *queue) end(w *waiting) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.line[w.Person]
	if l == nil {
		return
	}
	l.failing = false
	l.events = slices.DeleteFunc(l.events, func(x *waiting) bool { return x == w })
	if len(l.events) == 0 {
		delete(q.line, w.Person)
	}
}

// of lists the events of a person, oldest first.
func (q *queue) of(person bots.PersonID) []*waiting {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.line[person]
	if l == nil {
		return nil
	}
	return slices.Clone(l.events)
}

// overtake answers the cries for help in a person's line, past whatever they wait for. Their turns are taken all the same when
// they can be, and draw nothing more.
func (p *poller) overtake(turns context.Context, person bots.PersonID) {
	helper, ok := p.h.(bots.Helper)
	if !ok {
		return
	}
	list := p.queue.of(person)
	for i, w := range list {
		if !w.help(turns, helper) {
			continue
		}
		for _, before := range list[:i+1] {
			before.late.Store(true)
		}
		p.a.stats.Overtook.Add(1)
	}
}

// help answers an event whose turn has not begun, when it asks for help; true when it did so now.
func (w *waiting) help(ctx context.Context, helper bots.Helper) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.begun || w.helped {
		return false
	}
	ev := w.Event
	ev.Reply = w.reply
	w.helped = helper.Help(ctx, ev)
	return w.helped
}

// answered lists the events of a person that were helped and wait for their turns.
func (q *queue) answered(person bots.PersonID) (ids []uint64) {
	for _, w := range q.of(person) {
		w.mu.Lock()
		if w.helped && !w.begun {
			ids = append(ids, w.ID)
		}
		w.mu.Unlock()
	}
	return ids
}
