package discord

import (
	"context"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// Times are the waits that tests shorten.
type Times struct {
	Defer, Window, Open, Hang, Silence, Pause, Identify, Invalid, Retry time.Duration
}

// WithTimes returns a copy of a Config with other waits; those that are 0 keep their defaults.
func (c Config) WithTimes(t Times) Config {
	c.times = times{
		deferAfter: t.Defer, window: t.Window, open: t.Open, hang: t.Hang, silence: t.Silence, pause: t.Pause, identify: t.Identify, invalid: t.Invalid, retry: t.Retry,
	}
	return c
}

// WithSleep returns a copy of a Config with other pauses between gateway connections.
func (c Config) WithSleep(sleep func(context.Context, time.Duration) bool) Config {
	c.sleep = sleep
	return c
}

// Waiting is how many people have interactions that wait.
func (a *Adapter) Waiting() int { return a.lanes.Waiting() }

// Receive takes an interaction as the gateway hands it on.
func (a *Adapter) Receive(h bots.Handler, raw []byte) { a.receive(h, raw) }
