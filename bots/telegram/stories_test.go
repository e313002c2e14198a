package telegram

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
)

var updateGolden = flag.Bool("update", false, "write the golden files as they are now")

// stage is one parent on Telegram, by webhook.
type stage struct {
	t      *testing.T
	fake   *bottest.FakeTelegram
	person *bottest.TelegramPerson
	runner *bots.Runner
}

func newStage(t *testing.T, r *bots.Runner, c *bottest.Clock) *stage {
	t.Helper()
	fake := bottest.NewFakeTelegram(t, bottest.TelegramOptions{Clock: c.Now})
	a, err := New(Config{
		Token: fake.Token, APIURL: fake.URL, WebhookURL: "https://bot.example.org", WebhookSecret: testSecret, Now: c.Now, wait: newClock().wait,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.WebhookHandler(r))
	t.Cleanup(server.Close)
	fake.RouteWebhook(server.URL)
	fake.UseWebhook("https://bot.example.org"+WebhookPath, testSecret)
	return &stage{t: t, fake: fake, person: fake.Person(4711, 4711), runner: r}
}

// seen waits until the answer to an update was shown.
func (s *stage) seen(id int64) {
	s.t.Helper()
	s.fake.WaitFor("the update taken", func() bool { return s.fake.Handled(id) > 0 })
	if err := s.runner.Drain(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) Start(payload string) { s.seen(s.person.Start(payload)) }
func (s *stage) Press(label string)   { s.seen(s.person.Press(label)) }
func (s *stage) Type(text string)     { s.seen(s.person.SendText(text)) }
func (s *stage) Attach()              { s.seen(s.person.SendPhoto("")) }

func (s *stage) Command(name, args string) {
	s.seen(s.person.SendText(strings.TrimSpace("/" + name + " " + args)))
}

// Pick presses a toggle, whichever way it stands.
func (s *stage) Pick(label string) {
	s.t.Helper()
	for _, l := range s.person.Chat().Screen().Labels() {
		if strings.TrimPrefix(l, "✓ ") == label {
			s.Press(l)
			return
		}
	}
	s.t.Fatalf("there is no %q to pick in:\n%s", label, s.person.Chat().Screen())
}

// PressOld sends what a button of an earlier screen carried: on Telegram old keyboards stay in the chat of somebody offline.
func (s *stage) PressOld(label string) {
	s.t.Helper()
	calls := s.fake.Calls("sendMessage", "editMessageText")
	for i := len(calls) - 2; i >= 0; i-- {
		if data := dataOf(calls[i].Params["reply_markup"], label); data != "" {
			messages := s.person.Chat().Messages()
			s.seen(s.person.Forge(messages[len(messages)-1].MessageID, data))
			return
		}
	}
	s.t.Fatalf("no earlier screen had %q", label)
}

// dataOf finds what a button carries in a keyboard as JSON.
func dataOf(markup, label string) string {
	_, rest, ok := strings.Cut(markup, `"text":`+strconv.Quote(label))
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, `"callback_data":"`)
	data, _, _ := strings.Cut(rest, `"`)
	return data
}

func (s *stage) Shown() (text string, labels []string) {
	screen := s.person.Chat().Screen()
	for _, l := range screen.Labels() {
		labels = append(labels, strings.TrimPrefix(l, "✓ "))
	}
	return screen.Text, labels
}

func channel(a *Adapter) bots.Channel { return bots.Channel{Caps: a.Caps, Format: Format()} }

// TestStories replays the parents' stories on Telegram.
func TestStories(t *testing.T) {
	bottest.RunStories(t, Name, channel(&Adapter{}), func(t *testing.T, r *bots.Runner, c *bottest.Clock) bottest.Stage {
		return newStage(t, r, c)
	})
}

// TestGoldenCalls holds what Telegram receives during the first visit, call by call.
func TestGoldenCalls(t *testing.T) {
	fit := channel(&Adapter{})
	clock := bottest.NewClock()
	runner := bots.NewRunner(bots.RunnerConfig{
		Library: bottest.Library(t), Store: bottest.Memory(t), Now: clock.Now, Channels: map[string]bots.Channel{Name: fit},
	})
	s := newStage(t, runner, clock)
	s.Start("")
	for _, step := range []func(){
		func() { s.Press("Check the apps") }, func() { s.Pick("Snapchat") }, func() { s.Press("Next") }, func() { s.Press("Done") },
		func() { s.Press("13 to 15") }, func() { s.Press("Skip") }, func() { s.Press("iPhone or iPad") }, func() { s.Press("Urgent help") },
		func() { s.Press("A stranger is messaging my child") },
	} {
		step()
	}
	readable := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")
	var got strings.Builder
	for _, call := range s.fake.Calls("sendMessage", "editMessageText") {
		got.WriteString("== " + call.Method + "\n" + readable.Replace(string(call.JSON())) + "\n")
	}
	path := filepath.Join("testdata", "first_visit.golden")
	if *updateGolden {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("what Telegram receives has changed (-want +got; -update writes it):\n%s", diff)
	}
}
