package main

import (
	"log/slog"
)

// serveFlags is every setting of the server. README lists them in one table.
type serveFlags struct {
	Database  string `default:"safesteps.db" help:"SQLite file." placeholder:"FILE"`
	Secret    string `help:"Seals the database; made in a file beside it when not given." placeholder:"SECRET"`
	Listen    string `default:"127.0.0.1:8080" help:"Address for the page and webhooks." placeholder:"ADDR"`
	LogFormat string `enum:"text,json" default:"text" help:"text or json."`

	TelegramToken         string `help:"Token from @BotFather; switches Telegram on." placeholder:"TOKEN"`
	TelegramAPIURL        string `name:"telegram-api-url" help:"Bot API server." placeholder:"URL"`
	TelegramWebhookURL    string `name:"telegram-webhook-url" help:"Public https address of the webhook; long polling without it." placeholder:"URL"`
	TelegramWebhookSecret string `help:"What Telegram sends with each webhook call." placeholder:"SECRET"`
}

// logger writes what an operator needs: no names, no text, no ids.
func (f serveFlags) logger(e *env) *slog.Logger {
	opts := &slog.HandlerOptions{Level: slog.LevelInfo}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(e.stderr, opts))
	}
	return slog.New(slog.NewTextHandler(e.stderr, opts))
}
