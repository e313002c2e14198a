package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// talk is a webhook rig whose person has a screen with the buttons Yes and No; presses are answered with "pressed".
func talk(t testing.TB, opt rigOptions) (*rig, *bottest.TelegramPerson) {
	t.Helper()
	r := newHookRig(t, opt)
	r.desk.screen = func(ev bots.Event) bots.Outcome {
		if _, ok := ev.Act.(dialog.Press); ok {
			return says("pressed", "Yes", "No")
		}
		return says("hello", "Yes", "No")
	}
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("/start"))
	return r, p
}

// answered waits until updates were taken and their answers are through, and checks that no answer failed.
func (r *rig) answered(ids ...int64) {
	r.t.Helper()
	r.handled(ids...)
	if errs := r.desk.settle(); len(errs) > 0 {
		r.t.Fatalf("answering failed: %v", errs)
	}
}

func TestPressEditsInPlaceAndIsAnsweredInTheWebhooksAnswer(t *testing.T) {
	r, p := talk(t, rigOptions{})
	first := p.Chat().Screen().MessageID
	r.fake.ForgetCalls()
	press := p.Press("Yes")
	r.answered(press)
	if s := p.Chat().Screen(); s.MessageID != first || s.String() != "pressed\n[Yes] [No]" {
		t.Errorf("got message %d:\n%s\nwant message %d changed", s.MessageID, s, first)
	}
	r.fake.WaitFor("the press answered", func() bool { _, ok := r.fake.Answer(press); return ok })
	if n := len(r.fake.Calls()); n != 2 {
		t.Errorf("got %d calls, want the edit and the answer", n)
	}
}

func TestPressIsAnsweredByACallWhenPolling(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.desk.screen = func(bots.Event) bots.Outcome { return says("hello", "Yes") }
	r.poll()
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("/start"))
	press := p.Press("Yes")
	r.answered(press)
	if _, ok := r.fake.Answer(press); !ok {
		t.Error("the press was not answered")
	}
}

func TestTrapNotModifiedIsSuccess(t *testing.T) {
	r, p := talk(t, rigOptions{})
	press := p.Press("Yes")
	r.answered(press)
	changes := p.Chat().Changes()
	if status, err := r.fake.Deliver(press); err != nil || status != 200 {
		t.Fatalf("delivered again: %d, %v", status, err)
	}
	r.answered(p.Press("Yes"))
	if got := p.Chat().Changes(); got != changes {
		t.Errorf("%d visible changes, want none for the same screen again", got-changes)
	}
}

func TestTrapQueryTooOldStillDrawsTheScreen(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.desk.screen = func(ev bots.Event) bots.Outcome {
		_, pressed := ev.Act.(dialog.Press)
		return says(fmt.Sprintf("pressed %v", pressed), "Yes")
	}
	r.poll()
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("/start"))
	r.fake.Hold()
	press := p.Press("Yes")
	_ = r.clock.wait(context.Background(), time.Hour)
	r.fake.Release()
	r.answered(press)
	if got := p.Chat().Screen().Text; got != "pressed true" {
		t.Errorf("got %q, want the screen drawn", got)
	}
	calls := r.fake.Calls("answerCallbackQuery")
	if len(calls) != 1 || !strings.Contains(calls[0].Error, "query is too old") {
		t.Errorf("got %+v, want one answer, too old", calls)
	}
}

func TestTrapEditImpossibleSendsAnew(t *testing.T) {
	for _, words := range []string{"message to edit not found", "message can't be edited", "there is no text in the message to edit", "MESSAGE_ID_INVALID"} {
		t.Run(words, func(t *testing.T) {
			r, p := talk(t, rigOptions{})
			first := p.Chat().Screen().MessageID
			r.fake.Fail("editMessageText", 1, bottest.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: ` + words + `"}`})
			r.answered(p.Press("Yes"))
			if s := p.Chat().Screen(); s.MessageID == first || s.Text != "pressed" {
				t.Errorf("got message %d %q, want a new one that says pressed", s.MessageID, s.Text)
			}
		})
	}
}

func TestTrapParseErrorFallsBackToPlainText(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	r.desk.screen = func(bots.Event) bots.Outcome {
		return bots.Outcome{Messages: []bots.Message{{Screen: "urgent", Text: "<b>Call 999", Plain: "Call 999", Urgent: true}}}
	}
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("help"))
	if got := p.Chat().Screen().Text; got != "Call 999" {
		t.Errorf("got %q, want the plain words", got)
	}
	if n := r.a.Stats().Plain.Load(); n != 1 {
		t.Errorf("counted %d, want 1", n)
	}
	r.fake.TakeViolations() // the fault was ours, on purpose
}

func TestTextOverTheInputLimitGoesWithoutMarkup(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	r.desk.screen = func(bots.Event) bots.Outcome {
		return bots.Outcome{Messages: []bots.Message{{Text: strings.Repeat("<b>a</b>", 4100), Plain: strings.Repeat("a", 4000)}}}
	}
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("x"))
	if got := len(p.Chat().Screen().Text); got != 4000 {
		t.Errorf("got %d characters, want 4000", got)
	}
}

func TestSeveralMessagesTheFirstInPlace(t *testing.T) {
	r, p := talk(t, rigOptions{})
	first := p.Chat().Screen().MessageID
	r.desk.screen = func(bots.Event) bots.Outcome {
		one, two := says("one"), says("two", "Next")
		two.Messages[0].Edit = false
		return bots.Outcome{Messages: append(one.Messages, two.Messages...)}
	}
	r.answered(p.Press("Yes"))
	var got []string
	for _, s := range p.Chat().Messages() {
		if s.FromBot {
			got = append(got, s.String())
		}
	}
	if want := []string{"one", "two\n[Next]"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if id := p.Chat().Screen().MessageID; id == first {
		t.Error("the second message replaced the first")
	}
}

func TestSupersededAnswerDrawsNothing(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.desk.screen = func(bots.Event) bots.Outcome { return says("hello", "Yes") }
	r.poll()
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("/start"))
	r.desk.screen = func(bots.Event) bots.Outcome {
		out := says("never seen")
		out.Superseded = true
		return out
	}
	changes := p.Chat().Changes()
	press := p.Press("Yes")
	r.answered(press)
	if _, ok := r.fake.Answer(press); !ok || p.Chat().Changes() != changes {
		t.Errorf("answered %v, %d changes, want answered and none", ok, p.Chat().Changes()-changes)
	}
}

func TestFailedTurnThatSucceedsLaterLeavesOneMessage(t *testing.T) {
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			r := poisonRig(t, mode)
			tries := 0
			r.desk.screen = func(bots.Event) bots.Outcome { return says("it works") }
			r.desk.before = func(ev bots.Event) error {
				if tries++; tries > 3 {
					return nil
				}
				if err := ev.Reply.Respond(context.Background(), says("a moment, please")); err != nil {
					t.Error(err)
				}
				return errors.New("the disk is full")
			}
			p := r.fake.Person(7, 7)
			r.answered(p.SendText("hello"))
			var got []string
			for _, s := range p.Chat().Messages() {
				if s.FromBot {
					got = append(got, s.Text)
				}
			}
			if !slices.Equal(got, []string{"it works"}) {
				t.Errorf("got %q, want one message", got)
			}
		})
	}
}

func TestTrapTooManyRequestsWaitsInThatChatAlone(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	release := make(chan struct{})
	r.a.pace.wait = func(ctx context.Context, d time.Duration) error {
		<-release // the chat that has to wait is waiting
		return r.clock.wait(ctx, d)
	}
	r.desk.screen = func(bots.Event) bots.Outcome { return says("hello") }
	slow, quick := r.fake.Person(1, 1), r.fake.Person(2, 2)
	r.fake.Fail("sendMessage", 1, bottest.Fault{RetryAfter: 30})
	r.handled(slow.SendText("x"))
	r.fake.WaitFor("the refusal", func() bool { return len(r.fake.Calls("sendMessage")) == 1 })
	for range 3 {
		r.handled(quick.SendText("y"))
	}
	r.fake.WaitFor("the other's answers", func() bool { return quick.Chat().Changes() == 6 })
	if slow.Chat().Screen().Text != "" {
		t.Error("answered before the time was up")
	}
	close(release)
	r.answered()
	if got := slow.Chat().Screen().Text; got != "hello" {
		t.Errorf("after the wait: got %q, want the answer", got)
	}
	if waits := r.clock.waited(); len(waits) != 1 || waits[0] != 30*time.Second {
		t.Errorf("waited %v, want 30 s", waits)
	}
}

func TestVeryLongWaitIsReported(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.fake.Person(7, 7).SendText("x")
	r.fake.Fail("sendMessage", 1, bottest.Fault{RetryAfter: 3600})
	_, err := r.a.Send(context.Background(), bots.Room{ID: "7"}, says("hello").Messages[0])
	if e := sendErr(t, err); e.RetryAfter != time.Hour || !e.Temporary || e.Gone {
		t.Errorf("got %+v, want to come back in an hour", e)
	}
}

func TestTrapFloodLimitsAreSurvived(t *testing.T) {
	r := newHookRig(t, rigOptions{fake: bottest.TelegramOptions{Flood: true}})
	n := 0
	r.desk.screen = func(bots.Event) bots.Outcome { n++; return says(fmt.Sprint(n), "Yes") }
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("/start"))
	for range 5 {
		r.answered(p.Press("Yes"))
	}
	if got := p.Chat().Screen().Text; got != "6" {
		t.Errorf("got %q, want 6", got)
	}
}

func TestTrapBlockedPersonIsGone(t *testing.T) {
	for name, leave := range map[string]func(*bottest.TelegramPerson){
		"blocked": func(p *bottest.TelegramPerson) { p.Block() }, "deleted": (*bottest.TelegramPerson).Deactivate,
	} {
		t.Run(name, func(t *testing.T) {
			var gone []bots.Room
			r := newRig(t, rigOptions{change: func(c *Config) {
				c.Reachable = func(room bots.Room, ok bool) {
					if !ok {
						gone = append(gone, room)
					}
				}
			}})
			p := r.fake.Person(7, 7)
			p.SendText("/start")
			leave(p)
			_, err := r.a.Send(context.Background(), bots.Room{ID: "7"}, says("hello").Messages[0])
			if e := sendErr(t, err); !e.Gone || e.Temporary {
				t.Errorf("got %+v, want gone", e)
			}
			if len(gone) != 1 || gone[0].ID != "7" {
				t.Errorf("told of %v, want room 7", gone)
			}
		})
	}
}

func TestUnknownChatIsGone(t *testing.T) {
	r := newRig(t, rigOptions{})
	for _, room := range []bots.RoomID{"404", "not a number", ""} {
		_, err := r.a.Send(context.Background(), bots.Room{ID: room}, says("hello").Messages[0])
		if e := sendErr(t, err); !e.Gone {
			t.Errorf("room %q: got %+v, want gone", room, e)
		}
	}
}

func TestTrapGroupThatBecameASupergroupIsFollowed(t *testing.T) {
	r := newRig(t, rigOptions{})
	before := r.fake.Person(7, -9)
	before.SendText("/start")
	after := before.Upgrade(-1000000000009)
	ref, err := r.a.Send(context.Background(), bots.Room{ID: "-9", Shared: true}, says("hello").Messages[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := after.Chat().Screen(); got.Text != "hello" || string(ref) != fmt.Sprintf("-1000000000009/%d", got.MessageID) {
		t.Errorf("got %q as %q, want it in the new group", got.Text, ref)
	}
	if n := r.a.Stats().Migrated.Load(); n != 1 {
		t.Errorf("counted %d moves, want one", n)
	}
}

func TestServerFaultsArePassedOver(t *testing.T) {
	r, p := talk(t, rigOptions{})
	for _, f := range []bottest.Fault{{Status: 500}, {HangUp: true}, {Status: 502}, {Status: 200, Body: "<html>"}} {
		r.fake.Fail("editMessageText", 1, f)
	}
	r.answered(p.Press("Yes"))
	if got := p.Chat().Screen().Text; got != "pressed" {
		t.Errorf("got %q, want the screen drawn in the end", got)
	}
	waits := r.clock.waited()
	for i := 1; i < len(waits); i++ {
		if waits[i] < waits[i-1]/2 {
			t.Errorf("waits %v do not grow", waits)
		}
	}
}

func TestLostAnswerToAnEditIsSeenOnce(t *testing.T) {
	r, p := talk(t, rigOptions{})
	changes := p.Chat().Changes()
	r.fake.Fail("editMessageText", 2, bottest.Fault{HangUp: true, Applied: true})
	r.answered(p.Press("Yes"))
	if got := p.Chat().Changes() - changes; got != 1 {
		t.Errorf("%d visible changes, want 1", got)
	}
}

func TestServerThatStaysDownIsGivenUp(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.fake.Person(7, 7).SendText("/start")
	r.fake.Fail("sendMessage", 100, bottest.Fault{Status: 502})
	_, err := r.a.Send(context.Background(), bots.Room{ID: "7"}, says("hello").Messages[0])
	if e := sendErr(t, err); !e.Temporary || e.Gone {
		t.Errorf("got %+v, want temporary", e)
	}
	if n := len(r.fake.Calls("sendMessage")); n != maxTries {
		t.Errorf("called %d times, want %d", n, maxTries)
	}
}

func TestSendStopsWithItsContext(t *testing.T) {
	r := newRig(t, rigOptions{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := r.a.Send(ctx, bots.Room{ID: "7"}, says("hello").Messages[0])
	if e := sendErr(t, err); !e.Temporary || !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v, want temporary and cancelled", e)
	}
}
