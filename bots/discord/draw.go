package discord

import (
	"slices"
	"strings"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// view is what a message depends on beside its content.
type view struct {
	locale string // for the words of the adapter's own buttons
	shared bool   // others are in the room: hide the message, and offer a private chat
}

// The kinds of components.
const (
	kindRow    = 1
	kindButton = 2
	kindSelect = 3
	kindInput  = 4
	kindLabel  = 18
)

// The styles of buttons.
const (
	stylePrimary   = 1
	styleSecondary = 2
	styleSuccess   = 3
	styleDanger    = 4
	styleLink      = 5
)

// message is the body of an answer, a follow-up, or a direct message. Lists are never null: an update with an empty list takes
// away what was there.
type message struct {
	Content    string      `json:"content"`
	Embeds     []embed     `json:"embeds"`
	Components []component `json:"components"`
	Mentions   mentions    `json:"allowed_mentions"`
	Flags      int         `json:"flags,omitempty"`
}

// mentions says whom a message may call; nobody.
type mentions struct {
	Parse [0]string `json:"parse"`
}

type embed struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// component is a row, a button, a menu, or a part of a modal, by Type.
type component struct {
	Type        int          `json:"type"`
	Components  []component  `json:"components,omitempty"`
	CustomID    string       `json:"custom_id,omitempty"`
	Style       int          `json:"style,omitempty"`
	Label       string       `json:"label,omitempty"`
	URL         string       `json:"url,omitempty"`
	Placeholder string       `json:"placeholder,omitempty"`
	Min         *int         `json:"min_values,omitempty"`
	Max         int          `json:"max_values,omitempty"`
	Options     []menuOption `json:"options,omitempty"`
	Description string       `json:"description,omitempty"`
	Component   *component   `json:"component,omitempty"`
	MaxLength   int          `json:"max_length,omitempty"`
}

type menuOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// draw writes a fitted message as Discord takes it.
func (a *Adapter) draw(m bots.Message, v view) message {
	text, cards := a.write(m)
	out := message{Content: text, Embeds: cards, Components: []component{}}
	if v.shared {
		out.Flags = flagEphemeral
	}
	if m.Select != nil {
		out.Components = append(out.Components, row(a.menu(m.Select, v)))
	}
	for i, buttons := range m.Rows {
		var r []component
		for _, b := range buttons {
			r = append(r, button(b))
		}
		if i == len(m.Rows)-1 && buttons[len(buttons)-1].Role == dialog.RoleUrgent {
			r = append(r, a.spare(v)...)
		}
		out.Components = append(out.Components, row(r...))
	}
	return out
}

func row(c ...component) component { return component{Type: kindRow, Components: c} }

func button(b bots.Button) component {
	c := component{Type: kindButton, Style: styleSecondary, Label: b.Label, CustomID: b.Data, URL: b.URL}
	switch {
	case b.URL != "":
		c.Style, c.CustomID = styleLink, ""
	case b.On:
		c.Style = styleSuccess
	case b.Role == dialog.RolePrimary:
		c.Style = stylePrimary
	case b.Role == dialog.RoleDanger, b.Role == dialog.RoleUrgent:
		c.Style = styleDanger
	}
	return c
}

// spare are the adapter's own buttons: words of one's own, and a private chat.
func (a *Adapter) spare(v view) []component {
	list := []component{{Type: kindButton, Style: styleSecondary, Label: a.word(v.locale, "discord.say"), CustomID: idSay}}
	if v.shared {
		list = append(list, component{Type: kindButton, Style: styleSecondary, Label: a.word(v.locale, "discord.dm"), CustomID: idDM})
	}
	return list
}

// What a menu carries behind the screen, to tell a question of one from a question of many.
const (
	menuOne  = "?"
	menuMany = "*"
)

func (a *Adapter) menu(m *bots.Menu, v view) component {
	c := component{Type: kindSelect, CustomID: m.Data + menuOne, Min: &m.Min, Max: m.Max, Placeholder: m.Placeholder}
	if m.Min == 0 {
		c.CustomID = m.Data + menuMany
	}
	if c.Placeholder == "" {
		key := "discord.pick_one"
		if m.Min == 0 {
			key = "discord.pick_many"
		}
		c.Placeholder = a.word(v.locale, key)
	}
	for _, o := range m.Options {
		c.Options = append(c.Options, menuOption{Label: o.Label, Value: o.Value, Default: o.Picked})
	}
	return c
}

// Limits of cards. What they hold counts no more than the text it replaces, so the longer limits are never met.
const (
	maxCards = 10
	maxTitle = 256
)

// write is the text of a message, and the cards behind it: helplines, and what an app is. The order of the blocks stays.
func (a *Adapter) write(m bots.Message) (text string, cards []embed) {
	from := firstCard(m)
	if from < 0 {
		return m.Text, []embed{}
	}
	cards = a.cards(m.Blocks[from:])
	if len(cards) > maxCards || slices.ContainsFunc(cards, func(c embed) bool { return len(c.Title) > maxTitle }) {
		return m.Text, []embed{}
	}
	text, _ = a.format.Blocks(m.Blocks[:from])
	return text, cards
}

// cards puts each helpline on a card of its own, and what follows a heading on one below it.
func (a *Adapter) cards(blocks []dialog.Block) []embed {
	var cards []embed
	var title string
	var open []dialog.Block
	flush := func() {
		if title != "" || len(open) > 0 {
			marked, _ := a.format.Blocks(open)
			cards = append(cards, embed{Title: title, Description: strings.TrimLeft(marked, "\n")})
		}
		title, open = "", nil
	}
	for _, b := range blocks {
		switch b.Kind {
		case dialog.Heading:
			flush()
			title = content.Text(b.Spans).Plain()
		case dialog.HelpCard:
			flush()
			rest := *b.Help
			rest.Name = nil
			title, open = content.Text(b.Help.Name).Plain(), []dialog.Block{{Kind: dialog.HelpCard, Help: &rest}}
			flush()
		default:
			open = append(open, b)
		}
	}
	flush()
	return cards
}

// appScreen is how the key of an app's page begins.
const appScreen = string(dialog.AtAppCard) + ":"

// firstCard is the first block that goes on a card; -1 when none does.
func firstCard(m bots.Message) int {
	for i, b := range m.Blocks {
		if b.Kind == dialog.HelpCard || b.Kind == dialog.Heading && strings.HasPrefix(m.Screen, appScreen) {
			return i
		}
	}
	return -1
}

// word is one of the adapter's own words as plain text, for labels.
func (a *Adapter) word(locale, key string, args ...content.Arg) string {
	return a.library.Load().Words(locale).Text(key).Said(args...)
}

// line is one of the adapter's own sentences as a message.
func (a *Adapter) line(v view, key string, args ...content.Arg) message {
	spans := a.library.Load().Words(v.locale).Text(key).With(args...)
	text, _ := a.format.Blocks([]dialog.Block{{Kind: dialog.Paragraph, Spans: spans}})
	m := message{Content: text, Embeds: []embed{}, Components: []component{}}
	if v.shared {
		m.Flags = flagEphemeral
	}
	return m
}
