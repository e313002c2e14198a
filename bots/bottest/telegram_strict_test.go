package bottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// TestTelegramRefuses holds every rule of the server to its wording. Each case starts with a chat that
// shows the message 2, "old" with the button "A".
func TestTelegramRefuses(t *testing.T) {
	send := func(kv ...any) obj {
		p := obj{"chat_id": 7, "text": "x"}
		for i := 0; i < len(kv); i += 2 {
			p[kv[i].(string)] = kv[i+1]
		}
		return p
	}
	buttons := func(b ...obj) obj { return obj{"inline_keyboard": [][]obj{b}} }
	many := func(rows, perRow int) obj {
		list := [][]obj{}
		for range rows {
			row := []obj{}
			for range perRow {
				row = append(row, obj{"text": "x", "callback_data": "x"})
			}
			list = append(list, row)
		}
		return obj{"inline_keyboard": list}
	}
	tests := []struct {
		name, method string
		params       obj
		want         string
	}{
		{"no chat", "sendMessage", obj{"text": "x"}, wordChatEmpty},
		{"chat that never wrote", "sendMessage", send("chat_id", 8), wordNoChat},
		{"empty text", "sendMessage", send("text", ""), wordTextEmpty},
		{"only spaces", "sendMessage", send("text", " \n "), wordTextBlank},
		{"nothing after parsing", "sendMessage", send("text", "<b></b>", "parse_mode", "HTML"), wordTextBlank},
		{"text too long", "sendMessage", send("text", strings.Repeat("x", 4097)), wordTextLong},
		{"too long in UTF-16", "sendMessage", send("text", strings.Repeat("😀", 2049)), wordTextLong},
		{"too long before parsing", "sendMessage", send("text", strings.Repeat("<b>x</b>", 4097), "parse_mode", "HTML"), "Bad Request: text is too long"},
		{"bad markup", "sendMessage", send("text", "a <br> b", "parse_mode", "HTML"), `Bad Request: can't parse entities: Unsupported start tag "br" at byte offset 2`},
		{"unknown parse mode", "sendMessage", send("parse_mode", "BBCode"), wordParseMode},
		{"markup not an object", "sendMessage", send("reply_markup", "[]"), wordMarkupObject},
		{"markup not JSON", "sendMessage", send("reply_markup", "{"), wordMarkupJSON},
		{"rows null", "sendMessage", send("reply_markup", obj{"inline_keyboard": nil}), wordMarkupField},
		{"rows not lists", "sendMessage", send("reply_markup", obj{"inline_keyboard": []obj{{"text": "x"}}}), wordMarkupRows},
		{"other keyboard", "sendMessage", send("reply_markup", obj{"keyboard": [][]obj{{{"text": "x"}}}}), wordInlineExpected},
		{"button a string", "sendMessage", send("reply_markup", obj{"inline_keyboard": [][]string{{"x"}}}), wordButtonObject},
		{"button without text", "sendMessage", send("reply_markup", buttons(obj{"callback_data": "x"})), wordButtonText},
		{"button without action", "sendMessage", send("reply_markup", buttons(obj{"text": "x"})), wordButtonTextless},
		{"empty callback data", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "callback_data": ""})), wordButtonTextless},
		{"copy text of a library", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "copy_text": obj{"text": ""}})), "Bad Request: BUTTON_COPY_TEXT_INVALID"},
		{"data of 65 bytes", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "callback_data": strings.Repeat("x", 65)})), wordButtonData},
		{"data of 33 two-byte letters", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "callback_data": strings.Repeat("é", 33)})), wordButtonData},
		{"link that dials", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "url": "tel:08001111"})), wordButtonURL},
		{"link without a dot", "sendMessage", send("reply_markup", buttons(obj{"text": "x", "url": "http://localhost/x"})), wordButtonURL},
		{"101 buttons", "sendMessage", send("reply_markup", many(101, 1)), wordMarkupLong},
		{"keyboard of many bytes", "sendMessage", send("reply_markup", buttons(obj{"text": strings.Repeat("x", maxMarkup), "callback_data": "x"})), wordMarkupLong},
		{"answer to nothing", "sendMessage", send("reply_parameters", obj{"message_id": 99}), wordReplyNotFound},
		{"unknown method", "sendNothing", obj{}, wordNoMethod},
		{"edit without message", "editMessageText", send(), wordNoMessageID},
		{"edit of nothing", "editMessageText", send("message_id", 99), wordEditNotFound},
		{"edit of a person's message", "editMessageText", send("message_id", 1), wordCantEdit},
		{"edit that changes nothing", "editMessageText", send("message_id", 2, "text", "old", "reply_markup", keyboard("A")), wordNotModified},
		{"same after parsing", "editMessageText", send("message_id", 2, "text", "old ", "parse_mode", "HTML", "reply_markup", keyboard("A")), wordNotModified},
		{"same keyboard", "editMessageReplyMarkup", obj{"chat_id": 7, "message_id": 2, "reply_markup": keyboard("A")}, wordNotModified},
		{"edit to a long text", "editMessageText", send("message_id", 2, "text", strings.Repeat("x", 4097)), wordEditLong},
		{"delete of nothing", "deleteMessage", obj{"chat_id": 7, "message_id": 99}, wordDeleteNotFound},
		{"answer to no query", "answerCallbackQuery", obj{"callback_query_id": "1"}, wordQueryTooOld},
		{"commands not JSON", "setMyCommands", obj{"commands": "x"}, wordCommandsJSON},
		{"commands not a list", "setMyCommands", obj{"commands": obj{}}, wordCommandsArray},
		{"command with a capital", "setMyCommands", obj{"commands": []obj{{"command": "Start", "description": "Begin"}}}, wordCommandInvalid},
		{"command without description", "setMyCommands", obj{"commands": []obj{{"command": "start", "description": ""}}}, wordCommandDescribe},
		{"scope of no kind", "setMyCommands", obj{"commands": []obj{}, "scope": obj{"type": "all"}}, wordScopeType},
		{"webhook on http", "setWebhook", obj{"url": "http://bot.example.org/"}, wordNoHTTPS},
		{"webhook on nothing", "setWebhook", obj{"url": "https://"}, wordBadWebhook},
		{"secret with a space", "setWebhook", obj{"url": "https://bot.example.org/", "secret_token": "a b"}, wordSecretBad},
		{"secret of 257", "setWebhook", obj{"url": "https://bot.example.org/", "secret_token": strings.Repeat("a", 257)}, wordSecretLong},
		{"document not sent", "sendDocument", obj{"chat_id": 7}, "Bad Request: there is no document in the request"},
		{"leaving a private chat", "leaveChat", obj{"chat_id": 7}, wordCantLeave},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, bot := newTestBot(t, TelegramOptions{})
			pat := f.Person(7, 7)
			f.Person(8, 8)
			pat.SendText("hi")
			bot.ok("sendMessage", obj{"chat_id": 7, "text": "old", "reply_markup": keyboard("A")})
			before := pat.Chat().String()
			bot.refused(tt.want, tt.method, tt.params)
			if after := pat.Chat().String(); after != before {
				t.Errorf("a refused call changed the chat from\n%s\nto\n%s", before, after)
			}
			f.TakeViolations()
		})
	}
}

func TestTelegramAccepts(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	pat.SendText("hi")
	hundred := [][]obj{}
	for range 100 {
		hundred = append(hundred, []obj{{"text": "x", "callback_data": strings.Repeat("x", 64)}})
	}
	for name, p := range map[string]obj{
		"longest":             {"text": strings.Repeat("x", 4096)},
		"longest after HTML":  {"text": "<b>" + strings.Repeat("é", 4096) + "</b>", "parse_mode": "HTML"},
		"100 buttons":         {"text": "x", "reply_markup": obj{"inline_keyboard": hundred[:90]}},
		"no buttons":          {"text": "x", "reply_markup": obj{"inline_keyboard": [][]obj{}}},
		"entities":            {"text": "bold", "entities": []obj{{"type": "bold", "offset": 0, "length": 4}}},
		"link to the bot":     {"text": "x", "reply_markup": obj{"inline_keyboard": [][]obj{{{"text": "x", "url": "tg://resolve?domain=x"}}}}},
		"answer to a message": {"text": "x", "reply_parameters": obj{"message_id": 1}},
	} {
		p["chat_id"] = 7
		if a := bot.call("sendMessage", p); !a.OK {
			t.Errorf("%s: %s", name, a.Description)
		}
	}
}

func TestTelegramToken(t *testing.T) {
	f := NewFakeTelegram(t, TelegramOptions{})
	for path, want := range map[string]int{"/bot1:wrong/getMe": 401, "/getMe": 404, "/bot" + f.Token + "/getMe": 200} {
		status, _, err := fetch(t.Context(), f.URL+path, "{}")
		if err != nil {
			t.Fatal(err)
		}
		if status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
	}
}

func TestTelegramGone(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	hi := obj{"chat_id": 7, "text": "x"}
	bot.refused(wordNoChat, "sendMessage", hi)
	pat.SendText("hi")
	bot.ok("sendMessage", hi)
	pat.Block()
	bot.refused(wordBlocked, "sendMessage", hi)
	pat.Unblock()
	bot.ok("sendMessage", hi)
	pat.Deactivate()
	bot.refused(wordDeactivated, "sendMessage", hi)

	group := f.Person(9, -5)
	bot.ok("sendMessage", obj{"chat_id": -5, "text": "x"})
	super := group.Upgrade(-1000000000005)
	if a := bot.refused(wordUpgraded, "sendMessage", obj{"chat_id": -5, "text": "x"}); a.Parameters.MigrateTo != -1000000000005 {
		t.Errorf("upgraded: migrate_to_chat_id is %d", a.Parameters.MigrateTo)
	}
	bot.ok("sendMessage", obj{"chat_id": -1000000000005, "text": "x"})
	super.Kick()
	bot.refused(wordKickedSuper, "sendMessage", obj{"chat_id": -1000000000005, "text": "x"})
	f.Person(9, -6).Kick()
	bot.refused(wordKickedGroup, "sendMessage", obj{"chat_id": -6, "text": "x"})
	f.Person(9, -8)
	bot.ok("leaveChat", obj{"chat_id": -8})
	bot.refused(wordLeftGroup, "sendMessage", obj{"chat_id": -8, "text": "x"})
}

func TestTelegramAges(t *testing.T) {
	clock := newStepClock()
	f, bot := newTestBot(t, TelegramOptions{Clock: clock.Now})
	pat := f.Person(7, 7)
	pat.SendText("hi")
	id := bot.ok("sendMessage", obj{"chat_id": 7, "text": "x", "reply_markup": keyboard("A")})
	query := func(update int64) string {
		var u struct {
			Query struct {
				ID string `json:"id"`
			} `json:"callback_query"`
		}
		if err := json.Unmarshal(f.Update(update), &u); err != nil {
			t.Fatal(err)
		}
		return u.Query.ID
	}
	first, second := pat.Press("A"), pat.Press("A")
	clock.add(30 * time.Second)
	bot.ok("answerCallbackQuery", obj{"callback_query_id": query(first)})
	clock.add(time.Second)
	bot.refused(wordQueryTooOld, "answerCallbackQuery", obj{"callback_query_id": query(second)})
	clock.add(48 * time.Hour)
	bot.refused(wordCantDelete, "deleteMessage", obj{"chat_id": 7, "message_id": id})
}

func TestTelegramFlood(t *testing.T) {
	clock := newStepClock()
	f, bot := newTestBot(t, TelegramOptions{Clock: clock.Now, Flood: true})
	f.Person(7, 7).SendText("hi")
	f.Person(7, -5)
	bot.ok("sendMessage", obj{"chat_id": 7, "text": "1"})
	a := bot.refused("Too Many Requests: retry after 1", "sendMessage", obj{"chat_id": 7, "text": "2"})
	if a.Parameters.RetryAfter != 1 {
		t.Errorf("retry_after is %d", a.Parameters.RetryAfter)
	}
	clock.add(time.Second)
	bot.ok("sendMessage", obj{"chat_id": 7, "text": "2"})
	for i := range 20 {
		clock.add(time.Second)
		bot.ok("sendMessage", obj{"chat_id": -5, "text": fmt.Sprint(i)})
	}
	clock.add(time.Second)
	bot.refused("Too Many Requests: retry after 40", "sendMessage", obj{"chat_id": -5, "text": "20"})
	clock.add(40 * time.Second)
	bot.ok("sendMessage", obj{"chat_id": -5, "text": "20"})
	clock.add(time.Minute)
	for i := range int64(30) {
		f.Person(100+i, 100+i).SendText("hi")
		bot.ok("sendMessage", obj{"chat_id": 100 + i, "text": "x"})
	}
	bot.refused("Too Many Requests: retry after 1", "sendMessage", obj{"chat_id": 7, "text": "x"})
}

// TestTelegramWordings compares our wordings with those that were read out of the server's source.
func TestTelegramWordings(t *testing.T) {
	raw, err := os.ReadFile(SpecFile(t, "telegram-server-errors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Errors []struct {
			Code int
			Text string
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for _, e := range file.Errors {
		known[e.Text] = e.Code
	}
	for _, w := range []string{
		wordNoMethod, wordChatEmpty, wordNoChat, wordUpgraded, wordDeactivated, wordKickedGroup, wordKickedSuper,
		wordLeftGroup, wordLeftSuper, wordWebhookActive, wordBadWebhook, wordSecretLong, wordSecretBad,
	} {
		if code, ok := known[w]; !ok || fail(w).code != code {
			t.Errorf("%q: the server says no such thing, or with code %d", w, code)
		}
	}
}

// recorder is a test that notes its errors.
type recorder struct {
	testing.TB
	errors  []string
	cleanup []func()
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }

// TestTelegramViolations shows that what the server lets pass in silence still fails the test.
func TestTelegramViolations(t *testing.T) {
	SpecFile(t, "telegram-bot-api.json")
	tests := []struct {
		name string
		call obj
		want string
	}{
		{"nothing", obj{}, ""},
		{"unknown field", obj{"disable_everything": true}, "field disable_everything is not in the description"},
		{"copy text beside data", obj{"reply_markup": obj{"inline_keyboard": [][]obj{{{"text": "A", "callback_data": "a", "copy_text": obj{"text": ""}}}}}}, "exactly one action, has 2"},
		{"empty label", obj{"reply_markup": keyboard("")}, "a button without a label"},
		{"nine in a row", obj{"reply_markup": keyboard("1", "2", "3", "4", "5", "6", "7", "8", "9")}, "more than 8 buttons in a row"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{TB: t}
			f := NewFakeTelegram(r, TelegramOptions{})
			f.Person(7, 7).SendText("hi")
			tt.call["chat_id"], tt.call["text"] = 7, "x"
			(&testBot{t: t, f: f}).ok("sendMessage", tt.call)
			for _, stop := range r.cleanup {
				stop()
			}
			got := strings.Join(r.errors, "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("errors of the test: %q, want %q", got, tt.want)
			}
		})
	}
}

// BenchmarkTelegramTurn is what the fake costs a test for each screen: a press and an edited message.
func BenchmarkTelegramTurn(b *testing.B) {
	f := NewFakeTelegram(b, TelegramOptions{})
	pat := f.Person(7, 7)
	pat.SendText("/start")
	post := func(method, body string) {
		status, _, err := fetch(b.Context(), f.URL+"/bot"+f.Token+"/"+method, body)
		if err != nil || status != http.StatusOK {
			b.Fatalf("%s: status %d, %v", method, status, err)
		}
	}
	markup := `{"inline_keyboard":[[{"text":"Kik","callback_data":"a:kik"},{"text":"WhatsApp","callback_data":"a:wa"}],[{"text":"Urgent help","callback_data":"u"}]]}`
	post("sendMessage", `{"chat_id":7,"text":"<b>Hello</b>","parse_mode":"HTML","reply_markup":`+markup+`}`)
	for i := 0; b.Loop(); i++ {
		id := pat.Press("Kik")
		post("editMessageText", fmt.Sprintf(`{"chat_id":7,"message_id":2,"text":"<b>Hello</b> %d","parse_mode":"HTML","reply_markup":%s}`, i, markup))
		f.mu.Lock()
		f.updates.queue[len(f.updates.queue)-1].returned = true
		f.confirm(id + 1)
		f.mu.Unlock()
	}
}
