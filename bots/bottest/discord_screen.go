package bottest

import (
	"regexp"
	"slices"
	"strings"
)

// DiscordScreen is what the bot showed somebody last: one message, or several of one answer.
type DiscordScreen struct {
	Text      string // as a person reads it: markup taken away, cards below the text
	Raw       string // the text as the bot wrote it, without cards
	Cards     []DiscordCard
	Rows      [][]DiscordButton
	Menu      *DiscordMenu // nil for none
	Ephemeral bool         // nobody else sees it
	Messages  int
}

// DiscordCard is one embed, as the bot wrote it.
type DiscordCard struct{ Title, Text string }

// DiscordButton is one button.
type DiscordButton struct {
	Label string
	ID    string // what it carries
	URL   string
	Style int
}

// DiscordMenu is a select menu.
type DiscordMenu struct {
	ID       string
	Min, Max int
	Options  []string
	Values   []string // what each option carries
	Picked   []string
}

// Labels are the labels of all buttons in reading order.
func (s DiscordScreen) Labels() []string {
	var out []string
	for _, row := range s.Rows {
		for _, b := range row {
			out = append(out, b.Label)
		}
	}
	return out
}

// String is the text, then a line for the menu and each row of buttons: "(*) Snapchat ( ) Kik", "[Yes] [No]".
func (s DiscordScreen) String() string {
	var b strings.Builder
	b.WriteString(s.Text)
	if s.Menu != nil {
		b.WriteString("\n")
		for _, o := range s.Menu.Options {
			mark := "( ) "
			if slices.Contains(s.Menu.Picked, o) {
				mark = "(*) "
			}
			b.WriteString("\n" + mark + o)
		}
	}
	for _, row := range s.Rows {
		b.WriteByte('\n')
		for i, button := range row {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("[" + button.Label)
			if button.URL != "" {
				b.WriteString(" -> " + button.URL)
			}
			b.WriteByte(']')
		}
	}
	return b.String()
}

// Screen is what the bot showed the person last in this place; the zero value when there is nothing.
func (p *DiscordPerson) Screen() DiscordScreen {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return p.screen()
}

// Last is the last message of what the bot showed; the zero value when there is nothing.
func (p *DiscordPerson) Last() DiscordScreen {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	s := p.room.screen[p.user.id]
	if s == nil || len(s.messages) == 0 {
		return DiscordScreen{}
	}
	return screenOf(s.messages[len(s.messages)-1])
}

func (p *DiscordPerson) screen() DiscordScreen {
	var all DiscordScreen
	s := p.room.screen[p.user.id]
	if s == nil {
		return all
	}
	for _, m := range s.messages {
		if m.deleted {
			continue
		}
		one := screenOf(m)
		if all.Messages > 0 {
			all.Text += "\n\n"
			all.Raw += "\n\n"
		}
		all.Text += one.Text
		all.Raw += one.Raw
		all.Rows, all.Cards = append(all.Rows, one.Rows...), append(all.Cards, one.Cards...)
		if one.Menu != nil {
			all.Menu = one.Menu
		}
		all.Ephemeral = one.Ephemeral
		all.Messages++
	}
	return all
}

func screenOf(m *dcMessage) DiscordScreen {
	s := DiscordScreen{Raw: m.content(), Text: PlainDiscord(m.content()), Ephemeral: m.viewer != "", Messages: 1}
	for _, e := range m.body.Embeds {
		s.Cards = append(s.Cards, DiscordCard{e.Title, e.Description})
		for _, part := range []string{e.Title, PlainDiscord(e.Description)} {
			if part == "" {
				continue
			}
			if s.Text != "" {
				s.Text += "\n"
			}
			s.Text += part
		}
	}
	for _, row := range m.body.Components {
		var buttons []DiscordButton
		for _, c := range row.Components {
			if c.Type == 3 {
				s.Menu = menuOf(c)
				continue
			}
			buttons = append(buttons, DiscordButton{Label: c.Label, ID: c.CustomID, URL: c.URL, Style: c.Style})
		}
		if buttons != nil {
			s.Rows = append(s.Rows, buttons)
		}
	}
	return s
}

func menuOf(c dcPart) *DiscordMenu {
	m := &DiscordMenu{ID: c.CustomID, Min: 1, Max: 1}
	if c.Min != nil {
		m.Min = *c.Min
	}
	if c.Max != nil {
		m.Max = *c.Max
	}
	for _, o := range c.Options {
		m.Options, m.Values = append(m.Options, o.Label), append(m.Values, o.Value)
		if o.Default {
			m.Picked = append(m.Picked, o.Label)
		}
	}
	return m
}

// PlainDiscord is a text as Discord shows it: links by their words, no emphasis, no signs that only marked it. As there, what comes first
// in the text counts first: a bracket behind a backslash begins no link.
func PlainDiscord(s string) string {
	s = regexp.MustCompile(`(?m)^(#{1,3} |> |-# )`).ReplaceAllString(s, "")
	link := regexp.MustCompile(`^\[((?:[^\]\\]|\\.)*)\]\(<[^>]*>\)`)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && isPunctuation(s[i+1]):
			i++
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "**"):
			i++
		case s[i] == '[' && link.MatchString(s[i:]):
			found := link.FindStringSubmatch(s[i:])
			b.WriteString(PlainDiscord(found[1]))
			i += len(found[0]) - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7f && !isAlnum(c)
}
