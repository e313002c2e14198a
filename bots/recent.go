package bots

import (
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
	ring []eventKey
	next int
}

type eventKey struct {
	person store.Key
	id     uint64
}

func (r *recent) init() {
	r.seen = make(map[eventKey]struct{}, recentSize)
	r.ring = make([]eventKey, recentSize)
}

func (r *recent) has(key store.Key, id uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.seen[eventKey{key, id}]
	return ok
}

func (r *recent) add(key store.Key, id uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := eventKey{key, id}
	delete(r.seen, r.ring[r.next])
	r.ring[r.next] = k
	r.seen[k] = struct{}{}
	r.next = (r.next + 1) % len(r.ring)
}
