// Package discord is the channel of Discord's interactions, by gateway or by the HTTP interactions endpoint.
//
// The gateway's connection is github.com/bwmarrin/discordgo's. Every call to the REST API is a lean one of our own: the
// library's rate limiter keeps a bucket for each interaction for ever, sleeps without a context, and its errors hold the token.
package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// Name is the channel's name.
const Name = "discord"

// EndpointPath is where the interactions endpoint listens.
const EndpointPath = "/discord/interactions"

// DefaultAPIURL is Discord's own API.
const DefaultAPIURL = "https://discord.com/api/v10"

// Config is what an Adapter is made of. Token and Library are needed.
type Config struct {
	Token   string
	APIURL  string          // of the REST API; empty: DefaultAPIURL. A path without a version gets one.
	Library *dialog.Library // for the words of what the adapter itself says, and the names of apps

	// PublicKey is the application's, 64 hexadecimal digits. It switches to the interactions endpoint: Run then opens no gateway.
	PublicKey string
	Shards    int // gateway connections; 0: as many as Discord recommends

	Settings Settings // where /setup keeps a server's region; nil: it is not kept
	Links    []Link   // what /share offers; at most 5

	// Quiet is told, once for each time, that the gateway has not been heard of for long; nil: nobody is.
	Quiet func(since time.Duration)

	Log    *slog.Logger     // nil: nothing is logged. No ids, texts or tokens are ever logged.
	Client *http.Client     // for every call; nil: one of our own with timeouts that follows no redirects
	Now    func() time.Time // nil: time.Now

	times times                                     // how long things take; zero fields get their defaults. Tests shorten them.
	sleep func(context.Context, time.Duration) bool // between gateway connections; nil: in real time. Tests look at it.
}

// Settings keeps small things that outlive the process. store.SQLite is one.
type Settings interface {
	// Key is a keyed hash, so that a name holds no id of the platform.
	Key(channel, id string) store.Key
	Setting(ctx context.Context, name string) (value []byte, found bool, err error)
	PutSetting(ctx context.Context, name string, value []byte) error
}

// Link is a way to pass the bot on.
type Link struct {
	Label string // at most 80 characters
	URL   string // https, at most 512 characters
}

// times are the waits of an adapter.
type times struct {
	deferAfter time.Duration // a turn that takes longer is acknowledged first
	window     time.Duration // Discord takes a first answer for so long
	open       time.Duration // opening a gateway connection may take so long
	silence    time.Duration // a gateway that is silent for longer is dead: it acknowledges a heartbeat every 41 s
	hang       time.Duration // how long the library may take to notice that its connection was cut
	pause      time.Duration // before a gateway connection is opened again, the first time
	identify   time.Duration // between two new gateway sessions
	invalid    time.Duration // after a session became invalid, at least; five times as long at most
	retry      time.Duration // before a failed call is made again, the first time
}

func (t times) orDefaults() times {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.deferAfter, 2 * time.Second},
		{&t.window, 2800 * time.Millisecond},
		{&t.open, 20 * time.Second},
		{&t.silence, 100 * time.Second},
		{&t.hang, 3 * time.Second},
		{&t.pause, time.Second},
		{&t.identify, 5 * time.Second},
		{&t.invalid, time.Second},
		{&t.retry, 100 * time.Millisecond},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return t
}

// maxWaiting is how many interactions of one person may wait. Nobody presses as often on purpose.
const maxWaiting = 16

// Adapter is the channel. It is safe for use by several goroutines; Run may be called once.
type Adapter struct {
	cfg     Config
	key     ed25519.PublicKey // nil: the gateway is used
	api     *api
	library atomic.Pointer[dialog.Library]
	format  bots.Formatter
	lanes   bots.Lanes
	recent  recent
	health  health
	stats   Stats
}

var _ bots.Adapter = (*Adapter)(nil)

// New returns an adapter and calls nobody yet. The error names the setting that is wrong and never holds its value.
func New(cfg Config) (*Adapter, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	a := &Adapter{cfg: cfg, format: Format(), lanes: bots.Lanes{Most: maxWaiting}}
	a.api = newAPI(cfg, &a.stats)
	a.library.Store(cfg.Library)
	a.recent.init()
	a.health.init(cfg)
	if cfg.PublicKey != "" {
		key, err := hex.DecodeString(cfg.PublicKey)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return nil, errors.New("discord: the public key must be 64 hexadecimal digits, as the developer portal shows it")
		}
		a.key = key
	}
	return a, nil
}

func (c Config) withDefaults() (Config, error) {
	if c.Token == "" || strings.ContainsAny(c.Token, " \t\r\n") {
		return c, errors.New("discord: the token must be one word, as the developer portal gives it, without Bot before it")
	}
	if c.Library == nil {
		return c, errors.New("discord: no library")
	}
	if c.Shards < 0 {
		return c, fmt.Errorf("discord: shards is %d, must be 0 or more", c.Shards)
	}
	if len(c.Links) > perRow {
		return c, fmt.Errorf("discord: %d links, at most %d", len(c.Links), perRow)
	}
	address, err := apiURL(c.APIURL)
	if err != nil {
		return c, err
	}
	c.APIURL = address
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	c.times = c.times.orDefaults()
	return c, nil
}

// apiURL completes the address of the API: a bare host gets Discord's path, and a path without a version the one we speak.
func apiURL(s string) (string, error) {
	if s == "" {
		return DefaultAPIURL, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New("discord: the API URL must be an http or https address")
	}
	path := strings.Trim(u.Path, "/")
	if path == "" {
		path = "api"
	}
	if last := path[strings.LastIndexByte(path, '/')+1:]; len(last) < 2 || last[0] != 'v' || strings.Trim(last[1:], "0123456789") != "" {
		path += "/v10"
	}
	u.Path = "/" + path
	return u.String(), nil
}

// Name implements bots.Adapter.
func (a *Adapter) Name() string { return Name }

// Endpoint reports whether interactions come by HTTP; otherwise Run opens the gateway.
func (a *Adapter) Endpoint() bool { return a.key != nil }

// SetLibrary changes the words from now on.
func (a *Adapter) SetLibrary(lib *dialog.Library) { a.library.Store(lib) }

// Run implements bots.Adapter. It registers the commands where they differ, then takes interactions until ctx is done: from the
// gateway, or, with a public key, while InteractionsHandler is called. The error is not nil only when Discord refuses the token,
// the public key or the connection for good.
func (a *Adapter) Run(ctx context.Context, h bots.Handler) error {
	defer a.lanes.Wait()
	if err := a.introduce(ctx); err != nil || ctx.Err() != nil {
		return endOf(ctx, err)
	}
	if a.Endpoint() {
		<-ctx.Done()
		return nil
	}
	return endOf(ctx, a.gateway(ctx, h))
}

// endOf turns whatever ended a run that was asked to stop into a clean stop.
func endOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Send implements bots.Adapter. A room is named by the person in it: what answers nothing goes to their direct messages, and
// never into a server. The error says Gone when they take none.
func (a *Adapter) Send(ctx context.Context, room bots.Room, m bots.Message) (bots.MessageRef, error) {
	if _, ok := snowflake(string(room.ID)); !ok {
		return "", &bots.SendError{Err: errors.New("discord: not a room of Discord"), Gone: true}
	}
	return "", sendError(a.direct(ctx, string(room.ID), []message{a.draw(m, view{})}))
}

// sleep waits in real time; false when ctx was done before.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
