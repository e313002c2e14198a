package discordspec

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// The flags of messages.
const (
	flagSuppressEmbeds = 4
	flagEphemeral      = 64
	flagV2             = 32768
)

// message is the fields of a message that the rules are about.
type message struct {
	Content     string            `json:"content"`
	Embeds      []embed           `json:"embeds"`
	Components  []component       `json:"components"`
	Attachments []json.RawMessage `json:"attachments"`
	Poll        json.RawMessage   `json:"poll"`
	Flags       int               `json:"flags"`
}

type embed struct {
	Title       string          `json:"title"`
	Description string          `json:"description"`
	URL         string          `json:"url"`
	Image       json.RawMessage `json:"image"`
	Thumbnail   json.RawMessage `json:"thumbnail"`
	Footer      struct {
		Text string `json:"text"`
	} `json:"footer"`
	Author struct {
		Name string `json:"name"`
	} `json:"author"`
	Fields []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

// rules are what the documentation says in prose. They hold for a body that its schema has passed.
func rules(name string, raw []byte) []string {
	c := &checker{}
	switch name {
	case Message, FollowUp:
		var m message
		c.decode(raw, &m)
		c.message(m, true)
	case Edit:
		var m message
		c.decode(raw, &m)
		c.message(m, false)
	case Commands:
		c.commands(raw)
	case Channel:
	default:
		c.callback(raw)
	}
	return c.faults
}

type checker struct {
	faults []string
	ids    map[string]bool
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func (c *checker) decode(raw []byte, into any) {
	if err := json.Unmarshal(raw, into); err != nil {
		c.fault("cannot be read: %v", err)
	}
}

func (c *checker) callback(raw []byte) {
	var head struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	c.decode(raw, &head)
	switch head.Type {
	case 4, 7:
		var m message
		if head.Data == nil {
			if head.Type == 4 {
				c.fault("an answer without a message")
			}
			return
		}
		c.decode(head.Data, &m)
		c.message(m, head.Type == 4)
	case 5:
		c.deferred(head.Data)
	case 6:
		if head.Data != nil {
			c.fault("a deferred update takes no data")
		}
	case 9:
		c.modal(head.Data)
	}
}

// deferred: the only flag that a deferred answer takes is the one that hides it.
func (c *checker) deferred(data json.RawMessage) {
	if data == nil {
		return
	}
	var fields map[string]json.RawMessage
	c.decode(data, &fields)
	for name, value := range fields {
		if name != "flags" || string(value) != "64" && string(value) != "0" {
			c.fault("a deferred answer takes the ephemeral flag only, not %s", name)
		}
	}
}

func (c *checker) message(m message, whole bool) {
	if n := utf8.RuneCountInString(m.Content); n > 2000 {
		c.fault("content has %d characters, at most 2000", n)
	}
	v2 := m.Flags&flagV2 != 0
	if v2 && (m.Content != "" || len(m.Embeds) > 0) {
		c.fault("content and embeds go with components of version 2 no more")
	}
	if m.Flags&^(flagSuppressEmbeds|flagEphemeral|flagV2) != 0 {
		c.fault("flags %d cannot be set", m.Flags)
	}
	if whole && m.Content == "" && len(m.Embeds)+len(m.Components)+len(m.Attachments) == 0 && m.Poll == nil {
		c.fault("an empty message")
	}
	c.embeds(m.Embeds)
	c.layout(m.Components, v2)
}

func (c *checker) embeds(list []embed) {
	total := 0
	for i, e := range list {
		n := utf8.RuneCountInString(e.Title) + utf8.RuneCountInString(e.Description) +
			utf8.RuneCountInString(e.Footer.Text) + utf8.RuneCountInString(e.Author.Name)
		for _, f := range e.Fields {
			n += utf8.RuneCountInString(f.Name) + utf8.RuneCountInString(f.Value)
		}
		if n == 0 && e.Image == nil && e.Thumbnail == nil {
			c.fault("embed %d is empty", i)
		}
		total += n
	}
	if total > 6000 {
		c.fault("the embeds have %d characters together, at most 6000", total)
	}
}
