package bottest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// updateIDs polls once, without waiting, and returns the ids that came.
func (b *testBot) updateIDs(params obj) []int64 {
	b.t.Helper()
	a := b.call("getUpdates", params)
	var list []struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(a.Result, &list); err != nil {
		b.t.Fatalf("getUpdates: %v: %s", err, a.Description)
	}
	var ids []int64
	for _, u := range list {
		ids = append(ids, u.ID)
	}
	return ids
}

func wantIDs(t *testing.T, what string, got []int64, want ...int64) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestTelegramOffsets(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	a, b, c := pat.SendText("a"), pat.SendText("b"), pat.SendText("c")
	wantIDs(t, "from the start", bot.updateIDs(obj{}), a, b, c)
	wantIDs(t, "limited", bot.updateIDs(obj{"offset": a, "limit": 2}), a, b)
	wantIDs(t, "not confirmed by being asked", bot.updateIDs(obj{"offset": b}), b, c)
	wantIDs(t, "confirmed ones are gone", bot.updateIDs(obj{"offset": 0}), b, c)
	wantIDs(t, "the last one", bot.updateIDs(obj{"offset": -1}), c)
	wantIDs(t, "negative offsets forget", bot.updateIDs(obj{"offset": 1}), c)
	if got := f.Handled(a); got != 1 {
		t.Errorf("a was handled %d times", got)
	}
}

func TestTelegramSameOffsetSoonAgain(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	a := pat.SendText("a")
	pat.SendText("b")
	bot.updateIDs(obj{"offset": a})
	wantIDs(t, "limit falls to one", bot.updateIDs(obj{"offset": a}), a)
	// With nothing there, a second poll of the same offset is held although it does not ask to wait.
	bot.updateIDs(obj{"offset": a + 2})
	got := make(chan []int64)
	go func() { got <- bot.updateIDs(obj{"offset": a + 2}) }()
	f.WaitFor("the poll is held", f.Polling)
	c := pat.SendText("c")
	wantIDs(t, "held poll", <-got, c)
}

func TestTelegramTwoPollers(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	first, second := make(chan testAnswer, 1), make(chan testAnswer, 1)
	go func() { first <- bot.call("getUpdates", obj{"timeout": 30}) }()
	f.WaitFor("the first poll", f.Polling)
	go func() { second <- bot.call("getUpdates", obj{"timeout": 30, "offset": 5}) }()
	if a := <-first; a.Code != 409 || a.Description != wordOtherPoll {
		t.Errorf("first poll: %d %q", a.Code, a.Description)
	}
	pat.SendText("hi")
	if a := <-second; !a.OK {
		t.Errorf("second poll: %d %q", a.Code, a.Description)
	}
	third := make(chan testAnswer, 1)
	go func() { third <- bot.call("getUpdates", obj{"timeout": 30, "offset": firstUpdate + 2}) }()
	f.WaitFor("the third poll", f.Polling)
	bot.ok("setWebhook", obj{"url": "https://bot.example.org/"})
	if a := <-third; a.Code != 409 || a.Description != wordPollByWebhook {
		t.Errorf("third poll: %d %q", a.Code, a.Description)
	}
	bot.refused(wordWebhookActive, "getUpdates", obj{})
	bot.ok("deleteWebhook", obj{})
	bot.ok("getUpdates", obj{"offset": firstUpdate + 9, "timeout": 0})
}

func TestTelegramAllowedUpdates(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	bot.ok("sendChatAction", obj{"chat_id": pat.startAnd(bot), "action": "typing"})
	bot.updateIDs(obj{"offset": firstUpdate + 2, "allowed_updates": []string{"message"}})
	if id := pat.Block(); id != 0 {
		t.Errorf("an update that is not wanted got the id %d", id)
	}
	if id := pat.SendText("x"); id == 0 {
		t.Error("a message was not let through")
	}
}

// startAnd writes once and returns the chat.
func (p *TelegramPerson) startAnd(b *testBot) int64 {
	p.SendText("/start")
	b.updateIDs(obj{})
	return p.chat.info.ID
}

func TestTelegramOutOfOrderTwiceAndLate(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	f.Hold()
	a, b, c := pat.SendText("a"), pat.SendText("b"), pat.SendText("c")
	if got := f.Pending(); got != 0 {
		t.Errorf("%d pending while held", got)
	}
	f.Release(b, a, b)
	wantIDs(t, "out of order, one twice", bot.updateIDs(obj{}), b, a, b)
	wantIDs(t, "confirmed", bot.updateIDs(obj{"offset": c + 1}))
	f.Release()
	wantIDs(t, "late, although the offset lies behind it", bot.updateIDs(obj{"offset": c + 1, "timeout": 1}), c)
	wantIDs(t, "confirmed then", bot.updateIDs(obj{"offset": c + 2}))
	if f.Handled(a) != 1 || f.Handled(b) != 2 || f.Handled(c) != 1 {
		t.Errorf("handled %d, %d, %d times, want 1, 2, 1", f.Handled(a), f.Handled(b), f.Handled(c))
	}
	f.Release(a)
	wantIDs(t, "again, long after", bot.updateIDs(obj{"offset": c + 3, "timeout": 1}), a)
}

// hook is a bot behind a webhook.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	status []int // answers to come; 200 when there are none
	body   string
	got    []string // update ids and secrets
}

func newHook(t *testing.T) *hook {
	h := &hook{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		var u struct {
			ID int64 `json:"update_id"`
		}
		_ = json.Unmarshal(raw, &u)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.got = append(h.got, fmt.Sprintf("%d %s %s", u.ID-firstUpdate, r.URL.Path, r.Header.Get("X-Telegram-Bot-Api-Secret-Token")))
		if len(h.status) > 0 {
			status := h.status[0]
			h.status = h.status[1:]
			w.WriteHeader(status)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, h.body)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) seen() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.got)
}

func TestTelegramWebhookRetries(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{RetryEvery: time.Millisecond})
	h := newHook(t)
	f.RouteWebhook(h.URL)
	h.status = []int{500, 401, 302}
	pat := f.Person(7, 7)
	a := pat.SendText("a")
	pat.SendText("b")
	bot.ok("setWebhook", obj{"url": "https://bot.example.org/telegram/webhook", "secret_token": "s"})
	f.WaitFor("both delivered", f.Settled)
	const at = " /telegram/webhook s"
	want := []string{"1" + at, "1" + at, "1" + at, "1" + at, "2" + at}
	if got := h.seen(); !slices.Equal(got, want) {
		t.Errorf("deliveries: got %q, want %q", got, want)
	}
	var info struct {
		URL     string `json:"url"`
		Error   string `json:"last_error_message"`
		Pending int    `json:"pending_update_count"`
	}
	if err := json.Unmarshal(bot.call("getWebhookInfo", obj{}).Result, &info); err != nil {
		t.Fatal(err)
	}
	if info.Pending != 0 || info.Error != "Wrong response from the webhook: 302 Found" {
		t.Errorf("webhook info: %+v", info)
	}
	if got := f.Handled(a); got != 1 {
		t.Errorf("a handled %d times", got)
	}
}

func TestTelegramDeliverByHand(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{Local: true})
	h := newHook(t)
	f.UseWebhook(h.URL+"/hook", "")
	f.Hold()
	pat := f.Person(7, 7)
	a, b := pat.SendText("a"), pat.SendText("b")
	h.status = []int{503}
	for i, want := range []int{503, 200, 200, 200} {
		id := []int64{a, b, a, a}[i]
		if status, err := f.Deliver(id); err != nil || status != want {
			t.Errorf("delivery %d: got %d %v, want %d", i, status, err, want)
		}
	}
	if got := h.seen(); !slices.Equal(got, []string{"1 /hook ", "2 /hook ", "1 /hook ", "1 /hook "}) {
		t.Errorf("deliveries: %q", got)
	}
	bot.ok("deleteWebhook", obj{})
	if _, err := f.Deliver(a); err == nil {
		t.Error("delivered without a webhook")
	}
}

func TestTelegramCallInWebhookAnswer(t *testing.T) {
	f, _ := newTestBot(t, TelegramOptions{Local: true})
	h := newHook(t)
	h.body = `{"method":"sendMessage","chat_id":7,"text":"from the answer"}`
	f.UseWebhook(h.URL, "")
	pat := f.Person(7, 7)
	pat.SendText("a")
	f.WaitFor("the answer is carried out", func() bool { return pat.Chat().Screen().Text == "from the answer" })
	if calls := f.Calls("sendMessage"); len(calls) != 1 || calls[0].Code != 200 {
		t.Errorf("calls: %+v", calls)
	}
}

func TestTelegramPoisonIsNotChecked(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	ids := f.Person(7, 7).Poison()
	wantIDs(t, "poison", bot.updateIDs(obj{}), ids...)
	for _, id := range ids {
		if !json.Valid(f.Update(id)) {
			t.Errorf("update %d is not even JSON: %s", id, f.Update(id))
		}
	}
}

func TestTelegramFaults(t *testing.T) {
	f, bot := newTestBot(t, TelegramOptions{})
	pat := f.Person(7, 7)
	pat.SendText("hi")
	hi := obj{"chat_id": 7, "text": "x"}
	get := func() (int, string, error) {
		return fetch(t.Context(), f.URL+"/bot"+f.Token+"/sendMessage", `{"chat_id":7,"text":"x"}`)
	}

	f.Fail("sendMessage", 2, Fault{RetryAfter: 5})
	for range 2 {
		if a := bot.refused("Too Many Requests: retry after 5", "sendMessage", hi); a.Parameters.RetryAfter != 5 {
			t.Errorf("retry_after: %d", a.Parameters.RetryAfter)
		}
	}
	bot.ok("sendMessage", hi)

	f.Fail("", 1, Fault{Status: 502})
	if status, body, err := get(); status != 502 || !strings.HasPrefix(body, "<html>") || err != nil {
		t.Errorf("502: got %d %q %v", status, body, err)
	}
	f.Fail("sendMessage", 1, Fault{Status: 403, Body: `{"ok":false,"error_code":403,"description":"Forbidden: x"}`})
	bot.refused("Forbidden: x", "sendMessage", hi)

	before := pat.Chat().Changes()
	f.Fail("sendMessage", 1, Fault{HangUp: true})
	if _, _, err := get(); err == nil {
		t.Error("hang-up: no error")
	}
	if got := pat.Chat().Changes(); got != before {
		t.Errorf("hang-up before the call: %d changes, want none", got-before)
	}
	f.Fail("sendMessage", 1, Fault{HangUp: true, Applied: true})
	if _, _, err := get(); err == nil {
		t.Error("hang-up after the call: no error")
	}
	if got := pat.Chat().Changes(); got != before+1 {
		t.Errorf("hang-up after the call: %d changes, want 1", got-before)
	}

	release := make(chan struct{})
	f.Fail("sendMessage", 1, Fault{Hold: release})
	done := make(chan error, 1)
	go func() { _, _, err := get(); done <- err }()
	f.WaitFor("the call is held", func() bool { return f.FaultsLeft() == 0 })
	bot.ok("sendMessage", hi) // another call is not held up
	close(release)
	if err := <-done; err != nil {
		t.Errorf("held call: %v", err)
	}
	f.Fail("sendMessage", 99, Fault{Status: 500})
	f.Heal()
	bot.ok("sendMessage", hi)
}
