package store

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Memory keeps conversations in memory alone: for a chat in the terminal that leaves nothing behind, and for tests.
// The zero value is not usable; make one with NewMemory.
type Memory struct {
	sealer *Sealer
	mu     sync.Mutex
	rows   map[Key]Record
	given  map[Key]parcel // by the hash of their codes
}

// parcel is a handover as Memory keeps it.
type parcel struct {
	body    []byte // sealed
	expires int64
}

// NewMemory returns an empty store. Keys made with it are worth nothing outside this process.
func NewMemory(sealer *Sealer) *Memory {
	return &Memory{sealer: sealer, rows: map[Key]Record{}, given: map[Key]parcel{}}
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
	if err := t.Give.check(); err != nil {
		return err
	}
	hand := m.sealer.handover(t)
	m.mu.Lock()
	defer m.mu.Unlock()
	rec := m.rows[t.Key]
	if rec.Rev != t.Rev || hand.take && m.given[hand.taken].expires <= hand.now {
		return ErrConflict
	}
	if hand.take {
		delete(m.given, hand.taken)
	}
	if hand.give {
		m.purge(hand.now)
		m.given[hand.given] = parcel{hand.body, hand.expires}
	}
	if t.Forget {
		delete(m.rows, t.Key)
		return nil
	}
	m.rows[t.Key] = Record{State: slices.Clone(t.State), Rev: t.Next(), Seen: t.Remember()}
	return nil
}

// Handover reads what lies behind a code and leaves it there, as SQLite's does.
func (m *Memory) Handover(_ context.Context, code string, now time.Time) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sealer.openHandover(code, func(id Key) ([]byte, error) {
		if p, ok := m.given[id]; ok && p.expires > now.Unix() {
			return p.body, nil
		}
		return nil, nil
	})
}

// PurgeHandovers deletes what lies behind codes that are too old, as SQLite's does.
func (m *Memory) PurgeHandovers(_ context.Context, now time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.purge(now.Unix()), nil
}

func (m *Memory) purge(now int64) int {
	before := len(m.given)
	maps.DeleteFunc(m.given, func(_ Key, p parcel) bool { return p.expires <= now })
	return before - len(m.given)
}
