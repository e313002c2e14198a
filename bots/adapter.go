package bots

import (
	"context"
	"fmt"
	"time"
)

// Adapter is one channel. Further abilities are interfaces of their own.
type Adapter interface {
	// Name is the channel's short name: telegram, discord, web, terminal.
	Name() string
	// Caps says what the channel can show in a room.
	Caps(room Room) Caps
	// Run takes events until ctx is done, then lets turns in flight finish. A nil error is a clean stop.
	Run(ctx context.Context, h Handler) error
	// Send writes a message that answers no event, such as a reminder. Errors are of type *SendError.
	Send(ctx context.Context, room Room, m Message) (MessageRef, error)
}

// MessageRef names a message that was sent, for editing it later. Empty when the channel has none.
type MessageRef string

// SendError says why a message did not arrive, in the same words for every channel.
type SendError struct {
	Err        error
	RetryAfter time.Duration // the platform asked to wait this long; 0: it did not
	Temporary  bool          // the same message may arrive later
	Gone       bool          // the room cannot be reached any more: blocked, deleted, left
}

// Error never holds message text, ids or tokens.
func (e *SendError) Error() string { return fmt.Sprintf("send: %v", e.Err) }

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }
