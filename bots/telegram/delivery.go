package telegram

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// delivery brings messages to one chat.
type delivery struct {
	a      *Adapter
	chat   int64
	thread int64 // the topic to write in; 0: none
	shared bool
	sent   int64 // the last message that was sent; 0: none
}

// ref names the last message that was sent.
func (d *delivery) ref() bots.MessageRef {
	return bots.MessageRef(strconv.FormatInt(d.chat, 10) + "/" + strconv.FormatInt(d.sent, 10))
}

// send sends a new message.
func (d *delivery) send(ctx context.Context, m bots.Message) error {
	return d.deliver(ctx, m, 0)
}

// edit replaces a message. One that cannot be replaced any more is left alone, and a new one is sent.
func (d *delivery) edit(ctx context.Context, m bots.Message, id int64) error {
	return d.deliver(ctx, m, id)
}

const (
	maxTries  = 5               // calls for one message that fail for reasons that pass
	firstWait = time.Second / 4 // before the second of them; then twice as long each time
	longWait  = 5 * time.Minute // a longer one is not worth waiting for: the next press shows the screen anyway
	maxTurns  = 16              // calls for one message in all
)

// deliver brings one message, going round whatever Telegram objects to. The error is what is left when nothing helps.
func (d *delivery) deliver(ctx context.Context, m bots.Message, id int64) error {
	o := outgoing{chat: d.chat, thread: d.thread, message: id, text: m.Text, html: true, rows: m.Rows}
	if len(m.Text) > maxInput {
		o.text, o.html = m.Plain, false
	}
	var err error
	failures := 0
	for range maxTurns {
		if err = d.a.pace.answer(ctx, d.chat, d.shared); err != nil {
			return err
		}
		if err = d.call(ctx, &o); err == nil {
			return nil
		}
		if passing(err) {
			if failures++; failures == maxTries {
				break
			}
			d.a.stats.Retries.Add(1)
			if e := d.a.cfg.wait(ctx, backoff(failures, firstWait, longWait)); e != nil {
				return e
			}
			continue
		}
		if !d.goRound(&o, m, err) {
			break
		}
	}
	d.count(err)
	return err
}

// goRound changes the message so that Telegram may take it. It returns false when nothing can be done.
func (d *delivery) goRound(o *outgoing, m bots.Message, err error) bool {
	var e *apiError
	if !errors.As(err, &e) {
		return false
	}
	if wait := retryAfter(err); wait > 0 {
		d.a.stats.TooMany.Add(1)
		d.a.pace.slow(d.chat, wait)
		return wait <= longWait
	}
	switch {
	case e.migrateTo != 0 && e.migrateTo != d.chat:
		d.a.stats.Migrated.Add(1)
		d.chat, o.chat, o.message = e.migrateTo, e.migrateTo, 0
	case e.cause == cannotEdit && o.message != 0:
		o.message = 0
	case e.cause == badMarkup && o.html:
		d.a.stats.Plain.Add(1)
		d.a.log.Warn("Telegram did not take a message's markup; it was sent without", "screen", m.Screen)
		o.text, o.html = m.Plain, false
	case e.cause == noThread && o.thread != 0:
		d.thread, o.thread = 0, 0
	default:
		return false
	}
	return true
}

// call makes the one call that the message needs as it is now. An edit that changes nothing has succeeded.
func (d *delivery) call(ctx context.Context, o *outgoing) error {
	body := bodies.Get().(*[]byte)
	defer freeBody(body)
	*body = o.append((*body)[:0])
	if o.message != 0 {
		err := d.a.api.call(ctx, editMessageText, *body, callTimeout, nil)
		if causeOf(err) == notModified {
			err = nil
		}
		if err == nil {
			d.a.stats.Edits.Add(1)
		}
		return err
	}
	err := d.a.api.call(ctx, sendMessage, *body, callTimeout, func(answer []byte) error {
		d.sent = messageID(answer)
		return nil
	})
	if err == nil {
		d.a.stats.Sends.Add(1)
	}
	return err
}

func (d *delivery) count(err error) {
	d.a.stats.SendErrors.Add(1)
	if causeOf(err) == unreachable {
		d.a.stats.Gone.Add(1)
		if d.a.cfg.Reachable != nil {
			d.a.cfg.Reachable(bots.Room{ID: roomID(d.chat), Shared: d.shared}, false)
		}
	}
}

// bodies are for the parameters of calls.
var bodies = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

func freeBody(b *[]byte) {
	if cap(*b) <= maxPooled {
		bodies.Put(b)
	}
}

// backoff is how long to wait after the n-th failure in a row, from 1: twice as long each time up to most, and by chance up to
// half of that less, so that many who failed together do not come back together.
func backoff(n int, first, most time.Duration) time.Duration {
	d := first << min(n-1, 20)
	if d > most || d <= 0 {
		d = most
	}
	return d - rand.N(d/2+1) //nolint:gosec // chance that only spreads load
}
