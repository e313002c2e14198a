package telegram

import "sync/atomic"

// Stats counts what happened since the start, without any id.
type Stats struct {
	Updates    atomic.Int64 // that came in and were known to be new to this process
	Unreadable atomic.Int64 // skipped: they could not be decoded
	Ignored    atomic.Int64 // nothing for us: chatter of a group, other bots, service messages
	Failed     atomic.Int64 // times the handler would not take an event
	GivenUp    atomic.Int64 // events dropped because the handler never took them and others waited behind
	Overtook   atomic.Int64 // cries for help answered past a turn that was stuck
	Parked     atomic.Int64 // events confirmed before they were kept, so that others could be heard
	Polls      atomic.Int64 // getUpdates calls that succeeded
	PollErrors atomic.Int64 // and that did not
	Conflicts  atomic.Int64 // times another process polled with the same token
	Migrated   atomic.Int64 // times a group had become a supergroup, with another id
	Refused    atomic.Int64 // webhook calls that were not answered with 200
	Overload   atomic.Int64 // of those, the ones sent away because too much was going on

	Edits      atomic.Int64 // messages replaced in place
	Sends      atomic.Int64 // messages sent
	Plain      atomic.Int64 // messages that Telegram took only without markup
	TooMany    atomic.Int64 // times Telegram asked to wait
	Retries    atomic.Int64 // calls made again after a failure of the network or the server
	Gone       atomic.Int64 // messages to somebody who cannot be reached any more
	SendErrors atomic.Int64 // messages given up
}

// Stats returns the counters.
func (a *Adapter) Stats() *Stats { return &a.stats }
