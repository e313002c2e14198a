package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// channels is every channel that is switched on.
type channels struct {
	adapters []bots.Adapter
	telegram *telegram.Adapter // nil: off
}

// channels builds an adapter for every channel that has a token.
func (f serveFlags) channels(e *env, log *slog.Logger, lib *dialog.Library) (*channels, error) {
	c := &channels{}
	if f.TelegramToken == "" {
		return c, nil
	}
	words := lib.Words(content.DefaultLocale)
	t, err := telegram.New(telegram.Config{
		Token: f.TelegramToken, APIURL: f.TelegramAPIURL, WebhookURL: f.TelegramWebhookURL, WebhookSecret: f.TelegramWebhookSecret,
		Commands: telegramCommands(words), Description: words.Text("bot.description").Plain(), ShortDescription: words.Text("bot.short").Plain(),
		Log: log, Now: e.now,
	})
	if err != nil {
		return nil, usageError{err}
	}
	c.telegram = t
	c.adapters = append(c.adapters, t)
	return c, nil
}

// telegramCommands is the menu of commands, in the order it is shown.
func telegramCommands(words *content.Words) []telegram.Command {
	var list []telegram.Command
	for _, name := range []string{"urgent", "checklist", "apps", "talk", "progress", "helplines", "children", "settings", "privacy", "help"} {
		list = append(list, telegram.Command{Name: name, Description: words.Text("command." + name).Plain()})
	}
	return list
}

// fits says how each channel's replies are fitted.
func (c *channels) fits() map[string]bots.Channel {
	all := map[string]bots.Channel{}
	if c.telegram != nil {
		all[telegram.Name] = bots.Channel{Caps: c.telegram.Caps, Format: telegram.Format()}
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
	if c.telegram != nil && c.telegram.Webhook() {
		mux.Handle(telegram.WebhookPath, c.telegram.WebhookHandler(h))
	}
}

// healthy fails when a channel is not connected.
func (c *channels) healthy(now time.Time) error {
	if c.telegram == nil {
		return nil
	}
	if err := c.telegram.Healthy(now); err != nil {
		return fmt.Errorf("telegram: %w", err)
	}
	return nil
}

// lines says what runs.
func (c *channels) lines(addr string) []string {
	lines := []string{"listens   http://" + addr}
	switch {
	case c.telegram == nil:
		lines = append(lines, "telegram  off (no token)")
	case c.telegram.Webhook():
		lines = append(lines, "telegram  on, by webhook at "+telegram.WebhookPath)
	default:
		lines = append(lines, "telegram  on, by long polling")
	}
	return lines
}
