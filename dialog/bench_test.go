package dialog_test

import (
	"testing"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

// midway is a family in the middle of its plan: two children, seven apps, a dozen marks.
func midway() dialog.State {
	marks := map[string]dialog.Mark{}
	for i, key := range []string{
		"snapchat.contact_me", "snapchat.ghost", "snapchat.story", "whatsapp.groups", "whatsapp.two_step", "tiktok.private",
		"discord.dms", "instagram.private", "instagram.messages", "snapchat.birthday", "whatsapp.live_location", "tiktok.dms",
	} {
		marks[key] = dialog.Mark{Kind: dialog.MarkKind(1 + i%5), On: 2519}
	}
	return dialog.State{
		Locale: "en", Region: "gb", Device: content.IPhone, At: dialog.Place{Screen: dialog.AtPlan}, Seen: 2519,
		Trail: []dialog.Place{{Screen: dialog.AtWelcome}, {Screen: dialog.AtApps}, {Screen: dialog.AtCard, Subject: "snapchat.ghost"}},
		Children: []dialog.Child{
			{
				Age: content.Age11, Apps: []string{"snapchat", "whatsapp", "tiktok", "discord", "instagram"}, Marks: marks,
				Worries: []content.Concern{content.Strangers, content.Images}, Asked: 31,
			},
			{Age: content.Age16, Apps: []string{"discord", "telegram"}, Asked: 31},
		},
	}
}

func BenchmarkStep(b *testing.B) {
	lib := library(b)
	s := midway()
	press := dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: "plan", Choice: "next"}}
	b.ReportAllocs()
	for b.Loop() {
		dialog.Step(lib, s, press)
	}
}

func BenchmarkStepTyped(b *testing.B) {
	lib := library(b)
	s := midway()
	say := dialog.Input{At: story.Begin(), Act: dialog.Say{Text: "how do i turn off location on snapchat"}}
	b.ReportAllocs()
	for b.Loop() {
		dialog.Step(lib, s, say)
	}
}

func BenchmarkShow(b *testing.B) {
	lib := library(b)
	s := midway()
	b.ReportAllocs()
	for b.Loop() {
		dialog.Show(lib, s)
	}
}

func BenchmarkPlan(b *testing.B) {
	lib := library(b)
	s := midway()
	b.ReportAllocs()
	for b.Loop() {
		dialog.PlanFor(lib, s)
	}
}

func BenchmarkEncode(b *testing.B) {
	s := midway()
	b.ReportAllocs()
	for b.Loop() {
		dialog.Encode(s)
	}
	b.ReportMetric(float64(len(dialog.Encode(s))), "bytes/state")
}

func BenchmarkDecode(b *testing.B) {
	kept := dialog.Encode(midway())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dialog.Decode(kept); err != nil {
			b.Fatal(err)
		}
	}
}
