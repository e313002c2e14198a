package dialog_test

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

// hear types words in a state.
func hear(t *testing.T, lib *dialog.Library, s dialog.State, text string) (dialog.State, dialog.Reply) {
	t.Helper()
	return dialog.Step(lib, s, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Say{Text: text}})
}

// TestHear: what is typed leads to the screen that answers it, from anywhere.
func TestHear(t *testing.T) {
	lib := library(t)
	for _, c := range []struct{ text, want string }{
		{"snap and insta", "apps"},
		{"whatsapp, tiktok", "apps"},
		{"help", "urgent"},
		{"SOS", "urgent"},
		{"999", "urgent"},
		{"how do i turn off location on snapchat", "step:snapchat.ghost"},
		{"can i talk to a real person", "human"},
		{"delete my data", "privacy"},
		{"start again", "restart"},
		{"how far am i through", "progress"},
		{"what number can i ring for advice", "lines"},
		{"is discord ok for an 11 year old?", "app:discord"},
		{"do you speak polish", "plan"},
		{"thank you so much", "plan"},
		{"hello there", "plan"},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, r := hear(t, lib, midway(), c.text)
			if r.Screen != c.want {
				t.Errorf("got %s, want %s", r.Screen, c.want)
			}
			if !r.Fresh {
				t.Error("the answer to typed words must be a new message")
			}
		})
	}
}

// TestHearDanger: numbers and first actions at once, in any state; the place is kept, and "that's not it" never hides the help.
func TestHearDanger(t *testing.T) {
	lib := library(t)
	s, r := hear(t, lib, midway(), "my 12yo is on snap and that robbox thing, some man keeps msging her asking for nudes")
	if r.Screen != "heard:grooming" || !r.Urgent || r.Notice == nil {
		t.Fatalf("got %s, urgent %v", r.Screen, r.Urgent)
	}
	if first := plain(r.Blocks[1].Spans); !strings.Contains(first, "999") {
		t.Errorf("the second block is %q, want the emergency number before any advice", first)
	}
	for _, app := range []string{"snapchat", "roblox"} {
		if !strings.Contains(strings.Join(s.Children[0].Apps, " "), app) {
			t.Errorf("%s was not noted", app)
		}
	}
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: r.Screen, Choice: "not"}})
	if r.Screen != "plan" {
		t.Errorf("after \"that's not it\": got %s, want the place that was left", r.Screen)
	}
	if last := r.Nav[len(r.Nav)-1]; last.Role != dialog.RoleUrgent {
		t.Error("after \"that's not it\" urgent help is gone")
	}
	if _, r = hear(t, lib, s, "he is asking her for nude pictures again"); !r.Urgent {
		t.Errorf("the same danger again: got %s", r.Screen)
	}
}

// TestHearDangerFromNobody: somebody of whom nothing is held gets the help and leaves nothing behind.
func TestHearDangerFromNobody(t *testing.T) {
	lib := library(t)
	s, r := hear(t, lib, dialog.State{}, "someone is threatening to share naked pictures of my son unless he pays")
	if r.Screen != "urgent:sextortion" || !s.IsZero() {
		t.Errorf("got %s, kept %+v", r.Screen, s)
	}
}

// TestHearAChild: a child gets the child's path, and nothing about it is kept.
func TestHearAChild(t *testing.T) {
	lib := library(t)
	s, r := hear(t, lib, dialog.State{}, "im 13 and a man online wants nudes off me and says not to tell my mum")
	if !strings.HasPrefix(r.Screen, "kid:") || !s.IsZero() {
		t.Fatalf("got %s, kept %+v", r.Screen, s)
	}
	if got := story.Write(r); !strings.Contains(got, "Childline: 0800 1111") {
		t.Errorf("no Childline in:\n%s", got)
	}
}

// TestHearAnUnknownApp: three questions lead to steps that fit; never a dead end.
func TestHearAnUnknownApp(t *testing.T) {
	lib := library(t)
	s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Act: dialog.Command{Name: "apps"}})
	s, r := hear(t, lib, s, "zxqvchat")
	for _, answer := range []string{"y", "n", "u"} {
		if !strings.HasPrefix(r.Screen, "other") {
			t.Fatalf("got %s, want a question about the app", r.Screen)
		}
		s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: r.Screen, Choice: answer}})
	}
	if got := strings.Join(s.Children[0].Apps, " "); got != "other_strangers other_vanishing" {
		t.Errorf("got apps %q", got)
	}
	if !strings.HasPrefix(r.Screen, "step:other_") {
		t.Errorf("got %s, want a first step", r.Screen)
	}
}

// TestHearNonsense: a miss offers ways on, and never the same words twice running.
func TestHearNonsense(t *testing.T) {
	lib := library(t)
	s := midway()
	var last string
	for range 6 {
		var r dialog.Reply
		s, r = hear(t, lib, s, "lorem ipsum dolor sit amet consectetur")
		if now := plain(r.Notice); now == last || now == "" {
			t.Errorf("said %q twice", now)
		} else {
			last = now
		}
	}
}

// TestHearKeepsNothing: no word of what was typed enters the state or comes back.
func TestHearKeepsNothing(t *testing.T) {
	lib := library(t)
	for _, text := range []string{
		"marker7391 snapchat", "marker7391 wants to hurt herself", "marker7391", strings.Repeat("marker7391 ", 2000), "<b>marker7391</b> & more",
	} {
		s, r := hear(t, lib, midway(), text)
		if strings.Contains(string(dialog.Encode(s))+story.Write(r), "marker7391") {
			t.Errorf("words were kept or sent back for %.40q", text)
		}
	}
}

// TestNegatedAppsAreNotAdded, and are taken off the list.
func TestNegatedAppsAreNotAdded(t *testing.T) {
	lib := library(t)
	s := midway()
	s, r := hear(t, lib, s, "she has roblox, not tiktok")
	if r.Screen != "apps" || strings.Contains(strings.Join(s.Draft, " "), "tiktok") || !strings.Contains(strings.Join(s.Draft, " "), "roblox") {
		t.Errorf("got %s with %q", r.Screen, s.Draft)
	}
}

// TestRefused: a picture is refused in one calm line, and the screen stays.
func TestRefused(t *testing.T) {
	lib := library(t)
	s, r := dialog.Step(lib, midway(), dialog.Input{At: story.Begin(), Act: dialog.Refused{}})
	if r.Screen != "plan" || !strings.Contains(plain(r.Notice), "did not open") || s.At.Screen != dialog.AtPlan {
		t.Errorf("got %s, %q", r.Screen, plain(r.Notice))
	}
}

// TestACryUnderAPicture: the picture is refused, the words under it are not lost.
func TestACryUnderAPicture(t *testing.T) {
	lib := library(t)
	for caption, want := range map[string]string{
		"a man sent my daughter this and wants her to meet him": "heard:grooming", "help": "urgent", "our holiday": "plan",
	} {
		_, r := dialog.Step(lib, midway(), dialog.Input{At: story.Begin(), Act: dialog.Refused{Caption: caption}})
		if r.Screen != want || !strings.Contains(plain(r.Notice), "did not open") {
			t.Errorf("%q: got %s, %q; want %s and the refusal", caption, r.Screen, plain(r.Notice), want)
		}
	}
}

func plain(spans []dialog.Span) string { return content.Text(spans).Plain() }
