package bots

import (
	"encoding/binary"
	"sync"

	"github.com/safesteps/safesteps/store"
)

// recentSize is how many events a process remembers having answered. Platforms deliver again within minutes; what is older
// is still recognised by the ids kept with the conversation, and then drawn again.
const recentSize = 1 << 13

// recent is the set of events whose answer this process has shown or queued.
type recent struct {
	mu   sync.Mutex
	seen map[eventKey]struct{}
	ring []eventKey // in the order they came
	next int        // the oldest, once the ring is full
}

// eventKey stands for an event of a person. Two events of one person never have the same. An event has that of another person's by
// chance alone, once in 10^15 events, because a store.Key is as good as random.
type eventKey uint64

func eventKeyOf(key store.Key, id uint64) eventKey {
	const odd = 0x9E3779B97F4A7C15 // multiplying by an odd number loses nothing
	return eventKey(binary.LittleEndian.Uint64(key[:]) ^ id*odd)
}

func (r *recent) has(key store.Key, id uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.seen[eventKeyOf(key, id)]
	return ok
}

func (r *recent) add(key store.Key, id uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[eventKey]struct{}{}
	}
	k := eventKeyOf(key, id)
	r.seen[k] = struct{}{}
	if len(r.ring) < recentSize {
		r.ring = append(r.ring, k)
		return
	}
	delete(r.seen, r.ring[r.next])
	r.ring[r.next] = k
	r.next = (r.next + 1) % recentSize
}
