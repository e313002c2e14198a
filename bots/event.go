// Package bots holds what every channel shares: the event that comes in, the message that goes out, Fit between the dialog's
// meaning and a channel's limits, and the Runner that takes one person through one turn.
package bots

import (
	"context"
	"time"

	"github.com/safesteps/safesteps/dialog"
)

// PersonID is the platform's own id for a person. It never leaves the process but as a keyed hash.
type PersonID string

// RoomID is the platform's own id for the place a message goes to.
type RoomID string

// Room is where a person is writing.
type Room struct {
	ID     RoomID
	Shared bool // others can read it: a group, a server channel
}

// Event is one thing that happened on a channel, parsed and no more.
type Event struct {
	Channel string    // Adapter.Name
	ID      uint64    // the platform's id of the event, unique in the channel: Telegram's update_id, Discord's snowflake; 0: cannot come twice
	Person  PersonID  // who did it
	Room    Room      // where
	At      time.Time // when it came in
	Locale  string    // the platform's guess of their language; may be empty
	Act     dialog.Act
	Again   bool      // it came before and was not kept: the person was told, and is told nothing more until it is
	Reply   Responder // where the answer goes; called in the order of the person's turns, after the commit
}

// Responder shows the answer to one event. The adapter that made the event provides it.
//
// Respond may block while a platform asks to wait; it holds up no other person. It is called at most once, from one goroutine
// at a time for one person. Errors are of type *SendError.
type Responder interface {
	Respond(ctx context.Context, out Outcome) error
}

// ResponderFunc lets a function be a Responder.
type ResponderFunc func(ctx context.Context, out Outcome) error

// Respond calls f.
func (f ResponderFunc) Respond(ctx context.Context, out Outcome) error { return f(ctx, out) }

// Outcome is what a turn came to.
type Outcome struct {
	Reply      dialog.Reply // the screen, unfitted, for channels that draw pages of their own
	Messages   []Message    // the screen, fitted to the channel; at least one
	Superseded bool         // a newer answer waits behind this one: acknowledge, but draw nothing
}

// Handler takes events. Runner is the one implementation.
type Handler interface {
	// Handle runs one turn. It returns nil once the turn is committed, so the adapter may acknowledge the event; the answer
	// follows through ev.Reply. An error means that nothing was kept and the platform should deliver the event again.
	Handle(ctx context.Context, ev Event) error
}
