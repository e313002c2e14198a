package bots

import (
	"context"

	"github.com/safesteps/safesteps/dialog"
)

// Unreachable notes that a person can be written to no more: they blocked the bot. Their reminder is cancelled, because it would
// reach nobody; all else is kept, should they come back. It returns at once. What fails is not tried again: a reminder that
// nobody can be given is gone when it is due.
func (r *Runner) Unreachable(channel string, who PersonID) {
	r.people.answering.add()
	go func() {
		defer r.people.answering.done()
		ctx, cancel := context.WithTimeout(context.Background(), turnWithin)
		defer cancel()
		c, err := r.conversation(ctx, r.store.Key(channel, string(who)))
		if err != nil || !c.state.Reminder {
			return
		}
		if err := r.Handle(ctx, Event{Channel: channel, Person: who, Room: Room{ID: RoomID(who)}, Act: dialog.Gone{}}); err != nil {
			r.log.Warn("a reminder of somebody who is gone was not cancelled", "channel", channel, "error", err)
		}
	}()
}
