package bots

import (
	"net/url"
	"strings"
)

// Places is where people can meet the bot. An empty field is a channel that is not there.
type Places struct {
	TelegramBot string // the bot's user name, without @
	DiscordApp  string // the application's id
	Discord     bool   // the bot is on Discord, even where no link to it is known
	Web         string // "https://steps.example.org", without a slash at the end
}

// LinkRequest is what a link opens. Every field may be empty; ids that the content does not know are passed over by the dialog.
type LinkRequest struct {
	Partner string // the code under which the support worker's links are counted: at most 12 of a-z and 0-9
	App     string // an app's id
	Topic   string // a concern, a guide or a red flag
	Age     string // a band: "11-12"
}

// maxPayload is how many characters Telegram lets a link carry; of letters, digits, _ and - only.
const maxPayload = 64

// Payload is what the link carries, as dialog.Start takes it. A part that would make it too long is left out, and so is one
// with characters that no link may carry.
func (r LinkRequest) Payload() string {
	payload := ""
	for _, part := range [][2]string{
		{"from", r.Partner}, {"age", strings.ReplaceAll(r.Age, "-", "_")}, {"app", r.App}, {"topic", r.Topic},
	} {
		name, value := part[0], part[1]
		longer := strings.TrimPrefix(payload+"-"+name+"_"+value, "-")
		if value == "" || strings.ContainsFunc(value, notInPayload) || len(longer) > maxPayload {
			continue
		}
		payload = longer
	}
	return payload
}

func notInPayload(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
}

// Link is the way to one channel.
type Link struct {
	Channel string // Adapter.Name
	URL     string
	Carries bool // the payload goes with it; otherwise the link only leads to the bot
}

// Links gives a link for every channel there is, that opens with a payload; an empty payload opens the beginning.
func Links(p Places, payload string) []Link {
	var links []Link
	query := ""
	if payload != "" {
		query = "?start=" + url.QueryEscape(payload)
	}
	if p.Web != "" {
		links = append(links, Link{Channel: "web", URL: p.Web + "/" + query, Carries: true})
	}
	if p.TelegramBot != "" {
		links = append(links, Link{Channel: "telegram", URL: "https://t.me/" + url.PathEscape(p.TelegramBot) + query, Carries: true})
	}
	if p.DiscordApp != "" {
		links = append(links, Link{
			Channel: "discord", Carries: payload == "",
			URL: "https://discord.com/oauth2/authorize?client_id=" + url.QueryEscape(p.DiscordApp) + "&integration_type=1&scope=applications.commands",
		})
	}
	return links
}
