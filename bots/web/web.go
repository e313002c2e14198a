// Package web is the channel of a parent with a browser: the walk as plain forms, a library of pages anyone can read and link to,
// the plan as a page to print, and the links that a support worker sends. Every page works with scripts off.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// Name is the channel's name.
const Name = "web"

// Sessions reads where a person stands; nothing is ever written through it. *store.SQLite is one.
type Sessions interface {
	Key(channel, person string) store.Key
	Load(ctx context.Context, key store.Key) (store.Record, error)
}

// Config is what the pages are made of. Library and Sessions are needed; everything else has a default.
type Config struct {
	Library  func() *dialog.Library // the content to draw with, asked for at every request
	Sessions Sessions

	Site       Site
	Places     func() bots.Places // where the bot is to be met, for links, asked for at every request; Web may be empty; nil: only here
	BaseURL    string             // "https://steps.example.org", for links and preview cards; empty: as the request names it
	LeaveURL   string             // the neutral page behind "leave this page"; empty: the weather
	Region     string             // whose people the site is for, as a country code: "gb"; empty: as each browser says
	TrustProxy bool               // a proxy in front sets X-Forwarded-For and X-Forwarded-Proto; never set it without one
	Rate       Rate               // requests of one address; the zero Rate is the default

	Log *slog.Logger     // nil: nothing is logged
	Now func() time.Time // nil: time.Now
}

// Site is what a charity puts its name on.
type Site struct {
	Name   string // empty: "Safesteps"
	Accent string // "#0b6b5f": one colour, dark enough to be read on white; empty: the default
	Footer string // a line at the foot of every page: who is behind it; may be empty
}

// defaultLeave is where people go who leave quickly: a page that anybody may have open.
const defaultLeave = "https://www.bbc.co.uk/weather"

// Adapter is the web channel.
type Adapter struct {
	cfg     Config
	log     *slog.Logger
	now     func() time.Time
	turns   atomic.Pointer[bots.Handler] // nil until Run
	answers answers
	limit   *limiter
	codes   *limiter // of what has to do with codes
	files   files
	chromes chromes
	drawn   drawnPages
	pages   pages
	fixed   http.Header // what every answer carries
	paper   sync.Pool   // of *markup, to write pages on
	origins *http.CrossOriginProtection
}

var _ bots.Adapter = (*Adapter)(nil)

// New returns the channel. It fails when a setting is wrong, and names it.
func New(cfg Config) (*Adapter, error) {
	if cfg.Library == nil || cfg.Sessions == nil {
		return nil, errors.New("web: Library and Sessions are needed")
	}
	a := &Adapter{cfg: cfg, log: cfg.Log, now: cfg.Now, origins: http.NewCrossOriginProtection()}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.cfg.Site.Name == "" {
		a.cfg.Site.Name = "Safesteps"
	}
	if a.cfg.LeaveURL == "" {
		a.cfg.LeaveURL = defaultLeave
	}
	if err := a.checkURLs(); err != nil {
		return nil, err
	}
	theme, err := newTheme(a.cfg.Site.Accent)
	if err != nil {
		return nil, err
	}
	a.files = newFiles(theme)
	a.pages = newPages()
	a.paper.New = func() any { return new(markup) }
	a.fixed = fixedHeaders(a.cfg.LeaveURL)
	a.limit = newLimiter(cfg.Rate)
	a.codes = newLimiter(codeRate())
	return a, nil
}

func (a *Adapter) checkURLs() error {
	base, err := baseURL(a.cfg.BaseURL)
	if err != nil {
		return fmt.Errorf("web: the base URL %w", err)
	}
	a.cfg.BaseURL = base
	if base != "" {
		if err := a.origins.AddTrustedOrigin(base); err != nil {
			return fmt.Errorf("web: the base URL: %w", err)
		}
	}
	if !isPage(a.cfg.LeaveURL) {
		return errors.New("web: the page to leave to must be an https address")
	}
	return nil
}

// Name implements bots.Adapter.
func (a *Adapter) Name() string { return Name }

// Caps implements bots.Adapter: a page has no limits.
func (a *Adapter) Caps(bots.Room) bots.Caps {
	return bots.Caps{Many: bots.Boxes, CallLinks: true, Silent: true}
}

// Format writes blocks as text. Pages are drawn from the reply itself, so that nobody sees it.
func Format() bots.Formatter { return bots.NewFormatter(bots.Markup{}) }

// Run implements bots.Adapter. The pages are served by Handler; from now on their forms are answered by h, until ctx is done.
func (a *Adapter) Run(ctx context.Context, h bots.Handler) error {
	a.turns.Store(&h)
	<-ctx.Done()
	return nil
}

// Ready reports whether Run has begun, so that forms are answered.
func (a *Adapter) Ready() bool { return a.turns.Load() != nil }

// errNoPush is why Send fails.
var errNoPush = errors.New("a web page cannot be written to")

// Send implements bots.Adapter: a web page cannot be written to, so the room is Gone.
func (a *Adapter) Send(context.Context, bots.Room, bots.Message) (bots.MessageRef, error) {
	return "", &bots.SendError{Err: errNoPush, Gone: true}
}
