package telegram

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
)

const goodUpdate = `{"update_id":5,"message":{"message_id":1,"text":"hi",` + pat + `,` + private + `}}`

func hookAdapter(t testing.TB) *Adapter {
	t.Helper()
	a, err := New(Config{Token: "1:a", WebhookURL: "https://bot.example.org", WebhookSecret: testSecret})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func post(h http.Handler, method, secret, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, WebhookPath, strings.NewReader(body))
	if secret != "" {
		req.Header.Set(secretHeader, secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestTrapWebhookStatusCodes(t *testing.T) {
	cases := []struct {
		name, method, secret, body string
		fails                      error
		want                       int
		events                     int
	}{
		{"an update", "POST", testSecret, goodUpdate, nil, 200, 1},
		{"nothing for us", "POST", testSecret, `{"update_id":5,"poll":{}}`, nil, 200, 0},
		{"poison", "POST", testSecret, `{"update_id":5,"message":[]}`, nil, 200, 0},
		{"wrong secret", "POST", "other", goodUpdate, nil, 401, 0},
		{"secret too short", "POST", testSecret[:5], goodUpdate, nil, 401, 0},
		{"no secret", "POST", "", goodUpdate, nil, 401, 0},
		{"wrong secret and too large", "POST", "", strings.Repeat(" ", maxUpdate+1), nil, 401, 0},
		{"GET", "GET", testSecret, "", nil, 405, 0},
		{"PUT", "PUT", testSecret, goodUpdate, nil, 405, 0},
		{"too large", "POST", testSecret, strings.Repeat(" ", maxUpdate+1), nil, 413, 0},
		{"not JSON", "POST", testSecret, "rubbish", nil, 400, 0},
		{"no update", "POST", testSecret, `{"hello":1}`, nil, 400, 0},
		{"empty", "POST", testSecret, "", nil, 400, 0},
		{"not kept", "POST", testSecret, goodUpdate, errors.New("the disk is full"), 503, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := &desk{before: func(bots.Event) error { return c.fails }}
			w := post(hookAdapter(t).WebhookHandler(d), c.method, c.secret, c.body)
			if w.Code != c.want || len(d.events()) != c.events {
				t.Errorf("got %d and %d events, want %d and %d", w.Code, len(d.events()), c.want, c.events)
			}
			if w.Body.Len() != 0 {
				t.Errorf("got a body: %s", w.Body)
			}
		})
	}
}

func TestWebhookBodyOfUnknownLengthIsBounded(t *testing.T) {
	req := httptest.NewRequest("POST", WebhookPath, http.NoBody)
	req.Body = http.NoBody
	req.ContentLength = -1
	req.Body = readCloser{strings.NewReader(strings.Repeat(" ", maxUpdate+1))}
	req.Header.Set(secretHeader, testSecret)
	w := httptest.NewRecorder()
	hookAdapter(t).WebhookHandler(&desk{}).ServeHTTP(w, req)
	if w.Code != 413 {
		t.Errorf("got %d, want 413", w.Code)
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

func TestWebhookWithoutASecretRefusesEverything(t *testing.T) {
	a, err := New(Config{Token: "1:a"})
	if err != nil {
		t.Fatal(err)
	}
	if w := post(a.WebhookHandler(&desk{}), "POST", "", goodUpdate); w.Code != 401 {
		t.Errorf("got %d, want 401", w.Code)
	}
}

func TestTrapWebhookAcknowledgesAfterTheCommit(t *testing.T) {
	w := httptest.NewRecorder()
	d := &desk{before: func(bots.Event) error {
		if w.Body.Len() != 0 || w.Flushed {
			t.Error("the answer was written before the commit")
		}
		return nil
	}}
	req := httptest.NewRequest("POST", WebhookPath, strings.NewReader(`{"update_id":5,"callback_query":{"id":"q\"1",`+pat+`,"data":"a|b"}}`))
	req.Header.Set(secretHeader, testSecret)
	hookAdapter(t).WebhookHandler(d).ServeHTTP(w, req)
	if got, want := w.Body.String(), `{"method":"answerCallbackQuery","callback_query_id":"q\"1"}`; got != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWebhookPanicIsNotAcknowledged(t *testing.T) {
	d := &desk{before: func(bots.Event) error { panic("a defect") }}
	if w := post(hookAdapter(t).WebhookHandler(d), "POST", testSecret, goodUpdate); w.Code != 503 {
		t.Errorf("got %d, want 503", w.Code)
	}
}

func TestTrapWebhookOverloadIsNotAcknowledged(t *testing.T) {
	a := hookAdapter(t)
	h := a.WebhookHandler(&desk{})
	a.inFlight.n = maxAtOnce
	w := post(h, "POST", testSecret, goodUpdate)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("got %d, want 503 with Retry-After", w.Code)
	}
	a.inFlight.n = 0
	if w := post(h, "POST", testSecret, goodUpdate); w.Code != 200 {
		t.Errorf("got %d afterwards, want 200", w.Code)
	}
}

func TestWebhookTurnsInFlightFinishAtTheEnd(t *testing.T) {
	begun, commit := make(chan struct{}), make(chan struct{})
	r := newHookRig(t, rigOptions{realWait: true})
	r.desk.before = func(bots.Event) error {
		close(begun)
		<-commit
		return nil
	}
	r.start()
	r.fake.WaitFor("the registration", func() bool { return len(r.fake.Calls("setWebhook")) > 0 })
	r.fake.Person(7, 7).SendText("hello")
	<-begun
	r.stop()
	select {
	case <-r.ended:
		t.Error("Run ended while a turn was running")
	default:
	}
	close(commit)
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	r.stop = nil
	if got := len(r.desk.events()); got != 1 {
		t.Errorf("got %d turns, want 1", got)
	}
	if w := post(r.a.WebhookHandler(r.desk), "POST", testSecret, goodUpdate); w.Code != 503 {
		t.Errorf("after the end: got %d, want 503", w.Code)
	}
}
