package bottest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
)

func TestTelegramTidy(t *testing.T) {
	bold := func(offset, length int) []Entity { return []Entity{{Type: "bold", Offset: offset, Length: length}} }
	tests := []struct {
		name     string
		text     string
		entities []Entity
		want     string
		wantEnts []Entity
	}{
		{"nothing to do", "a b", bold(0, 1), "a b", bold(0, 1)},
		{"ends trimmed", " \n a \n", bold(3, 1), "a", bold(0, 1)},
		{"entity over the spaces too", "  ab  ", bold(0, 6), "ab", bold(0, 2)},
		{"entity of spaces alone", "a  ", bold(1, 2), "a", []Entity{}},
		{"tab", "a\tb", nil, "a b", []Entity{}},
		{"line of another system", "a\r\nb", bold(3, 1), "a\nb", bold(2, 1)},
		{"direction marks", "a\u202eb", bold(2, 1), "ab", bold(1, 1)},
		{"emoji count twice", " 😀b", bold(3, 1), "😀b", bold(2, 1)},
		{"entity beyond the end", "ab", bold(1, 9), "ab", bold(1, 1)},
		{"all blank", " \n ", nil, "", []Entity{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, entities := tidy(tt.text, tt.entities)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if diff := cmp.Diff(tt.wantEnts, entities); diff != "" {
				t.Errorf("entities (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTelegramEditsThatChangeOnePart(t *testing.T) {
	f, b := newTestBot(t, TelegramOptions{})
	f.Person(7, 7).SendText("hi")
	id := b.ok("sendMessage", obj{"chat_id": 7, "text": "a", "reply_markup": keyboard("A")})
	for name, p := range map[string]obj{
		"text":     {"text": "b", "reply_markup": keyboard("A")},
		"entities": {"text": "<b>b</b>", "parse_mode": "HTML", "reply_markup": keyboard("A")},
		"keyboard": {"text": "<b>b</b>", "parse_mode": "HTML", "reply_markup": keyboard("B")},
	} {
		p["chat_id"], p["message_id"] = 7, id
		if a := b.call("editMessageText", p); !a.OK {
			t.Errorf("%s: %s", name, a.Description)
		}
		b.ok("editMessageText", obj{"chat_id": 7, "message_id": id, "text": "reset " + name})
	}
}

func TestTelegramPresses(t *testing.T) {
	f, b := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	pat.SendText("hi")
	b.ok("sendMessage", obj{"chat_id": 7, "text": "first", "reply_markup": keyboard("Same", "Only first")})
	second := b.ok("sendMessage", obj{"chat_id": 7, "text": "second", "reply_markup": keyboard("Same")})
	linked := b.ok("sendMessage", obj{"chat_id": 7, "text": "third", "reply_markup": obj{
		"inline_keyboard": [][]obj{{{"text": "Page", "url": "https://www.example.org/"}}},
	}})
	pressed := func(update int64) (message int, date int64) {
		var u struct {
			Query struct {
				Message struct {
					ID   int   `json:"message_id"`
					Date int64 `json:"date"`
				} `json:"message"`
			} `json:"callback_query"`
		}
		if err := json.Unmarshal(f.Update(update), &u); err != nil {
			t.Fatal(err)
		}
		return u.Query.Message.ID, u.Query.Message.Date
	}
	if got, _ := pressed(pat.Press("Same")); got != second {
		t.Errorf("pressed on message %d, want the newest, %d", got, second)
	}
	b.ok("deleteMessage", obj{"chat_id": 7, "message_id": second})
	if got, _ := pressed(pat.Press("Same")); got != 2 {
		t.Errorf("pressed on message %d, want the one that is left, 2", got)
	}
	if got, date := pressed(pat.PressOld(second, "Same")); got != second || date != 0 {
		t.Errorf("old press: message %d date %d, want %d and 0, as for a message that is gone", got, date, second)
	}
	b.ok("editMessageReplyMarkup", obj{"chat_id": 7, "message_id": 2})
	for _, label := range []string{"Only first", "Page", "Never was"} {
		if _, err := pat.TryPress(label); err == nil {
			t.Errorf("%q could be pressed", label)
		}
	}
	if got, _ := pressed(pat.PressOld(2, "Only first")); got != 2 {
		t.Errorf("old press on message %d, want 2", got)
	}
	if got, _ := pressed(pat.Forge(linked, "made up")); got != linked {
		t.Errorf("forged press on message %d, want %d", got, linked)
	}
}

// TestTelegramChatsAreApart shows that a chat whose updates are refused does not hold up another one.
func TestTelegramChatsAreApart(t *testing.T) {
	f, _ := newTestBot(t, TelegramOptions{Local: true, RetryEvery: time.Hour})
	h := newHook(t)
	h.status = []int{500}
	f.UseWebhook(h.URL, "")
	stuck := f.Person(7, 7).SendText("a")
	f.WaitFor("the refusal", func() bool { return len(h.seen()) == 1 })
	free := f.Person(8, 8).SendText("b")
	f.WaitFor("the other chat", func() bool { return f.Handled(free) == 1 })
	if f.Handled(stuck) != 0 || f.Pending() != 1 {
		t.Errorf("the refused update: handled %d, %d pending", f.Handled(stuck), f.Pending())
	}
}

func TestTelegramGroupsShowOnlyCommands(t *testing.T) {
	f, _ := newTestBot(t, TelegramOptions{})
	p := f.Person(7, -5)
	for text, want := range map[string]bool{
		"hello": false, "/start": true, "/start@safesteps_test_bot x": true, "/start@other_bot": false, "see /start": false,
	} {
		if got := p.SendText(text) != 0; got != want {
			t.Errorf("%q reached the bot: %v, want %v", text, got, want)
		}
	}
	if got := commandsIn("😀 /start@x_bot, a/b /2"); !cmp.Equal(got, []Entity{
		{Type: "bot_command", Offset: 3, Length: 12}, {Type: "bot_command", Offset: 21, Length: 2},
	}) {
		t.Errorf("commands: %+v", got)
	}
}

// TestGoTelegramLibrary lets the library that the adapter uses talk to the fake: it sends every call as
// multipart, getMe with no body at all, and cannot decode the poison.
func TestGoTelegramLibrary(t *testing.T) {
	f := NewFakeTelegram(t, TelegramOptions{})
	b, err := bot.New(f.Token, bot.WithServerURL(f.URL))
	if err != nil {
		t.Fatal(err)
	}
	pat := f.Person(7, 7)
	pat.SendText("/start")
	ctx := context.Background()
	type button struct {
		Text string `json:"text"`
		Data string `json:"callback_data"`
	}
	m, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: 7, Text: "<b>Hi</b>", ParseMode: models.ParseModeHTML,
		ReplyMarkup: map[string]any{"inline_keyboard": [][]button{{{"Yes", "y"}}}},
	})
	if err != nil || m.Text != "Hi" || pat.Chat().Screen().String() != "Hi\n[Yes]" {
		t.Errorf("sent %+v, %v; the chat shows %q", m, err, pat.Chat().Screen())
	}
	_, err = b.SendDocument(ctx, &bot.SendDocumentParams{ChatID: 7, Document: &models.InputFileUpload{Filename: "plan.txt", Data: strings.NewReader("plan")}})
	if file := pat.Chat().Screen().File; err != nil || file == nil || string(file.Content) != "plan" {
		t.Errorf("document: %v, %+v", err, file)
	}
	f.Fail("sendMessage", 1, Fault{RetryAfter: 3})
	_, err = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "x"})
	var limited *bot.TooManyRequestsError
	if !errors.As(err, &limited) || limited.RetryAfter != 3 {
		t.Errorf("429: %v", err)
	}
	pat.Block()
	if _, err = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: 7, Text: "x"}); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("blocked: %v", err)
	}
	for i, id := range pat.Poison()[:4] {
		var u models.Update
		if err := json.Unmarshal(f.Update(id), &u); err == nil {
			t.Errorf("poison %d does the library no harm: %s", i, f.Update(id))
		}
	}
}

// TestLockFileNamesNoHost keeps the addresses of package registries out of the repository.
func TestLockFileNamesNoHost(t *testing.T) {
	raw, err := os.ReadFile("npm/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"resolved", "http://", "registry"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("package-lock.json holds %q", word)
		}
	}
}
