package bottest

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
	"github.com/safesteps/safesteps/store"
)

// Stage is a channel with one person in front of it, for the stories. Each act returns once the bot's answer can be seen.
type Stage interface {
	Start(payload string)
	Press(label string)
	// PressOld presses a button of a message that is no longer the last screen.
	PressOld(label string)
	// Pick changes one answer of a question of many.
	Pick(label string)
	Type(text string)
	Command(name, args string)
	// Attach sends a picture.
	Attach()
	// Shown is what the last answer shows: the text of its last message, and the labels of its controls in order, without
	// the marks that a channel adds to what is picked.
	Shown() (text string, labels []string)
}

// Clock is a clock that a test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands where stories begin.
func NewClock() *Clock { return &Clock{now: story.Begin()} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Library is the built-in content, ready for the dialog.
func Library(t testing.TB) *dialog.Library {
	t.Helper()
	c, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return dialog.NewLibrary(c)
}

// Memory is a store that lives as long as the test.
func Memory(t testing.TB) *store.Memory {
	t.Helper()
	sealer, err := store.NewSealer([]byte("a secret that only this test has"))
	if err != nil {
		t.Fatal(err)
	}
	return store.NewMemory(sealer)
}

// Stories are the transcripts that every channel replays.
func Stories(t testing.TB) []story.Story {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	all, err := story.Read(os.DirFS(filepath.Join(filepath.Dir(here), "..", "..", "dialog", "testdata", "stories")))
	if err != nil || len(all) < 12 {
		t.Fatalf("got %d stories, %v; want at least 12", len(all), err)
	}
	return all
}

// RunStories replays every story on a channel. After each act, what the person sees must be what Fit makes of the reply that
// the dialog gives: nothing lost, nothing added on the way. open starts the channel with a fresh Runner.
func RunStories(t *testing.T, name string, fit bots.Channel, open func(t *testing.T, r *bots.Runner, clock *Clock) Stage) {
	lib := Library(t)
	for _, s := range Stories(t) {
		t.Run(s.Name, func(t *testing.T) {
			clock := NewClock()
			runner := bots.NewRunner(bots.RunnerConfig{Library: lib, Store: Memory(t), Now: clock.Now, Channels: map[string]bots.Channel{name: fit}})
			play(t, lib, s, fit, clock, open(t, runner, clock))
		})
	}
}

// play takes a story through the dialog and the channel side by side.
func play(t *testing.T, lib *dialog.Library, s story.Story, fit bots.Channel, clock *Clock, stage Stage) {
	t.Helper()
	var state dialog.State
	var now dialog.Reply
	var earlier []dialog.Reply
	for _, act := range s.Acts {
		wait, err := act.Wait()
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(wait)
		if act.Verb == "wait" {
			continue
		}
		inputs, err := act.Inputs(now, earlier)
		if err != nil {
			t.Fatal(err)
		}
		perform(stage, act)
		for _, in := range inputs {
			earlier = append(earlier, now)
			state, now = dialog.Step(lib, state, dialog.Input{At: clock.Now(), Locale: "en-GB", Act: in})
		}
		expect(t, act, now, fit, stage)
	}
}

func perform(stage Stage, act story.Act) {
	switch act.Verb {
	case "start":
		stage.Start(act.Arg)
	case "press":
		stage.Press(act.Arg)
	case "old":
		stage.PressOld(act.Arg)
	case "pick":
		for label := range strings.SplitSeq(act.Arg, ", ") {
			stage.Pick(label)
		}
	case "type":
		stage.Type(act.Arg)
	case "command":
		name, args, _ := strings.Cut(act.Arg, " ")
		stage.Command(name, args)
	case "send":
		stage.Attach()
	}
}

func expect(t *testing.T, act story.Act, r dialog.Reply, fit bots.Channel, stage Stage) {
	t.Helper()
	messages := bots.Fit(r, fit.Caps(bots.Room{}), fit.Format)
	want := messages[len(messages)-1]
	text, labels := stage.Shown()
	if diff := cmp.Diff(Tidy(want.Plain), Tidy(text)); diff != "" {
		t.Errorf("after %q %q the text differs (-want +got):\n%s", act.Verb, act.Arg, diff)
	}
	if diff := cmp.Diff(Labels(want), labels); diff != "" {
		t.Errorf("after %q %q the controls differ (-want +got):\n%s", act.Verb, act.Arg, diff)
	}
}

// Labels lists the labels of a message's controls in the order in which they are seen, without the marks of what is picked.
func Labels(m bots.Message) []string {
	var all []string
	if m.Select != nil {
		for _, o := range m.Select.Options {
			all = append(all, o.Label)
		}
	}
	for _, row := range m.Rows {
		for _, b := range row {
			all = append(all, strings.TrimPrefix(b.Label, "✓ "))
		}
	}
	return slices.Clip(all)
}

// Tidy drops the blank space that platforms trim.
func Tidy(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}
