package discord

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/safesteps/safesteps/bots"
)

type handler = bots.Handler

// shard is one gateway connection. The library connects, identifies and resumes; when to do so, and when to give up on it, is
// decided here: its own reconnecting cannot be stopped, and it can hang for ever with its lock held.
type shard struct {
	a     *Adapter
	h     handler
	id    int
	count int
	url   string
	gate  *identifyGate

	session *discordgo.Session // nil: the next connection begins a new one
	ready   bool               // the session was connected before, so that it resumes
	wire    *wire
	lost    chan struct{} // told when the library has ended the connection
	heard   time.Time     // when something was last heard in a session; the start, when nothing was
}

// longestPause is the longest pause between two attempts to connect.
const longestPause = 2 * time.Minute

// steady is how long a connection must last for the pause to start over.
const steady = 30 * time.Second

var (
	errInvalid = errors.New("discord: the gateway session is invalid")
	errHung    = errors.New("discord: the gateway session hung")
	errSilent  = errors.New("discord: nothing was heard of the gateway")
)

// run keeps the shard connected until ctx is done. The error is not nil when that has become impossible.
func (s *shard) run(ctx context.Context) error {
	s.heard = time.Now()
	pause := s.a.cfg.times.pause
	for {
		began := time.Now()
		err := s.connection(ctx)
		if ctx.Err() != nil {
			s.drop()
			return nil
		}
		s.a.health.note(s.id, s.heard, time.Now())
		if refusedForGood(err) {
			s.drop()
			return fmt.Errorf("%w: %w", errClosed, err)
		}
		if errors.Is(err, errHung) {
			s.a.stats.Hung.Add(1)
			s.session = nil // it may hold its lock for ever; a new one begins
		}
		if time.Since(began) > steady {
			pause = s.a.cfg.times.pause
		}
		wait := pause/2 + rand.N(pause) //nolint:gosec // spreads load, guards nothing
		if errors.Is(err, errInvalid) {
			s.a.stats.Invalid.Add(1)
			s.session = nil
			wait = s.a.cfg.times.invalid + rand.N(4*s.a.cfg.times.invalid) //nolint:gosec // as Discord asks
		}
		if !s.a.cfg.sleep(ctx, wait) {
			s.drop()
			return nil
		}
		pause = min(2*pause, longestPause)
	}
}

// connection opens one connection and waits until it ends. The session is used again, so that it resumes.
func (s *shard) connection(ctx context.Context) error {
	if s.session == nil {
		if !s.a.cfg.sleep(ctx, s.gate.reserve(s.id)) {
			return nil
		}
		if err := s.begin(); err != nil {
			return err
		}
	}
	if err := s.open(ctx); err != nil {
		if s.wire.invalid() {
			return errInvalid
		}
		if !s.ready {
			s.session = nil // nothing to resume: the next try must wait for its turn again
		}
		return err
	}
	s.ready, s.heard = true, s.wire.heard()
	s.a.stats.Connects.Add(1)
	s.a.health.connected()
	s.a.health.note(s.id, s.heard, time.Now())
	err := s.watch(ctx)
	if ctx.Err() == nil {
		s.a.stats.Lost.Add(1)
	}
	if s.wire.invalid() {
		return errInvalid
	}
	return err
}

// begin makes a session of the library that does as little as possible by itself.
func (s *shard) begin() error {
	d, err := discordgo.New("Bot " + s.a.cfg.Token)
	if err != nil {
		return errors.New("discord: the library refuses the token")
	}
	wire, lost := newWire(), make(chan struct{}, 1)
	d.LogLevel = -1 // its log holds addresses and bodies
	d.StateEnabled = false
	d.SyncEvents = true // events come in order; the handler only queues them
	d.ShouldReconnectOnError = false
	d.ShouldReconnectVoiceOnSessionError = false
	d.Identify.Intents = 0 // interactions come without any
	d.Identify.LargeThreshold = 50
	d.Identify.Properties.Browser, d.Identify.Properties.Device = "safesteps", "safesteps"
	d.ShardID, d.ShardCount = s.id, s.count
	d.Client = &http.Client{Transport: knownGateway(s.url)}
	d.Dialer = &websocket.Dialer{HandshakeTimeout: s.a.cfg.times.open, NetDialContext: wire.dial, NetDialTLSContext: wire.dialTLS}
	s.session, s.wire, s.lost, s.ready = d, wire, lost, false
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "INTERACTION_CREATE" {
			s.a.receive(s.h, e.RawData)
		}
	})
	d.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case lost <- struct{}{}:
		default:
		}
	})
	return nil
}

// receive reads an interaction and queues it. Nothing in it may end the process: a panic here would.
func (a *Adapter) receive(h handler, raw []byte) {
	defer func() {
		if recover() != nil {
			a.stats.Panics.Add(1)
			a.cfg.Log.Error("an interaction panicked", "channel", Name)
		}
	}()
	in, ok := readInteraction(raw)
	if !ok {
		a.stats.Unreadable.Add(1)
		return
	}
	a.take(h, in, nil)
}

// open connects, with the deadline that the library lacks.
func (s *shard) open(ctx context.Context) error {
	select { // a loss of the connection before
	case <-s.lost:
	default:
	}
	done := make(chan error, 1)
	session := s.session
	go func() {
		defer func() {
			if recover() != nil {
				done <- errHung
			}
		}()
		done <- session.Open()
	}()
	timer := time.NewTimer(s.a.cfg.times.open)
	defer timer.Stop()
	select {
	case err := <-done:
		if errors.Is(err, discordgo.ErrWSAlreadyOpen) {
			return nil
		}
		return err
	case <-timer.C:
	case <-ctx.Done():
	}
	s.wire.cut()
	again := time.NewTimer(s.a.cfg.times.hang)
	defer again.Stop()
	select {
	case err := <-done:
		if err == nil {
			s.drop()
		}
		return errors.Join(errSilent, err)
	case <-again.C:
		return errHung
	}
}

// watch waits until the connection ends, and ends it itself when nothing is heard: the server acknowledges every heartbeat, so
// silence means that the connection is dead.
func (s *shard) watch(ctx context.Context) error {
	silence := s.a.cfg.times.silence
	look := time.NewTicker(silence / 5)
	defer look.Stop()
	for {
		select {
		case <-s.lost:
			return nil
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
		now := time.Now()
		s.heard = s.wire.heard()
		s.a.health.note(s.id, s.heard, now)
		if now.Sub(s.heard) <= silence {
			continue
		}
		s.a.stats.Silent.Add(1)
		s.wire.cut() // cut and not closed: a session that is closed in good order cannot be resumed
		timer := time.NewTimer(s.a.cfg.times.hang)
		defer timer.Stop()
		select {
		case <-s.lost:
			return errSilent
		case <-timer.C:
			return errHung
		}
	}
}

// drop ends the session for good. It does not wait for the library, which sleeps for a second before it lets go: once the
// words that close the connection are written, all is said.
func (s *shard) drop() {
	if s.session == nil {
		return
	}
	closed, said := make(chan struct{}), s.wire.farewell()
	session := s.session
	go func() {
		defer close(closed)
		_ = session.Close()
	}()
	timer := time.NewTimer(s.a.cfg.times.hang)
	defer timer.Stop()
	select {
	case <-closed:
	case <-said:
	case <-timer.C:
		s.wire.cut()
	}
	s.session = nil
}
