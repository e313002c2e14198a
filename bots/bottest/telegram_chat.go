package bottest

import (
	"bytes"
	"slices"
	"strconv"
	"time"
)

// tgUser is a person or the bot, as in JSON.
type tgUser struct {
	ID          int64  `json:"id"`
	IsBot       bool   `json:"is_bot"`
	FirstName   string `json:"first_name"`
	Username    string `json:"username,omitempty"`
	Language    string `json:"language_code,omitempty"`
	deactivated bool
}

// tgChatInfo is a chat in the JSON of messages.
type tgChatInfo struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"` // private, group, supergroup
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
}

// tgChat is a chat with everything ever sent in it.
type tgChat struct {
	info       tgChatInfo
	messages   []*tgMessage
	lastID     int
	blocked    bool  // by the person, in a private chat
	kicked     bool  // the bot, from a group
	left       bool  // the bot left by itself
	upgradedTo int64 // a group that became a supergroup
	written    bool  // a person wrote here, so the bot may
	changes    int   // visible changes
}

// tgMessage is one message.
type tgMessage struct {
	id       int
	chat     *tgChat
	from     *tgUser
	at       time.Time
	edited   time.Time // zero when never
	text     string
	entities []Entity
	keyboard [][]TelegramButton
	markup   []byte           // the keyboard as JSON, nil for none
	ever     []TelegramButton // every button that the message ever had
	media    map[string]any   // further fields: photo, document, voice
	file     *TelegramFile    // sent by the bot
	reply    *tgMessage
	deleted  bool
}

// TelegramButton is a button under a message.
type TelegramButton struct {
	Label string
	Data  string // what a press sends; empty for other kinds of button
	URL   string // a page that it opens
}

// TelegramFile is a file that the bot sent.
type TelegramFile struct {
	Name    string
	Content []byte
}

func (c *tgChat) isPrivate() bool { return c.info.Type == "private" }

// add puts a message at the end of the chat; the caller holds the lock.
func (f *FakeTelegram) add(c *tgChat, m *tgMessage) {
	c.lastID++
	m.id, m.chat, m.at = c.lastID, c, f.opt.Clock()
	c.messages = append(c.messages, m)
	c.changes++
	f.notify()
}

// message finds a message that can still be seen; nil when there is none.
func (c *tgChat) message(id int) *tgMessage {
	if m := c.anyMessage(id); m != nil && !m.deleted {
		return m
	}
	return nil
}

// anyMessage finds a message even when it was deleted.
func (c *tgChat) anyMessage(id int) *tgMessage {
	i, found := slices.BinarySearchFunc(c.messages, id, func(m *tgMessage, id int) int { return m.id - id })
	if !found {
		return nil
	}
	return c.messages[i]
}

// chat finds the chat that a call names and checks that the bot may act there.
func (f *FakeTelegram) chat(id string) (*tgChat, *tgError) {
	if id == "" {
		return nil, fail(wordChatEmpty)
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, fail(wordNoChat)
	}
	c := f.chats[n]
	switch {
	case c == nil || !c.written:
		return nil, fail(wordNoChat)
	case c.upgradedTo != 0:
		e := fail(wordUpgraded)
		e.migrateTo = c.upgradedTo
		return nil, e
	case c.isPrivate() && f.users[n] != nil && f.users[n].deactivated:
		return nil, fail(wordDeactivated)
	case c.blocked:
		return nil, fail(wordBlocked)
	case c.info.Type == "group" && c.kicked:
		return nil, fail(wordKickedGroup)
	case c.kicked:
		return nil, fail(wordKickedSuper)
	case c.info.Type == "group" && c.left:
		return nil, fail(wordLeftGroup)
	case c.left:
		return nil, fail(wordLeftSuper)
	}
	return c, nil
}

// json is the message as the Bot API shows it.
func (m *tgMessage) json() map[string]any {
	out := map[string]any{"message_id": m.id, "from": m.from, "chat": m.chat.info, "date": m.at.Unix()}
	if !m.edited.IsZero() {
		out["edit_date"] = m.edited.Unix()
	}
	text, entities := "text", "entities"
	for name, v := range m.media {
		out[name] = v
		text, entities = "caption", "caption_entities"
	}
	if m.text != "" {
		out[text] = m.text
	}
	if len(m.entities) > 0 {
		out[entities] = m.entities
	}
	if m.markup != nil {
		out["reply_markup"] = rawJSON(m.markup)
	}
	if m.reply != nil {
		out["reply_to_message"] = m.reply.json()
	}
	return out
}

// rawJSON is JSON that stands as it is.
type rawJSON []byte

// MarshalJSON returns the JSON itself.
func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

// same reports whether an edit would change nothing.
func (m *tgMessage) same(text string, entities []Entity, markup []byte) bool {
	return m.text == text && slices.Equal(m.entities, entities) && bytes.Equal(m.markup, markup)
}
