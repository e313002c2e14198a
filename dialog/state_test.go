package dialog_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

func TestEncodeDecode(t *testing.T) {
	want := midway()
	got, err := dialog.Decode(dialog.Encode(want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a state changed on its way (-want +got):\n%s", diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		kept  string
		newer bool
	}{
		"newer":      {`{"v":99}`, true},
		"no version": {`{"s":"plan"}`, false},
		"garbage":    {`{"v":1,"s":"marker7391"`, false},
		"more after": {`{"v":1,"s":"plan"}{`, false},
		"too large":  {`{"v":1,"i":256}`, false},
		"below zero": {`{"v":1,"t":-1}`, false},
		"no number":  {`{"v":1,"t":}`, false},
		"an escape":  {`{"v":1,"s":"marker7391\x"}`, false},
		"too deep":   {`{"v":1,"z":` + strings.Repeat("[", 1<<16), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dialog.Decode([]byte(c.kept))
			if err == nil || errors.Is(err, dialog.ErrNewerState) != c.newer {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "marker7391") {
				t.Errorf("the error quotes the state: %v", err)
			}
		})
	}
	const more = `{"z":[1,-2.5e3,{"y":[null,true,false,"\u0041"]}],"v":1,"s":"plan","l":"en"}`
	if s, err := dialog.Decode([]byte(more)); err != nil || s.At.Screen != dialog.AtPlan {
		t.Errorf("with a field of a later version: got %+v, %v; want the rest of it", s, err)
	}
	if s, err := dialog.Decode(nil); err != nil || !s.IsZero() {
		t.Errorf("nothing kept: got %+v, %v; want the zero state", s, err)
	}
}

// TestStateHoldsIdsOnly: the stored form of a state has no room for words.
func TestStateIsSmall(t *testing.T) {
	if n := len(dialog.Encode(midway())); n > 600 {
		t.Errorf("a family in the middle of its plan takes %d bytes, want at most 600", n)
	}
}

// TestUnknownIdsAreDropped: progress survives a content update; ids that are gone are dropped in silence.
func TestUnknownIdsAreDropped(t *testing.T) {
	lib := library(t)
	s := midway()
	s.Region, s.Device = "atlantis", "abacus"
	s.At = dialog.Place{Screen: dialog.AtCard, Subject: "myspace.friends"}
	s.Trail = append(s.Trail, dialog.Place{Screen: "gone"}, dialog.Place{Screen: dialog.AtAppCard, Subject: "myspace"})
	s.Children[0].Apps = append(s.Children[0].Apps, "myspace")
	s.Children[0].Marks["myspace.friends"] = dialog.Mark{Kind: dialog.Done, On: 1}
	s.Children[1].Age = "99"
	for range 9 {
		s.Children = append(s.Children, dialog.Child{})
	}
	before := len(midway().Children[0].Marks)
	got, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: "step:myspace.friends", Choice: "done"}})
	if r.Screen != "menu" || !r.Stale {
		t.Errorf("got %s, stale %v; want the menu and a word about the old button", r.Screen, r.Stale)
	}
	if strings.Contains(string(dialog.Encode(got)), "myspace") || got.Region != "gb" || got.Device != "" || got.Children[1].Age != "" {
		t.Errorf("kept %s", dialog.Encode(got))
	}
	if len(got.Children) != dialog.MaxChildren || len(got.Children[0].Marks) > before {
		t.Errorf("got %d children, %d marks", len(got.Children), len(got.Children[0].Marks))
	}
	if _, ok := s.Children[0].Marks["myspace.friends"]; !ok {
		t.Error("Step changed the state it was given")
	}
}

// TestStepIsTotal: any input in any state gives a sensible reply, and the state given is not changed.
func TestStepIsTotal(t *testing.T) {
	lib := library(t)
	word := rapid.OneOf(rapid.StringMatching(`[a-z_.:|+-]{0,30}`), rapid.SampledFrom([]string{
		"plan", "apps", "step:snapchat.ghost", "urgent", "urgent:grooming", "kid", "kid:sextortion", "nearest", "other:yy", "heard:bullying", "children", "c0", "c9",
		"+kik", "-kik", "ok", "back", "menu", "u_grooming", "done", "later", "yes", "no", "remove", "forget", "start", "next", "more", "skip",
	}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		s := dialog.State{}
		if rapid.Bool().Draw(t, "known") {
			s = midway()
		}
		s.At = dialog.Place{Screen: dialog.ScreenID(word.Draw(t, "screen")), Subject: word.Draw(t, "subject"), Page: rapid.IntRange(-3, 99).Draw(t, "page")}
		s.Current = rapid.IntRange(-2, 9).Draw(t, "current")
		for range rapid.IntRange(1, 8).Draw(t, "turns") {
			before := dialog.Encode(s)
			next, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Locale: word.Draw(t, "locale"), Act: drawAct(t, word)})
			if string(dialog.Encode(s)) != string(before) {
				t.Fatal("Step changed the state it was given")
			}
			if len(r.Blocks) == 0 || len(r.Nav) == 0 || r.Nav[len(r.Nav)-1].Role != dialog.RoleUrgent {
				t.Fatalf("%s shows nothing, or no urgent help", r.Screen)
			}
			s = next
		}
	})
}

func drawAct(t *rapid.T, word *rapid.Generator[string]) dialog.Act {
	switch rapid.IntRange(0, 7).Draw(t, "act") {
	case 0:
		return dialog.Start{Payload: word.Draw(t, "payload")}
	case 1:
		return dialog.Submit{Screen: word.Draw(t, "screen"), Choices: []string{word.Draw(t, "choice"), "kik"}, Confirm: true}
	case 2:
		return dialog.Say{Text: word.Draw(t, "text")}
	case 3:
		return dialog.Command{Name: word.Draw(t, "name"), Args: word.Draw(t, "args")}
	case 4:
		return dialog.Refused{}
	case 5:
		return dialog.Tick{}
	case 6:
		return nil
	}
	return dialog.Press{Screen: word.Draw(t, "screen"), Choice: word.Draw(t, "choice")}
}

// TestSubmit answers a question of many at once, as check boxes and select menus do.
func TestSubmit(t *testing.T) {
	lib := library(t)
	s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Act: dialog.Command{Name: "apps"}})
	s, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Submit{Screen: "apps", Choices: []string{"kik", "nonsense", "viber", "kik"}}})
	if got := strings.Join(s.Draft, " "); got != "kik viber" || r.Screen != "apps" {
		t.Errorf("got %q on %s", got, r.Screen)
	}
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Submit{Screen: "apps", Choices: []string{"viber"}, Confirm: true}})
	if got := strings.Join(s.Children[0].Apps, " "); got != "viber" || !strings.HasPrefix(r.Screen, "step:viber.") {
		t.Errorf("got %q, then %s", got, r.Screen)
	}
	if _, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Submit{Screen: "apps", Choices: []string{"kik"}, Confirm: true}}); !r.Stale {
		t.Error("an old submit was taken")
	}
}

// TestTogglesAreIdempotent: a double press has one effect.
func TestTogglesAreIdempotent(t *testing.T) {
	lib := library(t)
	s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Act: dialog.Command{Name: "apps"}})
	for range 2 {
		s, _ = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: "apps", Choice: "+kik"}})
	}
	if got := strings.Join(s.Draft, " "); got != "kik" {
		t.Errorf("after two presses of +kik: %q", got)
	}
	for range 2 {
		s, _ = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: "apps", Choice: "-kik"}})
	}
	if len(s.Draft) != 0 {
		t.Errorf("after two presses of -kik: %q", s.Draft)
	}
}

func TestPayloads(t *testing.T) {
	lib := library(t)
	for payload, want := range map[string]string{
		"":                             "hello",
		"nonsense":                     "hello",
		"urgent":                       "urgent",
		"urgent_grooming":              "urgent:grooming",
		"urgent_nonsense":              "urgent",
		"app_snapchat":                 "app:snapchat",
		"app_myspace":                  "hello",
		"topic_images":                 "about:images",
		"topic_secret_chats":           "guide:secret_chats",
		"topic_bullying":               "urgent:bullying",
		"age_11_12-app_kik":            "app:kik",
		"app_kik-urgent":               "urgent",
		strings.Repeat("app_kik-", 50): "app:kik",
	} {
		_, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Act: dialog.Start{Payload: payload}})
		if r.Screen != want {
			t.Errorf("%q opens %s, want %s", payload, r.Screen, want)
		}
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want dialog.Day
	}{
		{time.Date(2019, 12, 31, 23, 0, 0, 0, time.UTC), 0},
		{time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), 1},
		{time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), 2519},
		{time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), 0},
		{time.Time{}, 0},
	} {
		if got := dialog.DayOf(c.at); got != c.want {
			t.Errorf("%s: got day %d, want %d", c.at, got, c.want)
		}
	}
	if got := dialog.Day(2519).Time().Format(time.DateOnly); got != "2026-11-23" {
		t.Errorf("day 2519 is %s", got)
	}
}

// TestReminder: later offers a reminder once, and a tick brings the plan.
func TestReminder(t *testing.T) {
	lib := library(t)
	s := midway()
	s, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: "plan", Choice: "next"}})
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: r.Screen, Choice: "later"}})
	if !strings.HasPrefix(r.Screen, "later:") {
		t.Fatalf("got %s, want the offer of a reminder", r.Screen)
	}
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: r.Screen, Choice: "week"}})
	if len(r.Effects) != 1 || r.Effects[0] != (dialog.Remind{Days: 7}) {
		t.Errorf("got effects %v", r.Effects)
	}
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: r.Screen, Choice: "later"}})
	if strings.HasPrefix(r.Screen, "later:") {
		t.Error("the reminder is offered although one is set")
	}
	s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Tick{}})
	if r.Screen != "plan" || s.Reminder || !r.Fresh {
		t.Errorf("a tick brings %s, reminder still set: %v", r.Screen, s.Reminder)
	}
	if zero, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Act: dialog.Tick{}}); !zero.IsZero() || len(r.Blocks) == 0 {
		t.Error("a tick for nobody keeps something or shows nothing")
	}
}

// TestTrouble: when something is wrong on our side, the number and urgent help are there.
func TestTrouble(t *testing.T) {
	r := dialog.Trouble(library(t), dialog.State{})
	if got := story.Write(r); !strings.Contains(got, "Call 999") || !r.Urgent {
		t.Errorf("got:\n%s", got)
	}
}

// TestRegionOfANewPerson comes from the platform's language.
func TestLocaleOfANewPerson(t *testing.T) {
	lib := library(t)
	for _, hint := range []string{"en-GB", "en_GB", "", "zz-ZZ", "english please"} {
		s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: hint, Act: dialog.Start{}})
		if s.Locale == "" || lib.Region(s.Region) == nil {
			t.Errorf("%q: got locale %q, region %q", hint, s.Locale, s.Region)
		}
	}
	if content.DefaultLocale != "en" {
		t.Errorf("the default locale is %q", content.DefaultLocale)
	}
}
