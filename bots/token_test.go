package bots_test

import (
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// FuzzToken takes whatever a button carries back, forged ones among them: read and written again it is the same, and the answer
// is a screen that keeps every promise of Fit.
func FuzzToken(f *testing.F) {
	for _, seed := range []string{
		"", "|", "welcome|apps", "apps|+snapchat", "apps::2|ok", "step:snapchat.contact_me|done", "plan|back|back", "urgent:sextortion|menu", "nothing",
		strings.Repeat("a", 64), "\x00|\xff", "welcome|urgent",
	} {
		f.Add(seed)
	}
	built, err := content.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	lib := dialog.NewLibrary(built)
	noon := time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC)
	known, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: noon, Act: dialog.Start{Payload: "app_snapchat-age_11_12"}})
	telegram, plain := channelCaps()["telegram"], formats()["plain"]
	f.Fuzz(func(t *testing.T, data string) {
		screen, choice := bots.ParseToken(data)
		if strings.Contains(screen, "|") {
			t.Errorf("%q: the screen %q has a separator", data, screen)
		}
		if again := bots.Token(screen, choice); again != data && again != "|"+data {
			t.Errorf("%q: written again it is %q", data, again)
		}
		for _, s := range []dialog.State{{}, known} {
			_, r := dialog.Step(lib, s, dialog.Input{At: noon, Act: dialog.Press{Screen: screen, Choice: choice}})
			if wrong := fitFaults(r, telegram, plain); len(wrong) > 0 {
				t.Errorf("%q: %q", data, wrong)
			}
		}
	})
}
