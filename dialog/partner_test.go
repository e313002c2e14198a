package dialog_test

import (
	"slices"
	"testing"

	"github.com/safesteps/safesteps/dialog"
)

// partnerCounts takes acts one after the other, with the state kept between them, and lists what was counted for a partner.
func partnerCounts(t *testing.T, lib *dialog.Library, acts ...dialog.Act) (counts []string, s dialog.State) {
	t.Helper()
	for _, act := range acts {
		var reply dialog.Reply
		var err error
		s, reply = dialog.Step(lib, s, dialog.Input{Act: act})
		if s, err = dialog.Decode(dialog.Encode(s)); err != nil {
			t.Fatal(err)
		}
		for _, e := range reply.Effects {
			if c, ok := e.(dialog.Count); ok && slices.Contains(dialog.PartnerCounts(), c.Name) {
				counts = append(counts, c.Name+" "+c.Label)
			}
		}
	}
	return counts, s
}

func TestPartnerIsCountedOnceForEachStage(t *testing.T) {
	lib := library(t)
	got, s := partnerCounts(t, lib,
		dialog.Start{Payload: "from_leeds7-age_11_12-app_snapchat"}, dialog.Press{Screen: "app:snapchat", Choice: "add"})
	first := s.At.Key()
	more, _ := partnerCounts(t, lib,
		dialog.Start{Payload: "from_leeds7-age_11_12-app_snapchat"}, dialog.Press{Screen: "app:snapchat", Choice: "add"},
		dialog.Press{Screen: first, Choice: "done"}, dialog.Command{Name: "plan"}, dialog.Command{Name: "plan"},
		dialog.Start{Payload: "from_leeds7"}, dialog.Start{Payload: "from_other1"})
	if want := []string{"partner_opened leeds7"}; !slices.Equal(got[:1], want) {
		t.Errorf("the link counts %v, want %v", got, want)
	}
	slices.Sort(more)
	if want := []string{"partner_advice leeds7", "partner_opened leeds7", "partner_plan leeds7", "partner_step leeds7"}; !slices.Equal(more, want) {
		t.Errorf("got %v, want %v", more, want)
	}
}

func TestPartnerCodes(t *testing.T) {
	lib := library(t)
	for payload, want := range map[string]string{
		"from_leeds7": "leeds7", "from_": "", "from_TOOLOUD": "", "from_abcdefghijklm": "", "from_a_b": "", "app_snapchat": "",
		"from_a-from_b": "a",
	} {
		if _, s := partnerCounts(t, lib, dialog.Start{Payload: payload}); s.Partner != want {
			t.Errorf("%s: partner %q, want %q", payload, s.Partner, want)
		}
	}
}

func TestPartnerIsCountedForUrgentHelpWithoutBeingKept(t *testing.T) {
	got, s := partnerCounts(t, library(t), dialog.Start{Payload: "from_leeds7-urgent_grooming"})
	if !slices.Equal(got, []string{"partner_opened leeds7"}) || !s.IsZero() {
		t.Errorf("counts %v and keeps %+v, want the link counted and nothing kept", got, s)
	}
}
