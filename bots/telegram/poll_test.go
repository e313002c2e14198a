package telegram

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// writeAll lets many people write at once and returns the ids of their updates.
func writeAll(r *rig, people, each int) []int64 {
	var ids []int64
	for i := range each {
		for p := range people {
			ids = append(ids, r.fake.Person(int64(100+p), int64(100+p)).SendText(fmt.Sprintf("%d", i)))
		}
	}
	return ids
}

func checkOrder(t *testing.T, events []bots.Event, people, each int) {
	t.Helper()
	next := map[bots.PersonID]int{}
	for _, ev := range events {
		if got, want := ev.Act, (dialog.Say{Text: fmt.Sprintf("%d", next[ev.Person])}); got != want {
			t.Errorf("person %s: got %v, want %v", ev.Person, got, want)
		}
		next[ev.Person]++
	}
	if len(events) != people*each {
		t.Errorf("got %d events, want %d", len(events), people*each)
	}
}

func TestTrapUpdatesOfOnePersonStayInOrder(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.desk.screen = func(ev bots.Event) bots.Outcome { return says("seen " + ev.Act.(dialog.Say).Text) }
	r.poll()
	r.handled(writeAll(r, 30, 10)...)
	checkOrder(t, r.desk.events(), 30, 10)
	r.end()
	for p := range 30 {
		var got []string
		for _, s := range r.fake.Chat(int64(100 + p)).Messages() {
			if s.FromBot {
				got = append(got, s.Text)
			}
		}
		if want := "[seen 0 seen 1 seen 2 seen 3 seen 4 seen 5 seen 6 seen 7 seen 8 seen 9]"; fmt.Sprint(got) != want {
			t.Errorf("person %d saw %v, want %v", p, got, want)
		}
	}
}

func TestTrapWebhookKeepsOrder(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	r.handled(writeAll(r, 30, 10)...)
	checkOrder(t, r.desk.events(), 30, 10)
}

func TestTrapPollConfirmsOnlyWhatIsCommitted(t *testing.T) {
	r := newRig(t, rigOptions{})
	begun, commit := make(chan struct{}, 1), make(chan struct{})
	r.desk.before = func(bots.Event) error {
		begun <- struct{}{}
		<-commit
		return nil
	}
	r.poll()
	id := r.fake.Person(7, 7).SendText("/start")
	<-begun
	if n := r.fake.Handled(id); n != 0 {
		t.Errorf("confirmed %d times before the commit, want 0", n)
	}
	r.stop()
	close(commit)
	if err := <-r.ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	r.stop = nil
	if n := r.fake.Handled(id); n != 1 {
		t.Errorf("confirmed %d times after the stop, want 1: the turn was done", n)
	}
}

func TestTrapStopLosesNothing(t *testing.T) {
	r := newRig(t, rigOptions{})
	tried := make(chan struct{}, 1)
	r.desk.before = func(bots.Event) error {
		select {
		case tried <- struct{}{}:
		default:
		}
		return errors.New("the disk is full")
	}
	r.poll()
	id := r.fake.Person(7, 7).SendText("/start")
	<-tried
	r.end()
	if n := r.fake.Handled(id); n != 0 {
		t.Fatalf("confirmed %d times although the turn was never kept", n)
	}
	r.desk.before = nil
	r.poll()
	r.handled(id)
	if got := r.acts(); len(got) != 1 || got[0] != (dialog.Start{}) {
		t.Errorf("after the next start: got %v, want one start", got)
	}
}

func TestTrapOnePersonsFailureDoesNotStopOthers(t *testing.T) {
	r := newRig(t, rigOptions{realWait: true, fake: bottest.TelegramOptions{Clock: time.Now}})
	var healed atomic.Bool
	failed := make(chan struct{}, 100)
	r.desk.before = func(ev bots.Event) error {
		if ev.Person == "1" && !healed.Load() {
			failed <- struct{}{}
			return errors.New("this row cannot be read")
		}
		return nil
	}
	r.poll()
	bad := r.fake.Person(1, 1).SendText("first")
	<-failed
	for i := range 5 {
		r.fake.Person(int64(10+i), int64(10+i)).SendText("hello")
	}
	r.desk.await(t, "the others", func(events []bots.Event) bool { return len(events) == 5 })
	if n := r.fake.Handled(bad); n != 0 {
		t.Errorf("the failing update was confirmed %d times, want 0", n)
	}
	second := r.fake.Person(1, 1).SendText("second")
	healed.Store(true)
	r.handled(bad, second)
	var got []string
	for _, ev := range r.desk.events() {
		if ev.Person == "1" {
			got = append(got, ev.Act.(dialog.Say).Text)
		}
	}
	if fmt.Sprint(got) != "[first second]" {
		t.Errorf("got %v, want [first second], each once and in order", got)
	}
}

func TestOneHopelessConversationIsDroppedBeforeItSilencesEverybody(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.desk.before = func(ev bots.Event) error {
		if ev.Person == "1" {
			return errors.New("never")
		}
		return nil
	}
	r.fake.Hold()
	bad := r.fake.Person(1, 1).SendText("x")
	for i := range 150 {
		r.fake.Person(int64(1000+i), int64(1000+i)).SendText("hello")
	}
	r.fake.Release()
	r.start()
	r.fake.WaitFor("everything taken", func() bool { return r.fake.Pending() == 0 })
	if got := len(r.desk.events()); got != 150 {
		t.Errorf("got %d events, want the 150 others", got)
	}
	if n := r.a.Stats().GivenUp.Load(); n != 1 || r.fake.Handled(bad) != 1 {
		t.Errorf("given up %d, confirmed %d, want 1 and 1", n, r.fake.Handled(bad))
	}
	if !strings.Contains(r.logs.String(), "an event was dropped") {
		t.Error("the log does not say that an event was dropped")
	}
}

func TestNothingIsDroppedWhenTheDatabaseIsTheFault(t *testing.T) {
	clock := newClock()
	p := &poller{a: &Adapter{cfg: Config{Now: clock.Now}}, window: newWindow()}
	for id := range int64(pollLimit) {
		p.window.begin(id + 1)
	}
	s := stuckTurn{since: clock.Now().Add(-time.Hour), tries: 1000}
	if p.hopeless(s) {
		t.Error("given up although no turn of anybody worked")
	}
	for id := range int64(pollLimit / 2) {
		p.window.finish(id + 1)
	}
	if p.hopeless(s) {
		t.Error("given up although half of the turns do not work")
	}
	for id := range int64(pollLimit - 1) {
		p.window.finish(id + 1)
	}
	if !p.hopeless(s) {
		t.Error("not given up although all others' turns work")
	}
	early, short := s, s
	early.tries, short.since = patientTries-1, clock.Now()
	if p.hopeless(early) || p.hopeless(short) {
		t.Error("given up too early")
	}
}

func TestTrapPoisonUpdateStopsNobody(t *testing.T) {
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			r := poisonRig(t, mode)
			p := r.fake.Person(7, 7)
			ids := append([]int64{p.SendText("before")}, p.Poison()...)
			ids = append(ids, p.SendText("after"))
			r.handled(ids...)
			var said []string
			for _, act := range r.acts() {
				if s, ok := act.(dialog.Say); ok {
					said = append(said, s.Text)
				}
			}
			// The origin from the future stands beside a text that can be read.
			if fmt.Sprint(said) != "[before x after]" {
				t.Errorf("got %v, want [before x after]", said)
			}
			if n := r.a.Stats().Unreadable.Load(); n != 3 {
				t.Errorf("counted %d that cannot be read, want 3", n)
			}
			if logs := r.logs.String(); strings.Contains(logs, "not") && strings.Contains(logs, "a string") {
				t.Errorf("the log holds a part of an update:\n%s", logs)
			}
		})
	}
}

func poisonRig(t *testing.T, mode string) *rig {
	if mode == "webhook" {
		return newHookRig(t, rigOptions{})
	}
	return newRig(t, rigOptions{}).poll()
}

func TestTrapPanicInATurn(t *testing.T) {
	r := newRig(t, rigOptions{})
	var panics atomic.Int64
	r.desk.before = func(ev bots.Event) error {
		if ev.Person == "1" && panics.Add(1) <= 2 {
			panic("a defect")
		}
		return nil
	}
	r.poll()
	r.handled(r.fake.Person(1, 1).SendText("x"), r.fake.Person(2, 2).SendText("y"))
	if got := len(r.desk.events()); got != 2 {
		t.Errorf("got %d events, want both", got)
	}
}

func TestTrapRetryAfterOfGetUpdatesIsObeyed(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.poll()
	r.fake.Fail("getUpdates", 1, bottest.Fault{RetryAfter: 30})
	id := r.fake.Person(7, 7).SendText("hello") // ends the poll that waits
	r.handled(id)
	r.fake.WaitFor("polling again", r.fake.Polling)
	if waits := r.clock.waited(); len(waits) == 0 || waits[len(waits)-1] < 30*time.Second {
		t.Errorf("waited %v, want at least 30 s after Telegram asked for it", waits)
	}
}

func TestTrapTwoPollersAreSaidClearly(t *testing.T) {
	r := newRig(t, rigOptions{}).poll()
	r.fake.Fail("getUpdates", 2, bottest.Fault{Status: 409, Body: `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}`})
	id := r.fake.Person(7, 7).SendText("hello")
	r.handled(id)
	r.fake.WaitFor("polling again", r.fake.Polling)
	if n := r.a.Stats().Conflicts.Load(); n != 2 {
		t.Errorf("counted %d conflicts, want 2", n)
	}
	if !strings.Contains(r.logs.String(), "another process polls with the same token") {
		t.Errorf("the log does not say what is wrong:\n%s", r.logs)
	}
}

func TestTrapPollingRemovesAWebhook(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.fake.UseWebhook("https://old.example.org/hook", "x")
	r.poll()
	if address, _ := r.fake.Webhook(); address != "" {
		t.Errorf("the webhook is still %q", address)
	}
}

func TestTrapPollSurvivesRubbishAndHangUps(t *testing.T) {
	r := newRig(t, rigOptions{}).poll()
	for _, f := range []bottest.Fault{
		{HangUp: true}, {Status: 502}, {Status: 200, Body: "<html>"}, {Status: 200, Body: `{"ok":true,"result":7}`}, {Status: 500}, {HangUp: true, Applied: true},
	} {
		r.fake.Fail("getUpdates", 1, f)
	}
	id := r.fake.Person(7, 7).SendText("hello")
	r.handled(id)
	if got := r.acts(); len(got) != 1 {
		t.Errorf("got %v, want one act", got)
	}
	r.fake.WaitFor("polling again", r.fake.Polling)
}

func TestUpdatesOutOfOrderAndTwice(t *testing.T) {
	r := newRig(t, rigOptions{}).poll()
	p := r.fake.Person(7, 7)
	r.fake.Hold()
	first, second := p.SendText("1"), p.SendText("2")
	r.fake.Release(second, first, second)
	r.handled(first, second)
	r.fake.WaitFor("nothing left", func() bool { return r.fake.Pending() == 0 })
	seen := map[uint64]bool{}
	for _, ev := range r.desk.events() {
		seen[ev.ID] = true // the Runner knows an event by its id
	}
	if !seen[uint64(first)] || !seen[uint64(second)] {
		t.Errorf("got %v, want both updates", seen)
	}
}
