package bots_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// moving is a Runner with two channels over one SQLite file, and a clock.
type moving struct {
	*bots.Runner
	t   *testing.T
	db  *savings
	now time.Time
}

// savings is a store whose next saves may fail.
type savings struct {
	*store.SQLite
	mu   sync.Mutex
	fail []error
}

func (s *savings) Save(ctx context.Context, t store.Turn) error {
	s.mu.Lock()
	var err error
	if len(s.fail) > 0 {
		err, s.fail = s.fail[0], s.fail[1:]
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.SQLite.Save(ctx, t)
}

func newMoving(t *testing.T) *moving {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "move.db"), []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m := &moving{t: t, db: &savings{SQLite: db}, now: now()}
	fit := bots.Channel{Caps: func(bots.Room) bots.Caps { return bots.Caps{Edit: true} }, Format: bots.NewFormatter(bots.Markup{})}
	m.Runner = bots.NewRunner(bots.RunnerConfig{
		Library: library(t), Store: m.db, Now: func() time.Time { return m.now },
		Places: func() bots.Places {
			return bots.Places{TelegramBot: "examplebot", Web: "https://steps.example.org", Discord: true}
		},
		Channels: map[string]bots.Channel{"telegram": fit, "discord": fit, "web": fit},
	})
	return m
}

// do takes one act of a person and returns what they see.
func (m *moving) do(channel, person string, act dialog.Act) (dialog.Reply, error) {
	m.t.Helper()
	shown := make(chan dialog.Reply, 1)
	err := m.Handle(m.t.Context(), bots.Event{
		Channel: channel, Person: bots.PersonID(person), Room: bots.Room{ID: bots.RoomID(person)}, At: m.now, Locale: "en-GB", Act: act,
		Reply: bots.ResponderFunc(func(_ context.Context, out bots.Outcome) error {
			shown <- out.Reply
			return nil
		}),
	})
	if err != nil {
		return dialog.Reply{}, err
	}
	return <-shown, nil
}

func (m *moving) must(channel, person string, act dialog.Act) dialog.Reply {
	m.t.Helper()
	r, err := m.do(channel, person, act)
	if err != nil {
		m.t.Fatal(err)
	}
	return r
}

// begun is somebody on Telegram with an app on their list, and the code that they made.
func (m *moving) begun(person string) (code string) {
	m.t.Helper()
	m.must("telegram", person, dialog.Start{Payload: "app_snapchat"})
	return codeOf(m.must("telegram", person, dialog.Command{Name: "move"}))
}

// codeOf is the code that a reply shows; empty for none.
func codeOf(r dialog.Reply) string {
	screen, code, _ := strings.Cut(r.Screen, ":")
	if screen != string(dialog.AtMove) {
		return ""
	}
	return code
}

// apps is what stands on somebody's list.
func (m *moving) apps(channel, person string) string {
	m.t.Helper()
	rec, err := m.db.Load(m.t.Context(), m.db.Key(channel, person))
	if err != nil {
		m.t.Fatal(err)
	}
	s, err := dialog.Decode(rec.State)
	if err != nil {
		m.t.Fatal(err)
	}
	if len(s.Children) == 0 {
		return ""
	}
	return strings.Join(s.Children[0].Apps, " ")
}

func notice(r dialog.Reply) string { return content.Text(r.Notice).Plain() }

func TestMoveToAnotherChannel(t *testing.T) {
	m := newMoving(t)
	code := m.begun("1")
	if code == "" {
		t.Fatal("no code was shown")
	}
	r := m.must("web", "2", dialog.Say{Text: code[:4] + " " + code[4:8] + " " + code[8:]})
	if got := m.apps("web", "2"); got != "snapchat" || notice(r) != "Your list is here now." {
		t.Errorf("the list is %q, the notice %q", got, notice(r))
	}
	if got := m.apps("telegram", "1"); got != "snapchat" {
		t.Errorf("who moved on has %q, want their list to stay", got)
	}
	if r := m.must("discord", "3", dialog.Command{Name: "move", Args: code}); !strings.HasPrefix(notice(r), "That code does not work.") {
		t.Errorf("used twice: %q", notice(r))
	}
}

func TestCodeEndsAfterHalfAnHour(t *testing.T) {
	m := newMoving(t)
	early, late := m.begun("1"), m.begun("2")
	m.now = m.now.Add(dialog.CodeLife - time.Second)
	m.must("web", "3", dialog.Start{Payload: "move_" + early})
	m.now = m.now.Add(time.Second)
	m.must("web", "4", dialog.Start{Payload: "move_" + late})
	if a, b := m.apps("web", "3"), m.apps("web", "4"); a != "snapchat" || b != "" {
		t.Errorf("a second before: %q, then %q; want the list and nothing", a, b)
	}
}

// TestTwoTakeAtOnce lets many people bring one code at the same moment: one has the list, and the others are told.
func TestTwoTakeAtOnce(t *testing.T) {
	m := newMoving(t)
	code := m.begun("1")
	const people = 12
	var all sync.WaitGroup
	said := make([]string, people)
	for i := range people {
		all.Go(func() {
			r, err := m.do("web", strings.Repeat("p", i+1), dialog.Start{Payload: "move_" + code})
			if err != nil {
				t.Errorf("%v", err)
			}
			said[i] = notice(r)
		})
	}
	all.Wait()
	have := 0
	for i := range people {
		got := m.apps("web", strings.Repeat("p", i+1))
		switch {
		case got == "snapchat" && said[i] == "Your list is here now.":
			have++
		case got == "" && strings.HasPrefix(said[i], "That code does not work."):
		default:
			t.Errorf("has %q and was told %q", got, said[i])
		}
	}
	if have != 1 {
		t.Errorf("%d people have the list, want 1", have)
	}
}

// TestCrashBeforeTheListIsKept loses nothing: the code is good until the turn that takes it is on the disk.
func TestCrashBeforeTheListIsKept(t *testing.T) {
	m := newMoving(t)
	code := m.begun("1")
	m.db.fail = []error{store.ErrFull}
	if _, err := m.do("web", "2", dialog.Start{Payload: "move_" + code}); !errors.Is(err, store.ErrFull) {
		t.Fatalf("got %v, want the store's error", err)
	}
	if got := m.apps("web", "2"); got != "" {
		t.Fatalf("has %q before anything was kept", got)
	}
	m.must("web", "2", dialog.Start{Payload: "move_" + code})
	if got := m.apps("web", "2"); got != "snapchat" {
		t.Errorf("has %q the second time, want snapchat", got)
	}
}

// TestQuestionAboutTwoListsTakesNothing leaves the code good until the answer.
func TestQuestionAboutTwoListsTakesNothing(t *testing.T) {
	m := newMoving(t)
	code := m.begun("1")
	m.must("web", "2", dialog.Start{Payload: "app_kik"})
	r := m.must("web", "2", dialog.Start{Payload: "move_" + code})
	if dialog.ScreenOf(r) != dialog.AtArrive {
		t.Fatalf("shows %s", r.Screen)
	}
	m.must("web", "2", dialog.Press{Screen: r.Screen, Choice: "keep"})
	r = m.must("web", "2", dialog.Start{Payload: "move_" + code})
	m.must("web", "2", dialog.Press{Screen: r.Screen, Choice: "both"})
	if got := m.apps("web", "2"); got != "kik snapchat" {
		t.Errorf("has %q, want both", got)
	}
	r = m.must("discord", "3", dialog.Start{Payload: "move_" + code})
	if !strings.HasPrefix(notice(r), "That code does not work.") {
		t.Errorf("after the answer: %q", notice(r))
	}
}

// TestCodesAreLimited bounds making and trying. Who is over a bound is told, can wait, and has urgent help all the time.
func TestCodesAreLimited(t *testing.T) {
	m := newMoving(t)
	first := m.begun("1")
	seen := map[string]bool{first: true}
	for range 9 {
		seen[codeOf(m.must("telegram", "1", dialog.Command{Name: "move"}))] = true
	}
	if len(seen) != 10 || seen[""] {
		t.Errorf("%d different codes within the bound, want 10", len(seen))
	}
	if got := codeOf(m.must("telegram", "1", dialog.Command{Name: "move"})); got != "" {
		t.Error("a code was made over the bound")
	}
	for range 10 {
		m.must("web", "guesser", dialog.Start{Payload: "move_ZZZZZZZZZZZZ"})
	}
	r := m.must("web", "guesser", dialog.Start{Payload: "move_" + first})
	if !strings.HasPrefix(notice(r), "That was a lot of codes.") || m.apps("web", "guesser") != "" {
		t.Errorf("over the bound: %q, list %q", notice(r), m.apps("web", "guesser"))
	}
	if r := m.must("web", "guesser", dialog.Command{Name: "urgent"}); !r.Urgent {
		t.Error("no urgent help over the bound")
	}
	m.now = m.now.Add(30 * time.Minute)
	if got := codeOf(m.must("telegram", "1", dialog.Command{Name: "move"})); got == "" {
		t.Error("no code after the wait")
	} else if m.must("web", "guesser", dialog.Start{Payload: "move_" + got}); m.apps("web", "guesser") != "snapchat" {
		t.Error("the list did not come after the wait")
	}
}

// TestDoorsLeadToTheOtherChannels wants a link that carries the code to every other channel, and none back.
func TestDoorsLeadToTheOtherChannels(t *testing.T) {
	m := newMoving(t)
	for channel, want := range map[string]string{
		"telegram": "https://steps.example.org/?start=move_", "web": "https://t.me/examplebot?start=move_", "discord": "https://t.me/examplebot?start=move_",
	} {
		m.must(channel, "9", dialog.Start{Payload: "app_snapchat"})
		r := m.must(channel, "9", dialog.Command{Name: "move"})
		links := ""
		for _, b := range r.Blocks {
			for _, item := range b.Items {
				for _, s := range item {
					links += s.Target + " "
				}
			}
		}
		if !strings.Contains(links, want+codeOf(r)) || codeOf(r) == "" {
			t.Errorf("%s leads to %q, want %s and the code", channel, links, want)
		}
		if own := map[string]string{"telegram": "t.me/", "web": "steps.example.org"}[channel]; own != "" && strings.Contains(links, own) {
			t.Errorf("%s leads to itself: %q", channel, links)
		}
	}
}
