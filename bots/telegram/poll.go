package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/bots"
)

const (
	pollTimeout = 50 * time.Second        // how long Telegram holds a poll open; its own most
	pollGrace   = 10 * time.Second        // and how long after that the answer may be on its way
	pollLimit   = 100                     // updates in an answer; Telegram's own most
	patience    = 1100 * time.Millisecond // how long a poll waits for turns that are not done; asked sooner, Telegram slows us down
	drainTime   = 5 * time.Second         // how long turns in flight may take at the end; the process has to be gone in ten

	firstPause = time.Second / 2 // after a poll that failed
	lastPause  = 30 * time.Second
)

// poller takes updates by long polling. An update is confirmed, by asking for what lies behind it, only when its turn is
// committed: a stop or a crash at any moment loses nothing.
type poller struct {
	a       *Adapter
	h       bots.Handler
	window  *window
	lanes   bots.Lanes
	queue   queue
	ailing  atomic.Int64 // events whose turn has failed and is not committed yet
	parked  atomic.Int64 // events that are confirmed and not kept yet
	limit   int
	asked   int64 // the offset that Telegram has most likely seen; -1: none
	failing int   // polls in a row
}

// poll takes updates until ctx is done. The error is not nil only when Telegram refuses the token at the start.
func (a *Adapter) poll(ctx context.Context, h bots.Handler) error {
	if err := a.removeWebhook(ctx); err != nil {
		return err
	}
	p := &poller{a: a, h: h, window: newWindow(), limit: pollLimit}
	turns, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for ctx.Err() == nil {
		list, err := p.ask(ctx, p.window.advance(), pollTimeout)
		if err != nil {
			p.failed(ctx, err)
			continue
		}
		p.failing, p.limit = 0, pollLimit
		a.stats.Polls.Add(1)
		a.health.heard(a.cfg.Now())
		p.take(ctx, turns, list)
		p.settle(ctx)
	}
	if n := p.parked.Load(); n > 0 {
		p.a.log.Error("events that were confirmed in need are lost: the database never took them", "count", n)
	}
	p.drain(turns, cancel)
	return nil
}

// ask makes one getUpdates call.
func (p *poller) ask(ctx context.Context, offset int64, hold time.Duration) ([]json.RawMessage, error) {
	p.asked = offset
	body := appendPoll(make([]byte, 0, 160), offset, p.limit, int(hold/time.Second))
	var list []json.RawMessage
	err := p.a.api.call(ctx, getUpdates, body, hold+pollGrace, func(answer []byte) error {
		var a struct {
			Result []json.RawMessage `json:"result"`
		}
		err := json.Unmarshal(answer, &a)
		list = a.Result
		return err
	})
	if err != nil && ctx.Err() == nil {
		p.asked = -1
	}
	return list, err
}

// failed waits after a poll that went wrong.
func (p *poller) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	p.failing++
	p.limit = 1 // should one update be what the answer broke on, the next poll has it alone
	p.a.stats.PollErrors.Add(1)
	pause := max(backoff(p.failing, firstPause, lastPause), retryAfter(err))
	p.a.logPollError(err, pause)
	p.a.health.check(p.a.cfg.Now())
	_ = p.a.cfg.wait(ctx, pause) // the loop looks at ctx
}

func (a *Adapter) logPollError(err error, pause time.Duration) {
	var e *apiError
	conflict := errors.As(err, &e) && e.code == http.StatusConflict
	switch {
	case conflict && e.cause == webhookActive:
		a.stats.Conflicts.Add(1)
		a.log.Error("Telegram will not let us poll: a webhook is set for this token. Stop the process that set it, then start this one again", "again_in", pause)
	case conflict:
		a.stats.Conflicts.Add(1)
		a.log.Error("Telegram will not let us poll: another process polls with the same token. Stop one of the two", "again_in", pause)
	default:
		a.log.Warn("polling Telegram failed", "error", err, "again_in", pause)
	}
}

// take hands every update that is new to the lane of its person.
func (p *poller) take(ctx, turns context.Context, list []json.RawMessage) {
	_, _, done := p.window.state()
	for _, raw := range list {
		u, err := decodeUpdate(raw)
		if errors.Is(err, errNotUpdate) {
			p.a.unreadable()
			continue
		}
		if !p.window.begin(u.ID) {
			continue
		}
		p.a.stats.Updates.Add(1)
		if err != nil {
			p.a.unreadable()
			p.window.finish(u.ID)
			continue
		}
		ev, _, ok := p.a.event(&u)
		if !ok {
			p.window.finish(u.ID)
			continue
		}
		p.line(ctx, turns, ev, done)
	}
}

// line puts an event behind those of the same person. Who has to wait there, and asks for help, does not.
func (p *poller) line(ctx, turns context.Context, ev bots.Event, done int64) {
	w, failing, behind := p.queue.add(ev)
	overtake := func() { p.overtake(turns, ev.Person) }
	switch {
	case failing:
		p.lanes.Beside(overtake)
	case behind:
		time.AfterFunc(helpAfter, overtake)
	}
	p.lanes.Add(string(ev.Person), func() { p.handle(ctx, turns, w, done) })
}

// unreadable counts an update that makes no sense, and says nothing about it but how many there were.
func (a *Adapter) unreadable() {
	n := a.stats.Unreadable.Add(1)
	a.log.Warn("an update from Telegram could not be read and was skipped", "so_far", n)
}

const (
	firstRetry = time.Second / 4 // after the first failure of a turn
	lastRetry  = 30 * time.Second
)

// handle runs the turn of one event until it is committed. Only its own person waits meanwhile. done is how many updates had
// been done when this one came.
func (p *poller) handle(ctx, turns context.Context, w *waiting, done int64) {
	defer p.queue.end(w)
	w.begin()
	id := int64(w.ID) //nolint:gosec // ids of updates are positive
	stuck := stuckTurn{since: p.a.cfg.Now(), done: done}
	for {
		err := try(turns, p.h, w.Event)
		if err == nil {
			p.window.finish(id)
			return
		}
		p.a.stats.Failed.Add(1)
		if stuck.tries++; stuck.tries == 1 {
			p.ailing.Add(1)
			defer p.ailing.Add(-1)
		}
		switch {
		case p.hopeless(stuck):
			p.a.stats.GivenUp.Add(1)
			p.a.log.Error("an event was dropped: its turn never worked, others did, and they could not get past it", "tries", stuck.tries)
			p.window.finish(id)
			return
		case p.deaf(stuck):
			stuck.parked = true
			p.park(id)
			defer p.parked.Add(-1)
		}
		p.a.log.Warn("a turn was not kept and will be tried again", "tries", stuck.tries)
		w.Again = true
		p.queue.failed(w)
		p.overtake(turns, w.Person)
		if stuck.parked {
			for _, id := range p.queue.answered(w.Person) {
				p.window.finish(int64(id)) //nolint:gosec // ids of updates are positive
			}
		}
		if ctx.Err() != nil || p.a.cfg.wait(ctx, backoff(stuck.tries, firstRetry, lastRetry)) != nil {
			return // never confirmed, so Telegram delivers it again
		}
	}
}

// stuckTurn is a turn that fails.
type stuckTurn struct {
	since time.Time
	tries int
	done  int64 // how many updates had been done when it came

	parked bool // its event is confirmed
}

const (
	patientTries = 10
	patientTime  = time.Minute
)

// hopeless reports whether one person's turn keeps everybody else from being heard. Telegram delivers at most a hundred updates
// past the one that is not confirmed. If all of them are here, nearly all are done, and this one has failed for a minute, then
// the fault is in this one conversation and not in the database, and it is not allowed to silence all the others.
func (p *poller) hopeless(s stuckTurn) bool {
	known, open, done := p.window.state()
	return known >= pollLimit && open*10 <= known && done > s.done &&
		s.tries >= patientTries && p.a.cfg.Now().Sub(s.since) >= patientTime
}

var errPanicked = errors.New("telegram: handling an event panicked")

// try runs one turn. A panic is an error: it must not end the process for everybody.
func try(ctx context.Context, h bots.Handler, ev bots.Event) (err error) {
	defer func() {
		if recover() != nil {
			err = errPanicked
		}
	}()
	return h.Handle(ctx, ev)
}

// settle waits until every turn is done, but not for ever: a person whose turn fails does not hold up the next poll.
func (p *poller) settle(ctx context.Context) {
	idle := p.window.idle()
	if idle == nil {
		return
	}
	pause, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-idle:
			cancel()
		case <-pause.Done():
		}
	}()
	_ = p.a.cfg.wait(pause, patience) // cancelled, done or over: the loop goes on
}

// drain lets turns in flight finish, and tells Telegram of those that did, so that they are not delivered again.
func (p *poller) drain(turns context.Context, cancel context.CancelFunc) {
	last, stop := context.WithTimeout(turns, drainTime)
	defer stop()
	finished := make(chan struct{})
	go func() {
		p.lanes.Wait()
		close(finished)
	}()
	select {
	case <-finished:
	case <-last.Done():
		p.a.log.Warn("turns were still running at the end; Telegram will deliver them again")
		cancel()
		return
	}
	if offset := p.window.advance(); offset != p.asked {
		p.limit = 1
		if _, err := p.ask(last, offset, 0); err != nil {
			p.a.log.Warn("the last updates could not be confirmed; Telegram will deliver them again", "error", err)
		}
	}
}
