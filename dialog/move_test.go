package dialog_test

import (
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

// everywhere is a channel that leads to every other.
func everywhere() dialog.Channel {
	return dialog.Channel{Doors: []dialog.Door{
		{Channel: "telegram", Here: true, Link: "https://t.me/examplebot", With: "https://t.me/examplebot?start="},
		{Channel: "discord", Link: "https://discord.com/oauth2/authorize?client_id=1"},
		{Channel: "web", Link: "https://steps.example.org", With: "https://steps.example.org/?start="},
	}}
}

// on is everywhere as it looks from one channel.
func on(name string) dialog.Channel {
	c := everywhere()
	for i := range c.Doors {
		c.Doors[i].Here = c.Doors[i].Channel == name
	}
	c.Silent = name == "web"
	return c
}

const someCode = "K7QM3XRT9WPD"

// TestMoves replays the transcripts of parents who go from one channel to another. "> on web" goes on there; a code is what the
// transcript calls it, and works once.
func TestMoves(t *testing.T) {
	stories, err := story.Read(os.DirFS("testdata/moves"))
	if err != nil || len(stories) == 0 {
		t.Fatalf("%d transcripts, %v", len(stories), err)
	}
	for _, want := range stories {
		t.Run(want.Name, func(t *testing.T) {
			got := newMover(t).replay(want)
			if *update {
				writeIn(t, "moves", got)
				return
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Errorf("the transcript has changed (-want +got; go test ./dialog -run TestMoves -update writes it):\n%s", diff)
			}
		})
	}
}

// mover is a parent on several channels.
type mover struct {
	t     *testing.T
	lib   *dialog.Library
	on    string
	kept  map[string][]byte       // by channel
	now   map[string]dialog.Reply // by channel
	given map[string][]byte       // by code
}

func newMover(t *testing.T) *mover {
	return &mover{t: t, lib: library(t), on: "telegram", kept: map[string][]byte{}, now: map[string]dialog.Reply{}, given: map[string][]byte{}}
}

func (m *mover) replay(s story.Story) story.Story {
	m.t.Helper()
	got := story.Story{Name: s.Name, Intro: s.Intro}
	for _, act := range s.Acts {
		done := story.Act{Verb: act.Verb, Arg: act.Arg}
		if act.Verb == "on" {
			m.on = act.Arg
			got.Acts = append(got.Acts, done)
			continue
		}
		inputs, err := act.Inputs(m.now[m.on], nil)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, in := range inputs {
			m.step(in)
		}
		done.Seen = story.Write(m.now[m.on])
		got.Acts = append(got.Acts, done)
	}
	return got
}

// step is a turn with what the Runner adds to it.
func (m *mover) step(act dialog.Act) {
	m.t.Helper()
	in := dialog.Input{At: story.Begin(), Locale: "en-GB", Act: act}
	if dialog.AsksForCode(act) {
		in.Code = someCode
	}
	if code := dialog.CodeIn(act); code != "" {
		state, err := dialog.Decode(m.given[code])
		if err != nil {
			m.t.Fatal(err)
		}
		in.Brought = &dialog.Brought{State: state}
	}
	m.kept[m.on], m.now[m.on] = turn(m.t, m.lib.On(on(m.on)), m.kept[m.on], in)
	for _, e := range m.now[m.on].Effects {
		switch e := e.(type) {
		case dialog.Give:
			m.given[e.Code] = e.Body
		case dialog.Take:
			delete(m.given, e.Code)
		}
	}
}

// TestCodesAreRead holds what is taken for a code, and what never is.
func TestCodesAreRead(t *testing.T) {
	for _, c := range []struct {
		name string
		act  dialog.Act
		want string
	}{
		{"a link", dialog.Start{Payload: "move_" + someCode}, someCode},
		{"typed as shown", dialog.Say{Text: "K7QM-3XRT-9WPD"}, someCode},
		{"small letters and spaces", dialog.Say{Text: "  k7qm 3xrt 9wpd "}, someCode},
		{"a command", dialog.Command{Name: "move", Args: "k7qm-3xrt-9wpd"}, someCode},
		{"a start that was typed", dialog.Command{Name: "start", Args: "move_" + someCode}, someCode},
		{"an answer about it", dialog.Press{Screen: "arrive:" + someCode, Choice: "both"}, someCode},
		{"keeping the list here", dialog.Press{Screen: "arrive:" + someCode, Choice: "keep"}, ""},
		{"another link", dialog.Start{Payload: "app_snapchat"}, ""},
		{"a sign that no code has", dialog.Say{Text: "K7QM-3XRT-9WPO"}, ""},
		{"too short", dialog.Say{Text: "K7QM-3XRT"}, ""},
		{"words", dialog.Say{Text: "conversation"}, ""},
		{"danger", dialog.Say{Text: "i am 13 and a man wants my nudes"}, ""},
	} {
		if got := dialog.CodeIn(c.act); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestCodesThatDoNotWork are said plainly wherever they come, change nothing, and leave a way on.
func TestCodesThatDoNotWork(t *testing.T) {
	lib := library(t).On(on("telegram"))
	known := listOf("13-15", map[string]dialog.MarkKind{"snapchat.contact_me": dialog.Done}, "snapchat")
	for _, c := range []struct {
		name, says string
		from       dialog.State
		act        dialog.Act
		brought    *dialog.Brought
		at         dialog.ScreenID
	}{
		{"nothing lies behind it, somebody new", "That code does not work.", dialog.State{}, dialog.Start{Payload: "move_" + someCode}, &dialog.Brought{}, dialog.AtMenu},
		{"nobody looked", "That code does not work.", dialog.State{}, dialog.Start{Payload: "move_" + someCode}, nil, dialog.AtMenu},
		{"no code at all", "That code does not work.", dialog.State{}, dialog.Start{Payload: "move_"}, nil, dialog.AtMenu},
		{"typed wrongly", "That code does not work.", known, dialog.Say{Text: "K7QM-3XRT-9WPO"}, nil, dialog.AtPlan},
		{"used, somebody known", "That code does not work.", known, dialog.Start{Payload: "move_" + someCode}, &dialog.Brought{}, dialog.AtPlan},
		{"too many", "That was a lot of codes.", known, dialog.Say{Text: someCode}, &dialog.Brought{TooMany: true}, dialog.AtPlan},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, r := dialog.Step(lib, c.from, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: c.act, Brought: c.brought})
			if got := content.Text(r.Notice).Plain(); !strings.HasPrefix(got, c.says) {
				t.Errorf("says %q, want %q", got, c.says)
			}
			if dialog.ScreenOf(r) != c.at {
				t.Errorf("shows %s, want %s", r.Screen, c.at)
			}
			if len(r.Effects) != 0 {
				t.Errorf("has the effects %v", r.Effects)
			}
			if len(c.from.Children) > 0 && !cmp.Equal(next.Children, c.from.Children) {
				t.Errorf("the list has changed: %s", cmp.Diff(c.from.Children, next.Children))
			}
		})
	}
}

// listOf is somebody on their plan, with one child.
func listOf(age content.AgeBand, marks map[string]dialog.MarkKind, apps ...string) dialog.State {
	child := dialog.Child{Age: age, Apps: apps, Asked: dialog.AskedPlan, Marks: map[string]dialog.Mark{}}
	for key, kind := range marks {
		child.Marks[key] = dialog.Mark{Kind: kind, On: 100}
	}
	return dialog.State{Locale: "en", Region: "gb", At: dialog.Place{Screen: dialog.AtPlan}, Children: []dialog.Child{child}}
}

// TestListsAreJoined puts two lists together: nothing that was done is lost, and children of different ages stay two.
func TestListsAreJoined(t *testing.T) {
	mark := func(s dialog.State, key string, kind dialog.MarkKind, on dialog.Day) dialog.State {
		s.Children[0].Marks = maps.Clone(s.Children[0].Marks)
		s.Children[0].Marks[key] = dialog.Mark{Kind: kind, On: on}
		return s
	}
	steps := library(t).App("snapchat").Steps
	x, y := content.StepKey("snapchat", steps[0].ID), content.StepKey("snapchat", steps[1].ID)
	here := mark(mark(listOf("13-15", nil, "snapchat"), x, dialog.Done, 100), y, dialog.Later, 100)
	there := mark(mark(listOf("", nil, "kik"), x, dialog.CouldNotFind, 120), y, dialog.ChildSaidNo, 120)
	got := join(t, here, there)
	want := []dialog.Child{{
		Age: "13-15", Apps: []string{"snapchat", "kik"}, Asked: dialog.AskedPlan,
		Marks: map[string]dialog.Mark{x: {Kind: dialog.Done, On: 100}, y: {Kind: dialog.ChildSaidNo, On: 120}},
	}}
	if diff := cmp.Diff(want, got.Children); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	got = join(t, there, here)
	if m := got.Children[0].Marks; m[x].Kind != dialog.Done || m[y].Kind != dialog.ChildSaidNo {
		t.Errorf("the other way round: %v", m)
	}
	if got := join(t, listOf("13-15", nil, "snapchat"), listOf("8-10", nil, "roblox")); len(got.Children) != 2 {
		t.Errorf("%d children, want two of different ages", len(got.Children))
	}
	full := listOf("13-15", nil, "snapchat")
	for len(full.Children) < dialog.MaxChildren {
		full.Children = append(full.Children, dialog.Child{Age: "16-17", Apps: []string{"kik"}})
	}
	if got := join(t, full, listOf("8-10", nil, "roblox")); !cmp.Equal(got.Children, full.Children) {
		t.Errorf("more children than fit: %s", cmp.Diff(full.Children, got.Children))
	}
}

// join answers that both lists should be put together, as the Runner would take it.
func join(t *testing.T, here, there dialog.State) dialog.State {
	t.Helper()
	lib := library(t).On(on("telegram"))
	brought := &dialog.Brought{State: there}
	here, r := dialog.Step(lib, here, dialog.Input{At: story.Begin(), Act: dialog.Say{Text: someCode}, Brought: brought})
	if dialog.ScreenOf(r) != dialog.AtArrive || len(r.Effects) != 0 {
		t.Fatalf("shows %s with the effects %v, want the question", r.Screen, r.Effects)
	}
	here, _ = dialog.Step(lib, here, dialog.Input{At: story.Begin().Add(time.Minute), Act: dialog.Press{Screen: r.Screen, Choice: "both"}, Brought: brought})
	return here
}

// TestCarriedHoldsNoConversation looks at what goes behind a code: the family, not where they stood.
func TestCarriedHoldsNoConversation(t *testing.T) {
	s := listOf("13-15", nil, "snapchat")
	s.Trail, s.Draft, s.Reminder = []dialog.Place{{Screen: dialog.AtFound}}, []string{"x"}, true
	_, r := dialog.Step(library(t).On(on("telegram")), s, dialog.Input{At: story.Begin(), Act: dialog.Command{Name: "move"}, Code: someCode})
	if len(r.Effects) != 1 {
		t.Fatalf("effects %v, want one", r.Effects)
	}
	got, err := dialog.Decode(r.Effects[0].(dialog.Give).Body)
	if err != nil {
		t.Fatal(err)
	}
	if got.Trail != nil || got.Draft != nil || got.Reminder || got.At.Screen != dialog.AtPlan || len(got.Children) != 1 {
		t.Errorf("carries %+v", got)
	}
}

// TestSilentChannelOffersNoReminder keeps a step for later where nobody can be written to.
func TestSilentChannelOffersNoReminder(t *testing.T) {
	for _, c := range []struct {
		silent bool
		want   dialog.ScreenID
	}{{false, dialog.AtNudge}, {true, dialog.AtAge}} {
		lib := library(t).On(dialog.Channel{Silent: c.silent})
		key := content.StepKey("snapchat", lib.App("snapchat").Steps[0].ID)
		s := listOf("", nil, "snapchat")
		s.At = dialog.Place{Screen: dialog.AtCard, Subject: key}
		next, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Act: dialog.Press{Screen: s.At.Key(), Choice: "later"}})
		if got := dialog.ScreenOf(r); got != c.want {
			t.Errorf("silent %v: shows %s, want %s", c.silent, got, c.want)
		}
		if next.Children[0].Marks[key].Kind != dialog.Later {
			t.Errorf("silent %v: the answer is lost", c.silent)
		}
	}
}

// TestShareCommand makes links of the words behind the command, in any order.
func TestShareCommand(t *testing.T) {
	lib := library(t).On(on("telegram"))
	for _, c := range []struct{ args, want string }{
		{"", "https://t.me/examplebot?start="},
		{"snapchat", "https://t.me/examplebot?start=app_snapchat"},
		{"leeds7 11-12 Snapchat", "https://t.me/examplebot?start=from_leeds7-age_11_12-app_snapchat"},
		{"leeds7 sextortion", "https://t.me/examplebot?start=from_leeds7-topic_sextortion"},
		{"<b>& !", "https://t.me/examplebot?start="},
	} {
		s, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Command{Name: "share", Args: c.args}})
		if got := targets(r); len(got) < 2 || got[0] != c.want {
			t.Errorf("%q: links %q, want %q first", c.args, got, c.want)
		}
		if got := targets(dialog.Show(lib, s)); len(got) == 0 || got[0] != c.want {
			t.Errorf("%q: drawn again, it has the links %q", c.args, got)
		}
	}
}

// targets lists the links of a reply.
func targets(r dialog.Reply) []string {
	var all []string
	for _, b := range r.Blocks {
		for _, item := range append([][]dialog.Span{b.Spans}, b.Items...) {
			for _, s := range item {
				if s.Target != "" {
					all = append(all, s.Target)
				}
			}
		}
	}
	return all
}
