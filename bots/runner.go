package bots

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// Store is what the Runner needs of a store. Errors are those of package store.
type Store interface {
	Key(channel, person string) store.Key
	Load(ctx context.Context, key store.Key) (store.Record, error)
	Save(ctx context.Context, t store.Turn) error
	Handover(ctx context.Context, code string, now time.Time) ([]byte, error)
}

// Channel is how the Runner fits replies for one channel.
type Channel struct {
	Caps   func(Room) Caps
	Format Formatter
}

// Runner takes one person through one turn: lock, load, step, save, commit, and only then answer.
//
// One person's turns run in order, different people's in parallel. The same event twice has one effect and one visible answer.
// A panic in one conversation is told to that person and counted; nobody else notices.
type Runner struct {
	library  atomic.Pointer[dialog.Library]
	store    Store
	channels map[string]Channel
	places   func() Places
	log      *slog.Logger
	now      func() time.Time
	people   people
	recent   recent
	standing standing
	sights   map[string]*atomic.Pointer[sight] // by channel
	stats    Stats
	made     quota // codes, by who made them
	tried    quota // codes behind which nothing lay, by who tried them

	storeDown atomic.Bool // the operator was told so
}

var _ Handler = (*Runner)(nil)

// RunnerConfig is what a Runner is made of. All fields are needed but Places, Log and Now.
type RunnerConfig struct {
	Library  *dialog.Library
	Store    Store
	Channels map[string]Channel // by Adapter.Name
	Places   func() Places      // where the bot is to be met; asked for at every turn; nil: nowhere else
	Log      *slog.Logger       // nil: nothing is logged
	Now      func() time.Time   // nil: time.Now
}

// NewRunner returns a Runner.
func NewRunner(cfg RunnerConfig) *Runner {
	r := &Runner{
		store: cfg.Store, channels: cfg.Channels, places: cfg.Places, log: cfg.Log, now: cfg.Now,
		made: quota{most: codesMade, within: codesWithin}, tried: quota{most: codesTried, within: codesWithin},
	}
	if r.places == nil {
		r.places = func() Places { return Places{} }
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now
	}
	r.library.Store(cfg.Library)
	r.sights = make(map[string]*atomic.Pointer[sight], len(cfg.Channels))
	for name := range cfg.Channels {
		r.sights[name] = new(atomic.Pointer[sight])
	}
	r.people.init()
	r.standing.init()
	return r
}

// SetLibrary changes the content for every turn from now on.
func (r *Runner) SetLibrary(lib *dialog.Library) { r.library.Store(lib) }

// Library is the content that turns now run on.
func (r *Runner) Library() *dialog.Library { return r.library.Load() }

// Handle implements Handler.
func (r *Runner) Handle(ctx context.Context, ev Event) error {
	ch, ok := r.channels[ev.Channel]
	if !ok {
		return fmt.Errorf("bots: no channel %q", ev.Channel)
	}
	key := r.store.Key(ev.Channel, string(ev.Person))
	p := r.people.enter(key)
	defer r.people.leave(key, p)
	ctx, over := r.patient(ctx, ev)
	defer over()
	if !p.begin(ctx) {
		reply, err := r.withoutStore(ctx, r.library.Load(), dialog.State{}, ev, fmt.Errorf("bots: an earlier turn: %w", context.Cause(ctx)))
		return r.say(key, p, ch, ev, reply, err)
	}
	defer p.turn.Unlock()
	if ev.ID != 0 && r.recent.has(key, ev.ID) {
		r.stats.Duplicates.Add(1)
		return nil // its answer is on the way or was shown
	}
	reply, err := r.turn(ctx, ch, key, ev)
	return r.say(key, p, ch, ev, reply, err)
}

// say queues the answer to an event, remembers the event when it is done with, and returns what its caller should know.
func (r *Runner) say(key store.Key, p *person, ch Channel, ev Event, reply *dialog.Reply, err error) error {
	repeated := errors.Is(err, errRepeated)
	if repeated {
		err = nil
	}
	if err == nil && ev.ID != 0 {
		r.recent.add(key, ev.ID)
	}
	if reply != nil && ev.Reply != nil {
		r.answer(key, p, job{ch: ch, ev: ev, reply: *reply, repeated: repeated})
	}
	return err
}

// maxConflicts is how often a turn is tried anew because another process changed the conversation meanwhile.
const maxConflicts = 5

// turn loads, steps and saves. A nil reply with a nil error means that there is nothing to say.
func (r *Runner) turn(ctx context.Context, ch Channel, key store.Key, ev Event) (*dialog.Reply, error) {
	caps := ch.Caps(ev.Room)
	lib := r.sightOn(ev.Channel, caps)
	if caps.Shared && !caps.Private {
		reply := dialog.Show(lib, dialog.State{Locale: localeHint(lib, ev.Locale)}) // Fit shows only its Apart
		return &reply, nil
	}
	for range maxConflicts {
		reply, err := r.tryTurn(ctx, lib, key, ev)
		if !errors.Is(err, store.ErrConflict) {
			return reply, err
		}
	}
	return nil, fmt.Errorf("bots: %w, %d times", store.ErrConflict, maxConflicts)
}

func localeHint(lib *dialog.Library, hint string) string { return lib.Words(hint).Locale() }

func (r *Runner) tryTurn(ctx context.Context, lib *dialog.Library, key store.Key, ev Event) (*dialog.Reply, error) {
	was, err := r.conversation(ctx, key)
	switch {
	case errors.Is(err, errState): // the row is kept as it is: somebody with the right version can read it
		return r.unreadable(lib, ev, errors.Is(err, dialog.ErrNewerState)), nil
	case err != nil:
		return r.withoutStore(ctx, lib, dialog.State{}, ev, err)
	}
	if ev.ID != 0 && slices.Contains(was.seen, ev.ID) {
		r.stats.Duplicates.Add(1)
		reply := r.again(lib, was.state, ev)
		return &reply, errRepeated
	}
	in, err := r.input(ctx, key, ev)
	if err != nil {
		return r.withoutStore(ctx, lib, was.state, ev, err)
	}
	next, reply, err := r.step(lib, was.state, ev.Channel, in)
	if err != nil {
		return &reply, nil // told; the event must not come again and again
	}
	if next.IsZero() && was.rev == 0 && len(reply.Effects) == 0 {
		return &reply, nil // nothing is held about this person, and nothing has to be
	}
	turn := r.turnOf(key, was, ev, next, &reply)
	if err := r.store.Save(ctx, turn); err != nil {
		r.standing.drop(key)
		if errors.Is(err, store.ErrConflict) {
			return nil, err
		}
		return r.withoutStore(ctx, lib, was.state, ev, fmt.Errorf("bots: save: %w", err))
	}
	r.keep(turn, next)
	if turn.Give != nil {
		r.made.spend(key, turn.Now)
	}
	r.storeWorked()
	r.stats.Turns.Add(1)
	return &reply, nil
}

// errState says that a stored state cannot be read.
var errState = errors.New("bots: a stored state cannot be read")

// conversation is where a person stands.
func (r *Runner) conversation(ctx context.Context, key store.Key) (conversation, error) {
	if c, ok := r.standing.get(key); ok {
		return c, nil
	}
	rec, err := r.store.Load(ctx, key)
	if err != nil {
		return conversation{}, fmt.Errorf("bots: load: %w", err)
	}
	state, err := dialog.Decode(rec.State)
	if err != nil {
		return conversation{}, fmt.Errorf("%w: %w", errState, err)
	}
	return conversation{state: state, rev: rec.Rev, seen: rec.Seen}, nil
}

// keep notes where a person stands after a turn that is on the disk.
func (r *Runner) keep(t store.Turn, s dialog.State) {
	if t.Forget {
		r.standing.drop(t.Key)
		return
	}
	r.standing.put(t.Key, conversation{state: s, rev: t.Next(), seen: t.Remember()})
}

// errRepeated says that an event was taken before: there is an answer to show once more, and nothing else to do.
var errRepeated = errors.New("bots: the event was taken before")

// again is the answer to an event whose turn was kept, and whose answer a crash may have taken: the screen where the person
// stands now. A cry for help is answered with help, which may be a screen that nobody stands on.
func (r *Runner) again(lib *dialog.Library, s dialog.State, ev Event) dialog.Reply {
	_, reply, err := r.step(lib, s, ev.Channel, plainInput(ev))
	if err != nil || !reply.Urgent || reply.Stale {
		return dialog.Show(lib, s)
	}
	reply.Effects = nil
	return reply
}

// step runs the dialog. A panic is a defect of ours: the person is told kindly, nothing is kept, and it is counted.
func (r *Runner) step(lib *dialog.Library, s dialog.State, channel string, in dialog.Input) (next dialog.State, reply dialog.Reply, err error) {
	defer func() {
		if v := recover(); v != nil {
			r.stats.Panics.Add(1)
			r.log.Error("a turn panicked", "channel", channel)
			next, reply, err = s, dialog.Trouble(lib, s), errPanic
		}
	}()
	next, reply = dialog.Step(lib, s, in)
	return next, reply, nil
}

var errPanic = errors.New("bots: the turn panicked")

// turnOf is what the store has to keep.
func (r *Runner) turnOf(key store.Key, was conversation, ev Event, next dialog.State, reply *dialog.Reply) store.Turn {
	t := store.Turn{Key: key, Rev: was.rev, Seen: was.seen, Event: ev.ID, Now: r.now(), State: dialog.Encode(next)}
	if t.State == nil {
		t.Forget = true // somebody who only asked for help: not even their event's id is kept, only what is counted
	}
	for _, e := range reply.Effects {
		switch e := e.(type) {
		case dialog.Forget:
			t.Forget = true
		case dialog.Remind:
			t.Remind = &store.Reminder{}
			if e.Days > 0 {
				t.Remind.Due = ev.At.AddDate(0, 0, e.Days)
				t.Remind.Address = encodeAddress(ev)
			}
		case dialog.Give:
			t.Give = &store.Handover{Code: e.Code, Body: e.Body, Expires: t.Now.Add(dialog.CodeLife)}
		case dialog.Take:
			t.Take = e.Code
		case dialog.Count:
			t.Counts = append(t.Counts, store.Count{Day: ev.At.UTC().Format(time.DateOnly), Name: e.Name, Label: e.Label})
		}
	}
	return t
}
