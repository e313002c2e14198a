package web

import "net/http"

// LinkConfig is where the other channels are.
type LinkConfig struct {
	TelegramBot string // the bot's user name without @; empty: no Telegram
	DiscordApp  string // the application's id; empty: no Discord
}

func (a *Adapter) share(w http.ResponseWriter, r *http.Request) { a.notFound(w, r) }
func (a *Adapter) qrPNG(w http.ResponseWriter, r *http.Request) { a.notFound(w, r) }
func (a *Adapter) qrSVG(w http.ResponseWriter, r *http.Request) { a.notFound(w, r) }
