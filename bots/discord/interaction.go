package discord

import (
	"encoding/json"
	"strconv"

	"github.com/safesteps/safesteps/bots"
)

// The types of interactions.
const (
	typePing         = 1
	typeCommand      = 2
	typeComponent    = 3
	typeAutocomplete = 4
	typeModal        = 5
)

// contextBotDM is the context of a direct message to the bot; every other place has people in it that we do not know.
const contextBotDM = 1

// flagEphemeral marks a message that one person alone sees.
const flagEphemeral = 64

// interaction is the little that we need of one. The library's own type fails on a modal with labels, and names itself
// somebody or nobody in two places.
type interaction struct {
	ID            string `json:"id"`
	ApplicationID string `json:"application_id"`
	Type          int    `json:"type"`
	Token         string `json:"token"`
	GuildID       string `json:"guild_id"`
	Context       *int   `json:"context"`
	Locale        string `json:"locale"`
	Member        *struct {
		User *user `json:"user"`
	} `json:"member"`
	User    *user `json:"user"`
	Message *struct {
		Flags int `json:"flags"`
	} `json:"message"`
	Data interactionData `json:"data"`

	id uint64
}

type user struct {
	ID string `json:"id"`
}

type interactionData struct {
	Name       string            `json:"name"`      // of a command
	CustomID   string            `json:"custom_id"` // of a control or modal
	Component  int               `json:"component_type"`
	Values     []string          `json:"values"` // of a select menu
	Options    []option          `json:"options"`
	Components []json.RawMessage `json:"components"` // of a modal
}

type option struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
}

// readInteraction decodes one. ok is false when it cannot be answered: no id, no token, or nobody who did it.
func readInteraction(raw []byte) (in *interaction, ok bool) {
	in = &interaction{}
	if json.Unmarshal(raw, in) != nil {
		return nil, false
	}
	if in.Type == typePing {
		return in, true
	}
	in.id, ok = snowflake(in.ID)
	if !ok || in.Token == "" || in.ApplicationID == "" {
		return nil, false
	}
	_, ok = snowflake(in.person())
	return in, ok
}

// snowflake reads an id of Discord.
func snowflake(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil && n != 0
}

// person is who did it: the member of a server, or the user of a direct message. Empty when it is nobody.
func (in *interaction) person() string {
	switch {
	case in.Member != nil && in.Member.User != nil:
		return in.Member.User.ID
	case in.User != nil:
		return in.User.ID
	}
	return ""
}

// shared reports whether others can read where it happened.
func (in *interaction) shared() bool {
	if in.GuildID != "" {
		return true
	}
	return in.Context != nil && *in.Context != contextBotDM
}

// room is where an answer nobody asked for would go: to the person, never into a server.
func (in *interaction) room() bots.Room {
	return bots.Room{ID: bots.RoomID(in.person()), Shared: in.shared()}
}

// updatable reports whether the message with the control may be replaced. A message that everybody sees never is.
func (in *interaction) updatable() bool {
	if in.Type != typeComponent && in.Type != typeModal || in.Message == nil {
		return false
	}
	return !in.shared() || in.Message.Flags&flagEphemeral != 0
}

// option is the value of a command's option as text; empty when it is not there.
func (in *interaction) option(name string) string {
	for _, o := range in.Data.Options {
		var s string
		if o.Name == name && json.Unmarshal(o.Value, &s) == nil {
			return s
		}
	}
	return ""
}

// typed is what was written into the field of a modal, whether it stands in a label or in a row.
func (in *interaction) typed(field string) string {
	for _, c := range in.Data.Components {
		if s, ok := typedIn(c, field, deepest); ok {
			return s
		}
	}
	return ""
}

// deepest is how many levels of components a modal has: a row or a label, and what is in it.
const deepest = 3

func typedIn(raw json.RawMessage, field string, levels int) (string, bool) {
	if levels == 0 {
		return "", false
	}
	var c struct {
		CustomID   string            `json:"custom_id"`
		Value      *string           `json:"value"`
		Component  json.RawMessage   `json:"component"`
		Components []json.RawMessage `json:"components"`
	}
	if json.Unmarshal(raw, &c) != nil {
		return "", false
	}
	if c.CustomID == field && c.Value != nil {
		return *c.Value, true
	}
	inside := c.Components
	if c.Component != nil {
		inside = append(inside, c.Component)
	}
	for _, r := range inside {
		if s, ok := typedIn(r, field, levels-1); ok {
			return s, true
		}
	}
	return "", false
}
