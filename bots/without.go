package bots

import (
	"context"

	"github.com/safesteps/safesteps/dialog"
)

// withoutStore answers when the database cannot be read or written. Urgent help needs no database: it is shown, and the event
// is done with. Anything else is answered kindly, and the error lets the platform deliver it again.
func (r *Runner) withoutStore(ctx context.Context, lib *dialog.Library, ev Event, cause error) (*dialog.Reply, error) {
	if ctx.Err() == nil {
		r.storeFailed(cause)
	}
	reply, help := r.calm(lib, ev)
	switch {
	case help:
		return &reply, nil
	case ctx.Err() != nil:
		return nil, cause // we stop, or the platform hung up: nothing is wrong, and it delivers again
	}
	return &reply, cause
}

// calm is what can be said without the database: help, when that is what the event asks for, or that something went wrong.
func (r *Runner) calm(lib *dialog.Library, ev Event) (reply dialog.Reply, help bool) {
	_, reply, err := r.step(lib, dialog.State{}, ev.Channel, plainInput(ev))
	if err == nil && reply.Urgent {
		reply.Effects = nil
		return reply, true
	}
	return dialog.Trouble(lib, dialog.State{Locale: localeHint(lib, ev.Locale)}), false
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
	reply, _ := r.calm(lib, ev)
	return &reply
}
