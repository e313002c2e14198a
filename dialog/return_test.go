package dialog_test

import (
	"testing"
	"time"

	"github.com/safesteps/safesteps/dialog"
)

// walked is a parent who went from the first screen to the apps and on to the first setting.
func walked(t *testing.T, lib *dialog.Library) dialog.State {
	t.Helper()
	var s dialog.State
	for _, act := range []dialog.Act{
		dialog.Start{},
		dialog.Press{Screen: "hello", Choice: "apps"},
		dialog.Submit{Screen: "apps", Choices: []string{"snapchat"}, Confirm: true},
	} {
		s, _ = dialog.Step(lib, s, dialog.Input{At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Act: act})
	}
	return s
}

func TestReturnGoesBackAlongTheTrail(t *testing.T) {
	lib := library(t)
	for _, c := range []struct {
		name, to, want string
		trail          int
	}{
		{"to the screen before", "apps", "apps", 1},
		{"to the first screen", "hello", "hello", 0},
		{"to a screen never seen", "menu", "", 2},
		{"to where they stand", "", "", 2},
		{"to nonsense", "::::-1", "", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := walked(t, lib)
			if c.want == "" {
				c.want = s.At.Key()
			}
			got, reply := dialog.Step(lib, s, dialog.Input{Act: dialog.Return{Screen: c.to}})
			if got.At.Key() != c.want || reply.Screen != c.want || len(got.Trail) != c.trail {
				t.Errorf("stands on %q, shown %q, trail of %d; want %q, trail of %d", got.At.Key(), reply.Screen, len(got.Trail), c.want, c.trail)
			}
			if reply.Stale || reply.Notice != nil {
				t.Errorf("says %v, want nothing", reply.Notice)
			}
		})
	}
}

func TestReturnOpensTheQuestionWithWhatWasPicked(t *testing.T) {
	lib := library(t)
	s, ok := dialog.Revisit(lib, walked(t, lib), "apps")
	if !ok || len(s.Draft) != 1 || s.Draft[0] != "snapchat" {
		t.Errorf("picked %v, %v; want snapchat, true", s.Draft, ok)
	}
	s, _ = dialog.Step(lib, s, dialog.Input{Act: dialog.Submit{Screen: "apps", Choices: []string{"whatsapp"}, Confirm: true}})
	if got := s.Children[0].Apps; len(got) != 1 || got[0] != "whatsapp" {
		t.Errorf("apps %v, want whatsapp alone", got)
	}
}
