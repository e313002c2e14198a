package web_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

// TestStoriesInTheBrowser replays the dialog's stories in Chromium, with scripts on and off, and compares each page with what
// the dialog itself says. A page has no commands, no attachments and no second /start; a story is followed as far as it goes
// without them.
func TestStoriesInTheBrowser(t *testing.T) {
	stories, err := story.Read(os.DirFS("../../dialog/testdata/stories"))
	if err != nil {
		t.Fatal(err)
	}
	acts := 0
	for _, scripts := range []bool{true, false} {
		for _, told := range stories {
			name := told.Name + "/scripts on"
			if !scripts {
				name = told.Name + "/scripts off"
			}
			t.Run(name, func(t *testing.T) {
				s := newSite(t, nil)
				s.now = story.Begin()
				r := &reader{tab: s.tab(t), lib: newLibrary(t).On(dialog.Channel{Silent: true})}
				if !scripts {
					r.noScript()
				}
				acts += r.follow(told)
			})
		}
	}
	t.Logf("%d stories, %d acts", len(stories), acts)
}

// reader follows a story in a tab, with the dialog beside it.
type reader struct {
	*tab
	lib   *dialog.Library
	state dialog.State
	reply dialog.Reply
}

// commands says how the commands of other channels are reached on a page.
func commands(name string) []string {
	return map[string][]string{
		"privacy":  {"Menu", "About and privacy"},
		"progress": {"Menu", "My progress"},
		"restart":  {"Menu", "Settings", "Start again"},
	}[name]
}

// reminds reports whether an act answers the offer of a reminder.
func reminds(act story.Act) bool {
	return slices.Contains([]string{"Remind me in a week", "Remind me tomorrow", "No, go on"}, act.Arg)
}

// follow takes the acts of a story, and returns how many it could take.
func (r *reader) follow(told story.Story) int {
	r.tb.Helper()
	for i, act := range told.Acts {
		switch act.Verb {
		case "start":
			if i > 0 {
				return i
			}
			r.start(act.Arg)
		case "press":
			if reminds(act) {
				continue // a page cannot write to anybody, so it has gone on already
			}
			r.pressed(act)
		case "pick":
			for label := range strings.SplitSeq(act.Arg, ", ") {
				r.tick(label)
			}
			r.think(act)
			continue // the boxes are sent with the next button
		case "type":
			if i == 0 {
				r.open("/")
			}
			r.write(act.Arg)
			r.think(act)
		case "command":
			for _, label := range commands(act.Arg) {
				r.pressed(story.Act{Verb: "press", Arg: label})
			}
		case "wait":
			d, err := act.Wait()
			r.must(err)
			r.s.now = r.s.now.Add(d)
			continue
		default:
			return i // an attachment, an old message: a page has neither
		}
		r.same(act)
	}
	return len(told.Acts)
}

func (r *reader) start(payload string) {
	r.tb.Helper()
	path := "/"
	if payload != "" {
		path = "/?start=" + payload
	}
	r.open(path)
	r.step(dialog.Start{Payload: payload})
}

// think takes the act in the dialog.
func (r *reader) think(act story.Act) {
	r.tb.Helper()
	inputs, err := act.Inputs(r.reply, nil)
	r.must(err)
	for _, in := range inputs {
		r.step(in)
	}
}

func (r *reader) step(act dialog.Act) {
	r.state, r.reply = dialog.Step(r.lib, r.state, dialog.Input{At: r.s.now, Act: act})
}

// pressed presses a button on the page and in the dialog. On pages of help, which belong to no session, the way back is the
// browser's own.
func (r *reader) pressed(act story.Act) {
	r.tb.Helper()
	help := strings.Contains(ask(r.tab, chromedp.Location()), "/urgent")
	switch {
	case act.Arg == "Urgent help":
		r.click(`//header//a[normalize-space(.)="Urgent help"]`)
	case help && act.Arg == "Back":
		r.goBack()
	case help && act.Arg == "I am a parent or carer":
		r.press("Back to the steps")
	default:
		r.press(act.Arg)
	}
	r.think(act)
}

// write types into the box of the page and sends it.
func (r *reader) write(text string) {
	r.tb.Helper()
	r.must(chromedp.Do(r.ctx, chromedp.SendKeys(chromedp.CSS("#text"), text)))
	r.press("Send")
}

// same compares the page with the dialog's reply.
func (r *reader) same(act story.Act) {
	r.tb.Helper()
	var want string
	for _, b := range r.reply.Blocks {
		if b.Kind == dialog.Heading {
			want = content.Text(b.Spans).Plain()
			break
		}
	}
	if got := r.heading(); got != want {
		r.tb.Fatalf("after %s %s: the page is %q, want %q", act.Verb, act.Arg, got, want)
	}
	if notice := content.Text(r.reply.Notice).Plain(); notice != "" && !strings.Contains(r.words(), notice) {
		r.tb.Errorf("after %s %s: the page does not say %q", act.Verb, act.Arg, notice)
	}
}
