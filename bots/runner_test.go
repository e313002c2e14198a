package bots_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// now is the moment at which every test happens.
func now() time.Time { return time.Date(2026, 12, 1, 18, 30, 0, 0, time.UTC) }

// faultyStore is a store that fails as a test wants.
type faultyStore struct {
	*store.Memory
	mu   sync.Mutex
	load error
	save []error // what the next saves return; nil entries succeed
}

func newFaultyStore(t testing.TB) *faultyStore {
	t.Helper()
	sealer, err := store.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return &faultyStore{Memory: store.NewMemory(sealer)}
}

func (f *faultyStore) Load(ctx context.Context, key store.Key) (store.Record, error) {
	if f.load != nil {
		return store.Record{}, f.load
	}
	return f.Memory.Load(ctx, key)
}

func (f *faultyStore) Save(ctx context.Context, turn store.Turn) error {
	f.mu.Lock()
	var err error
	if len(f.save) > 0 {
		err, f.save = f.save[0], f.save[1:]
	}
	f.mu.Unlock()
	if err != nil {
		return err
	}
	return f.Memory.Save(ctx, turn)
}

// talk is a Runner with one channel, and what its people were shown.
type talk struct {
	*bots.Runner
	store *faultyStore
	log   *bytes.Buffer
	mu    sync.Mutex
	shown []bots.Outcome
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	tk := &talk{store: newFaultyStore(t), log: &bytes.Buffer{}}
	tk.Runner = bots.NewRunner(bots.RunnerConfig{
		Library: library(t), Store: tk.store, Now: now, Log: slog.New(slog.NewTextHandler(tk.log, nil)),
		Channels: map[string]bots.Channel{"test": {
			Caps: func(r bots.Room) bots.Caps { return bots.Caps{Edit: true, Shared: r.Shared} }, Format: bots.NewFormatter(bots.Markup{}),
		}},
	})
	return tk
}

func (tk *talk) Respond(_ context.Context, out bots.Outcome) error {
	tk.mu.Lock()
	defer tk.mu.Unlock()
	tk.shown = append(tk.shown, out)
	return nil
}

// do runs one event and waits until its answer was shown.
func (tk *talk) do(t *testing.T, id uint64, act dialog.Act) error {
	t.Helper()
	err := tk.Handle(t.Context(), tk.event(id, act))
	tk.settle(t)
	return err
}

func (tk *talk) event(id uint64, act dialog.Act) bots.Event {
	return bots.Event{Channel: "test", ID: id, Person: "4711", Room: bots.Room{ID: "4711"}, At: now(), Act: act, Reply: tk}
}

func (tk *talk) settle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := tk.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func (tk *talk) screens() []string {
	tk.mu.Lock()
	defer tk.mu.Unlock()
	var all []string
	for _, out := range tk.shown {
		all = append(all, out.Reply.Screen)
	}
	return all
}

func TestRunnerTakesAParentThroughTurns(t *testing.T) {
	tk := newTalk(t)
	for i, act := range []dialog.Act{
		dialog.Start{}, dialog.Press{Screen: "hello", Choice: "apps"}, dialog.Press{Screen: "apps", Choice: "+kik"}, dialog.Press{Screen: "apps", Choice: "ok"},
	} {
		if err := tk.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.Join(tk.screens(), " ")
	if !strings.HasPrefix(got, "hello apps apps step:kik.") {
		t.Errorf("got screens %q", got)
	}
}

// TestTrapDeliveredTwice: platforms deliver an event again; it has one effect and one visible answer.
func TestTrapDeliveredTwice(t *testing.T) {
	tk := newTalk(t)
	for _, id := range []uint64{1, 1, 2, 2, 1} {
		if err := tk.do(t, id, dialog.Command{Name: "menu"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(tk.screens()); got != 2 {
		t.Errorf("got %d answers, want 2", got)
	}
	if got := tk.Stats().Duplicates.Load(); got != 3 {
		t.Errorf("got %d duplicates counted, want 3", got)
	}
}

// TestTrapDeliveredAgainAfterARestart: the answer may have been lost, so the screen is drawn again, and nothing else happens.
func TestTrapDeliveredAgainAfterARestart(t *testing.T) {
	tk := newTalk(t)
	for i, act := range []dialog.Act{dialog.Start{}, dialog.Press{Screen: "hello", Choice: "apps"}, dialog.Press{Screen: "apps", Choice: "+kik"}} {
		if err := tk.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	again := newTalk(t)
	again.store.Memory = tk.store.Memory
	if err := again.do(t, 3, dialog.Press{Screen: "apps", Choice: "+kik"}); err != nil {
		t.Fatal(err)
	}
	if len(again.shown) != 1 {
		t.Fatalf("got %d answers, want 1", len(again.shown))
	}
	for _, c := range again.shown[0].Reply.Question.Choices {
		if c.Picked != (c.ID == "kik") {
			t.Errorf("%s: picked is %v", c.ID, c.Picked)
		}
	}
}

func TestRunnerKeepsOnePersonInOrder(t *testing.T) {
	tk := newTalk(t)
	if err := tk.do(t, 1, dialog.Command{Name: "apps"}); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for person := range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := range 30 {
				ev := tk.event(uint64(1000*person+i+2), dialog.Command{Name: []string{"menu", "talk", "progress"}[i%3]})
				ev.Person = bots.PersonID(fmt.Sprint(person))
				if err := tk.Handle(t.Context(), ev); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	group.Wait()
	tk.settle(t)
	if got, want := len(tk.screens()), 20*30+1; got != want {
		t.Errorf("got %d answers, want %d", got, want)
	}
	if got, want := tk.Stats().Turns.Load(), int64(20*30+1); got != want {
		t.Errorf("got %d turns, want %d", got, want)
	}
}

func TestRunnerTriesAConflictAgain(t *testing.T) {
	tk := newTalk(t)
	tk.store.save = []error{store.ErrConflict, store.ErrConflict}
	if err := tk.do(t, 1, dialog.Start{}); err != nil {
		t.Fatal(err)
	}
	if got := tk.screens(); len(got) != 1 || got[0] != "hello" {
		t.Errorf("got %q, want one hello", got)
	}
}

// TestRunnerWithoutADatabase: the event is given back to the platform, the parent reads calm words with the number on top.
func TestRunnerWithoutADatabase(t *testing.T) {
	for _, c := range []struct {
		name string
		load error
		save []error
	}{
		{"cannot be read", store.ErrClosed, nil},
		{"disk full", nil, []error{store.ErrFull}},
		{"read only", nil, []error{store.ErrReadOnly}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := newTalk(t)
			tk.store.load, tk.store.save = c.load, c.save
			if err := tk.do(t, 1, dialog.Start{}); err == nil {
				t.Error("got no error, want the platform to deliver again")
			}
			if len(tk.shown) != 1 || !strings.Contains(tk.shown[0].Messages[0].Plain, "999") {
				t.Fatalf("got %d answers, want one with the emergency number", len(tk.shown))
			}
			tk.store.load = nil
			if err := tk.do(t, 1, dialog.Start{}); err != nil {
				t.Fatalf("delivered again: %v", err)
			}
			if got := tk.shown[len(tk.shown)-1].Reply.Screen; got != "hello" {
				t.Errorf("delivered again: got %q, want hello", got)
			}
		})
	}
}

// TestUrgentHelpNeedsNoDatabase: a cry for help is answered with help, whatever the database does.
func TestUrgentHelpNeedsNoDatabase(t *testing.T) {
	tk := newTalk(t)
	tk.store.load = store.ErrClosed
	if err := tk.do(t, 1, dialog.Command{Name: "urgent"}); err != nil {
		t.Fatal(err)
	}
	if len(tk.shown) != 1 || !tk.shown[0].Reply.Urgent || tk.shown[0].Reply.Notice != nil {
		t.Errorf("got %+v, want urgent help and nothing else", tk.shown)
	}
}

func TestRunnerKeepsAStateOfANewerVersion(t *testing.T) {
	tk := newTalk(t)
	key := tk.store.Key("test", "4711")
	newer := []byte(`{"v":9,"from":"the future"}`)
	if err := tk.store.Memory.Save(t.Context(), store.Turn{Key: key, State: newer}); err != nil {
		t.Fatal(err)
	}
	if err := tk.do(t, 1, dialog.Start{}); err != nil {
		t.Fatal(err)
	}
	rec, err := tk.store.Memory.Load(t.Context(), key)
	if err != nil || !bytes.Equal(rec.State, newer) {
		t.Errorf("got %q, %v; want the row as it was", rec.State, err)
	}
	if len(tk.shown) != 1 || !tk.shown[0].Reply.Urgent {
		t.Errorf("got %d answers, want calm words with urgent help", len(tk.shown))
	}
}

func TestRunnerCatchesAPanic(t *testing.T) {
	tk := newTalk(t)
	if err := tk.do(t, 1, dialog.Start{}); err != nil {
		t.Fatal(err)
	}
	tk.SetLibrary(&dialog.Library{Library: library(t).Library}) // without its reader, anything typed panics
	if err := tk.do(t, 2, dialog.Say{Text: "my secret words"}); err != nil {
		t.Errorf("got %v, want the event to be done with", err)
	}
	if got := tk.Stats().Panics.Load(); got != 1 {
		t.Errorf("got %d panics counted, want 1", got)
	}
	if strings.Contains(tk.log.String(), "secret words") || strings.Contains(tk.log.String(), "4711") {
		t.Errorf("the log names the person or their words: %s", tk.log)
	}
	if last := tk.shown[len(tk.shown)-1]; !last.Reply.Urgent {
		t.Error("the person was not told")
	}
}

func TestRunnerInASharedRoom(t *testing.T) {
	tk := newTalk(t)
	ev := tk.event(1, dialog.Command{Name: "checklist"})
	ev.Room = bots.Room{ID: "-100", Shared: true}
	if err := tk.Handle(t.Context(), ev); err != nil {
		t.Fatal(err)
	}
	tk.settle(t)
	if got := len(tk.shown[0].Messages); got != 1 {
		t.Fatalf("got %d messages, want 1", got)
	}
	rec, err := tk.store.Memory.Load(t.Context(), tk.store.Key("test", "4711"))
	if err != nil || rec.Rev != 0 {
		t.Errorf("got revision %d, %v; want nothing kept about somebody in a group", rec.Rev, err)
	}
}

func TestRunnerKeepsNothingOfAChild(t *testing.T) {
	tk := newTalk(t)
	for i, act := range []dialog.Act{
		dialog.Say{Text: "HELP"}, dialog.Press{Screen: "urgent", Choice: "kid"}, dialog.Press{Screen: "kid", Choice: "u_sextortion"},
	} {
		if err := tk.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	if got := tk.screens(); got[len(got)-1] != "kid:sextortion" {
		t.Errorf("got %q", got)
	}
	rec, err := tk.store.Memory.Load(t.Context(), tk.store.Key("test", "4711"))
	if err != nil || rec.Rev != 0 {
		t.Errorf("got revision %d, %v; want nothing kept", rec.Rev, err)
	}
}

func TestRunnerForgets(t *testing.T) {
	tk := newTalk(t)
	for i, act := range []dialog.Act{
		dialog.Start{}, dialog.Command{Name: "forget"}, dialog.Press{Screen: "forget", Choice: "yes"},
	} {
		if err := tk.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	rec, err := tk.store.Memory.Load(t.Context(), tk.store.Key("test", "4711"))
	if err != nil || rec.State != nil {
		t.Errorf("got %q, %v; want nothing", rec.State, err)
	}
}

func TestRunnerRefusesAnUnknownChannel(t *testing.T) {
	tk := newTalk(t)
	ev := tk.event(1, dialog.Start{})
	ev.Channel = "pigeon"
	if err := tk.Handle(t.Context(), ev); err == nil {
		t.Error("got no error")
	}
}

// sender is an adapter that only sends.
type sender struct {
	bots.Adapter
	sent []bots.Message
	err  error
}

func (s *sender) Send(_ context.Context, _ bots.Room, m bots.Message) (bots.MessageRef, error) {
	s.sent = append(s.sent, m)
	return "", s.err
}

// due hands out addresses.
type due []store.Due

func (d due) DueReminders(context.Context, time.Time, int) ([]store.Due, error) { return d, nil }

func TestRemind(t *testing.T) {
	tk := newTalk(t)
	if err := tk.do(t, 1, dialog.Command{Name: "apps"}); err != nil {
		t.Fatal(err)
	}
	s := &sender{}
	list := due{{Address: []byte(`{"c":"test","p":"4711","r":"4711"}`)}, {Address: []byte(`{"c":"off","p":"1","r":"1"}`)}}
	if err := tk.Remind(t.Context(), list, map[string]bots.Adapter{"test": s}); err != nil {
		t.Fatal(err)
	}
	tk.settle(t)
	if len(s.sent) != 1 || !strings.Contains(s.sent[0].Plain, "reminder") {
		t.Errorf("got %d messages, want the one reminder", len(s.sent))
	}
	bad := due{{Address: []byte("?")}}
	if err := tk.Remind(t.Context(), bad, nil); err == nil {
		t.Error("an address that cannot be read: got no error")
	}
}

func TestSendErrorUnwraps(t *testing.T) {
	cause := errors.New("cause")
	err := &bots.SendError{Err: cause, Gone: true}
	if !errors.Is(err, cause) || err.Error() != "send: cause" {
		t.Errorf("got %v", err)
	}
}
