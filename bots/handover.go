package bots

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// How often one person may make a code, and try one behind which nothing lies.
const (
	codesMade   = 10
	codesTried  = 10
	codesWithin = 30 * time.Minute
)

// On is the library as it is used on a channel: with the ways from there to the others, and without what needs to write first where
// a room cannot be written to.
func On(lib *dialog.Library, channel string, caps Caps, p Places) *dialog.Library {
	return lib.On(dialog.Channel{Silent: caps.Silent, Doors: p.doors(channel)})
}

// doors lists the ways to every channel, from one of them.
func (p Places) doors(from string) []dialog.Door {
	var doors []dialog.Door
	for _, l := range Links(p, "") {
		d := dialog.Door{Channel: l.Channel, Here: l.Channel == from, Link: l.URL}
		switch l.Channel {
		case "web":
			d.Link, d.With = p.Web, p.Web+"/?start="
		case "telegram":
			d.With = l.URL + "?start="
		}
		doors = append(doors, d)
	}
	if p.Discord && p.DiscordApp == "" {
		doors = append(doors, dialog.Door{Channel: "discord", Here: from == "discord"})
	}
	return doors
}

// newCode makes a code that nobody can guess.
func newCode() string {
	const even = 256 / len(dialog.CodeSigns) * len(dialog.CodeSigns) // bytes from here on would make some signs likelier
	code := make([]byte, 0, dialog.CodeLength)
	var random [2 * dialog.CodeLength]byte
	for {
		_, _ = rand.Read(random[:]) // never fails
		for _, b := range random {
			if int(b) < even {
				code = append(code, dialog.CodeSigns[int(b)%len(dialog.CodeSigns)])
			}
			if len(code) == dialog.CodeLength {
				return string(code)
			}
		}
	}
}

// input is what the dialog is told of an event. What lies behind a code that the person brings is read here and stays where it is
// until the turn that takes it is kept: a crash between the two loses nothing.
func (r *Runner) input(ctx context.Context, key store.Key, ev Event) (dialog.Input, error) {
	in := plainInput(ev)
	now := r.now()
	if dialog.AsksForCode(ev.Act) && r.made.left(key, now) {
		in.Code = newCode()
	}
	code := dialog.CodeIn(ev.Act)
	if code == "" {
		return in, nil
	}
	if !r.tried.left(key, now) {
		in.Brought = &dialog.Brought{TooMany: true}
		return in, nil
	}
	body, err := r.store.Handover(ctx, code, now)
	if errors.Is(err, store.ErrNoHandover) {
		r.tried.spend(key, now)
		in.Brought = &dialog.Brought{}
		return in, nil
	}
	if err != nil {
		return in, fmt.Errorf("bots: %w", err)
	}
	state, err := dialog.Decode(body)
	if err != nil {
		r.log.Error("what lies behind a code cannot be read", "channel", ev.Channel, "newer", errors.Is(err, dialog.ErrNewerState))
		state = dialog.State{}
	}
	in.Brought = &dialog.Brought{State: state}
	return in, nil
}

// plainInput is an event as the dialog is told of it when no code has to do with it.
func plainInput(ev Event) dialog.Input {
	return dialog.Input{At: ev.At, Locale: ev.Locale, Act: ev.Act}
}
