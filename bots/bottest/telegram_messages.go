package bottest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// deletable is how long after sending a message can be deleted.
const deletable = 48 * time.Hour

func (f *FakeTelegram) sendMessage(call tgspec.Call) (any, *tgError) {
	if call.Params["text"] == "" {
		return nil, fail(wordTextEmpty)
	}
	text, entities, failure := formattedText(call, "text", "entities")
	if failure != nil {
		return nil, failure
	}
	m := &tgMessage{text: text, entities: entities}
	return f.send(call, m, wordTextBlank, wordTextLong, maxText)
}

// send puts a message of the bot into a chat, if chat, text, keyboard and flood limits allow it. With
// blank set, a text is needed.
func (f *FakeTelegram) send(call tgspec.Call, m *tgMessage, blank, long string, limit int) (any, *tgError) {
	c, failure := f.chat(call.Params["chat_id"])
	if failure != nil {
		return nil, failure
	}
	if m.keyboard, m.markup, failure = f.keyboard(call.Params["reply_markup"]); failure != nil {
		return nil, failure
	}
	switch {
	case blank != "" && m.text == "":
		return nil, fail(blank)
	case tgspec.UTF16Len(m.text) > limit:
		return nil, fail(long)
	}
	if failure = f.setReply(c, m, call.Params["reply_parameters"]); failure != nil {
		return nil, failure
	}
	if failure = f.floodWait(c); failure != nil {
		return nil, failure
	}
	m.from = &f.me
	m.remember()
	f.add(c, m)
	return m.json(), nil
}

// setReply makes the message an answer to the one that reply_parameters names.
func (f *FakeTelegram) setReply(c *tgChat, m *tgMessage, raw string) *tgError {
	if raw == "" {
		return nil
	}
	var to struct {
		MessageID int  `json:"message_id"`
		Allow     bool `json:"allow_sending_without_reply"`
	}
	if err := decodeJSON(raw, &to); err != nil {
		return fail("Bad Request: can't parse reply parameters JSON object")
	}
	if m.reply = c.message(to.MessageID); m.reply == nil && !to.Allow {
		return fail(wordReplyNotFound)
	}
	return nil
}

// remember keeps the buttons, so that a press on an old one can be played.
func (m *tgMessage) remember() {
	for _, row := range m.keyboard {
		for _, b := range row {
			if !slices.Contains(m.ever, b) {
				m.ever = append(m.ever, b)
			}
		}
	}
}

func (f *FakeTelegram) sendFile(call tgspec.Call) (any, *tgError) {
	kind := strings.ToLower(strings.TrimPrefix(strings.ToLower(call.Method), "send"))
	upload, found := call.Files[kind]
	if !found {
		if name, ok := strings.CutPrefix(call.Params[kind], "attach://"); ok {
			upload, found = call.Files[name]
		}
	}
	if !found {
		return nil, fail(fmt.Sprintf(wordNoFile, kind))
	}
	if len(upload.Content) == 0 {
		return nil, fail(wordFileEmpty)
	}
	text, entities, failure := formattedText(call, "caption", "caption_entities")
	if failure != nil {
		return nil, failure
	}
	id := fmt.Sprintf("file-%d-%d", len(f.calls), len(upload.Content))
	m := &tgMessage{text: text, entities: entities, file: &TelegramFile{Name: upload.Name, Content: upload.Content}}
	if kind == "photo" {
		m.media = photo(id)
	} else {
		m.media = map[string]any{"document": map[string]any{
			"file_id": id, "file_unique_id": id, "file_name": upload.Name, "file_size": len(upload.Content),
		}}
	}
	return f.send(call, m, "", wordCaptionLong, maxCaption)
}

func photo(id string) map[string]any {
	return map[string]any{"photo": []map[string]any{{
		"file_id": id, "file_unique_id": id, "width": 90, "height": 60, "file_size": 1234,
	}}}
}

func (f *FakeTelegram) sendChatAction(call tgspec.Call) (any, *tgError) {
	if _, failure := f.chat(call.Params["chat_id"]); failure != nil {
		return nil, failure
	}
	return true, nil
}

// editable finds the message of an edit.
func (f *FakeTelegram) editable(call tgspec.Call) (*tgMessage, *tgError) {
	id, err := strconv.Atoi(call.Params["message_id"])
	if err != nil || call.Params["chat_id"] == "" {
		return nil, fail(wordNoMessageID)
	}
	c, failure := f.chat(call.Params["chat_id"])
	if failure != nil {
		return nil, failure
	}
	m := c.message(id)
	switch {
	case m == nil:
		return nil, fail(wordEditNotFound)
	case m.from != &f.me:
		return nil, fail(wordCantEdit)
	}
	return m, nil
}

func (f *FakeTelegram) editMessageText(call tgspec.Call) (any, *tgError) {
	if call.Params["text"] == "" {
		return nil, fail(wordTextEmpty)
	}
	text, entities, failure := formattedText(call, "text", "entities")
	if failure != nil {
		return nil, failure
	}
	m, failure := f.editable(call)
	switch {
	case failure != nil:
		return nil, failure
	case m.media != nil:
		return nil, fail(wordNoTextToEdit)
	case text == "":
		return nil, fail(wordTextBlank)
	case tgspec.UTF16Len(text) > maxText:
		return nil, fail(wordEditLong)
	}
	return f.edit(call, m, text, entities)
}

func (f *FakeTelegram) editMessageReplyMarkup(call tgspec.Call) (any, *tgError) {
	m, failure := f.editable(call)
	if failure != nil {
		return nil, failure
	}
	return f.edit(call, m, m.text, m.entities)
}

// edit changes a message. A keyboard that is not sent along is taken away.
func (f *FakeTelegram) edit(call tgspec.Call, m *tgMessage, text string, entities []Entity) (any, *tgError) {
	rows, markup, failure := f.keyboard(call.Params["reply_markup"])
	if failure != nil {
		return nil, failure
	}
	if m.same(text, entities, markup) {
		return nil, fail(wordNotModified)
	}
	if failure = f.floodWait(m.chat); failure != nil {
		return nil, failure
	}
	m.text, m.entities, m.keyboard, m.markup = text, entities, rows, markup
	m.edited = f.opt.Clock()
	m.remember()
	m.chat.changes++
	f.notify()
	return m.json(), nil
}

func (f *FakeTelegram) deleteMessage(call tgspec.Call) (any, *tgError) {
	c, failure := f.chat(call.Params["chat_id"])
	if failure != nil {
		return nil, failure
	}
	id, err := strconv.Atoi(call.Params["message_id"])
	if err != nil {
		return nil, fail(wordNoMessageID)
	}
	m := c.message(id)
	switch {
	case m == nil:
		return nil, fail(wordDeleteNotFound)
	case f.opt.Clock().Sub(m.at) > deletable, m.from != &f.me && !c.isPrivate():
		return nil, fail(wordCantDelete)
	}
	m.deleted = true
	c.changes++
	f.notify()
	return true, nil
}

// tgQuery is a press that waits for its answer.
type tgQuery struct {
	id       string
	at       time.Time
	answered bool
	toast    string
	alert    bool
	url      string
}

func (f *FakeTelegram) answerCallbackQuery(call tgspec.Call) (any, *tgError) {
	q := f.queries[call.Params["callback_query_id"]]
	if q == nil || f.opt.Clock().Sub(q.at) > f.opt.QueryLifetime {
		return nil, fail(wordQueryTooOld)
	}
	toast := call.Params["text"]
	if tgspec.UTF16Len(toast) > 200 {
		return nil, fail(wordEditLong)
	}
	// A second answer is fine, and does nothing that the person sees.
	if !q.answered {
		q.toast, q.alert, q.url = toast, call.Params["show_alert"] == "true", call.Params["url"]
		q.answered = true
		delete(f.open, q)
		f.notify()
	}
	return true, nil
}
