package bots_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// twoProcesses is two Runners on one database, as two replicas are.
func twoProcesses(t *testing.T) (a, b *talk) {
	t.Helper()
	a, b = newTalk(t), newTalk(t)
	b.Runner = bots.NewRunner(bots.RunnerConfig{
		Library: library(t), Store: a.store, Now: now,
		Channels: map[string]bots.Channel{"test": {Caps: func(bots.Room) bots.Caps { return bots.Caps{Edit: true} }, Format: bots.NewFormatter(bots.Markup{})}},
	})
	return a, b
}

// TestTurnsOfTwoProcesses: what one process has in memory never outweighs what another has kept since.
func TestTurnsOfTwoProcesses(t *testing.T) {
	a, b := twoProcesses(t)
	for i, turn := range []struct {
		by  *talk
		act dialog.Act
	}{
		{a, dialog.Start{}},
		{a, dialog.Press{Screen: "hello", Choice: "apps"}},
		{b, dialog.Press{Screen: "apps", Choice: "+snapchat"}},
		{a, dialog.Press{Screen: "apps", Choice: "+kik"}}, // has an older state in memory
		{b, dialog.Press{Screen: "apps", Choice: "+whatsapp"}},
	} {
		if err := turn.by.do(t, uint64(i+1), turn.act); err != nil {
			t.Fatalf("turn %d: %v", i, err)
		}
	}
	rec, err := a.store.Load(t.Context(), a.store.Key("test", "4711"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := dialog.Decode(rec.State)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"snapchat", "kik", "whatsapp"}, s.Draft); diff != "" {
		t.Errorf("apps, -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]uint64{1, 2, 3, 4, 5}, rec.Seen); diff != "" {
		t.Errorf("events, -want +got\n%s", diff)
	}
	if err := a.do(t, 5, dialog.Press{Screen: "apps", Choice: "+whatsapp"}); err != nil { // b's last event comes to a
		t.Fatal(err)
	}
	if n := a.Stats().Duplicates.Load(); n != 1 {
		t.Errorf("%d duplicates, want 1", n)
	}
}

// TestForgottenElsewhere: somebody whom another process has forgotten is met as if for the first time.
func TestForgottenElsewhere(t *testing.T) {
	a, b := twoProcesses(t)
	for i, act := range []dialog.Act{dialog.Start{}, dialog.Press{Screen: "hello", Choice: "apps"}, dialog.Press{Screen: "apps", Choice: "+snapchat"}} {
		if err := a.do(t, uint64(i+1), act); err != nil {
			t.Fatal(err)
		}
	}
	key := a.store.Key("test", "4711")
	rec, err := b.store.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.store.Save(t.Context(), store.Turn{Key: key, Rev: rec.Rev, Forget: true, Now: now()}); err != nil {
		t.Fatal(err)
	}
	if err := a.do(t, 4, dialog.Start{}); err != nil {
		t.Fatal(err)
	}
	rec, err = a.store.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := dialog.Decode(rec.State); err != nil || len(s.Draft) > 0 {
		t.Errorf("the forgotten person's apps are back: %v, %v", s.Draft, err)
	}
}
