package bots

import (
	"context"
	"errors"
	"time"

	"github.com/safesteps/safesteps/dialog"
)

const (
	// helpWithin is how long a cry for help waits for the database, or for an earlier turn of the same person, before it is
	// answered without either.
	helpWithin = 2 * time.Second
	// turnWithin is how long any other turn does. A disk that hangs is a disk that fails: the person is told, and the platform
	// delivers again.
	turnWithin = 5 * time.Second
)

// errSlow says that the database took too long. What became of the turn is not known: the event's id tells when it comes again.
var errSlow = errors.New("the database does not answer in time")

// patient is a context that ends when a turn has waited too long. The returned function must be called when the turn is over.
func (r *Runner) patient(ctx context.Context, ev Event) (context.Context, func()) {
	bounded, cancel := context.WithCancelCause(ctx)
	slow := time.AfterFunc(helpWithin, func() {
		if _, help := r.calm(r.library.Load(), dialog.State{}, ev); help {
			cancel(errSlow)
			return
		}
		select {
		case <-time.After(turnWithin - helpWithin):
			cancel(errSlow)
		case <-bounded.Done():
		}
	})
	return bounded, func() {
		slow.Stop()
		cancel(nil)
	}
}

// begin waits until the person's earlier turn is over; false when ctx ends before. After true the turn must be unlocked.
func (p *person) begin(ctx context.Context) bool {
	if p.turn.TryLock() {
		return true
	}
	got := make(chan struct{})
	go func() {
		p.turn.Lock()
		select {
		case got <- struct{}{}:
		case <-ctx.Done():
			p.turn.Unlock()
		}
	}()
	select {
	case <-got:
		return true
	case <-ctx.Done():
		return false
	}
}
