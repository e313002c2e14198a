package telegram

import (
	"context"
	"sync"
)

// inFlight counts webhook deliveries that are being worked on.
type inFlight struct {
	mu     sync.Mutex
	n      int
	closed bool
	empty  chan struct{} // closed when n falls to 0 after stop
}

// enter reports whether one more may begin; every true needs a leave.
func (f *inFlight) enter(most int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || f.n >= most {
		return false
	}
	f.n++
	return true
}

func (f *inFlight) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n--; f.n == 0 && f.empty != nil {
		close(f.empty)
		f.empty = nil
	}
}

// stop lets no more in and waits until everybody has left or ctx is done.
func (f *inFlight) stop(ctx context.Context) {
	f.mu.Lock()
	f.closed = true
	if f.n == 0 {
		f.mu.Unlock()
		return
	}
	empty := make(chan struct{})
	f.empty = empty
	f.mu.Unlock()
	select {
	case <-empty:
	case <-ctx.Done():
	}
}
