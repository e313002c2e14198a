package discord

import (
	"sync"
	"time"
)

// sessionStarts is how many new sessions of the gateway Discord allows. The zero value is no limit that we know of.
type sessionStarts struct {
	Total       int   `json:"total"`           // a day
	Remaining   int   `json:"remaining"`       // of those
	ResetAfter  int64 `json:"reset_after"`     // milliseconds until there are as many again
	Concurrency int   `json:"max_concurrency"` // how many shards may begin at the same time
}

// startsLast is how long the sessions that Discord allows have to last.
const startsLast = 24 * time.Hour

// identifyGate says when a new session may begin: of the shards that share a place, one in every pause, and none when Discord
// allows no more for the day. A bot that begins more often has its token taken away.
type identifyGate struct {
	pause  time.Duration
	now    func() time.Time
	places int
	total  int // 0: there is no limit

	mu    sync.Mutex
	next  map[int]time.Time // by place: when it is free
	left  int               // how many may still begin
	from  time.Time         // since when so many may
	renew time.Time         // when there are as many again
}

func newIdentifyGate(s sessionStarts, pause time.Duration, now func() time.Time) *identifyGate {
	return &identifyGate{
		pause: pause, now: now, places: max(1, s.Concurrency), total: s.Total,
		next: map[int]time.Time{}, left: s.Remaining, renew: now().Add(time.Duration(s.ResetAfter) * time.Millisecond),
	}
}

// reserve takes the next turn of a shard, and returns how long to wait for it.
func (g *identifyGate) reserve(shard int) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now, place := g.now(), shard%g.places
	at := later(now, g.next[place])
	if g.total > 0 {
		at = later(at, g.from)
		if g.left <= 0 {
			at = later(at, g.renew)
		}
		if !at.Before(g.renew) {
			g.left, g.from, g.renew = g.total, at, at.Add(startsLast)
		}
		g.left--
	}
	g.next[place] = at.Add(g.pause)
	return at.Sub(now)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
