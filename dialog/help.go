package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
)

// phone is a helpline's number.
func phone(h *content.Helpline) Span {
	return Span{Kind: content.Phone, Text: h.Phone, Target: h.Dial}
}

// bare is a page as people write it: without https:// and a trailing slash.
func bare(url string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "www."), "/")
}

// help makes a helpline ready to be shown: who it is for, every way to reach it, and hours only where they are known and
// not overdue.
func (p *page) help(h *content.Helpline) *Help {
	out := &Help{ID: h.ID, Name: []Span{{Kind: content.Strong, Text: h.Name}}}
	out.What = p.words.Text("help.what").With(content.Str("for", h.For), content.Str("who", h.Who))
	way := func(key string, args ...content.Arg) {
		out.Ways = append(out.Ways, p.words.Text(key).With(args...))
	}
	if h.Phone != "" {
		way("help.phone", content.Arg{Name: "number", Spans: []Span{phone(h)}})
	}
	if h.SMS != nil {
		number := content.Arg{Name: "number", Spans: []Span{{Kind: content.TextLine, Text: h.SMS.Number, Target: digits(h.SMS.Number)}}}
		if h.SMS.Text != "" {
			way("help.sms_word", strong("word", h.SMS.Text), number)
		} else {
			way("help.sms", number)
		}
	}
	if h.Chat != "" {
		way("help.chat", link("page", bare(h.Chat), h.Chat))
	}
	if h.Email != "" {
		way("help.email", strong("email", h.Email))
	}
	if h.Page != "" {
		way("help.page", link("page", bare(h.Page), h.Page))
	}
	out.Notes = p.helpNotes(h)
	return out
}

func (p *page) helpNotes(h *content.Helpline) [][]Span {
	var notes [][]Span
	note := func(key, value string) {
		notes = append(notes, p.words.Text(key).With(content.Str("value", value)))
	}
	switch {
	case h.Overdue(p.day()):
		note("help.hours_page", "")
	case h.Always:
		note("help.always", "")
	case h.Hours != "":
		note("help.hours", h.Hours)
	}
	if h.CannotSpeak != "" {
		note("help.cannot_speak", h.CannotSpeak)
	}
	if h.Cost != "" {
		note("help.cost", h.Cost)
	}
	if h.NotFor != "" {
		note("help.not_for", h.NotFor)
	}
	return notes
}

// digits keeps what can be dialled.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, s)
}
