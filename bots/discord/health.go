package discord

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// health remembers when the gateway was last heard of.
type health struct {
	quiet   func(time.Duration)
	silence time.Duration

	mu    sync.Mutex
	ready bool              // there was a connection
	heard map[int]time.Time // by shard
	told  map[int]bool      // by shard: quiet was called for this silence
}

func (h *health) init(cfg Config) {
	h.quiet, h.silence = cfg.Quiet, cfg.times.silence
	h.heard, h.told = map[int]time.Time{}, map[int]bool{}
}

// connected notes that there is a connection.
func (h *health) connected() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ready = true
}

// note remembers that a shard was heard of, and tells once when it had been silent for too long.
func (h *health) note(shard int, last, now time.Time) {
	h.mu.Lock()
	h.heard[shard] = last
	since := now.Sub(last)
	silent := since > h.silence
	tell := silent && !h.told[shard] && h.quiet != nil
	h.told[shard] = silent
	h.mu.Unlock()
	if tell {
		h.quiet(since)
	}
}

// Healthy returns nil when every gateway connection has been heard of lately, and always with the endpoint, which Discord calls
// when it wants to. The error is fit to be shown to an operator.
func (a *Adapter) Healthy(now time.Time) error {
	if a.Endpoint() {
		return nil
	}
	h := &a.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.ready {
		return errors.New("discord: not connected yet")
	}
	for _, last := range h.heard {
		if since := now.Sub(last); since > 2*h.silence {
			return fmt.Errorf("discord: not heard of for %s", since.Round(time.Second))
		}
	}
	return nil
}
