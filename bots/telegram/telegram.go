// Package telegram is the channel of Telegram's Bot API, by long polling or by webhook.
//
// The methods that every turn needs (getUpdates, sendMessage, editMessageText, answerCallbackQuery) are lean JSON calls of our
// own; the few that run at the start go through github.com/go-telegram/bot.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot"

	"github.com/safesteps/safesteps/bots"
)

// Name is the channel's name.
const Name = "telegram"

// WebhookPath is where the webhook listens; a WebhookURL without a path gets it.
const WebhookPath = "/telegram/webhook"

// DefaultAPIURL is Telegram's own Bot API server.
const DefaultAPIURL = "https://api.telegram.org"

// Config is what an Adapter is made of. Only Token is needed.
type Config struct {
	Token  string
	APIURL string // of the Bot API server, without the token; empty: DefaultAPIURL

	WebhookURL     string // the public https address of the webhook; empty: long polling
	WebhookSecret  string // 1 to 256 of A-Z a-z 0-9 _ -; needed with WebhookURL
	MaxConnections int    // deliveries at a time that Telegram may open to the webhook, 1 to 100; 0: 100

	Commands         []Command // what the menu of commands offers, in order; nil: the menu is left as it is
	Description      string    // what an empty chat shows; empty: left as it is
	ShortDescription string    // what the bot's profile shows; empty: left as it is

	// Reachable is told that somebody blocked the bot or threw it out (false), or let it back in (true); nil: nobody is.
	// It must not block.
	Reachable func(room bots.Room, reachable bool)
	// Quiet is told, once for each time, that Telegram has not been heard of for long; nil: nobody is.
	Quiet func(since time.Duration)

	Log    *slog.Logger     // nil: nothing is logged. No ids, texts or tokens are ever logged.
	Client *http.Client     // for every call; nil: one of our own with timeouts that follows no redirects
	Now    func() time.Time // nil: time.Now

	// wait pauses for d or until ctx is done, whose error it then returns; nil: real time. Tests replace it.
	wait func(ctx context.Context, d time.Duration) error
}

// Command is one entry of the menu of commands.
type Command struct {
	Name        string // 1 to 32 of a-z 0-9 _, without slash
	Description string // 1 to 256 characters
}

// Adapter is the channel. It is safe for use by several goroutines; Run may be called once.
type Adapter struct {
	cfg      Config
	log      *slog.Logger
	lib      *bot.Bot // for the methods that run at the start
	api      *api
	pace     *pace
	commands map[string]bool // names that are commands wherever they stand in a private message
	username atomic.Pointer[string]
	albums   albums
	failed   failedReplies
	inFlight inFlight
	health   health
	stats    Stats
}

var _ bots.Adapter = (*Adapter)(nil)

// New returns an adapter and calls nobody yet. The error names the setting that is wrong and never holds its value.
func New(cfg Config) (*Adapter, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	a := &Adapter{cfg: cfg, log: cfg.Log, commands: map[string]bool{"start": true}}
	for _, c := range cfg.Commands {
		a.commands[c.Name] = true
	}
	a.api = newAPI(cfg)
	a.pace = newPace(cfg.Now, cfg.wait)
	quietly := func(error) {}
	a.lib, err = bot.New(cfg.Token, bot.WithSkipGetMe(), bot.WithServerURL(cfg.APIURL), bot.WithHTTPClient(pollTimeout, a.api.cold()),
		bot.WithErrorsHandler(quietly), bot.WithDebugHandler(func(string, ...any) {}))
	if err != nil {
		return nil, errors.New("telegram: the token is not usable")
	}
	a.health.init(cfg)
	return a, nil
}

func (c Config) withDefaults() (Config, error) {
	if c.APIURL == "" {
		c.APIURL = DefaultAPIURL
	}
	c.APIURL = strings.TrimRight(c.APIURL, "/")
	if c.MaxConnections == 0 {
		c.MaxConnections = 100
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.wait == nil {
		c.wait = sleep
	}
	return c, c.complete()
}

// complete checks the settings and fills in the webhook's path.
func (c *Config) complete() error {
	if !goodToken(c.Token) {
		return errors.New("telegram: the token must be digits, a colon and a secret, as @BotFather gives it")
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("telegram: the API URL must be an http or https address")
	}
	if c.MaxConnections < 1 || c.MaxConnections > 100 {
		return fmt.Errorf("telegram: max connections is %d, must be 1 to 100", c.MaxConnections)
	}
	if c.WebhookSecret != "" && !goodSecret(c.WebhookSecret) {
		return errors.New("telegram: the webhook secret must be 1 to 256 of A-Z a-z 0-9 _ -")
	}
	if c.WebhookURL == "" {
		return nil
	}
	u, err := url.Parse(c.WebhookURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("telegram: the webhook URL must be an https address")
	}
	if c.WebhookSecret == "" {
		return errors.New("telegram: a webhook URL needs a webhook secret")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = WebhookPath
		c.WebhookURL = u.String()
	}
	return nil
}

// goodToken reports whether a token can stand in the path of a request: digits, a colon, letters, digits, _ and -.
func goodToken(s string) bool {
	id, secret, ok := strings.Cut(s, ":")
	if !ok || id == "" || secret == "" || strings.Trim(id, "0123456789") != "" {
		return false
	}
	return goodSecret(secret)
}

func goodSecret(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 256
}

// isWord reports whether c is a letter of ASCII, a digit or an underscore.
func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// Name implements bots.Adapter.
func (a *Adapter) Name() string { return Name }

// Webhook reports whether updates come by webhook; otherwise Run polls.
func (a *Adapter) Webhook() bool { return a.cfg.WebhookURL != "" }

// Username is the bot's name without @; empty until Run has asked Telegram for it.
func (a *Adapter) Username() string {
	if name := a.username.Load(); name != nil {
		return *name
	}
	return ""
}

// Run implements bots.Adapter. It asks Telegram who the bot is, brings its profile up to date, and takes updates until ctx is done: by polling, or, with a
// webhook, by waiting while WebhookHandler is called. The error is not nil only when Telegram refuses the token or the webhook.
func (a *Adapter) Run(ctx context.Context, h bots.Handler) error {
	if err := a.identify(ctx); err != nil {
		return endOf(ctx, err)
	}
	var profile sync.WaitGroup
	profile.Go(func() { a.showProfile(ctx) })
	defer profile.Wait()
	if a.Webhook() {
		return endOf(ctx, a.keepWebhook(ctx))
	}
	return endOf(ctx, a.poll(ctx, h))
}

// endOf turns whatever ended a run that was asked to stop into a clean stop.
func endOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Send implements bots.Adapter. It keeps to the pace that Telegram allows for messages nobody asked for, and may block for that.
func (a *Adapter) Send(ctx context.Context, room bots.Room, m bots.Message) (bots.MessageRef, error) {
	chat, ok := chatOf(room)
	if !ok {
		return "", &bots.SendError{Err: errors.New("telegram: not a room of Telegram"), Gone: true}
	}
	if err := a.pace.unasked(ctx); err != nil {
		return "", sendError(err)
	}
	d := delivery{a: a, chat: chat, shared: room.Shared}
	if err := d.send(ctx, m); err != nil {
		return "", sendError(err)
	}
	return d.ref(), nil
}

// sleep waits in real time.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
