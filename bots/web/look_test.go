package web_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/walk"
	"github.com/safesteps/safesteps/store"
)

// screens gives one session for every screen that a walk of some length meets, by the screen's name: of all those that stand
// there, the one of whom most is kept.
func (s *site) screens(tb testing.TB, states int) map[dialog.ScreenID]string {
	tb.Helper()
	people, most := map[dialog.ScreenID]string{}, map[dialog.ScreenID][]byte{}
	walk.Explore(newLibrary(tb), states, 7, func(e walk.Edge) {
		at := e.To.At.Screen
		if len(e.Kept) > len(most[at]) {
			most[at] = e.Kept
		}
	})
	for at, state := range most {
		people[at] = s.settle(tb, state)
	}
	return people
}

// settle keeps a state for a new session, and returns its cookie.
func (s *site) settle(tb testing.TB, state []byte) string {
	tb.Helper()
	person := session(s.store.Len())
	err := s.store.Save(tb.Context(), store.Turn{Key: s.store.Key(web.Name, person), State: state, Now: s.now})
	if err != nil {
		tb.Fatal(err)
	}
	return person
}

// session is the cookie of the n-th person.
func session(n int) string { return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%016d", n)) }

// pagesToLook lists an address of every kind.
func pagesToLook() []string {
	return []string{
		"/", "/urgent", "/urgent/sextortion", "/urgent/self_harm", "/kid", "/kid/grooming", "/apps", "/apps?q=zzz", "/apps/snapchat",
		"/help/gb", "/plan", "/about", "/privacy", "/share?make=1&from=leeds7&app=snapchat", "/share", "/gone", "/nowhere", "/move/" + someCode,
	}
}

func nameOf(path string) string {
	if path == "/" {
		return "front"
	}
	return strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(path, "/"))
}

// TestEveryPageIsAccessible runs axe on every page and on every screen of the walk, in the light and in the dark.
func TestEveryPageIsAccessible(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	script := axe(t)
	for _, scheme := range []string{"light", "dark"} {
		tab.media("prefers-color-scheme", scheme)
		for _, path := range pagesToLook() {
			tab.open(path)
			tab.examine(script, scheme+" "+path)
			tab.shoot(scheme + "-" + nameOf(path))
		}
	}
	tab.media("prefers-color-scheme", "light")
	people := s.screens(t, 600)
	for id, person := range people {
		tab.as(person)
		tab.open("/")
		tab.examine(script, "screen "+string(id))
		tab.shoot("screen-" + string(id))
	}
	if len(people) < 25 {
		t.Errorf("%d screens were looked at, want at least 25", len(people))
	}
}

// TestNothingIsCutOff looks at every page in narrow windows: 320 pixels are a small phone, and 1280 at 400 % zoom.
func TestNothingIsCutOff(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	look := func(where string) {
		for _, width := range []int64{320, 390, 640} {
			tab.size(width, 700)
			if n := tab.overflow(); n > 0 {
				t.Errorf("%s at %d pixels is %d too wide", where, width, n)
			}
			if width == 390 {
				tab.shoot("phone-" + where)
			}
		}
	}
	for _, path := range pagesToLook() {
		tab.open(path)
		look(nameOf(path))
	}
	for id, person := range s.screens(t, 300) {
		tab.as(person)
		tab.open("/")
		look("screen-" + string(id))
	}
}
