package bots

import (
	"context"
	"errors"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// Helper is a Handler that can help somebody whose turn cannot be taken just now.
type Helper interface {
	// Help answers an event that asks for urgent help from content alone, at once and without a turn, and returns true. For any
	// other event it does nothing. The event's turn may be taken later.
	Help(ctx context.Context, ev Event) bool
}

var _ Helper = (*Runner)(nil)

// Help implements Helper. The person's language and country are known when the database can still be read.
func (r *Runner) Help(ctx context.Context, ev Event) bool {
	ch, ok := r.channels[ev.Channel]
	if !ok || ev.Reply == nil {
		return false
	}
	if caps := ch.Caps(ev.Room); caps.Shared && !caps.Private {
		return false // what is shown there is no help
	}
	lib := r.library.Load()
	if _, help := r.calm(lib, dialog.State{}, ev); !help {
		return false
	}
	key := r.store.Key(ev.Channel, string(ev.Person))
	p := r.people.enter(key)
	defer r.people.leave(key, p)
	reply, _ := r.calm(lib, r.glance(ctx, key), ev)
	r.answer(key, p, job{ch: ch, ev: ev, reply: reply})
	return true
}

// glance is where a person stands when that can be read at once; otherwise the zero State.
func (r *Runner) glance(ctx context.Context, key store.Key) dialog.State {
	ctx, cancel := context.WithTimeout(ctx, helpWithin/2)
	defer cancel()
	c, err := r.conversation(ctx, key)
	if err != nil {
		return dialog.State{}
	}
	return c.state
}

// withoutStore answers when the database cannot be read or written. Urgent help needs no database: it is shown, and the event
// is done with. Anything else is answered kindly, and the error lets the platform deliver it again. s is where the person stands,
// as far as that is known.
func (r *Runner) withoutStore(ctx context.Context, lib *dialog.Library, s dialog.State, ev Event, cause error) (*dialog.Reply, error) {
	stopped := ctx.Err() != nil && !errors.Is(context.Cause(ctx), errSlow)
	if !stopped {
		r.storeFailed(cause)
	}
	reply, help := r.calm(lib, s, ev)
	switch {
	case help:
		return &reply, nil
	case stopped:
		return nil, cause // we stop, or the platform hung up: nothing is wrong, and it delivers again
	case ev.Again:
		return nil, cause // they were told, and may have turned to something else since
	}
	return &reply, cause
}

// calm is what can be said without the database: help, when that is what the event asks for, or that something went wrong. Of
// the state it takes the language and the country alone, so that buttons of a screen nobody could keep work all the same.
func (r *Runner) calm(lib *dialog.Library, s dialog.State, ev Event) (reply dialog.Reply, help bool) {
	s = dialog.State{Locale: s.Locale, Region: s.Region}
	_, reply, err := r.step(lib, s, ev.Channel, plainInput(ev))
	if err == nil && reply.Urgent {
		reply.Effects = nil
		return reply, true
	}
	if s.Locale == "" {
		s.Locale = localeHint(lib, ev.Locale)
	}
	return dialog.Trouble(lib, s), false
}

// storeFailed tells the operator that the database does not take turns: once, however many turns it concerns.
func (r *Runner) storeFailed(cause error) {
	r.stats.StoreErrors.Add(1)
	if !r.storeDown.Swap(true) {
		r.log.Error("the database does not take turns: parents read that something went wrong, and who to call", "error", cause)
	}
}

// storeWorked tells the operator that the fault is over.
func (r *Runner) storeWorked() {
	if r.storeDown.Load() && r.storeDown.Swap(false) {
		r.log.Info("the database takes turns again")
	}
}

// unreadable answers when the stored state cannot be read, most likely because a newer version wrote it.
func (r *Runner) unreadable(lib *dialog.Library, ev Event, newer bool) *dialog.Reply {
	r.stats.Unreadable.Add(1)
	r.log.Error("a stored conversation cannot be read; it is kept as it is", "channel", ev.Channel, "newer", newer)
	reply, _ := r.calm(lib, dialog.State{}, ev)
	return &reply
}
