package dialog

import (
	"strconv"
	"strings"
	"time"

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
	h = p.lib.HelplineIn(p.words.Locale(), h)
	out := &Help{ID: h.ID, Name: []Span{{Kind: content.Strong, Text: h.Name}}}
	out.What = p.words.Text("help.what").With(content.Str("for", h.For), content.Str("who", h.Who))
	way := func(key string, args ...content.Arg) {
		out.Ways = append(out.Ways, p.words.Text(key).With(args...))
	}
	if h.Phone != "" {
		way("help.phone", content.Arg{Name: "number", Span: phone(h)})
	}
	if h.SMS != nil {
		out.Ways = append(out.Ways, p.texting(h.SMS))
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

// texting says which number to text, and which word.
func (p *page) texting(s *content.SMS) []Span {
	number := content.Arg{Name: "number", Span: Span{Kind: content.TextLine, Text: s.Number, Target: digits(s.Number)}}
	if s.Text == "" {
		return p.words.Text("help.sms").With(number)
	}
	return p.words.Text("help.sms_word").With(strong("word", s.Text), number)
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
	notes = append(notes, p.openNote(h)...)
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

// openNote says whether a helpline is open now, where that is known and the page is drawn for a moment.
func (p *page) openNote(h *content.Helpline) [][]Span {
	if p.now.IsZero() || h.Always {
		return nil
	}
	region := p.region()
	open, known := p.lib.OpenNow(region.ID, h, p.now)
	next, soon := p.lib.NextOpening(region.ID, h, p.now)
	switch {
	case !known:
		return nil
	case open:
		return [][]Span{p.words.Text("help.open_now")}
	case !soon || region.TimeZone == "": // with several time zones an hour alone says nothing
		return [][]Span{p.words.Text("help.open_closed")}
	}
	at := content.Str("time", strings.TrimPrefix(next.Format("15:04"), "0"))
	if sameDay(next, p.now.In(next.Location())) {
		return [][]Span{p.words.Text("help.open_from").With(at)}
	}
	day := content.Str("day", p.word("weekday."+strconv.Itoa(int(next.Weekday()))))
	return [][]Span{p.words.Text("help.open_from_day").With(day, at)}
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// digits keeps what can be dialled.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, s)
}
