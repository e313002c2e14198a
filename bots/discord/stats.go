package discord

import "sync/atomic"

// Stats counts what happened since the start, without any id.
type Stats struct {
	Interactions atomic.Int64 // that came in and were new to this process
	Duplicates   atomic.Int64 // that came again
	Unreadable   atomic.Int64 // that could not be decoded, or named nobody
	Dropped      atomic.Int64 // more than one person can wait for
	Failed       atomic.Int64 // turns that the handler would not take
	Panics       atomic.Int64 // interactions that met a defect of ours
	Refused      atomic.Int64 // HTTP calls that were not answered with 200

	Answers  atomic.Int64 // first answers that arrived
	Deferred atomic.Int64 // of those, the ones that only asked for more time
	Repeated atomic.Int64 // of those, the ones that Discord had already (40060)
	Expired  atomic.Int64 // answers that came too late; the state is kept
	Retries  atomic.Int64 // calls made again after a failure of the network or the server
	TooMany  atomic.Int64 // times Discord asked to wait
	Closed   atomic.Int64 // people whose direct messages are closed

	Connects atomic.Int64 // gateway connections that came about
	Lost     atomic.Int64 // gateway connections that ended before their time
	Silent   atomic.Int64 // of those, the ones given up because nothing was heard
	Invalid  atomic.Int64 // gateway sessions that Discord declared invalid
	Hung     atomic.Int64 // gateway sessions thrown away because the library hung
}

// Stats returns the counters.
func (a *Adapter) Stats() *Stats { return &a.stats }
