package bots

import (
	"errors"
	"sync/atomic"
)

// Stats counts what happened in this process, without any id.
type Stats struct {
	Turns       atomic.Int64 // turns that were kept
	Duplicates  atomic.Int64 // events that came again
	Panics      atomic.Int64 // conversations that met a defect of ours
	StoreErrors atomic.Int64 // turns that the database would not take
	Unreadable  atomic.Int64 // stored states that could not be read
	Answers     atomic.Int64 // answers that arrived
	SendErrors  atomic.Int64 // answers that did not arrive
	Gone        atomic.Int64 // of those, the ones to somebody who cannot be reached any more
	UrgentLost  atomic.Int64 // of those that did not arrive, the ones with urgent help to somebody who can be reached

	Waiting atomic.Int64 // answers that wait to be shown, or for the platform, just now
}

// Stats returns the counters.
func (r *Runner) Stats() *Stats { return &r.stats }

// shown counts what became of an answer.
func (s *Stats) shown(urgent bool, err error) {
	if err == nil {
		s.Answers.Add(1)
		return
	}
	s.SendErrors.Add(1)
	var send *SendError
	switch {
	case errors.As(err, &send) && send.Gone:
		s.Gone.Add(1)
	case urgent:
		s.UrgentLost.Add(1)
	}
}
