package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// channels is every channel that is switched on.
type channels struct {
	adapters []bots.Adapter
	web      *web.Adapter
	telegram *telegram.Adapter // nil: off
	discord  *discord.Adapter  // nil: off
	given    bots.Places       // where the settings say that the bot is to be met

	lost func(channel string, who bots.PersonID) // is told who can be written to no more; nil: nobody is
}

// places is where the bot is to be met. The name of the Telegram bot is known once Telegram has been asked.
func (c *channels) places() bots.Places {
	p := c.given
	if p.TelegramBot == "" && c.telegram != nil {
		p.TelegramBot = c.telegram.Username()
	}
	p.Discord = c.discord != nil
	return p
}

// channels builds the web page, which needs no token, and an adapter for every channel that has one. Pages are drawn from the
// content that current gives.
func (f serveFlags) channels(e *env, log *slog.Logger, db database, current func() *dialog.Library) (*channels, error) {
	c := &channels{given: f.places()}
	page, err := web.New(web.Config{
		Library: current, Sessions: db, Site: web.Site{Name: f.SiteName, Accent: f.SiteColour, Footer: f.SiteFooter},
		Places: c.places, Region: f.SiteRegion, BaseURL: f.BaseURL, LeaveURL: f.LeaveURL, TrustProxy: f.TrustProxy, Log: log, Now: e.now,
	})
	if err != nil {
		return nil, usageError{err}
	}
	c.web, c.adapters = page, []bots.Adapter{page}
	if f.TelegramToken != "" {
		if err := c.addTelegram(e, log, f, db, current()); err != nil {
			return nil, err
		}
	}
	if f.DiscordToken != "" {
		if err := c.addDiscord(e, log, f, db, current()); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *channels) addTelegram(e *env, log *slog.Logger, f serveFlags, db database, lib *dialog.Library) error {
	words := lib.Words(content.DefaultLocale)
	t, err := telegram.New(telegram.Config{
		Token: f.TelegramToken, APIURL: f.TelegramAPIURL, WebhookURL: f.TelegramWebhookURL, WebhookSecret: f.TelegramWebhookSecret,
		Commands: telegramCommands(words), Description: words.Text("bot.description").Plain(), ShortDescription: words.Text("bot.short").Plain(),
		Reachable: c.reachable, Quiet: quiet(log, telegram.Name), Log: log, Now: e.now,
	})
	if err != nil {
		return usageError{err}
	}
	c.telegram = t
	c.adapters = append(c.adapters, alone(t, !t.Webhook(), db, log))
	return nil
}

func (c *channels) addDiscord(e *env, log *slog.Logger, f serveFlags, db database, lib *dialog.Library) error {
	d, err := discord.New(discord.Config{
		Token: f.DiscordToken, PublicKey: f.DiscordPublicKey, APIURL: f.DiscordAPIURL, Shards: f.DiscordShards,
		Library: lib, Settings: db, Links: f.links(), Quiet: quiet(log, discord.Name), Log: log, Now: e.now,
	})
	if err != nil {
		return usageError{err}
	}
	c.discord = d
	c.adapters = append(c.adapters, alone(d, !d.Endpoint(), db, log))
	return nil
}

// reachable passes on that somebody blocked the bot. Of groups nothing is kept, and who comes back goes on where they were.
func (c *channels) reachable(room bots.Room, ok bool) {
	if !ok && !room.Shared && c.lost != nil {
		c.lost(telegram.Name, bots.PersonID(room.ID))
	}
}

// quiet says that a platform has not been heard of for long.
func quiet(log *slog.Logger, channel string) func(time.Duration) {
	return func(since time.Duration) {
		log.Warn("the platform has not been heard of; the connection is made anew", "channel", channel, "for", since.Round(time.Second))
	}
}

// links is what /share offers: every place where the bot can be met.
func (f serveFlags) links() []discord.Link {
	var links []discord.Link
	for _, l := range bots.Links(f.places(), "") {
		links = append(links, discord.Link{Label: l.Channel, URL: l.URL})
	}
	return links
}

// telegramCommands is the menu of commands, in the order it is shown.
func telegramCommands(words *content.Words) []telegram.Command {
	var list []telegram.Command
	for _, name := range []string{"urgent", "checklist", "apps", "talk", "progress", "helplines", "children", "settings", "move", "share", "privacy", "help"} {
		list = append(list, telegram.Command{Name: name, Description: words.Text("command." + name).Plain()})
	}
	return list
}

// fits says how each channel's replies are fitted.
func (c *channels) fits() map[string]bots.Channel {
	all := map[string]bots.Channel{web.Name: {Caps: c.web.Caps, Format: web.Format()}}
	if c.telegram != nil {
		all[telegram.Name] = bots.Channel{Caps: c.telegram.Caps, Format: telegram.Format()}
	}
	if c.discord != nil {
		all[discord.Name] = bots.Channel{Caps: c.discord.Caps, Format: discord.Format()}
	}
	return all
}

func (c *channels) byName() map[string]bots.Adapter {
	all := map[string]bots.Adapter{}
	for _, a := range c.adapters {
		all[a.Name()] = a
	}
	return all
}

// mount adds the paths of the channels that are called from outside.
func (c *channels) mount(mux *http.ServeMux, h bots.Handler) {
	mux.Handle("/", c.web.Handler())
	if c.telegram != nil && c.telegram.Webhook() {
		mux.Handle(telegram.WebhookPath, c.telegram.WebhookHandler(h))
	}
	if c.discord != nil && c.discord.Endpoint() {
		mux.Handle(discord.EndpointPath, c.discord.InteractionsHandler(h))
	}
}

// lane lets a channel that has a faster way than net/http take its own requests from the listener.
func (c *channels) lane(l net.Listener, h bots.Handler) net.Listener {
	if c.telegram != nil && c.telegram.Webhook() {
		return c.telegram.Lane(l, h)
	}
	return l
}

// healther is a channel that can lose its platform. The error of Healthy is fit to be shown to an operator.
type healther interface {
	Healthy(now time.Time) error
}

// healthy fails when a channel is not connected.
func (c *channels) healthy(now time.Time) error {
	for _, a := range c.adapters {
		platform, ok := a.(healther)
		if !ok {
			continue
		}
		if err := platform.Healthy(now); err != nil {
			return fmt.Errorf("%s: %w", a.Name(), err)
		}
	}
	return nil
}

// lines says what runs.
func (c *channels) lines(addr string) []string {
	lines := []string{"web page  http://" + addr}
	switch {
	case c.telegram == nil:
		lines = append(lines, "telegram  off (no token)")
	case c.telegram.Webhook():
		lines = append(lines, "telegram  on, by webhook at "+telegram.WebhookPath)
	default:
		lines = append(lines, "telegram  on, by long polling")
	}
	switch {
	case c.discord == nil:
		lines = append(lines, "discord   off (no token)")
	case c.discord.Endpoint():
		lines = append(lines, "discord   on, by "+discord.EndpointPath)
	default:
		lines = append(lines, "discord   on, by the gateway")
	}
	return lines
}
