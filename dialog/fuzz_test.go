package dialog_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// fuzzNoon is when everything happens that is fuzzed.
func fuzzNoon() time.Time { return time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC) }

// mustBeScreen checks what every answer promises, whatever came in: words, the way to urgent help, a state that can be kept.
func mustBeScreen(t *testing.T, what any, next dialog.State, r dialog.Reply) {
	t.Helper()
	if len(r.Blocks) == 0 {
		t.Errorf("%q: a screen without words", what)
	}
	if len(r.Nav) == 0 || r.Nav[len(r.Nav)-1].Role != dialog.RoleUrgent {
		t.Errorf("%q: no way to urgent help: %+v", what, r.Nav)
	}
	const mostState = 32 << 10
	kept := dialog.Encode(next)
	if len(kept) > mostState {
		t.Errorf("%q: a state of %d bytes", what, len(kept))
	}
	again, err := dialog.Decode(kept)
	if err != nil {
		t.Fatalf("%q: the state cannot be read again: %v", what, err)
	}
	if twice := dialog.Encode(again); !bytes.Equal(twice, kept) {
		t.Errorf("%q: kept as\n%s\nand then as\n%s", what, kept, twice)
	}
}

// FuzzPayload opens the conversation with whatever stands behind /start or a link: for somebody new, and for somebody midway.
func FuzzPayload(f *testing.F) {
	for _, seed := range []string{
		"", "app_snapchat", "urgent", "urgent_sextortion", "topic_images", "app_tiktok-age_11_12-from_leeds", "topic_grooming", "age_13_15",
		"--__", "app_-app_-app_", "from_\x00\xff", "URGENT", "app_snapchat_x-topic",
	} {
		f.Add(seed)
	}
	lib := library(f)
	f.Fuzz(func(t *testing.T, payload string) {
		for _, s := range []dialog.State{{}, midway()} {
			next, r := dialog.Step(lib, s, dialog.Input{At: fuzzNoon(), Locale: "en-GB", Act: dialog.Start{Payload: payload}})
			mustBeScreen(t, payload, next, r)
		}
	})
}

// FuzzPress presses whatever a button may carry, and picks whatever a menu may.
func FuzzPress(f *testing.F) {
	for _, seed := range [][2]string{
		{"welcome", "apps"},
		{"apps", "+snapchat"},
		{"apps::2", "ok"},
		{"step:snapchat.contact_me", "done"},
		{"plan::99999999999", "back"},
		{"urgent:sextortion", "menu"},
		{"", ""},
		{":::", "+"},
		{"welcome", "urgent"},
		{"region", "gb"},
	} {
		f.Add(seed[0], seed[1])
	}
	lib := library(f)
	f.Fuzz(func(t *testing.T, screen, choice string) {
		for _, s := range []dialog.State{{}, midway()} {
			for _, act := range []dialog.Act{
				dialog.Press{Screen: screen, Choice: choice},
				dialog.Return{Screen: screen},
				dialog.Command{Name: screen, Args: choice},
				dialog.Submit{Screen: screen, Choices: []string{choice, choice, "snapchat"}, Confirm: len(choice)%2 == 0},
			} {
				next, r := dialog.Step(lib, s, dialog.Input{At: fuzzNoon(), Locale: choice, Act: act})
				mustBeScreen(t, act, next, r)
			}
		}
	})
}

// FuzzDecode reads whatever may be kept as a state. What it takes has a screen, can be kept, and goes on.
func FuzzDecode(f *testing.F) {
	f.Add(dialog.Encode(midway()))
	for _, seed := range []string{
		``, `{"v":1}`, `{"v":2}`, `{"v":0}`, `{"v":1,"c":null,"s":"plan::39","n":-4}`, `{"v":1,"c":[{"m":{"snapchat.contact_me":-1}}],"s":"step:x"}`,
		`{"v":1,"l":"cy","r":"xx","c":[{},{},{}],"n":9,"s":"urgent","b":["","x:y:z"],"f":["",""],"t":65535,"i":255}`, `[]`, `{"v":1e99}`,
	} {
		f.Add([]byte(seed))
	}
	lib := library(f)
	f.Fuzz(func(t *testing.T, kept []byte) {
		s, err := dialog.Decode(kept)
		if err != nil {
			if !s.IsZero() {
				t.Errorf("%q: an error and a state", kept)
			}
			if errors.Is(err, dialog.ErrNewerState) && !slices.Contains(kept, 'v') && !slices.Contains(kept, 'V') {
				t.Errorf("%q: newer than what?", kept)
			}
			return
		}
		if again, err := dialog.Decode(dialog.Encode(s)); err != nil || !bytes.Equal(dialog.Encode(again), dialog.Encode(s)) {
			t.Errorf("%q: kept again it is another state: %v", kept, err)
		}
		if r := dialog.Show(lib, s); len(r.Blocks) == 0 || len(r.Nav) == 0 {
			t.Errorf("%q: a screen without words or ways on", kept)
		}
		for _, act := range []dialog.Act{nil, dialog.Start{}, dialog.Press{Screen: s.At.Key(), Choice: "back"}, dialog.Say{Text: "snap"}, dialog.Tick{}, dialog.Gone{}} {
			_, r := dialog.Step(lib, s, dialog.Input{At: fuzzNoon(), Act: act})
			if len(r.Blocks) == 0 {
				t.Errorf("%q: no words after %T", kept, act)
			}
		}
		_ = dialog.Sheet(lib, s, content.DateOf(fuzzNoon()))
	})
}
