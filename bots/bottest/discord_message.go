package bottest

import (
	"encoding/json"
	"time"
)

// The server that everybody of the fake is in, and its one channel.
const (
	dcGuild   = "900000000000000009"
	dcChannel = "900000000000000005"
)

type dcUser struct {
	id     string
	locale string
	closed bool // takes no direct messages
}

func (u *dcUser) json() M {
	return M{"id": u.id, "username": "person" + u.id, "discriminator": "0", "global_name": nil, "avatar": nil}
}

// dcRoom is a channel: of a server, or somebody's direct messages.
type dcRoom struct {
	id       string
	guild    string  // "" for direct messages
	owner    *dcUser // of direct messages
	messages []*dcMessage
	screen   map[string]*dcScreen // by person
	changes  map[string]int       // by person: how often something was put before them or changed
}

// dcScreen is what the bot showed somebody last.
type dcScreen struct {
	by       *dcInteraction // nil: nothing was asked
	messages []*dcMessage
}

// shown notes that a message was put before somebody, in answer to an interaction or unasked.
func (r *dcRoom) shown(person string, by *dcInteraction, m *dcMessage) {
	r.changes[person]++
	s := r.screen[person]
	if s == nil || s.by != by {
		s = &dcScreen{by: by}
		r.screen[person] = s
	}
	for _, x := range s.messages {
		if x == m {
			return
		}
	}
	s.messages = append(s.messages, m)
}

type dcMessage struct {
	id       string
	room     *dcRoom
	viewer   string // who alone sees it; "" for everybody
	at       time.Time
	edited   bool
	deleted  bool
	thinking bool // a deferred answer that has no words yet
	body     dcBody
	ever     []dcPart // every control it has had
}

// dcBody is a message as a bot writes it. A field that an edit leaves out stays as it was.
type dcBody struct {
	Content    *string   `json:"content"`
	Embeds     []dcEmbed `json:"embeds"`
	Components []dcPart  `json:"components"`
	Flags      int       `json:"flags"`
}

type dcEmbed struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// dcPart is a component.
type dcPart struct {
	Type        int        `json:"type"`
	ID          int        `json:"id"`
	CustomID    string     `json:"custom_id,omitempty"`
	Style       int        `json:"style,omitempty"`
	Label       string     `json:"label,omitempty"`
	URL         string     `json:"url,omitempty"`
	Placeholder string     `json:"placeholder,omitempty"`
	Min         *int       `json:"min_values,omitempty"`
	Max         *int       `json:"max_values,omitempty"`
	Options     []dcOption `json:"options,omitempty"`
	Components  []dcPart   `json:"components,omitempty"`
	Component   *dcPart    `json:"component,omitempty"`
	Disabled    bool       `json:"disabled,omitempty"`
}

type dcOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// newMessage puts a message of the bot into a room; the caller holds f.mu.
func (f *FakeDiscord) newMessage(room *dcRoom, viewer string, raw []byte) *dcMessage {
	m := &dcMessage{id: f.snowflake(), room: room, viewer: viewer, at: time.Now()}
	f.change(m, raw)
	m.edited = false
	if f.forgetOld {
		room.messages = nil
	}
	room.messages = append(room.messages, m)
	return m
}

// change applies a body to a message; the caller holds f.mu.
func (f *FakeDiscord) change(m *dcMessage, raw []byte) {
	var b dcBody
	_ = json.Unmarshal(raw, &b) // its schema has passed
	if b.Content != nil {
		m.body.Content = b.Content
	}
	if b.Embeds != nil {
		m.body.Embeds = b.Embeds
	}
	if b.Components != nil {
		m.body.Components = b.Components
		n := 0
		number(m.body.Components, &n)
		m.ever = append(m.ever, m.controls()...)
		if f.forgetOld {
			m.ever = m.controls()
		}
	}
	m.edited, m.thinking = true, false
	f.notify()
}

// number gives every component its id, as Discord does.
func number(list []dcPart, n *int) {
	for i := range list {
		*n++
		list[i].ID = *n
		number(list[i].Components, n)
	}
}

// controls are the buttons and menus of a message in reading order.
func (m *dcMessage) controls() []dcPart {
	var out []dcPart
	for _, row := range m.body.Components {
		out = append(out, row.Components...)
	}
	return out
}

func (m *dcMessage) content() string {
	if m.body.Content == nil {
		return ""
	}
	return *m.body.Content
}

const (
	dcEphemeral = 64
	dcLoading   = 128
)

// json is a message as Discord sends it.
func (m *dcMessage) json(f *FakeDiscord) M {
	none := []any{}
	flags := 0
	if m.viewer != "" {
		flags |= dcEphemeral
	}
	if m.thinking {
		flags |= dcLoading
	}
	embeds := []M{}
	for _, e := range m.body.Embeds {
		embeds = append(embeds, M{"type": "rich", "title": e.Title, "description": e.Description})
	}
	components := m.body.Components
	if components == nil {
		components = []dcPart{}
	}
	out := M{
		"id": m.id, "channel_id": m.room.id, "author": f.botUser(), "content": m.content(), "timestamp": m.at.UTC().Format(time.RFC3339Nano),
		"edited_timestamp": nil, "tts": false, "mention_everyone": false, "mentions": none, "mention_roles": none, "attachments": none,
		"embeds": embeds, "pinned": false, "type": 0, "components": components, "flags": flags, "webhook_id": f.AppID,
	}
	if m.edited {
		out["edited_timestamp"] = m.at.UTC().Format(time.RFC3339Nano)
	}
	return out
}

func (f *FakeDiscord) botUser() M {
	return M{
		"id": f.AppID, "username": "safesteps", "discriminator": "0", "global_name": nil, "avatar": nil, "bot": true,
		"mfa_enabled": true, "verified": true, "email": nil, "flags": 0,
	}
}

// room returns a channel of a server; the caller holds f.mu.
func (f *FakeDiscord) room(id, guild string) *dcRoom {
	if f.rooms[id] == nil {
		f.rooms[id] = &dcRoom{id: id, guild: guild, screen: map[string]*dcScreen{}, changes: map[string]int{}}
	}
	return f.rooms[id]
}

// dm returns somebody's direct messages with the bot; the caller holds f.mu.
func (f *FakeDiscord) dm(u *dcUser) *dcRoom {
	r := f.room("8"+u.id, "")
	r.owner = u
	return r
}
