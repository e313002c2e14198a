package bots

import "sync/atomic"

// Stats counts what happened in this process, without any id.
type Stats struct {
	Turns       atomic.Int64 // turns that were kept
	Duplicates  atomic.Int64 // events that came again
	Panics      atomic.Int64 // conversations that met a defect of ours
	StoreErrors atomic.Int64 // turns that the database would not take
	Unreadable  atomic.Int64 // stored states that could not be read
	SendErrors  atomic.Int64 // answers that did not arrive
}

// Stats returns the counters.
func (r *Runner) Stats() *Stats { return &r.stats }
