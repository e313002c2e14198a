package discord_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/dialog"
)

const patID = "70000000000000001"

// answered is the number of first answers that reached Discord.
func answered(s *stage) int {
	n := 0
	for _, c := range s.Calls("/interactions/{id}/{token}/callback") {
		if c.Status/100 == 2 {
			n++
		}
	}
	return n
}

// A failure of the network or the server is tried again while there is time, whatever its kind: the library repeats 502 only.
func TestTrapOnly502IsRetried(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault bottest.DiscordFault
	}{
		{"500", bottest.DiscordFault{Status: 500}},
		{"502 with a page", bottest.DiscordFault{Status: 502, Body: "<html>bad gateway</html>"}},
		{"503", bottest.DiscordFault{Status: 503}},
		{"504", bottest.DiscordFault{Status: 504}},
		{"cut off", bottest.DiscordFault{HangUp: true}},
		{"429", bottest.DiscordFault{RetryAfter: 30 * time.Millisecond}},
		{"429 with a page", bottest.DiscordFault{Status: 429, RetryAfter: 30 * time.Millisecond, Body: "<html>cloudflare</html>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := gateway(t, bottest.DiscordOptions{}, nil)
			c.fault.Path = "/callback"
			s.Fail(2, c.fault)
			pat := s.Person(patID)
			pat.Command("checklist")
			if got := pat.Screen().Messages; got != 1 {
				t.Errorf("got %d messages, want 1", got)
			}
			if got := len(s.Calls("/interactions/{id}/{token}/callback")); got != 3 {
				t.Errorf("got %d calls, want 3", got)
			}
		})
	}
}

// The answer arrived, only its confirmation was lost: Discord then says 40060, and that is as good as yes.
func TestTrapAlreadyAcknowledgedIsSent(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	s.Fail(1, bottest.DiscordFault{Path: "/callback", Status: 502, Applied: true})
	pat := s.Person(patID)
	pat.Command("urgent")
	if got := pat.Screen(); got.Messages != 1 || !strings.Contains(got.Text, "999") {
		t.Errorf("got %d messages:\n%s", got.Messages, got)
	}
	s.WaitFor("40060 counted", func() bool { return s.adapter.Stats().Repeated.Load() == 1 })
	if got := s.runner.Stats().SendErrors.Load(); got != 0 {
		t.Errorf("got %d send errors, want 0", got)
	}
}

// Asked to wait longer than the window lasts, we give up at once, keep the state, and the next command shows it.
func TestTrapSleepBeyondTheWindow(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{Window: 500 * time.Millisecond}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	s.Fail(1, bottest.DiscordFault{Path: "/callback", RetryAfter: 10 * time.Second})
	began := time.Now()
	if err := pat.TryPress("Check the apps"); err == nil {
		t.Error("the press was answered, although Discord took no answer")
	}
	s.WaitFor("the answer given up", func() bool { return s.runner.Stats().SendErrors.Load() == 1 })
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("gave up after %s", took)
	}
	pat.Command("checklist")
	if got := pat.Screen().Text; !strings.Contains(got, "Which apps") {
		t.Errorf("the next command shows\n%s\nwant the question that was not seen", got)
	}
}

// The library sends all edits through one lock; here a slow answer holds up nobody else.
func TestTrapOneSlowAnswerHoldsUpAll(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	s.Fail(1, bottest.DiscordFault{Path: "/callback", Delay: 1500 * time.Millisecond})
	slow := make(chan error, 1)
	go func() { slow <- s.Person(patID).TryCommand("checklist") }()
	s.WaitFor("the slow one has begun", func() bool { return s.adapter.Stats().Interactions.Load() == 1 })
	began := time.Now()
	sam := s.Person("70000000000000002")
	if err := quick(s, sam); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("somebody else waited %s", took)
	}
	if err := <-slow; err != nil {
		t.Errorf("the slow one: %v", err)
	}
}

// quick gives a command without waiting for the whole bot to settle.
func quick(s *stage, p *bottest.DiscordPerson) error {
	before := len(s.Latencies())
	p.Raw(2, bottest.M{"id": "1", "name": "checklist", "type": 1}, nil)
	s.WaitFor("an answer", func() bool { return len(s.Latencies()) > before })
	return nil
}

// Discord names who did something as a member in servers and as a user elsewhere.
func TestTrapMemberOrUserIsNil(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	for _, c := range []struct {
		name   string
		person *bottest.DiscordPerson
		hidden bool
	}{
		{"server", s.Person(patID), true},
		{"direct message", s.PersonInDM(patID), false},
		{"somewhere else", s.PersonElsewhere(patID), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.person.Command("checklist")
			if got := c.person.Screen(); got.Messages == 0 || got.Ephemeral != c.hidden {
				t.Errorf("got %d messages, ephemeral %t, want ephemeral %t", got.Messages, got.Ephemeral, c.hidden)
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		s.Person(patID).Raw(2, bottest.M{"id": "1", "name": "checklist", "type": 1}, func(payload bottest.M) { delete(payload, "member") })
		s.WaitFor("the interaction counted", func() bool { return s.adapter.Stats().Unreadable.Load() == 1 })
	})
}

// What cannot be read must neither panic nor stop the rest. The library hands on half of such an interaction.
func TestTrapHalfDecodedInteractions(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	for _, change := range []func(bottest.M){
		func(p bottest.M) { p["data"] = []int{1} },
		func(p bottest.M) { p["type"] = "two" },
		func(p bottest.M) { p["id"] = 17 },
		func(p bottest.M) { p["id"] = "" },
		func(p bottest.M) { delete(p, "token") },
		func(p bottest.M) { p["member"] = bottest.M{} },
		func(p bottest.M) { p["member"] = "me" },
	} {
		pat.Raw(3, bottest.M{"custom_id": "x", "component_type": 2}, change)
	}
	s.WaitFor("all of them counted", func() bool { return s.adapter.Stats().Unreadable.Load() == 7 })
	for _, data := range []bottest.M{{}, {"name": ""}, {"custom_id": strings.Repeat("|", 90)}, {"custom_id": "apps|*", "component_type": 3}} {
		pat.Raw(5, data, nil)
		pat.Raw(3, data, nil)
	}
	pat.Raw(99, bottest.M{}, nil)
	s.WaitFor("all of them answered", func() bool { return s.adapter.Waiting() == 0 && answered(s) >= 9 })
	s.TakeViolations()
	pat.Command("checklist")
	if got := s.adapter.Stats().Panics.Load(); got != 0 {
		t.Errorf("%d panics", got)
	}
}

// handlerFunc lets a function be a Handler.
type handlerFunc func(ctx context.Context, ev bots.Event) error

func (f handlerFunc) Handle(ctx context.Context, ev bots.Event) error { return f(ctx, ev) }

// runWith runs an adapter with a handler of the test's own.
func runWith(t *testing.T, s *stage, h bots.Handler) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.adapter.Run(ctx, h) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	s.WaitConnected(1)
}

// The library hands events to a goroutine each. One person's turns must run in order, and be finished before the next.
func TestTrapOrderOfOnePersonsEvents(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, nil)
	var mu sync.Mutex
	var got []string
	busy := false
	runWith(t, s, handlerFunc(func(_ context.Context, ev bots.Event) error {
		mu.Lock()
		if busy {
			t.Error("two turns of one person at once")
		}
		busy = true
		mu.Unlock()
		runtime.Gosched()
		mu.Lock()
		defer mu.Unlock()
		busy = false
		got = append(got, ev.Act.(dialog.Command).Name)
		return nil
	}))
	pat := s.Person(patID)
	var want []string
	for i := range 200 {
		name := "c" + string(rune('a'+i%26))
		want = append(want, name)
		pat.Raw(2, bottest.M{"id": "1", "name": name, "type": 1}, nil)
		s.WaitFor("room in the queue", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return len(got) > i-10
		})
	}
	s.WaitFor("all turns", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(got) == len(want)
	})
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// A panic in a handler would end the process.
func TestTrapPanicInAHandler(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{Window: 200 * time.Millisecond}, nil)
	runWith(t, s, handlerFunc(func(ctx context.Context, ev bots.Event) error {
		if c, ok := ev.Act.(dialog.Command); ok && c.Name == "urgent" {
			panic("a defect")
		}
		return s.runner.Handle(ctx, ev)
	}))
	pat := s.Person(patID)
	if err := pat.TryCommand("urgent"); err == nil {
		t.Error("a turn that panicked was answered")
	}
	pat.Command("checklist")
	if got := s.adapter.Stats().Panics.Load(); got != 1 {
		t.Errorf("got %d panics, want 1", got)
	}
}

// An answer that comes too late must cost nothing but itself.
func TestTrapUnknownInteraction(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{Window: 300 * time.Millisecond}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	s.Fail(1, bottest.DiscordFault{Path: "/callback", Delay: 400 * time.Millisecond})
	if err := pat.TryPress("Check the apps"); err == nil {
		t.Error("an answer after the window was taken")
	}
	s.WaitFor("10062 counted", func() bool { return s.adapter.Stats().Expired.Load() == 1 })
	pat.Dismiss()
	pat.Command("checklist")
	if got := pat.Screen().Text; !strings.Contains(got, "Which apps") {
		t.Errorf("the next command shows\n%s", got)
	}
	if strings.Contains(s.log.String(), patID) {
		t.Errorf("the log names the person:\n%s", s.log)
	}
}

// The token of an interaction expires while its turn takes long. The state is whole, and the next command shows it.
func TestTrapExpiredToken(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{TokenLife: time.Millisecond}, shortPatience)
	slowStore(s)
	s.start()
	s.WaitConnected(1)
	pat := s.Person(patID)
	pat.BeginPress("hello|apps")
	s.WaitFor("the answer given up", func() bool { return s.runner.Stats().SendErrors.Load() == 1 })
	if got := s.adapter.Stats().Deferred.Load(); got != 1 {
		t.Errorf("deferred %d times, want 1", got)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s.renew() // with a store that is quick
	s.start()
	s.WaitConnected(1)
	pat.Command("checklist")
	if got := pat.Screen().Text; !strings.Contains(got, "Which apps") {
		t.Errorf("the next command shows\n%s", got)
	}
}

// Nothing that is logged or returned may hold the token, an id, or a word that somebody wrote. The library's errors hold the
// authorization header, and those of net/http the address with the interaction's token.
func TestTrapSecretsInErrors(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{Window: 400 * time.Millisecond}, func(c *discord.Config) {
		*c = c.WithTimes(discord.Times{Window: 300 * time.Millisecond, Pause: 20 * time.Millisecond, Retry: 5 * time.Millisecond})
	})
	pat := s.Person(patID)
	pat.Command("checklist")
	const words = "zebra crossing"
	for _, fault := range []bottest.DiscordFault{
		{Path: "/callback", Status: 400, Code: 50035},
		{Path: "/callback", Status: 403},
		{Path: "/callback", Status: 404, Code: 10062},
		{Path: "/callback", RetryAfter: time.Minute},
	} {
		s.Fail(1, fault)
		_ = pat.TryCommand("urgent")
		pat.Command("urgent")
		pat.Type(words)
	}
	for _, fault := range []bottest.DiscordFault{{HangUp: true}, {Delay: 2 * time.Second}} { // no answer, and none in time
		s.Fail(100, fault)
		lost := s.runner.Stats().SendErrors.Load()
		_ = pat.TryCommand("urgent")
		s.WaitFor("the answer given up and logged", func() bool { return s.runner.Stats().SendErrors.Load() > lost })
		s.settle()
		s.Heal()
	}
	_, err := s.adapter.Send(t.Context(), bots.Room{ID: "70000000000000099"}, bots.Message{Text: words})
	if err == nil {
		t.Fatal("a message to nobody was sent")
	}
	all := s.log.String() + err.Error()
	if !strings.Contains(all, "an answer did not arrive") {
		t.Errorf("nothing was logged:\n%s", all)
	}
	for _, secret := range []string{s.Token, "token-of", patID, "70000000000000099", words, "127.0.0.1", "Bot "} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in\n%s", secret, all)
		}
	}
}

// Interactions need no intent; the library asks for all messages of all servers unless told otherwise.
func TestTrapIntents(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	if got := s.GatewayLog().Intents; got != 0 {
		t.Errorf("got intents %d, want none", got)
	}
}

// The same interaction twice has one effect and one visible answer.
func TestTrapTheSameInteractionTwice(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	pat.Press("Check the apps")
	calls := len(s.Calls())
	pat.Again()
	pat.Again()
	s.WaitFor("both noticed", func() bool { return s.adapter.Stats().Duplicates.Load() == 2 })
	s.settle()
	if got := len(s.Calls()); got != calls {
		t.Errorf("%d calls for what came again", got-calls)
	}
}

// The bot dies after the commit and before the answer. The next process shows where the person was.
func TestTrapDeathBeforeTheAnswer(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{Window: 300 * time.Millisecond}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	s.Fail(100, bottest.DiscordFault{Path: "/callback", HangUp: true})
	if err := pat.TryPress("Check the apps"); err == nil {
		t.Error("answered, although every call was cut off")
	}
	if err := s.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	s.renew()
	s.start()
	s.WaitConnected(1)
	s.Heal()
	pat.Command("checklist")
	if got := pat.Screen().Text; !strings.Contains(got, "Which apps") {
		t.Errorf("after a restart:\n%s", got)
	}
}

// A wrong token ends the run with words that do not hold it.
func TestTrapWrongToken(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, func(c *discord.Config) { c.Token = "another.token" })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := s.adapter.Run(ctx, s.runner)
	if err == nil || ctx.Err() != nil || strings.Contains(err.Error(), "another") {
		t.Errorf("got %v, want a refusal without the token", err)
	}
}

func TestSendErrors(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	closed := s.PersonInDM("70000000000000005")
	closed.CloseDMs()
	open := s.PersonInDM("70000000000000006")
	m := bots.Message{Text: "Shall we go on?"}
	for _, c := range []struct {
		name string
		room bots.RoomID
		fail bottest.DiscordFault
		want bots.SendError
	}{
		{"closed", "70000000000000005", bottest.DiscordFault{Path: "none"}, bots.SendError{Gone: true}},
		{"no room", "somewhere", bottest.DiscordFault{Path: "none"}, bots.SendError{Gone: true}},
		{"slow down", "70000000000000006", bottest.DiscordFault{Path: "/messages", RetryAfter: time.Hour}, bots.SendError{Temporary: true, RetryAfter: time.Hour}},
		{"broken", "70000000000000006", bottest.DiscordFault{Path: "/messages", Status: http.StatusBadGateway}, bots.SendError{Temporary: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.Fail(4, c.fail)
			_, err := s.adapter.Send(t.Context(), bots.Room{ID: c.room}, m)
			var got *bots.SendError
			if !errors.As(err, &got) {
				t.Fatalf("got %v, want a SendError", err)
			}
			if got.Gone != c.want.Gone || got.Temporary != c.want.Temporary || got.RetryAfter != c.want.RetryAfter {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
			s.Heal()
		})
	}
	if _, err := s.adapter.Send(t.Context(), bots.Room{ID: "70000000000000006"}, m); err != nil {
		t.Fatal(err)
	}
	if got := open.Screen().Text; got != m.Text {
		t.Errorf("got %q", got)
	}
}
