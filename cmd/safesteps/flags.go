package main

import (
	"log/slog"
)

// serveFlags is every setting of the server. README lists them in one table.
type serveFlags struct {
	Database    string `default:"safesteps.db" help:"SQLite file, or postgres:// address." placeholder:"FILE"`
	Secret      string `help:"Seals the database; made in a file beside it when not given." placeholder:"SECRET"`
	Listen      string `default:"127.0.0.1:8080" help:"Address for the page and webhooks." placeholder:"ADDR"`
	AdminListen string `help:"Address for /metrics and /debug/pprof; off when not given. Parents must not reach it." placeholder:"ADDR"`
	LogFormat   string `enum:"text,json" default:"text" help:"text or json."`

	placesFlags
	TrustProxy bool   `help:"A proxy in front sets X-Forwarded-For and X-Forwarded-Proto."`
	LeaveURL   string `name:"leave-url" help:"Neutral page behind 'leave this page'; the weather when not given." placeholder:"URL"`
	SiteName   string `help:"Name on the pages." placeholder:"NAME"`
	SiteColour string `help:"The one accent colour of the pages, dark enough to be read on white." placeholder:"#0b6b5f"`
	SiteRegion string `help:"Whose people the pages are for, as a region's id; as each browser says when not given." placeholder:"gb"`
	SiteFooter string `help:"Who is behind the pages: a line at their foot." placeholder:"TEXT"`

	TelegramToken         string `help:"Token from @BotFather; switches Telegram on." placeholder:"TOKEN"`
	TelegramAPIURL        string `name:"telegram-api-url" help:"Bot API server." placeholder:"URL"`
	TelegramWebhookURL    string `name:"telegram-webhook-url" help:"Public https address of the webhook; long polling without it." placeholder:"URL"`
	TelegramWebhookSecret string `help:"What Telegram sends with each webhook call." placeholder:"SECRET"`

	DiscordToken     string `help:"Bot token; switches Discord on." placeholder:"TOKEN"`
	DiscordPublicKey string `help:"The application's public key; interactions then come to /discord/interactions, without a gateway." placeholder:"KEY"`
	DiscordAPIURL    string `name:"discord-api-url" help:"REST API of Discord." placeholder:"URL"`
	DiscordShards    int    `help:"Gateway connections; as many as Discord recommends when not given." placeholder:"N"`
}

// logger writes what an operator needs: no names, no text, no ids.
func (f serveFlags) logger(e *env) *slog.Logger {
	opts := &slog.HandlerOptions{Level: slog.LevelInfo}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(e.stderr, opts))
	}
	return slog.New(slog.NewTextHandler(e.stderr, opts))
}
