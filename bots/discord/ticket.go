package discord

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// The types of first answers.
const (
	answerPong         = 1
	answerMessage      = 4
	answerThinking     = 5 // a message follows
	answerWait         = 6 // the message with the control stays as it is for now
	answerUpdate       = 7
	answerAutocomplete = 8
	answerModal        = 9
)

// callback is a first answer.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// ticket is one interaction and its one first answer. When the turn takes too long, it asks Discord for more time by itself.
type ticket struct {
	a     *Adapter
	in    *interaction
	until time.Time // when the first answer must have arrived
	post  func(ctx context.Context, c callback) error
	timer *time.Timer

	mu       sync.Mutex
	answered int // the type of the first answer; 0: there was none
}

// newTicket starts the clock.
func (a *Adapter) newTicket(in *interaction, post func(ctx context.Context, c callback) error) *ticket {
	t := &ticket{a: a, in: in, post: post, until: time.Now().Add(a.cfg.times.window)}
	if post == nil {
		t.post = t.call
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer = time.AfterFunc(a.cfg.times.deferAfter, t.askForTime)
	return t
}

// view is how messages to this interaction are drawn.
func (t *ticket) view() view { return view{locale: t.in.Locale, shared: t.in.shared()} }

// call gives the first answer by a call of our own. A failure of the network or the server is tried again while there is time:
// should the first try have arrived after all, Discord says so, and that is as good.
func (t *ticket) call(ctx context.Context, c callback) error {
	err := t.a.api.do(ctx, call{
		op: "answer", method: http.MethodPost, path: "/interactions/" + t.in.ID + "/" + t.in.Token + "/callback", body: c, tries: 6,
	})
	if hasCode(err, codeAcknowledged) {
		t.a.stats.Repeated.Add(1)
		return nil
	}
	return err
}

// askForTime acknowledges an interaction whose turn takes too long.
func (t *ticket) askForTime() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.answered != 0 || t.in.Type == typeAutocomplete {
		return
	}
	c := callback{Type: answerThinking}
	switch {
	case t.in.updatable():
		c.Type = answerWait
	case t.in.shared():
		c.Data = struct {
			Flags int `json:"flags"`
		}{flagEphemeral}
	}
	if t.first(context.Background(), c) == nil {
		t.a.stats.Deferred.Add(1)
	}
}

// first gives the first answer; the caller holds t.mu. A window that has passed is not tried again: the state is kept, and the
// next command shows it.
func (t *ticket) first(ctx context.Context, c callback) error {
	ctx, cancel := context.WithDeadline(ctx, t.until)
	defer cancel()
	t.timer.Stop()
	err := t.post(ctx, c)
	if err != nil {
		if hasCode(err, codeUnknownInteraction) || ctx.Err() != nil {
			t.a.stats.Expired.Add(1)
		}
		return err
	}
	t.answered = c.Type
	t.a.stats.Answers.Add(1)
	return nil
}

// answer gives a first answer that is no message of a turn; nothing when there was one.
func (t *ticket) answer(c callback) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.answered != 0 {
		return nil
	}
	return t.first(context.Background(), c)
}

// show puts a message where the answer is awaited: as the first answer, or in place of the request for time. With edit it
// replaces the message that the control was on.
func (t *ticket) show(ctx context.Context, m message, edit bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	edit = edit && t.in.updatable()
	switch t.answered {
	case 0:
		c := callback{Type: answerMessage, Data: m}
		if edit {
			m.Flags = 0
			c = callback{Type: answerUpdate, Data: m}
		}
		return t.first(ctx, c)
	case answerThinking:
		return t.replace(ctx, m)
	case answerWait:
		if edit {
			return t.replace(ctx, m)
		}
	}
	return t.follow(ctx, m)
}

// laterTries is how often a later message is sent in all. The first tries may come before Discord has read our first answer.
const laterTries = 4

// replace puts a message in place of the request for time.
func (t *ticket) replace(ctx context.Context, m message) error {
	m.Flags = 0
	return t.a.later(ctx, call{
		op: "edit", method: http.MethodPatch, path: "/webhooks/" + t.in.ApplicationID + "/" + t.in.Token + "/messages/@original", body: m,
	})
}

// follow sends a further message.
func (t *ticket) follow(ctx context.Context, m message) error {
	return t.a.later(ctx, call{
		op: "follow-up", method: http.MethodPost, path: "/webhooks/" + t.in.ApplicationID + "/" + t.in.Token, body: m,
	})
}

// later makes a call that needs the first answer to have been read. By HTTP that may come a moment after we wrote it.
func (a *Adapter) later(ctx context.Context, q call) error {
	q.tries = laterTries
	ctx, cancel := context.WithTimeout(ctx, 2*longestWait)
	defer cancel()
	pause := a.cfg.times.retry
	for try := 1; ; try++ {
		err := a.api.do(ctx, q)
		if !hasCode(err, codeUnknownWebhook) || try == laterTries {
			return err
		}
		if !sleep(ctx, pause) {
			return err
		}
		pause *= 2
	}
}
