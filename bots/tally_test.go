package bots

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// Waiting while others begin and end must neither panic nor return while something goes on. A sync.WaitGroup panics here.
func TestTallyWaitsWhileOthersBegin(t *testing.T) {
	var c tally
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 200 {
				c.add()
				c.done()
			}
		})
		all.Go(func() {
			for range 200 {
				if err := c.wait(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	c.add()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("while something goes on: got %v, want that the time is up", err)
	}
	c.done()
	if err := c.wait(t.Context()); err != nil {
		t.Errorf("when all is done: %v", err)
	}
}
