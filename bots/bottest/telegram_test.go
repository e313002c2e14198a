package bottest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// testBot calls the fake as a bot would, without any library.
type testBot struct {
	t *testing.T
	f *FakeTelegram
}

type testAnswer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func newTestBot(t *testing.T, opt TelegramOptions) (*FakeTelegram, *testBot) {
	t.Helper()
	f := NewFakeTelegram(t, opt)
	return f, &testBot{t: t, f: f}
}

// call posts JSON and decodes the answer.
func (b *testBot) call(method string, params map[string]any) testAnswer {
	b.t.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		b.t.Fatal(err)
	}
	status, body, err := fetch(b.t.Context(), b.f.URL+"/bot"+b.f.Token+"/"+method, string(raw))
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	var a testAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	if !a.OK && a.Code != status {
		b.t.Errorf("%s: status %d but error_code %d", method, status, a.Code)
	}
	return a
}

// fetch posts JSON and returns what came back.
func fetch(ctx context.Context, url, body string) (status int, answer string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return 0, "", fmt.Errorf("fetch: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", fmt.Errorf("fetch: %w", err)
	}
	raw, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return 0, "", fmt.Errorf("fetch: %w", err)
	}
	return res.StatusCode, string(raw), nil
}

// ok is call for one that must succeed; it returns the message id of the result, if it has one.
func (b *testBot) ok(method string, params map[string]any) int {
	b.t.Helper()
	a := b.call(method, params)
	if !a.OK {
		b.t.Fatalf("%s: %d %s", method, a.Code, a.Description)
	}
	var m struct {
		MessageID int `json:"message_id"`
	}
	_ = json.Unmarshal(a.Result, &m) // true and arrays have none
	return m.MessageID
}

// refused is call for one that must fail with this description.
func (b *testBot) refused(want, method string, params map[string]any) testAnswer {
	b.t.Helper()
	a := b.call(method, params)
	if a.Description != want {
		b.t.Errorf("%s: got %v %q, want %q", method, a.OK, a.Description, want)
	}
	return a
}

type obj = map[string]any

func keyboard(labels ...string) obj {
	row := []obj{}
	for _, l := range labels {
		row = append(row, obj{"text": l, "callback_data": "d:" + l})
	}
	return obj{"inline_keyboard": [][]obj{row}}
}

// stepClock is a clock that the test moves.
type stepClock struct{ now time.Time }

func newStepClock() *stepClock {
	return &stepClock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
}

func (c *stepClock) Now() time.Time { return c.now }

func (c *stepClock) add(d time.Duration) { c.now = c.now.Add(d) }

func TestTelegramConversation(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	pat.SendText("/start")
	id := bot.ok("sendMessage", obj{"chat_id": 7, "text": "<b>Hi</b> &amp; hello", "parse_mode": "HTML", "reply_markup": keyboard("Yes", "No")})
	if got, want := pat.Chat().Screen().String(), "Hi & hello\n[Yes] [No]"; got != want {
		t.Errorf("screen: got %q, want %q", got, want)
	}
	update := pat.Press("Yes")
	a := bot.call("getUpdates", obj{"offset": update})
	var updates []struct {
		ID    int64 `json:"update_id"`
		Query struct {
			ID   string `json:"id"`
			Data string `json:"data"`
		} `json:"callback_query"`
	}
	if err := json.Unmarshal(a.Result, &updates); err != nil || len(updates) != 1 || updates[0].Query.Data != "d:Yes" {
		t.Fatalf("updates: %v %s", err, a.Result)
	}
	bot.ok("answerCallbackQuery", obj{"callback_query_id": updates[0].Query.ID, "text": "Saved"})
	bot.ok("answerCallbackQuery", obj{"callback_query_id": updates[0].Query.ID})
	if got, ok := f.Answer(update); !ok || got.Text != "Saved" {
		t.Errorf("answer: got %+v %v, want the first one", got, ok)
	}
	bot.ok("editMessageText", obj{"chat_id": 7, "message_id": id, "text": "Done", "reply_markup": keyboard("More")})
	bot.refused(wordNotModified, "editMessageText", obj{"chat_id": 7, "message_id": id, "text": "Done", "reply_markup": keyboard("More")})
	if got, want := pat.Chat().Screen().String(), "Done\n[More]"; got != want {
		t.Errorf("screen after the edit: got %q, want %q", got, want)
	}
	if f.Settled() {
		t.Error("settled although the press is not confirmed yet")
	}
	bot.call("getUpdates", obj{"offset": update + 1, "timeout": 0})
	f.WaitFor("everything taken", f.Settled)
}
