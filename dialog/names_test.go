package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
	"github.com/safesteps/safesteps/dialog/understand"
)

// atLeastNames is how many apps, games and services must be recognised by name.
const atLeastNames = 90

// TestNamesAreRecognised types the name of every app that is listed or known, as a parent would, and counts those that are understood.
func TestNamesAreRecognised(t *testing.T) {
	lib := library(t)
	names := map[string]string{}
	for _, app := range lib.Apps() {
		if app.Rank > 0 {
			names[app.ID] = app.Name
		}
	}
	for _, known := range lib.KnownApps() {
		if known.Name != "" && names[known.ID] == "" {
			names[known.ID] = known.Name
		}
	}
	understood := 0
	for id, name := range names {
		name, _, _ = strings.Cut(name, " (") // "Threads (Meta)"
		got := lib.Reader().Read("My child uses the "+name+" app", understand.Options{Locale: content.DefaultLocale}).Apps
		if slices.Contains(got, id) {
			understood++
		} else if lib.App(id) != nil {
			t.Errorf("%q (%s) has a page, but is understood as %v", name, id, got)
		} else { // a name that is a phrase, or an ordinary word that needs other company
			t.Logf("%q (%s) is understood as %v", name, id, got)
		}
	}
	if understood < atLeastNames {
		t.Errorf("%d apps are recognised by name, want at least %d", understood, atLeastNames)
	}
	t.Logf("%d apps are recognised by name", understood)
}

// TestClosedServices says that a service has shut and what took its place, and never puts it on the list.
func TestClosedServices(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct {
		name, said, want, apps string
	}{
		{"omegle alone", "she uses omegle", "OmeTV, Monkey", ""},
		{"skype alone", "he has skype", "Microsoft Teams, WhatsApp", ""},
		{"rec room alone", "they play rec room", "VRChat", ""},
		{"with another app", "she uses skype and snapchat", "I added Snapchat", "snapchat"},
		{"a question", "is omegle safe?", "Omegle shut in 2023", ""},
	} {
		s, r := dialog.Step(lib, dialog.State{}, dialog.Input{
			At: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Locale: "en-GB", Act: dialog.Say{Text: tt.said},
		})
		got := story.Write(r)
		if !strings.Contains(got, tt.want) || !strings.Contains(got, " shut") {
			t.Errorf("%s: no %q in:\n%s", tt.name, tt.want, got)
		}
		if apps := strings.Join(s.Children[0].Apps, " "); apps != tt.apps {
			t.Errorf("%s: the list is %q, want %q", tt.name, apps, tt.apps)
		}
	}
	for _, known := range lib.KnownApps() {
		if known.Closed && lib.App(known.ID) != nil {
			t.Errorf("%s has shut but has a page", known.ID)
		}
	}
}
