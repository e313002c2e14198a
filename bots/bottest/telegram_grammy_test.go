package bottest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// exam is grammY at work.
type exam struct {
	*npmClient
	f *FakeTelegram
}

func startExam(t *testing.T, f *FakeTelegram, mode string) *exam {
	t.Helper()
	heard := func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.notify()
	}
	script := npmScript{pkg: "grammy", file: "grammy_exam.js", args: []string{mode, f.URL, f.Token}, heard: heard, until: f.waitUntil}
	e := &exam{startNPM(t, script), f}
	e.wait("ready")
	return e
}

// refusal compares how a call was refused: code and the description.
func (e *exam) refusal(name string, code int, text string) map[string]any {
	e.t.Helper()
	event := e.wait("refused", "name", name)
	if event["code"] != float64(code) || event["text"] != text {
		e.t.Errorf("%s: grammY got %v, want %d %q", name, event, code, text)
	}
	return event
}

func TestGrammYPolling(t *testing.T) {
	f := NewFakeTelegram(t, TelegramOptions{})
	e := startExam(t, f, "poll")
	examProfile(t, f, e)
	pat := f.Person(7, 7)
	examTalk(t, f, e, pat)
	examOtherUpdates(t, f, e, pat)
	examRefusals(t, f, e, pat)

	_ = e.stdin.Close()
	e.wait("stopped")
	f.TakeViolations() // examRefusals breaks the rules on purpose
	f.WaitFor("grammY confirms the last update on its way out", func() bool { return f.Pending() == 0 })
}

func TestGrammYWebhook(t *testing.T) {
	f := NewFakeTelegram(t, TelegramOptions{})
	e := startExam(t, f, "webhook")
	ready := e.wait("ready")
	if ready["url"] != "https://bot.example.org/hook" {
		t.Errorf("webhook: grammY read back %v", ready["url"])
	}
	f.RouteWebhook(fmt.Sprintf("http://127.0.0.1:%.0f", ready["port"]))
	e.refusal("plain http", 400, wordNoHTTPS)
	e.refusal("secret", 400, wordSecretBad)
	e.refusal("poll", 409, wordWebhookActive)
	f.TakeViolations()
	examProfile(t, f, e)
	pat := f.Person(7, 7)
	examTalk(t, f, e, pat)
	examOtherUpdates(t, f, e, pat)

	_ = e.stdin.Close()
	e.wait("stopped")
	if address, _ := f.Webhook(); address != "" {
		t.Errorf("webhook still set: %q", address)
	}
}

func examProfile(t *testing.T, f *FakeTelegram, e *exam) {
	t.Helper()
	got := e.wait("profile")
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"event":"profile","groups":[{"command":"help","description":"Help"}],"plain":[{"command":"start","description":"Begin"}],` +
		`"short":"Safer phones, step by step","username":"safesteps_test_bot"}`
	if string(raw) != want {
		t.Errorf("profile: grammY read back\n%s\nwant\n%s", raw, want)
	}
	if got := string(f.Commands("all_group_chats", "en")); got != `[{"command":"help","description":"Help"}]` {
		t.Errorf("commands of groups: %s", got)
	}
}

func examTalk(t *testing.T, f *FakeTelegram, e *exam, pat *TelegramPerson) {
	t.Helper()
	pat.Start("kik")
	e.wait("start", "payload", "kik", "chat", 7.0, "from", 7.0)
	sent := e.wait("sent")
	raw, err := json.Marshal(sent["entities"])
	if err != nil || sent["text"] != "Hello & welcome" || string(raw) != `[{"length":5,"offset":0,"type":"bold"}]` {
		t.Errorf("sent: grammY got back %v (%v)", sent, err)
	}
	if got, want := pat.Chat().Screen().String(), "Hello & welcome\n[Yes] [No]\n[Page -> https://www.example.org/]"; got != want {
		t.Errorf("screen: got %q, want %q", got, want)
	}
	press := pat.Press("Yes")
	e.wait("press", "data", "answer:yes")
	e.wait("pressed")
	e.refusal("not modified", 400, wordNotModified)
	if got, want := pat.Chat().Screen().String(), "You said yes\n[Yes] [No]\n[Page -> https://www.example.org/]"; got != want {
		t.Errorf("screen after the press: got %q, want %q", got, want)
	}
	if got, ok := f.Answer(press); !ok || got.Text != "Thank you" {
		t.Errorf("answer to the press: %+v, %v", got, ok)
	}
	pat.SendText("/file")
	e.wait("file", "name", "plan.html", "size", 8.0, "caption", "Your plan")
	e.wait("filed")
	e.refusal("deleted", 400, wordDeleteNotFound)
	if calls := f.Calls("sendDocument"); len(calls) != 1 {
		t.Errorf("%d calls of sendDocument", len(calls))
	} else if !strings.Contains(string(calls[0].JSON()), "Your plan") {
		t.Errorf("the call is noted as %s", calls[0].JSON())
	}
	f.WaitFor("everything taken", f.Settled)
}

func examOtherUpdates(t *testing.T, f *FakeTelegram, e *exam, pat *TelegramPerson) {
	t.Helper()
	pat.SendVoice()
	e.wait("voice", "seconds", 3.0)
	pat.SendPhoto("our phone")
	e.wait("photo", "caption", "our phone")
	pat.SendText("helo")
	e.wait("text", "text", "helo")
	messages := pat.Chat().Messages()
	pat.EditText(messages[len(messages)-1].MessageID, "hello")
	e.wait("edited", "text", "hello")
	group := f.Person(7, -55)
	group.SendText("grammY must not see this")
	group.SendText("/start@safesteps_test_bot hi")
	e.wait("start", "payload", "hi", "chat", -55.0)
	f.WaitFor("the answer in the group", func() bool { return group.Chat().Screen().Text != "" && f.Settled() })
	group.Upgrade(-1000000000055)
	e.wait("migrated", "to", -1000000000055.0)
	pat.Block()
	e.wait("member", "status", "kicked")
	pat.SendText("/blocked") // a message that was on its way
	e.wait("blocked")
	e.refusal("blocked", 403, wordBlocked)
	pat.Unblock()
	e.wait("member", "status", "member")
	if e.find("text", "text", "grammY must not see this") != nil {
		t.Error("a group's talk reached the bot")
	}
	if e.find("error") != nil || e.find("rubbish") != nil {
		t.Errorf("grammY met %v %v", e.find("error"), e.find("rubbish"))
	}
}

func examRefusals(t *testing.T, f *FakeTelegram, e *exam, pat *TelegramPerson) {
	t.Helper()
	f.Fail("sendMessage", 1, Fault{RetryAfter: 3})
	f.Fail("sendMessage", 1, Fault{Status: 500})
	pat.SendText("/refuse")
	e.wait("refusals")
	limited := e.refusal("429", 429, "Too Many Requests: retry after 3")
	if p, _ := limited["parameters"].(map[string]any); p["retry_after"] != 3.0 {
		t.Errorf("429: grammY saw the parameters %v", limited["parameters"])
	}
	if got := e.wait("refused", "name", "500"); got["http"] != true {
		t.Errorf("500: grammY got %v, want a broken answer", got)
	}
	e.refusal("bad html", 400, `Bad Request: can't parse entities: Unsupported start tag "br" at byte offset 0`)
	e.refusal("empty", 400, wordTextEmpty)
	e.refusal("long", 400, wordTextLong)
	e.refusal("data", 400, wordButtonData)
	e.refusal("unknown chat", 400, wordNoChat)
	e.refusal("unknown message", 400, wordEditNotFound)
	e.refusal("old query", 400, wordQueryTooOld)
}
