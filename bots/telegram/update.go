package telegram

import (
	"encoding/json"
	"errors"
)

// update is the little that we need of an update. Everything else in it is not even decoded, so that a kind of message that
// Telegram invents tomorrow cannot stop the bot.
type update struct {
	ID       int64         `json:"update_id"`
	Message  *message      `json:"message"`
	Callback *callback     `json:"callback_query"`
	Member   *memberChange `json:"my_chat_member"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"` // private, group, supergroup, channel
}

func (c chat) shared() bool { return c.Type != "private" }

type user struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	Language string `json:"language_code"`
}

type message struct {
	ID         int64   `json:"message_id"`
	Thread     int64   `json:"message_thread_id"`
	InTopic    bool    `json:"is_topic_message"`
	From       *user   `json:"from"`
	SenderChat present `json:"sender_chat"` // an anonymous administrator or a channel speaks
	Chat       chat    `json:"chat"`
	Text       string  `json:"text"`
	Album      string  `json:"media_group_id"`
	MigratedTo int64   `json:"migrate_to_chat_id"`
	media
}

// media is everything that can come in place of a text. None of it is looked at.
type media struct {
	Animation present `json:"animation"`
	Audio     present `json:"audio"`
	Checklist present `json:"checklist"`
	Contact   present `json:"contact"`
	Dice      present `json:"dice"`
	Document  present `json:"document"`
	Game      present `json:"game"`
	Location  present `json:"location"`
	PaidMedia present `json:"paid_media"`
	Photo     present `json:"photo"`
	Poll      present `json:"poll"`
	Sticker   present `json:"sticker"`
	Story     present `json:"story"`
	Venue     present `json:"venue"`
	Video     present `json:"video"`
	VideoNote present `json:"video_note"`
	Voice     present `json:"voice"`
}

func (m *media) any() bool { return *m != media{} }

type callback struct {
	ID      string `json:"id"`
	From    user   `json:"from"`
	Data    string `json:"data"`
	Message *struct {
		ID   int64 `json:"message_id"`
		Chat chat  `json:"chat"`
	} `json:"message"`
}

type memberChange struct {
	Chat chat `json:"chat"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// present notes that a field is there, and not what is in it.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(raw []byte) error {
	*p = string(raw) != "null"
	return nil
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
	err := json.Unmarshal(raw, &u)
	if err == nil && u.ID > 0 {
		return u, nil
	}
	var id struct {
		ID int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &id) != nil || id.ID <= 0 {
		return update{}, errNotUpdate
	}
	return update{ID: id.ID}, errUnreadable
}
