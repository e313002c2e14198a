package bottest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// Limits of inline keyboards.
const (
	maxCallbackData = 64    // bytes
	maxButtons      = 100   // in a message
	maxPerRow       = 8     // shown in a row
	maxMarkup       = 10000 // bytes of the whole keyboard
)

// keyboard reads reply_markup as an inline keyboard; no buttons when it is absent or empty. markup is
// what the server keeps and compares.
func (f *FakeTelegram) keyboard(raw string) (rows [][]TelegramButton, markup []byte, failure *tgError) {
	if raw == "" {
		return nil, nil, nil
	}
	var top any
	if err := json.Unmarshal([]byte(raw), &top); err != nil {
		return nil, nil, fail(wordMarkupJSON)
	}
	object, ok := top.(map[string]any)
	if !ok {
		return nil, nil, fail(wordMarkupObject)
	}
	inline, found := object["inline_keyboard"]
	if !found {
		f.violate("reply_markup is not an inline keyboard")
		return nil, nil, fail(wordInlineExpected)
	}
	list, ok := inline.([]any)
	if !ok {
		return nil, nil, fail(wordMarkupField)
	}
	if rows, failure = f.rows(list); failure != nil || len(rows) == 0 {
		return nil, nil, failure
	}
	if len(raw) > maxMarkup {
		return nil, nil, fail(wordMarkupLong)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(raw)); err != nil {
		return nil, nil, fail(wordMarkupJSON)
	}
	return rows, compact.Bytes(), nil
}

func (f *FakeTelegram) rows(list []any) ([][]TelegramButton, *tgError) {
	var rows [][]TelegramButton
	count := 0
	for _, r := range list {
		buttons, ok := r.([]any)
		if !ok {
			return nil, fail(wordMarkupRows)
		}
		var row []TelegramButton
		for _, b := range buttons {
			button, failure := readButton(b)
			if failure != nil {
				return nil, failure
			}
			if strings.TrimSpace(button.Label) == "" {
				// The server drops it without a word, and with it the way on.
				f.violate("a button without a label")
				continue
			}
			row = append(row, button)
		}
		if len(row) > maxPerRow {
			f.violate("more than 8 buttons in a row")
		}
		if count += len(row); count > maxButtons {
			return nil, fail(wordMarkupLong)
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func readButton(v any) (TelegramButton, *tgError) {
	object, ok := v.(map[string]any)
	if !ok {
		return TelegramButton{}, fail(wordButtonObject)
	}
	label, ok := object["text"].(string)
	if !ok {
		return TelegramButton{}, fail(wordButtonText)
	}
	b := TelegramButton{Label: label}
	if b.URL, _ = object["url"].(string); b.URL != "" {
		if !goodButtonURL(b.URL) {
			return b, fail(wordButtonURL)
		}
		return b, nil
	}
	if b.Data, _ = object["callback_data"].(string); b.Data != "" {
		if len(b.Data) > maxCallbackData {
			return b, fail(wordButtonData)
		}
		return b, nil
	}
	for _, other := range []string{"switch_inline_query", "switch_inline_query_current_chat", "web_app", "login_url", "copy_text"} {
		action, found := object[other]
		if m, ok := action.(map[string]any); found && ok && other == "copy_text" && (m["text"] == nil || m["text"] == "") {
			return b, fail("Bad Request: BUTTON_COPY_TEXT_INVALID")
		}
		if found {
			return b, nil
		}
	}
	return b, fail(wordButtonTextless)
}

// goodButtonURL reports whether a button may open the address: web pages and Telegram's own links.
func goodButtonURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "tg":
		return u.Host != ""
	case "http", "https":
		return checkedLink(s) != ""
	}
	return u.Scheme == "" && checkedLink(s) != ""
}
