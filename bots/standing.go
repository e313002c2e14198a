package bots

import (
	"sync"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// standingSize is how many conversations a process keeps in memory: those who press now, not all who ever did.
const standingSize = 512

// standing is the conversations of those who were here a moment ago, so that their next press need not read and decode what
// this process has just written. It is no second truth: the store compares the revision on every save, so that a turn taken
// from a conversation that another process has changed is refused, and taken again from what is kept.
type standing struct {
	mu    sync.Mutex
	byKey map[store.Key]conversation
	ring  []store.Key
	next  int
}

// conversation is one person's, decoded.
type conversation struct {
	state dialog.State
	rev   int64
	seen  []uint64
}

func (s *standing) init() {
	s.byKey = make(map[store.Key]conversation, standingSize)
	s.ring = make([]store.Key, standingSize)
}

func (s *standing) get(key store.Key) (conversation, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.byKey[key]
	return c, ok
}

// put keeps a conversation in place of the one that has been kept for longest.
func (s *standing) put(key store.Key, c conversation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.byKey[key]; !ok {
		delete(s.byKey, s.ring[s.next])
		s.ring[s.next] = key
		s.next = (s.next + 1) % len(s.ring)
	}
	s.byKey[key] = c
}

func (s *standing) drop(key store.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byKey, key)
}
