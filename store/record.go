// Package store keeps conversations, reminders, settings and daily counts. It knows nothing of the dialog: states are bytes.
//
// Nothing in the files names a person: rows are keyed by HMAC(channel, person) with a secret, and what they hold is sealed
// with a key from the same secret, bound to its row.
package store

import (
	"errors"
	"time"
)

// Key names one person's conversation: a keyed hash, useless without the secret. Made by Sealer.Key.
type Key [16]byte

// Record is one person's conversation.
type Record struct {
	State []byte   // as dialog.Encode wrote it; nil for a person who has never written
	Rev   int64    // revision, compared on save; 0 when there is no row; otherwise opaque and growing
	Seen  []uint64 // ids of the events that led here, oldest first; at most MaxSeen
}

// MaxSeen is how many event ids a conversation remembers. A platform delivers an event again within minutes; nobody presses
// this often meanwhile.
const MaxSeen = 48

// Turn is all that one turn leaves behind. It is kept whole or not at all.
type Turn struct {
	Key    Key
	Rev    int64     // the revision that was loaded
	Seen   []uint64  // the event ids that were loaded with it; the store does not change them
	State  []byte    // the new state; ignored when Forget is set
	Event  uint64    // the event's id; 0 when it has none
	Now    time.Time // the one "now" of the turn; required
	Forget bool      // delete everything about this person
	Remind *Reminder // nil: leave as it is
	Counts []Count
	Give   *Handover // left behind a code for another channel; nil: nothing
	Take   string    // the code whose handover this turn keeps: it is gone with the commit; empty: none
}

// Next is the revision that the conversation has once the turn is kept. A first revision comes from the clock, not from 1:
// a turn that was loaded before somebody asked to be forgotten must not pass for a turn of the conversation begun afterwards.
func (t Turn) Next() int64 {
	if t.Rev > 0 {
		return t.Rev + 1
	}
	return max(t.Now.UnixMilli(), 1)
}

// Remember is the ids that the conversation holds once the turn is kept: Seen and the turn's own event, the newest MaxSeen of
// them. It shares no memory with Seen.
func (t Turn) Remember() []uint64 { return t.appendRemembered(make([]uint64, 0, len(t.Seen)+1)) }

// appendRemembered puts what Remember gives into ids, which is empty and has the room.
func (t Turn) appendRemembered(ids []uint64) []uint64 {
	ids = append(ids, t.Seen...)
	if t.Event == 0 {
		return ids
	}
	ids = append(ids, t.Event)
	return ids[max(0, len(ids)-MaxSeen):]
}

// Reminder is a wish to be written to again.
type Reminder struct {
	Due     time.Time // zero: no reminder any more
	Address []byte    // where to write, sealed by the store; nil when Due is zero
}

// Due is a reminder whose time has come, claimed by this process.
type Due struct {
	Key     Key
	Address []byte
}

// Count adds one to a day's total.
type Count struct {
	Day   string // YYYY-MM-DD
	Name  string // what is counted; a constant of the program, never anything about a person
	Label string // which kind of it; likewise a constant or an id of the content; may be empty
}

// Total is how often something was counted on one day.
type Total struct {
	Count
	N int64
}

// Stats is the size of what is kept.
type Stats struct {
	People    int64 // conversations
	Reminders int64 // reminders that still wait
	Bytes     int64 // size on disk, with what has not yet been moved into the main file
}

// The errors that callers tell apart with errors.Is.
var (
	ErrConflict = errors.New("store: the conversation changed meanwhile")
	ErrReadOnly = errors.New("store: the database cannot be written")
	ErrFull     = errors.New("store: the disk is full")
	ErrNewer    = errors.New("store: the database was written by a newer version")
	ErrLocked   = errors.New("store: another process uses this database")
	ErrClosed   = errors.New("store: closed")
	ErrSecret   = errors.New("store: the secret does not open this database")
	ErrSealed   = errors.New("store: a sealed value was changed or belongs elsewhere")
	ErrTurn     = errors.New("store: the turn cannot be kept")
)

// The sizes that a turn may have. A turn beyond them is refused alone, with ErrTurn, so that it cannot spoil the commit
// that it would have shared with others.
const (
	MaxState   = 256 << 10 // bytes of a state
	MaxAddress = 4 << 10   // bytes of a reminder's address
	MaxLabel   = 128       // bytes of a count's name and of its label
)
