package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

func familyWith(age content.AgeBand, worries []content.Concern, apps ...string) dialog.State {
	return dialog.State{Locale: "en", Region: "gb", Children: []dialog.Child{{Age: age, Worries: worries, Apps: apps}}}
}

func keys(p dialog.Plan) []string {
	var all []string
	for _, s := range p.Steps {
		all = append(all, s.Key)
	}
	return all
}

// TestPlanPutsWorriesFirst: for every worry, the first step of the plan lowers it where any step of the apps does.
func TestPlanPutsWorriesFirst(t *testing.T) {
	lib := library(t)
	for _, worry := range content.Concerns() {
		p := dialog.PlanFor(lib, familyWith("", []content.Concern{worry}, "snapchat", "whatsapp", "instagram", "tiktok"))
		if !slices.Contains(p.Steps[0].Step.Lowers, worry) {
			t.Errorf("worry %s: the first step is %s, which lowers %v", worry, p.Steps[0].Key, p.Steps[0].Step.Lowers)
		}
		why := p.Why(lib, p.Steps[0].Key)
		if !slices.ContainsFunc(why, func(r *content.Rule) bool { return strings.HasPrefix(r.ID, "worry_") }) {
			t.Errorf("worry %s: the reason is not named", worry)
		}
	}
}

// TestPlanBelowTheMinimumAge lifts the step that is meant for it.
func TestPlanBelowTheMinimumAge(t *testing.T) {
	lib := library(t)
	young := dialog.PlanFor(lib, familyWith(content.Age8to10, nil, "kik"))
	if len(young.Under) != 1 || !young.Steps[0].Step.Minimum {
		t.Errorf("got %d apps under age, first %s", len(young.Under), young.Steps[0].Key)
	}
	if old := dialog.PlanFor(lib, familyWith(content.Age16, nil, "whatsapp")); len(old.Under) != 0 {
		t.Errorf("16 is called too young for WhatsApp")
	}
}

func TestPlanCounts(t *testing.T) {
	lib := library(t)
	s := familyWith("", nil, "kik")
	all := dialog.PlanFor(lib, s)
	ks := keys(all)
	s.Children[0].Marks = map[string]dialog.Mark{
		ks[0]: {Kind: dialog.Done}, ks[1]: {Kind: dialog.NotForUs}, ks[2]: {Kind: dialog.Later}, ks[3]: {Kind: dialog.ChildSaidNo},
	}
	p := dialog.PlanFor(lib, s)
	if p.Done != 1 || p.Total != len(ks)-1 {
		t.Errorf("done %d, total %d of %d", p.Done, p.Total, len(ks))
	}
	if want := all.Minutes - all.Steps[0].Step.Minutes - all.Steps[1].Step.Minutes; p.Minutes != want {
		t.Errorf("got %d minutes, want %d", p.Minutes, want)
	}
	if next := p.Next(); next == nil || next.Key != ks[4] {
		t.Errorf("next is %+v, want the first that nothing was said about", next)
	}
	for _, k := range ks[4:] {
		s.Children[0].Marks[k] = dialog.Mark{Kind: dialog.Done}
	}
	p = dialog.PlanFor(lib, s)
	if next := p.Next(); next == nil || next.Key != ks[2] {
		t.Errorf("next is %+v, want the first that was put off", next)
	}
	if empty := dialog.PlanFor(lib, dialog.State{}); empty.Next() != nil {
		t.Error("an empty plan has a next step")
	}
	if p.Why(lib, "no.step") != nil {
		t.Error("a step that does not exist has reasons")
	}
}

// TestSheet: one page with everything, and nothing that names a child.
func TestSheet(t *testing.T) {
	lib := library(t)
	s := familyWith(content.Age11, []content.Concern{content.Strangers}, "snapchat", "whatsapp")
	s.Device = content.Android
	s.Children[0].Marks = map[string]dialog.Mark{"snapchat.ghost": {Kind: dialog.Done}, "snapchat.story": {Kind: dialog.NotForUs}}
	got := story.Write(dialog.Reply{Blocks: dialog.Sheet(lib, s, content.Date{Year: 2026, Month: time.December, Day: 1})})
	for _, want := range []string{"1 December 2026", "Call 999", "Ghost Mode (done)", "NSPCC Helpline", "On Android:", "WHERE THIS COMES FROM", "People should be 13 or over"} {
		if !strings.Contains(got, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	for _, never := range []string{"stories (", "On iPhone:", "11 or 12"} {
		if strings.Contains(got, never) {
			t.Errorf("the sheet has %q", never)
		}
	}
}

func TestCard(t *testing.T) {
	lib := library(t)
	today := content.Date{Year: 2026, Month: time.December, Day: 1}
	for id, want := range map[string]string{"snapchat": "Ghost Mode", "gb-childline": "0800 1111", "best_three": "-", "wechat": "WeChat"} {
		blocks, ok := lib.Card(id, "en", today)
		if got := story.Write(dialog.Reply{Blocks: blocks}); !ok || !strings.Contains(got, want) {
			t.Errorf("%s: %v, no %q", id, ok, want)
		}
	}
	if _, ok := lib.Card("nobody", "en", today); ok {
		t.Error("a card of nobody")
	}
}

// TestOverdueSteps: when a path was not reviewed in time it becomes a hint of what to look for, with the maker's page.
func TestOverdueSteps(t *testing.T) {
	lib := library(t)
	s := midway()
	s.At = dialog.Place{Screen: dialog.AtCard, Subject: "snapchat.ghost"}
	for at, want := range map[string]bool{"2026-12-01": false, "2028-01-01": true} {
		when, err := time.Parse(time.DateOnly, at)
		if err != nil {
			t.Fatal(err)
		}
		_, r := dialog.Step(lib, s, dialog.Input{At: when})
		got := story.Write(r)
		if vague := strings.Contains(got, "This menu may have changed"); vague != want {
			t.Errorf("on %s: vague is %v, want %v:\n%s", at, vague, want, got)
		}
		if !strings.Contains(got, "https://") {
			t.Errorf("on %s: the maker's page is gone", at)
		}
	}
}

// TestOverdueHelplines: an overdue helpline keeps its number and points to the page for hours.
func TestOverdueHelplines(t *testing.T) {
	lib := library(t)
	_, r := dialog.Step(lib, midway(), dialog.Input{At: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC), Act: dialog.Start{Payload: "urgent_self_harm"}})
	got := story.Write(r)
	if !strings.Contains(got, "116 123") || !strings.Contains(got, "See the page for opening hours") && !strings.Contains(got, "see the page for opening hours") {
		t.Errorf("got:\n%s", got)
	}
	if strings.Contains(got, "Open day and night") {
		t.Error("overdue hours are shown")
	}
}
