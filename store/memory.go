package store

import (
	"context"
	"slices"
	"sync"
)

// Memory keeps conversations in memory alone: for a chat in the terminal that leaves nothing behind, and for tests.
// The zero value is not usable; make one with NewMemory.
type Memory struct {
	sealer *Sealer
	mu     sync.Mutex
	rows   map[Key]Record
}

// NewMemory returns an empty store. Keys made with it are worth nothing outside this process.
func NewMemory(sealer *Sealer) *Memory {
	return &Memory{sealer: sealer, rows: map[Key]Record{}}
}

// Key is the row of a person.
func (m *Memory) Key(channel, person string) Key { return m.sealer.Key(channel, person) }

// Load returns a conversation, or the zero Record.
func (m *Memory) Load(_ context.Context, key Key) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rec := m.rows[key]
	rec.State, rec.Seen = slices.Clone(rec.State), slices.Clone(rec.Seen)
	return rec, nil
}

// Save keeps a turn, or fails with ErrConflict.
func (m *Memory) Save(_ context.Context, t Turn) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	rec := m.rows[t.Key]
	switch {
	case rec.Rev != t.Rev:
		return ErrConflict
	case t.Forget:
		delete(m.rows, t.Key)
		return nil
	}
	m.rows[t.Key] = Record{State: slices.Clone(t.State), Rev: t.Next(), Seen: t.Remember()}
	return nil
}
