package discord

import "sync"

// recentSize is how many interactions a process remembers. The gateway delivers again only what was sent while a connection
// was lost, and the endpoint is replayed only within the age that a signature may have.
const recentSize = 1 << 13

// recent is the set of interactions that came in last.
type recent struct {
	mu   sync.Mutex
	seen map[uint64]struct{}
	ring []uint64
	next int
}

func (r *recent) init() {
	r.seen = make(map[uint64]struct{}, recentSize)
	r.ring = make([]uint64, recentSize)
}

// add notes an interaction; false when it was there already.
func (r *recent) add(id uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, again := r.seen[id]; again {
		return false
	}
	delete(r.seen, r.ring[r.next])
	r.ring[r.next] = id
	r.seen[id] = struct{}{}
	r.next = (r.next + 1) % len(r.ring)
	return true
}
