package bottest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// TelegramChat is what can be seen in a chat.
type TelegramChat struct {
	f *FakeTelegram
	c *tgChat
}

// TelegramScreen is one message as a person sees it.
type TelegramScreen struct {
	MessageID int
	FromBot   bool
	Text      string // after parsing, or the caption
	Entities  []Entity
	Rows      [][]TelegramButton
	File      *TelegramFile // a file that the bot sent, nil for none
	ReplyTo   int           // the message that it answers, 0 for none
	Edited    time.Time     // zero when never
}

// String is the text, then a line for each row of buttons: "[Yes] [No]". A button that opens a page
// shows its address.
func (s TelegramScreen) String() string {
	var b strings.Builder
	b.WriteString(s.Text)
	if s.File != nil {
		fmt.Fprintf(&b, " (file %s)", s.File.Name)
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

// Labels are the labels of all buttons in reading order.
func (s TelegramScreen) Labels() []string {
	var out []string
	for _, row := range s.Rows {
		for _, b := range row {
			out = append(out, b.Label)
		}
	}
	return out
}

// Chat returns a chat by its number; an unknown one is empty.
func (f *FakeTelegram) Chat(id int64) TelegramChat {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.chats[id]
	if c == nil {
		c = &tgChat{}
	}
	return TelegramChat{f: f, c: c}
}

// Chat is the chat that the person writes in.
func (p *TelegramPerson) Chat() TelegramChat { return TelegramChat{f: p.f, c: p.chat} }

// Screen is the newest message of the bot; the zero value when it has sent none.
func (c TelegramChat) Screen() TelegramScreen {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	for _, m := range slices.Backward(c.c.messages) {
		if !m.deleted && m.from == &c.f.me {
			return m.screen(&c.f.me)
		}
	}
	return TelegramScreen{}
}

// Messages are all messages that can be seen, of the bot and of people, oldest first.
func (c TelegramChat) Messages() []TelegramScreen {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	var out []TelegramScreen
	for _, m := range c.c.messages {
		if !m.deleted {
			out = append(out, m.screen(&c.f.me))
		}
	}
	return out
}

// Changes counts what could be seen to change: messages sent by anybody, edits, deletions. It tells
// one visible reply from two.
func (c TelegramChat) Changes() int {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	return c.c.changes
}

// String is the whole chat as text.
func (c TelegramChat) String() string {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	return c.c.transcript()
}

func (c *tgChat) transcript() string {
	var b strings.Builder
	for _, m := range c.messages {
		if m.deleted {
			continue
		}
		s := m.screen(nil)
		fmt.Fprintf(&b, "%s (%d):\n%s\n\n", m.from.FirstName, m.id, s)
	}
	return b.String()
}

func (m *tgMessage) screen(me *tgUser) TelegramScreen {
	s := TelegramScreen{
		MessageID: m.id, FromBot: m.from == me, Text: m.text, Entities: slices.Clone(m.entities),
		Rows: m.keyboard, File: m.file, Edited: m.edited,
	}
	if m.reply != nil {
		s.ReplyTo = m.reply.id
	}
	return s
}

// TelegramAnswer is how the bot answered a press.
type TelegramAnswer struct {
	Text  string // shown for a moment, or in a box with Alert
	Alert bool
	URL   string
}

// Answer returns the answer to the press of this update; ok is false while there is none.
func (f *FakeTelegram) Answer(update int64) (a TelegramAnswer, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := f.queryOf[update]
	if q == nil || !q.answered {
		return TelegramAnswer{}, false
	}
	return TelegramAnswer{Text: q.toast, Alert: q.alert, URL: q.url}, true
}
