package telegram

import (
	"context"
	"sync"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// reply answers one event.
type reply struct {
	delivery
	callback string // the press to answer; empty: none, or the webhook's own answer does it
	message  int64  // the message whose button was pressed; 0: nothing was pressed
}

var _ bots.Responder = (*reply)(nil)

// Respond implements bots.Responder. The press is answered beside the drawing of the screen: neither waits for the other.
//
// When an event that failed is handled again, the same reply serves it: a message that it sent before is replaced.
func (r *reply) Respond(ctx context.Context, out bots.Outcome) error {
	if query := r.callback; query != "" {
		r.callback = ""
		var answering sync.WaitGroup
		answering.Go(func() { r.a.answerPress(ctx, query) })
		defer answering.Wait()
	}
	if out.Superseded {
		return nil
	}
	for i, m := range out.Messages {
		if err := r.show(ctx, i, m); err != nil {
			return sendError(err)
		}
	}
	return nil
}

// show brings the i-th message of the screen: the first in place of the message that was pressed, the others new.
func (r *reply) show(ctx context.Context, i int, m bots.Message) error {
	if i > 0 {
		return r.send(ctx, m)
	}
	before := r.sent
	if before == 0 && m.Edit {
		before = r.message
	}
	return r.edit(ctx, m, before)
}

// answerTimeout is short: an answer that takes longer than that is of no use to anybody.
const answerTimeout = 5 * time.Second

// answerPress tells Telegram that a press arrived, so that the button stops turning; once more when the connection failed.
// Failure is no error: most often the press is too old to be answered, and the screen is drawn all the same.
func (a *Adapter) answerPress(ctx context.Context, query string) {
	body := bodies.Get().(*[]byte)
	defer freeBody(body)
	*body = appendAnswer((*body)[:0], "", query)
	err := a.api.call(ctx, answerCallbackQuery, *body, answerTimeout, nil)
	if passing(err) && a.cfg.wait(ctx, firstWait) == nil {
		a.stats.Retries.Add(1)
		_ = a.api.call(ctx, answerCallbackQuery, *body, answerTimeout, nil) // nothing is left to be done
	}
}

// maxFailed is how many replies to events that failed are kept.
const maxFailed = 256

// failedReplies keeps the replies to webhook deliveries whose turn failed, until they are delivered again.
type failedReplies struct {
	mu   sync.Mutex
	byID map[int64]*reply
}

// take returns the reply that served an update before, or fresh.
func (f *failedReplies) take(update int64, fresh *reply) *reply {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.byID[update]; r != nil {
		delete(f.byID, update)
		return r
	}
	return fresh
}

func (f *failedReplies) keep(update int64, r *reply) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byID == nil || len(f.byID) >= maxFailed {
		f.byID = map[int64]*reply{}
	}
	f.byID[update] = r
}
