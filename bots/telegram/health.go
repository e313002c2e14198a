package telegram

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// quietAfter is how long Telegram may be silent before something is wrong: two polls, and a while for pauses between them.
const quietAfter = 2*(pollTimeout+pollGrace) + lastPause

// checkEvery is how often the registration of the webhook is looked at.
const checkEvery = time.Minute

// health remembers when Telegram was last heard of.
type health struct {
	quiet func(time.Duration)

	mu      sync.Mutex
	last    time.Time // of a good answer; zero: never
	started time.Time
	told    bool  // quiet was called for this silence
	problem error // what Telegram says about the webhook; nil: nothing
}

func (h *health) init(cfg Config) {
	h.quiet, h.started = cfg.Quiet, cfg.Now()
}

// heard notes a good answer.
func (h *health) heard(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last, h.told = now, false
}

// hook notes what Telegram says about the webhook.
func (h *health) hook(problem error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.problem = problem
}

// check calls quiet when Telegram has been silent for too long, once for each silence.
func (h *health) check(now time.Time) {
	h.mu.Lock()
	since := now.Sub(later(h.started, h.last))
	tell := since > quietAfter && !h.told && h.quiet != nil
	h.told = h.told || tell
	h.mu.Unlock()
	if tell {
		h.quiet(since)
	}
}

func (h *health) state(now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last.IsZero() {
		return errors.New("telegram: not connected yet")
	}
	if since := now.Sub(h.last); since > quietAfter {
		return fmt.Errorf("telegram: not heard of for %s", since.Round(time.Second))
	}
	return h.problem
}

// Healthy returns nil when Telegram has answered lately (a poll, or the look at the webhook) and has no complaint about the
// webhook. The error is fit to be shown to an operator.
func (a *Adapter) Healthy(now time.Time) error { return a.health.state(now) }
