package bottest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// TelegramPerson writes to the bot and presses its buttons in one chat.
type TelegramPerson struct {
	f    *FakeTelegram
	user *tgUser
	chat *tgChat
}

// superStart is the highest number of a supergroup; groups lie between it and 0.
const superStart = -1000000000000

// Person returns a person in a chat: chat == id is their private chat with the bot, a negative number
// a group (below -1,000,000,000,000 a supergroup). The bot may write to a private chat only after the
// person has written once.
func (f *FakeTelegram) Person(id, chat int64) *TelegramPerson {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.users[id]
	if u == nil {
		u = &tgUser{ID: id, FirstName: "Person " + strconv.FormatInt(id, 10), Language: "en"}
		f.users[id] = u
	}
	return &TelegramPerson{f: f, user: u, chat: f.makeChat(chat, u)}
}

func (f *FakeTelegram) makeChat(id int64, u *tgUser) *tgChat {
	if c := f.chats[id]; c != nil {
		return c
	}
	c := &tgChat{info: tgChatInfo{ID: id, Type: "private", FirstName: u.FirstName}}
	switch {
	case id < superStart:
		c.info = tgChatInfo{ID: id, Type: "supergroup", Title: "Group"}
	case id < 0:
		c.info = tgChatInfo{ID: id, Type: "group", Title: "Group"}
	case id != u.ID:
		panic("a private chat has the number of its person")
	}
	c.written = id < 0
	f.chats[id] = c
	return c
}

// SendText writes a message and returns its update's id. In a group the bot sees only commands: other
// texts return 0.
func (p *TelegramPerson) SendText(text string) int64 {
	return p.say(&tgMessage{text: text, entities: commandsIn(text)})
}

// Start follows a link with a payload to the bot: t.me/bot?start=payload.
func (p *TelegramPerson) Start(payload string) int64 {
	return p.SendText(strings.TrimSpace("/start " + payload))
}

// SendPhoto sends a picture, with a caption unless that is empty.
func (p *TelegramPerson) SendPhoto(caption string) int64 {
	return p.say(&tgMessage{text: caption, media: photo("photo-of-a-person")})
}

// SendMedia sends any other kind of message: kind is a field of Message, value what it holds, such as
// "voice" and {"file_id":…}.
func (p *TelegramPerson) SendMedia(kind string, value map[string]any) int64 {
	return p.say(&tgMessage{media: map[string]any{kind: value}})
}

// SendVoice sends a voice message.
func (p *TelegramPerson) SendVoice() int64 {
	return p.SendMedia("voice", map[string]any{"file_id": "voice", "file_unique_id": "voice", "duration": 3})
}

// SendDocument sends a file.
func (p *TelegramPerson) SendDocument(name string) int64 {
	return p.SendMedia("document", map[string]any{"file_id": "doc", "file_unique_id": "doc", "file_name": name})
}

// EditText changes a message that the person wrote.
func (p *TelegramPerson) EditText(messageID int, text string) int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	m := p.chat.message(messageID)
	if m == nil || m.from != p.user {
		panic("EditText: the person has not written that message")
	}
	m.text, m.entities, m.edited = text, commandsIn(text), p.f.opt.Clock()
	return p.f.push(p.chat.info.ID, "edited_message", m.json())
}

func (p *TelegramPerson) say(m *tgMessage) int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.chat.written = true
	m.from = p.user
	p.f.add(p.chat, m)
	if !p.chat.isPrivate() && !p.f.seenInGroup(m) {
		return 0
	}
	return p.f.push(p.chat.info.ID, "message", m.json())
}

// seenInGroup is the privacy mode of bots: they see commands, but not those for other bots.
func (f *FakeTelegram) seenInGroup(m *tgMessage) bool {
	if !strings.HasPrefix(m.text, "/") {
		return false
	}
	command, _, _ := strings.Cut(m.text, " ")
	_, name, named := strings.Cut(command, "@")
	return !named || strings.EqualFold(name, f.me.Username)
}

// commandsIn marks the commands in a text, as Telegram does.
func commandsIn(text string) []Entity {
	units := utf16.Encode([]rune(text))
	var out []Entity
	for i := 0; i < len(units); i++ {
		if units[i] != '/' || (i > 0 && isWordUnit(units[i-1])) {
			continue
		}
		end := i + 1
		for end < len(units) && (isWordUnit(units[end]) || units[end] == '@') {
			end++
		}
		if end > i+1 {
			out = append(out, Entity{Type: "bot_command", Offset: i, Length: end - i})
		}
		i = end
	}
	return out
}

func isWordUnit(u uint16) bool { return u == '_' || (u < 0x80 && isAlnum(byte(u))) }

// Press presses the button with this label on the newest message that has it, and returns the update's
// id. It stops the test when no message shows such a button.
func (p *TelegramPerson) Press(label string) int64 {
	p.f.t.Helper()
	return p.mustPress(func(b TelegramButton) bool { return b.Label == label }, "labelled "+strconv.Quote(label))
}

// PressData is Press by what the button carries.
func (p *TelegramPerson) PressData(data string) int64 {
	p.f.t.Helper()
	return p.mustPress(func(b TelegramButton) bool { return b.Data == data }, "with data "+strconv.Quote(data))
}

func (p *TelegramPerson) mustPress(match func(TelegramButton) bool, what string) int64 {
	p.f.t.Helper()
	id, err := p.tryPress(match, what)
	if err != nil {
		p.f.t.Fatal(err)
	}
	return id
}

// TryPress is Press for goroutines other than the test's: it returns the error.
func (p *TelegramPerson) TryPress(label string) (int64, error) {
	return p.tryPress(func(b TelegramButton) bool { return b.Label == label }, "labelled "+strconv.Quote(label))
}

func (p *TelegramPerson) tryPress(match func(TelegramButton) bool, what string) (int64, error) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	for _, m := range slices.Backward(p.chat.messages) {
		if m.deleted {
			continue
		}
		for _, row := range m.keyboard {
			if i := slices.IndexFunc(row, match); i >= 0 {
				return p.press(m, row[i])
			}
		}
	}
	return 0, fmt.Errorf("no button %s; the chat shows:\n%s", what, p.chat.transcript())
}

// PressOld presses a button that a message had once, although it may be gone from it, or the message
// itself: an app that was not up to date shows it still. It stops the test when the message never had
// such a button.
func (p *TelegramPerson) PressOld(messageID int, label string) int64 {
	p.f.t.Helper()
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	m := p.chat.anyMessage(messageID)
	if m == nil {
		p.f.t.Fatalf("no message %d", messageID)
	}
	i := slices.IndexFunc(m.ever, func(b TelegramButton) bool { return b.Label == label })
	if i < 0 {
		p.f.t.Fatalf("message %d never had a button labelled %q", messageID, label)
	}
	id, err := p.press(m, m.ever[i])
	if err != nil {
		p.f.t.Fatal(err)
	}
	return id
}

// Forge sends a press with data that no button ever carried, as a changed app can.
func (p *TelegramPerson) Forge(messageID int, data string) int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	m := p.chat.anyMessage(messageID)
	if m == nil {
		panic("Forge: no such message")
	}
	id, _ := p.press(m, TelegramButton{Data: data}) // fails only for links
	return id
}

func (p *TelegramPerson) press(m *tgMessage, b TelegramButton) (int64, error) {
	if b.Data == "" {
		return 0, fmt.Errorf("the button %q opens a page and sends nothing", b.Label)
	}
	q := &tgQuery{id: strconv.FormatInt(4611686018427387904+int64(len(p.f.queries)), 10), at: p.f.opt.Clock()}
	var message any = m.json()
	if m.deleted {
		message = map[string]any{"chat": m.chat.info, "message_id": m.id, "date": 0}
	}
	id := p.f.push(p.chat.info.ID, "callback_query", map[string]any{
		"id": q.id, "from": p.user, "message": message, "data": b.Data,
		"chat_instance": strconv.FormatInt(p.chat.info.ID*7+1, 10),
	})
	if id != 0 {
		p.f.queries[q.id] = q
		p.f.queryOf[id] = q
		p.f.open[q] = true
	}
	return id, nil
}

// Raw sends an update of the given kind that is not checked: rubbish, or something newer than the
// bot's library. value must be JSON.
func (p *TelegramPerson) Raw(kind, value string) int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.chat.written = true
	return p.f.push(p.chat.info.ID, kind, json.RawMessage(value))
}

// Poison sends updates that trip libraries, one by one, and returns their ids: paid media of a kind
// from Bot API 10.1, an origin and a boost source that do not exist, fields of the wrong type.
func (p *TelegramPerson) Poison() []int64 {
	head := fmt.Sprintf(`"message_id":900001,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"P"}`,
		p.chat.info.ID, p.user.ID)
	return []int64{
		p.Raw("message", `{`+head+`,"paid_media":{"star_count":1,"paid_media":[{"type":"live_photo"}]}}`),
		p.Raw("message", `{`+head+`,"text":"x","forward_origin":{"type":"from_the_future","date":1}}`),
		p.Raw("message", `{`+head+`,"text":{"not":"a string"}}`),
		p.Raw("message", `["not","an","object"]`),
		p.Raw("callback_query", `{"id":17,"data":[]}`),
		p.Raw("message", `null`),
	}
}

// Block lets the person block the bot: it is told, and its messages get 403 until Unblock.
func (p *TelegramPerson) Block() int64 { return p.setBlocked(true) }

// Unblock takes Block back.
func (p *TelegramPerson) Unblock() int64 { return p.setBlocked(false) }

func (p *TelegramPerson) setBlocked(blocked bool) int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.chat.blocked = blocked
	was, is := "member", "kicked"
	if !blocked {
		was, is = is, was
	}
	return p.membership(was, is)
}

// Kick lets the person throw the bot out of the group.
func (p *TelegramPerson) Kick() int64 {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.chat.kicked = true
	return p.membership("member", "kicked")
}

// membership tells the bot that its place in the chat changed.
func (p *TelegramPerson) membership(was, is string) int64 {
	member := func(status string) map[string]any {
		m := map[string]any{"status": status, "user": p.f.me}
		if status == "kicked" {
			m["until_date"] = 0
		}
		return m
	}
	return p.f.push(p.chat.info.ID, "my_chat_member", map[string]any{
		"chat": p.chat.info, "from": p.user, "date": p.f.opt.Clock().Unix(),
		"old_chat_member": member(was), "new_chat_member": member(is),
	})
}

// Deactivate deletes the person's account: messages to them get 403.
func (p *TelegramPerson) Deactivate() {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.user.deactivated = true
}

// Upgrade turns the group into a supergroup with a new number and returns the person there. The bot
// gets both service messages; calls with the old number get 400 with migrate_to_chat_id.
func (p *TelegramPerson) Upgrade(id int64) *TelegramPerson {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	to := p.f.makeChat(id, p.user)
	p.chat.upgradedTo = id
	announce := func(c *tgChat, field string, other int64) {
		m := &tgMessage{from: p.user}
		p.f.add(c, m)
		fields := m.json()
		fields[field] = other
		p.f.push(c.info.ID, "message", fields)
	}
	announce(p.chat, "migrate_to_chat_id", id)
	announce(to, "migrate_from_chat_id", p.chat.info.ID)
	return &TelegramPerson{f: p.f, user: p.user, chat: to}
}
