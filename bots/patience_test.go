package bots_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// hungStore is a store whose disk does not come back.
type hungStore struct {
	*store.Memory
	hung bool
}

func (h *hungStore) Save(ctx context.Context, t store.Turn) error {
	if !h.hung {
		return h.Memory.Save(ctx, t)
	}
	<-ctx.Done()
	return ctx.Err()
}

func newHungTalk(t *testing.T) (*talk, *hungStore) {
	t.Helper()
	tk := newTalk(t)
	disk := &hungStore{Memory: tk.store.Memory}
	tk.Runner = bots.NewRunner(bots.RunnerConfig{
		Library: library(t), Store: disk, Now: now,
		Channels: map[string]bots.Channel{"test": {Caps: func(r bots.Room) bots.Caps { return bots.Caps{Edit: true, Shared: r.Shared} }, Format: bots.NewFormatter(bots.Markup{})}},
	})
	return tk, disk
}

// TestDiskThatHangs: a cry for help is answered soon, everything else kindly after a while, and neither for ever.
func TestDiskThatHangs(t *testing.T) {
	for _, c := range []struct {
		name string
		act  dialog.Act
		kept bool // the event is done with
		most time.Duration
	}{
		{"help by command", dialog.Command{Name: "urgent"}, true, 4 * time.Second},
		{"help in words of danger", dialog.Say{Text: "someone is blackmailing my son with pictures"}, true, 4 * time.Second},
		{"anything else", dialog.Command{Name: "menu"}, false, 15 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tk, disk := newHungTalk(t)
			if err := tk.do(t, 1, dialog.Start{}); err != nil {
				t.Fatal(err)
			}
			disk.hung = true
			begin := time.Now()
			err := tk.do(t, 2, c.act)
			if took := time.Since(begin); took > c.most {
				t.Errorf("it took %s", took)
			}
			if (err == nil) != c.kept {
				t.Errorf("got %v; done with: want %v", err, c.kept)
			}
			last := tk.shown[len(tk.shown)-1]
			if !last.Reply.Urgent || !strings.Contains(last.Messages[0].Plain, "999") {
				t.Errorf("got %s, want the numbers", last.Messages[0].Plain)
			}
		})
	}
}

// TestHelpBehindATurnThatHangs: the same person asks for help while their earlier turn waits for the disk.
func TestHelpBehindATurnThatHangs(t *testing.T) {
	tk, disk := newHungTalk(t)
	if err := tk.do(t, 1, dialog.Start{}); err != nil {
		t.Fatal(err)
	}
	disk.hung = true
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	begun := make(chan struct{})
	go func() {
		close(begun)
		ended <- tk.Handle(ctx, tk.event(2, dialog.Command{Name: "menu"}))
	}()
	<-begun
	if err := tk.do(t, 3, dialog.Command{Name: "urgent"}); err != nil {
		t.Fatalf("help: %v", err)
	}
	if last := tk.shown[len(tk.shown)-1]; !last.Reply.Urgent {
		t.Errorf("got %s, want urgent help", last.Reply.Screen)
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("a turn that was not kept was acknowledged")
	}
}

// TestHelpWithoutATurn: Help answers cries for help, in the language and country that are kept, and nothing else.
func TestHelpWithoutATurn(t *testing.T) {
	tk := newTalk(t)
	for i, act := range []dialog.Act{dialog.Start{}, dialog.Command{Name: "settings"}, dialog.Press{Screen: "settings", Choice: "region"}} {
		if err := tk.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	before := len(tk.screens())
	for _, act := range []dialog.Act{dialog.Start{}, dialog.Command{Name: "menu"}, dialog.Say{Text: "snap"}, dialog.Press{Screen: "plan", Choice: "next"}, nil} {
		if tk.Help(t.Context(), tk.event(10, act)) {
			t.Errorf("%#v was taken for a cry for help", act)
		}
	}
	for i, act := range []dialog.Act{dialog.Command{Name: "urgent"}, dialog.Press{Screen: "plan", Choice: "urgent"}, dialog.Press{Screen: "urgent", Choice: "u_sextortion"}, dialog.Say{Text: "help"}} {
		if !tk.Help(t.Context(), tk.event(uint64(20+i), act)) {
			t.Errorf("%#v was not taken for a cry for help", act)
		}
	}
	tk.settle(t)
	if got := len(tk.screens()) - before; got != 4 {
		t.Errorf("%d answers, want 4", got)
	}
	shared := tk.event(30, dialog.Command{Name: "urgent"})
	shared.Room.Shared = true
	if tk.Help(t.Context(), shared) {
		t.Error("help was shown where others can read")
	}
}
