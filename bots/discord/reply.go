package discord

import (
	"context"
	"errors"

	"github.com/safesteps/safesteps/bots"
)

// reply answers one interaction.
type reply struct{ t *ticket }

var _ bots.Responder = reply{}

// Respond implements bots.Responder.
func (r reply) Respond(ctx context.Context, out bots.Outcome) error {
	if out.Superseded && r.t.in.updatable() {
		return sendError(r.t.answer(callback{Type: answerWait}))
	}
	return sendError(r.show(ctx, out.Messages))
}

func (r reply) show(ctx context.Context, messages []bots.Message) error {
	for i, m := range messages {
		drawn := r.t.a.draw(m, r.t.view())
		var err error
		if i == 0 {
			err = r.t.show(ctx, drawn, m.Edit)
		} else {
			err = r.t.follow(ctx, drawn)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// directReply shows the screen in a person's direct messages, and says so where they pressed. Where they take none, the screen
// is shown to them alone, where they are.
type directReply struct{ t *ticket }

var _ bots.Responder = directReply{}

// Respond implements bots.Responder.
func (r directReply) Respond(ctx context.Context, out bots.Outcome) error {
	t := r.t
	var list []message
	for _, m := range out.Messages {
		list = append(list, t.a.draw(m, view{locale: t.in.Locale}))
	}
	inTime, cancel := context.WithDeadline(ctx, t.until)
	defer cancel()
	err := t.a.direct(inTime, t.in.person(), list)
	if err == nil {
		return sendError(t.show(ctx, t.a.line(t.view(), "discord.dm.sent"), false))
	}
	t.a.stats.Closed.Add(1)
	if err := t.show(ctx, t.a.line(t.view(), "discord.dm.closed"), false); err != nil {
		return sendError(err)
	}
	var failed error
	for _, m := range out.Messages {
		failed = errors.Join(failed, t.follow(ctx, t.a.draw(m, t.view())))
	}
	return sendError(failed)
}
