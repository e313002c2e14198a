package dialog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
	"github.com/safesteps/safesteps/dialog/walk"
)

// walkStates is how many states the exploration must meet.
const walkStates = 10500

// TestWalk takes every choice of every screen it can reach and holds what must be true everywhere.
func TestWalk(t *testing.T) {
	lib := library(t).On(everywhere())
	failures := 0
	report := walk.Explore(lib, walkStates, 1, func(e walk.Edge) {
		for _, wrong := range faults(lib, e) {
			failures++
			if failures <= 20 {
				t.Errorf("%#v on %q: %s", e.In.Act, e.From.At.Key(), wrong)
			}
		}
	})
	t.Logf("%d states, %d edges, %d screens", report.States, report.Edges, len(report.Screens))
	if report.States < 10000 {
		t.Errorf("met %d states, want at least 10000", report.States)
	}
	for _, id := range dialog.Screens() {
		if report.Screens[id] == 0 {
			t.Errorf("the walk never met the screen %q", id)
		}
	}
}

// faults lists what is wrong with one edge. Each promise has a line of its own.
func faults(lib *dialog.Library, e walk.Edge) []string {
	var wrong []string
	add := func(bad bool, what string) {
		if bad {
			wrong = append(wrong, what)
		}
	}
	r := e.Reply
	choices := allChoices(r)
	add(len(r.Blocks) == 0, "shows nothing")
	add(!slices.ContainsFunc(choices, func(c dialog.Choice) bool { return c.Role == dialog.RoleUrgent }), "has no urgent help")
	add(choices[len(choices)-1].Role != dialog.RoleUrgent, "urgent help is not last")
	add(e.Offered && r.Stale, "calls a choice that it offered old")
	add(len(r.Screen) > 52, "has a key too long for a button: "+r.Screen)
	add(!r.Private, "may be shown to others")
	if !e.New {
		return wrong
	}
	add(deadEnd(lib, e, choices), "is a dead end")
	wrong = append(wrong, choiceFaults(r, choices)...)
	wrong = append(wrong, textFaults(r)...)
	if !e.To.IsZero() {
		add(!sameScreen(lib, e), "is drawn differently by Show")
		add(!backWorks(lib, e), "back does not lead back")
		add(!keptWhole(e), "is another state once kept and read again")
	}
	return wrong
}

func allChoices(r dialog.Reply) []dialog.Choice {
	var all []dialog.Choice
	if r.Question != nil {
		all = append(all, r.Question.Choices...)
	}
	return append(all, r.Nav...)
}

func choiceFaults(r dialog.Reply, choices []dialog.Choice) []string {
	var wrong []string
	seen := map[string]bool{}
	for _, c := range choices {
		switch {
		case c.Label == "":
			wrong = append(wrong, "has a choice without words: "+c.ID)
		case seen[c.ID]:
			wrong = append(wrong, "offers twice: "+c.ID)
		case len(r.Screen)+1+len(c.ID)+1 >= 64:
			wrong = append(wrong, "has a button that carries too much: "+r.Screen+" "+c.ID)
		}
		seen[c.ID] = true
	}
	if q := r.Question; q != nil && len(q.Choices) > 25 {
		wrong = append(wrong, "asks with more than 25 choices")
	}
	return wrong
}

// textFaults finds slots that were not filled and keys that have no words.
func textFaults(r dialog.Reply) []string {
	var wrong []string
	check := func(spans []dialog.Span) {
		for _, s := range spans {
			if strings.ContainsAny(s.Text, "{}") {
				wrong = append(wrong, "shows a slot: "+s.Text)
			}
			if keyLike(s.Text) && !strings.Contains(s.Target, "//"+s.Text) { // a link may be called by its site
				wrong = append(wrong, "shows a key: "+s.Text)
			}
		}
	}
	check(r.Notice)
	for _, b := range r.Blocks {
		check(b.Spans)
		for _, item := range b.Items {
			check(item)
		}
	}
	for _, c := range allChoices(r) {
		check([]dialog.Span{{Text: c.Label}})
	}
	return wrong
}

// keyLike reports whether a text looks like the key of a word that is missing: "menu.plan".
func keyLike(s string) bool {
	return strings.Count(s, ".") > 0 && !strings.ContainsAny(s, " /@") && s == strings.ToLower(s) && !strings.HasSuffix(s, ".") &&
		!strings.ContainsAny(s[:1], "0123456789.") && strings.Count(s, ".") < 3 && slices.Contains(keyHeads(), s[:strings.IndexByte(s, '.')])
}

func keyHeads() []string {
	return []string{"menu", "plan", "card", "nav", "age", "device", "concern", "urgent", "kid", "child", "feature", "need", "help", "held", "app", "block", "tool", "talk", "month"}
}

// deadEnd reports whether nothing on the screen leads anywhere else.
func deadEnd(lib *dialog.Library, e walk.Edge, choices []dialog.Choice) bool {
	for _, c := range choices {
		_, next := dialog.Step(lib, e.To, dialog.Input{At: e.In.At, Act: dialog.Press{Screen: e.Reply.Screen, Choice: c.ID}})
		if next.Screen != e.Reply.Screen {
			return false
		}
	}
	return true
}

// sameScreen reports whether Show, after the state was kept and read again, draws what the turn drew.
func sameScreen(lib *dialog.Library, e walk.Edge) bool {
	kept, err := dialog.Decode(e.Kept)
	if err != nil {
		return false
	}
	again := dialog.Show(lib, kept)
	if again.Screen != e.Reply.Screen {
		return dialog.ScreenOf(e.Reply) == dialog.AtKid || dialog.ScreenOf(e.Reply) == dialog.AtGone // shown without standing on it
	}
	drawn := e.Reply
	drawn.Notice = nil
	return story.Write(again) == story.Write(drawn)
}

// keptWhole reports whether nothing of a state is lost when it is kept: a process may go on from the state it has in memory, and
// another from what was kept.
func keptWhole(e walk.Edge) bool {
	kept, err := dialog.Decode(e.Kept)
	return err == nil && cmp.Equal(kept, e.To, cmpopts.EquateEmpty())
}

// backWorks reports whether back, where it is offered, leads to another screen.
func backWorks(lib *dialog.Library, e walk.Edge) bool {
	for _, c := range e.Reply.Nav {
		if c.ID != "back" {
			continue
		}
		_, r := dialog.Step(lib, e.To, dialog.Input{At: e.In.At, Act: dialog.Press{Screen: e.Reply.Screen, Choice: "back"}})
		return r.Screen != e.Reply.Screen && !r.Stale
	}
	return true
}
