package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
)

// The marks stand for what must never be written anywhere.
const (
	markedToken  = "424242:marked-token-marked-token"
	markedText   = "marked words of a parent"
	markedPerson = 5550123456
)

func checkNoMarks(t *testing.T, what, s string) {
	t.Helper()
	for _, mark := range []string{"424242", "marked-token", "marked words", "5550123456"} {
		if strings.Contains(s, mark) {
			t.Errorf("%s holds %q:\n%s", what, mark, s)
		}
	}
}

func TestTrapLogsAndErrorsHoldNoTextIdOrToken(t *testing.T) {
	r := newRig(t, rigOptions{fake: bottest.TelegramOptions{Token: markedToken}})
	r.desk.screen = func(bots.Event) bots.Outcome { return says("an answer to " + markedText) }
	failures := 0
	r.desk.before = func(bots.Event) error {
		if failures++; failures%3 == 1 {
			return errors.New("a cause that holds " + markedText)
		}
		return nil
	}
	r.fake.Fail("getMe", 1, bottest.Fault{HangUp: true})
	r.fake.Fail("getWebhookInfo", 1, bottest.Fault{Status: 502, Body: "<html>" + markedText})
	r.fake.Fail("getUpdates", 1, bottest.Fault{Status: 500, Body: markedText})
	r.fake.Fail("sendMessage", 1, bottest.Fault{HangUp: true})
	r.fake.Fail("sendMessage", 1, bottest.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: ` + markedText + `"}`})
	r.fake.Fail("sendMessage", 1, bottest.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: ` + markedText + `"}`})
	r.start()
	p := r.fake.Person(markedPerson, markedPerson)
	ids := append([]int64{p.SendText(markedText), p.SendPhoto(markedText)}, p.Poison()...)
	r.handled(append(ids, p.SendText("/start "+markedText), p.Raw("message", `{"text":["`+markedText+`"]}`))...)
	r.end()
	if len(r.logs.String()) == 0 {
		t.Error("nothing was logged: the test proves nothing")
	}
	checkNoMarks(t, "the log", r.logs.String())
	for _, err := range r.desk.settle() {
		checkNoMarks(t, "an error", err.Error())
	}
}

func TestTrapTokenIsNotInErrorsOfTheNetwork(t *testing.T) {
	faults := map[string]error{
		"refused":   errors.New("dial tcp: connection refused"),
		"with URL":  errors.New("cannot open https://api.telegram.org/bot" + markedToken + "/sendMessage"),
		"too short": io.ErrUnexpectedEOF,
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, rigOptions{change: func(c *Config) {
				c.Token = markedToken
				c.Client = &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, fault })}
			}})
			_, err := r.a.Send(context.Background(), bots.Room{ID: "5550123456"}, says(markedText).Messages[0])
			checkNoMarks(t, "the error", sendErr(t, err).Error())
			err = r.a.RegisterCommands(context.Background())
			if err != nil {
				checkNoMarks(t, "the library's error", err.Error())
			}
		})
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	calls := 0
	r := newRig(t, rigOptions{change: func(c *Config) {
		c.Client = &http.Client{Transport: transport(func(q *http.Request) (*http.Response, error) {
			calls++
			return &http.Response{
				StatusCode: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}},
				Body: io.NopCloser(strings.NewReader("")), Request: q,
			}, nil
		})}
	}})
	_, err := r.a.Send(context.Background(), bots.Room{ID: "7"}, says("hello").Messages[0])
	if e := sendErr(t, err); e.Temporary || e.Gone || calls != 1 {
		t.Errorf("got %+v after %d calls, want a plain failure after 1", e, calls)
	}
}
