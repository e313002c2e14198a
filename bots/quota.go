package bots

import (
	"maps"
	"sync"
	"time"

	"github.com/safesteps/safesteps/store"
)

// quota bounds how often one person does something. It lives in memory: a new process begins anew.
type quota struct {
	most   int
	within time.Duration
	mu     sync.Mutex
	spells map[store.Key]spell
}

// spell is how often somebody did it since a moment.
type spell struct {
	since time.Time
	n     int
}

// maxSpells bounds the memory of a quota.
const maxSpells = 1 << 14

// left reports whether somebody may do it once more.
func (q *quota) left(key store.Key, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.spells[key]
	return q.over(s, now) || s.n < q.most
}

// spend counts that somebody did it.
func (q *quota) spend(key store.Key, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.spells == nil {
		q.spells = map[store.Key]spell{}
	}
	s, known := q.spells[key]
	if !known && len(q.spells) >= maxSpells {
		q.forget(now)
	}
	if q.over(s, now) {
		s = spell{since: now}
	}
	s.n++
	q.spells[key] = s
}

func (q *quota) over(s spell, now time.Time) bool { return now.Sub(s.since) >= q.within }

// forget makes room: first those whose time is over, and if that is not enough, half of all, whichever they are.
func (q *quota) forget(now time.Time) {
	maps.DeleteFunc(q.spells, func(_ store.Key, s spell) bool { return q.over(s, now) })
	for key := range q.spells {
		if len(q.spells) <= maxSpells/2 {
			return
		}
		delete(q.spells, key)
	}
}
