package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// probe asks whether the database can be written, for /readyz, the metrics and doctor. A disk may hang so that nothing comes back:
// then that is the answer, soon, and nobody asks a second time before the first has been answered.
type probe struct {
	db interface {
		Writable(ctx context.Context) error
	}

	mu      sync.Mutex
	running chan struct{} // closed when the question that is asked has its answer; nil: none is asked
	err     error         // the answer
}

// probeWithin is how long the database may take.
const probeWithin = 3 * time.Second

// errHangs says that the database did not answer.
var errHangs = errors.New("the database does not answer in time: its disk may hang")

func newProbe(db interface {
	Writable(ctx context.Context) error
},
) *probe {
	return &probe{db: db}
}

// writable is nil when a turn could be kept now.
func (p *probe) writable(ctx context.Context) error {
	p.mu.Lock()
	answered := p.running
	if answered == nil {
		answered = make(chan struct{})
		p.running = answered
		go p.ask(context.WithoutCancel(ctx), answered)
	}
	p.mu.Unlock()
	limit := time.NewTimer(probeWithin)
	defer limit.Stop()
	select {
	case <-answered:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.err
	case <-limit.C:
		return errHangs
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // whoever asked has gone
	}
}

func (p *probe) ask(ctx context.Context, answered chan struct{}) {
	err := p.db.Writable(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err, p.running = err, nil
	close(answered)
}
