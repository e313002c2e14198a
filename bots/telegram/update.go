package telegram

import "errors"

// update is the little that we need of an update. Everything else in it is passed over, so that a kind of message that Telegram
// invents tomorrow cannot stop the bot.
type update struct {
	ID       int64
	Message  *message      // nil: none
	Callback *callback     // a press; nil: none
	Member   *memberChange // nil: none
}

type chat struct {
	ID   int64
	Type string // private, group, supergroup, channel
}

func (c chat) shared() bool { return c.Type != "private" }

type user struct {
	ID       int64
	IsBot    bool
	Language string // as the person's app has it; may be empty
}

type message struct {
	ID         int64
	Thread     int64 // of the topic
	InTopic    bool
	From       *user // nil: nobody that can be known
	SenderChat bool  // an anonymous administrator or a channel speaks
	Chat       chat
	Text       string
	Album      string // pictures sent together have the same
	MigratedTo int64  // the group's new id; 0: none
	Media      bool   // there is something in place of a text
	Caption    string // what was typed under it
}

// media is the fields of what can come in place of a text. None of it is looked at.
func media(field string) bool {
	switch field {
	case "animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo", "location", "paid_media", "photo",
		"poll", "sticker", "story", "venue", "video", "video_note", "voice":
		return true
	}
	return false
}

type callback struct {
	ID      string
	From    user
	Data    string
	Message int64 // the message that the button is on; 0: not known
	Chat    chat  // where that is; no id: not known
}

type memberChange struct {
	Chat   chat
	Status string // the bot's own, from now on
}

// Errors of decodeUpdate. They hold nothing of the update.
var (
	errNotUpdate  = errors.New("telegram: not an update")
	errUnreadable = errors.New("telegram: an update that cannot be read")
)

// decodeUpdate reads one update. The error is errNotUpdate when it has not even an id, and errUnreadable, with the id set,
// when only the rest makes no sense.
func decodeUpdate(raw []byte) (update, error) {
	var u update
	s := scanner{b: raw}
	s.object(func(name []byte) {
		switch string(name) {
		case "update_id":
			s.whole(&u.ID)
		case "message":
			if !s.null() {
				u.Message = s.message()
			}
		case "callback_query":
			if !s.null() {
				u.Callback = s.callback()
			}
		case "my_chat_member":
			if !s.null() {
				u.Member = s.memberChange()
			}
		default:
			s.skip()
		}
	})
	s.end()
	switch {
	case s.broken || u.ID <= 0:
		return update{}, errNotUpdate
	case s.wrong:
		return update{ID: u.ID}, errUnreadable
	}
	return u, nil
}

func (s *scanner) message() *message {
	m := &message{}
	s.object(func(name []byte) {
		switch string(name) {
		case "message_id":
			s.whole(&m.ID)
		case "message_thread_id":
			s.whole(&m.Thread)
		case "is_topic_message":
			s.yes(&m.InTopic)
		case "from":
			if !s.null() {
				m.From = &user{}
				s.user(m.From)
			}
		case "sender_chat":
			s.present(&m.SenderChat)
		case "chat":
			s.chat(&m.Chat)
		case "caption":
			s.text(&m.Caption)
		case "text":
			s.text(&m.Text)
		case "media_group_id":
			s.text(&m.Album)
		case "migrate_to_chat_id":
			s.whole(&m.MigratedTo)
		default:
			if media(string(name)) {
				s.present(&m.Media)
			} else {
				s.skip()
			}
		}
	})
	return m
}

func (s *scanner) callback() *callback {
	c := &callback{}
	s.object(func(name []byte) {
		switch string(name) {
		case "id":
			s.text(&c.ID)
		case "from":
			s.user(&c.From)
		case "data":
			s.text(&c.Data)
		case "message":
			s.object(func(name []byte) {
				switch string(name) {
				case "message_id":
					s.whole(&c.Message)
				case "chat":
					s.chat(&c.Chat)
				default:
					s.skip()
				}
			})
		default:
			s.skip()
		}
	})
	return c
}

func (s *scanner) memberChange() *memberChange {
	m := &memberChange{}
	s.object(func(name []byte) {
		switch string(name) {
		case "chat":
			s.chat(&m.Chat)
		case "new_chat_member":
			s.object(func(name []byte) {
				if string(name) == "status" {
					s.text(&m.Status)
				} else {
					s.skip()
				}
			})
		default:
			s.skip()
		}
	})
	return m
}

func (s *scanner) user(u *user) {
	s.object(func(name []byte) {
		switch string(name) {
		case "id":
			s.whole(&u.ID)
		case "is_bot":
			s.yes(&u.IsBot)
		case "language_code":
			s.text(&u.Language)
		default:
			s.skip()
		}
	})
}

func (s *scanner) chat(c *chat) {
	s.object(func(name []byte) {
		switch string(name) {
		case "id":
			s.whole(&c.ID)
		case "type":
			s.text(&c.Type)
		default:
			s.skip()
		}
	})
}
