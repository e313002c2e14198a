package bots_test

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// afterCrash is a Runner of a new process on the same database: what was not acknowledged is delivered to it again.
func afterCrash(t *testing.T, tk *talk) *talk {
	t.Helper()
	again := newTalk(t)
	again.store.Memory = tk.store.Memory
	return again
}

// take runs acts as the events from, from+1, …
func (tk *talk) take(t *testing.T, from uint64, acts ...dialog.Act) {
	t.Helper()
	for i, act := range acts {
		if err := tk.do(t, from+uint64(i), act); err != nil {
			t.Fatal(err)
		}
	}
}

func (tk *talk) rev(t *testing.T) int64 {
	t.Helper()
	rec, err := tk.store.Memory.Load(t.Context(), tk.store.Key("test", "4711"))
	if err != nil {
		t.Fatal(err)
	}
	return rec.Rev
}

// TestHelpIsShownAgainAfterACrash: the answer to a cry for help may be what the crash took. Delivered again, it is help that is
// shown, and not the screen where the person stands.
func TestHelpIsShownAgainAfterACrash(t *testing.T) {
	apps := []dialog.Act{dialog.Start{}, dialog.Press{Screen: "hello", Choice: "apps"}}
	for _, c := range []struct {
		name   string
		before []dialog.Act
		act    dialog.Act
		want   string
	}{
		{"somebody new", nil, dialog.Press{Screen: "urgent", Choice: "u_sextortion"}, "urgent:sextortion"},
		{"somebody new, typed", nil, dialog.Say{Text: "HELP"}, "urgent"},
		{"a parent", apps, dialog.Press{Screen: "apps", Choice: "urgent"}, "urgent"},
		{"a child at a parent's phone", apps, dialog.Press{Screen: "urgent", Choice: "kid"}, "kid"},
		{
			"back from help", append(apps[:2:2], dialog.Press{Screen: "apps", Choice: "urgent"}, dialog.Press{Screen: "urgent", Choice: "u_grooming"}),
			dialog.Press{Screen: "urgent:grooming", Choice: "back"},
			"urgent",
		},
		{"no cry for help", apps, dialog.Press{Screen: "apps", Choice: "+kik"}, "apps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := newTalk(t)
			tk.take(t, 1, append(c.before, c.act)...)
			rev := tk.rev(t)
			again := afterCrash(t, tk)
			again.take(t, uint64(len(c.before))+1, c.act)
			if got := again.screens(); strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %s", got, c.want)
			}
			if again.shown[0].Reply.Notice != nil {
				t.Errorf("got the notice %q", again.shown[0].Messages[0].Plain)
			}
			if got := again.rev(t); got != rev {
				t.Errorf("the turn was kept twice: revision %d, then %d", rev, got)
			}
		})
	}
}

// TestNothingIsKeptOfSomebodyWhoOnlyAskedForHelp: what they asked about is counted, and that is all.
func TestNothingIsKeptOfSomebodyWhoOnlyAskedForHelp(t *testing.T) {
	tk := newTalk(t)
	for i, flag := range []string{"u_sextortion", "u_grooming", "u_sextortion"} {
		tk.take(t, uint64(i+1), dialog.Press{Screen: "urgent", Choice: flag})
		if got := tk.rev(t); got != 0 {
			t.Errorf("press %d: revision %d, want no row", i+1, got)
		}
	}
	if got := tk.Stats().Turns.Load(); got != 3 {
		t.Errorf("got %d turns handed to the store, want 3: they are counted", got)
	}
}

// TestForgettingTwice: a tap that shook, or one that is delivered again after a crash, finds nobody; it must not begin anew
// with them.
func TestForgettingTwice(t *testing.T) {
	yes := dialog.Press{Screen: "forget", Choice: "yes"}
	for _, crash := range []bool{false, true} {
		tk := newTalk(t)
		tk.take(t, 1, dialog.Start{}, dialog.Command{Name: "forget"}, yes)
		if crash {
			tk = afterCrash(t, tk)
			tk.take(t, 3, yes)
		} else {
			tk.take(t, 4, yes)
		}
		if got := tk.rev(t); got != 0 {
			t.Errorf("crash %v: revision %d, want no row", crash, got)
		}
		if got := tk.screens(); got[len(got)-1] != "gone" {
			t.Errorf("crash %v: got %q, want gone", crash, got)
		}
	}
}

// TestARepeatedAnswerStandsInForNoOther: what is delivered again after a crash may go nowhere, so the answer to a press that came
// before it must be shown all the same.
func TestARepeatedAnswerStandsInForNoOther(t *testing.T) {
	tk := newTalk(t)
	tk.take(t, 1, dialog.Start{}, dialog.Press{Screen: "hello", Choice: "apps"})
	again := afterCrash(t, tk)
	again.mu.Lock() // nothing is shown until all three wait
	for _, ev := range []bots.Event{
		again.event(3, dialog.Press{Screen: "apps", Choice: "+kik"}),
		again.event(4, dialog.Press{Screen: "apps", Choice: "+kik"}),
		again.event(2, dialog.Press{Screen: "hello", Choice: "apps"}),
	} {
		if err := again.Handle(t.Context(), ev); err != nil {
			t.Error(err)
		}
	}
	again.mu.Unlock()
	again.settle(t)
	if len(again.shown) != 3 || again.shown[1].Superseded {
		t.Errorf("got %d answers, the second superseded: %t; want 3 and false", len(again.shown), again.shown[1].Superseded)
	}
}
