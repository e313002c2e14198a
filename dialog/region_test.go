package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
	"github.com/safesteps/safesteps/dialog/walk"
)

// foreign is contacts that help nobody outside the United Kingdom.
func foreign() []string {
	return []string{
		"999", "nspcc helpline", "help@nspcc", "0808 800 5000", "childline", "0800 1111", "ceop", "report remove", "report fraud", "hopeline247", "papyrus",
		"samaritans", "116 123", "85258", "internet watch foundation", "iwf.org.uk/en", "press 55", "a&e", "family lives", "0300 123",
	}
}

// TestNobodyAbroadSeesAContactOfTheUnitedKingdom walks as somebody in another country and reads every reply.
func TestNobodyAbroadSeesAContactOfTheUnitedKingdom(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct {
		locale, region string
		theirs         []string // what is foreign in general, but a contact of this region
	}{
		{"en-US", "us", nil},
		{"en-IE", "ie", []string{"999", "childline", "samaritans", "116 123"}},
		{"ja", "intl", nil},
	} {
		t.Run(tt.region, func(t *testing.T) {
			words := slices.DeleteFunc(foreign(), func(w string) bool { return slices.Contains(tt.theirs, w) })
			failures, read := 0, 0
			walk.ExploreFrom(lib, tt.locale, 2500, 1, func(e walk.Edge) {
				if !e.New || regionOf(lib, e, tt.locale) != tt.region || failures > 10 {
					return
				}
				read++
				for _, word := range words {
					if text := everything(e.Reply); strings.Contains(text, word) {
						failures++
						t.Errorf("%s says %q", e.Reply.Screen, word)
					}
				}
			})
			if read < 1000 {
				t.Errorf("read %d replies, want at least 1000", read)
			}
		})
	}
}

// regionOf is whose contacts a reply must show: of the buttons of the reply, of the state, or of the guess.
func regionOf(lib *dialog.Library, e walk.Edge, locale string) string {
	if _, subject, ok := strings.Cut(e.Reply.Screen, ":"); ok {
		if region, _, ok := strings.Cut(subject, "."); ok && lib.Region(region) != nil {
			return region
		}
	}
	switch {
	case e.To.Region != "":
		return e.To.Region
	case e.From.Region != "":
		return e.From.Region
	}
	return lib.RegionOf(locale)
}

// everything is all that a reply says, and where its links lead, in lower case. The names of countries on offer are no contact.
func everything(r dialog.Reply) string {
	var b strings.Builder
	b.WriteString(story.Write(r))
	add := func(spans []dialog.Span) {
		for _, s := range spans {
			b.WriteString(" " + s.Text + " " + s.Target)
		}
	}
	for _, block := range r.Blocks {
		add(block.Spans)
		for _, item := range block.Items {
			add(item)
		}
		if h := block.Help; h != nil {
			for _, way := range append(slices.Clone(h.Ways), h.Notes...) {
				add(way)
			}
		}
	}
	return strings.ToLower(b.String())
}

// press takes one turn of somebody whose language is en-GB and gives back what is kept.
func press(t testing.TB, lib *dialog.Library, s dialog.State, screen, choice string) (dialog.State, dialog.Reply) {
	t.Helper()
	to, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Press{Screen: screen, Choice: choice}})
	if r.Stale {
		t.Fatalf("%s on %s is called old", choice, screen)
	}
	return to, r
}

// TestAnotherCountryKeepsNothing goes from urgent help to another country, as a parent and as a child, without a state.
func TestAnotherCountryKeepsNothing(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct{ begin, ask, list, flag, back string }{
		{"urgent", "urgent:where", "urgent:us.", "urgent:us.grooming", "urgent:us."},
		{"kid", "kid:where", "kid:us.", "kid:us.grooming", "kid:us."},
	} {
		var s dialog.State
		var r dialog.Reply
		for _, turn := range []struct{ screen, choice, want string }{
			{tt.begin, "where", tt.ask},
			{tt.ask, "us", tt.list},
			{tt.list, "u_grooming", tt.flag},
			{tt.flag, "other", tt.back},
			{tt.back, "where", ""},
			{tt.list, "urgent", "urgent:us."},
			{tt.list, "kid", "kid:us."},
		} {
			s, r = press(t, lib, dialog.State{}, turn.screen, turn.choice)
			if !s.IsZero() {
				t.Errorf("%s on %s: something is kept", turn.choice, turn.screen)
			}
			if turn.want != "" && r.Screen != turn.want {
				t.Errorf("%s on %s leads to %s, want %s", turn.choice, turn.screen, r.Screen, turn.want)
			}
			if turn.want == tt.flag && (!strings.Contains(everything(r), "911") || strings.Contains(everything(r), "999")) {
				t.Errorf("%s does not show the numbers of the United States", r.Screen)
			}
		}
		if s, r = press(t, lib, dialog.State{}, tt.list, "start"); s.Region != "us" || !strings.Contains(everything(r), "911") {
			t.Errorf("start from %s begins in %q, want us", tt.list, s.Region)
		}
	}
}

// TestAnotherCountryLeadsBackToWhatHasHappened asks for the country on the page of what has happened, and comes back to it.
func TestAnotherCountryLeadsBackToWhatHasHappened(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct{ screen, choice, want string }{
		{"urgent:grooming", "where", "urgent:where-grooming"},
		{"urgent:where-grooming", "us", "urgent:us.grooming"},
		{"urgent:us.grooming", "where", "urgent:us.where-grooming"},
		{"urgent:us.where-grooming", "ie", "urgent:ie.grooming"},
		{"urgent:pl/us.where-grooming", "ie", "urgent:pl/ie.grooming"},
		{"urgent:where-nothing", "us", "urgent:us."},
		{"kid:grooming", "where", "kid:where-grooming"},
		{"kid:where-grooming", "us", "kid:us.grooming"},
		{"kid:where-nothing", "us", "kid:us."},
	} {
		s, r := press(t, lib, dialog.State{}, tt.screen, tt.choice)
		if r.Screen != tt.want || !s.IsZero() {
			t.Errorf("%s on %s leads to %s (kept: %t), want %s and nothing kept", tt.choice, tt.screen, r.Screen, !s.IsZero(), tt.want)
		}
	}
}

// TestATypedCryLeadsToAnotherCountry is somebody with a list, whose country was guessed wrong.
func TestATypedCryLeadsToAnotherCountry(t *testing.T) {
	lib := library(t)
	in := dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Start{}}
	s, _ := dialog.Step(lib, dialog.State{}, in)
	in.Act = dialog.Say{Text: "someone is threatening to share my sons pictures"}
	s, heard := dialog.Step(lib, s, in)
	s, r := press(t, lib, s, heard.Screen, "where")
	_, r = press(t, lib, s, r.Screen, "us")
	if r.Screen != heard.Screen || !strings.Contains(everything(r), "911") || strings.Contains(everything(r), "999") {
		t.Errorf("the United States leads to %s, want %s with its own numbers", r.Screen, heard.Screen)
	}
}

// TestTheTopOfThePageSaysWhatToText shows how to reach a service that only takes texts: a web page is no help in a crisis.
func TestTheTopOfThePageSaysWhatToText(t *testing.T) {
	_, r := press(t, library(t), dialog.State{}, "urgent:us.", "u_self_harm")
	var top []string
	for _, b := range r.Blocks {
		if b.Kind == dialog.Callout {
			top = append(top, plain(b.Spans))
		}
	}
	if want := "Crisis Text Line: Text HOME to 741741"; !slices.Contains(top, want) {
		t.Errorf("the top says %q, want %q among it", top, want)
	}
}

// TestATypedCountryIsHeard types where somebody lives to a bot that took them for the United Kingdom.
func TestATypedCountryIsHeard(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct{ text, region, screen string }{
		{"I live in Ireland", "ie", "hello"},
		{"we're in the USA now", "us", "hello"},
		{"India", "gb", "region"},
		{"we moved to Canada", "ca", "hello"},
		{"change country", "gb", "region"},
		{"I am not in the UK", "gb", "region"},
		{"who do I call in Canada?", "gb", "region"},
		{"helpline in Northern Ireland", "gb", "lines"},
		{"we are from Poland", "gb", ""},
		{"is tiktok banned in Australia", "gb", ""},
		{"a man in America threatens my son, we live in Ireland", "gb", "heard"},
	} {
		s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Start{}})
		s, r := dialog.Step(lib, s, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Say{Text: tt.text}})
		screen, _, _ := strings.Cut(r.Screen, ":")
		if s.Region != tt.region || tt.screen != "" && screen != tt.screen {
			t.Errorf("%q: %s on %s, want %s on %s", tt.text, s.Region, screen, tt.region, tt.screen)
		}
	}
}

// TestTheQuestionOfTheCountryTakesAName answers it by typing.
func TestTheQuestionOfTheCountryTakesAName(t *testing.T) {
	lib := library(t)
	var s dialog.State
	var r dialog.Reply
	for _, text := range []string{"hello", "who do I call in Canada?", "canada"} {
		s, r = dialog.Step(lib, s, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Say{Text: text}})
	}
	if s.Region != "ca" || r.Screen != "lines" || !strings.Contains(everything(r), "911") {
		t.Errorf("the answer leads to %s in %s, want lines in ca", r.Screen, s.Region)
	}
}

// TestAChildDoesNotMoveTheFamily keeps the parent's country whatever a child on the same phone presses.
func TestAChildDoesNotMoveTheFamily(t *testing.T) {
	lib := library(t)
	parent, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Start{}})
	after, r := press(t, lib, parent, "kid:where", "us")
	if r.Screen != "kid:us." || !strings.Contains(everything(r), "911") {
		t.Errorf("the child sees %s, want the United States", r.Screen)
	}
	if _, r = press(t, lib, parent, "kid:us.", "u_grooming"); strings.Contains(everything(r), "999") || strings.Contains(everything(r), "ceop") {
		t.Errorf("%s shows contacts of the United Kingdom", r.Screen)
	}
	if after.Region != "gb" {
		t.Errorf("the family is in %s now, want gb", after.Region)
	}
}

// TestAParentMovesForGood changes the country from urgent help where a state is kept, and comes back to urgent help.
func TestAParentMovesForGood(t *testing.T) {
	lib := library(t)
	s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Start{}})
	s, r := press(t, lib, s, "hello", "urgent")
	s, r = press(t, lib, s, r.Screen, "where")
	if r.Screen != "region" {
		t.Fatalf("the way to another country is %s, want region", r.Screen)
	}
	s, r = press(t, lib, s, "region", "za")
	if s.Region != "za" || r.Screen != "urgent" || !strings.Contains(everything(r), "10111") {
		t.Errorf("%s in %q, want urgent help in South Africa", r.Screen, s.Region)
	}
	if s, _ = press(t, lib, s, "urgent:where", "nz"); s.Region != "nz" {
		t.Errorf("an old button leaves the family in %q, want nz", s.Region)
	}
}

// TestNewPeopleBeginWhereTheyAre takes the country from what the platform says.
func TestNewPeopleBeginWhereTheyAre(t *testing.T) {
	lib := library(t)
	for locale, want := range map[string]string{"": "gb", "en": "gb", "en-US": "us", "pl": "pl", "cy": "gb", "en-IE": "ie", "en_AU": "au", "ja": "intl"} {
		s, _ := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: locale, Act: dialog.Start{}})
		if wantLocale := lib.Words(locale).Locale(); s.Region != want || s.Locale != wantLocale {
			t.Errorf("%q begins in %s in %s, want %s in %s", locale, s.Region, s.Locale, want, wantLocale)
		}
	}
}

// TestOpenNow says whether a helpline is open only on a page that is drawn for a moment.
func TestOpenNow(t *testing.T) {
	lib := library(t)
	for _, tt := range []struct{ id, when, want string }{
		{"gb-family-lives", "2026-12-01T12:00:00Z", "open now."},
		{"gb-family-lives", "2026-12-01T08:00:00Z", "closed now. opens at 9:00."},
		{"gb-family-lives", "2026-12-01T22:00:00Z", "closed now. opens on wednesday at 9:00."},
		{"gb-family-lives", "2026-12-25T12:00:00Z", ""}, // a public holiday
		{"gb-family-lives", "2027-12-01T12:00:00Z", ""}, // nobody has checked since
		{"gb-999", "2026-12-01T12:00:00Z", ""},
		{"gb-nspcc-helpline", "2026-12-01T12:00:00Z", ""},
		{"ca-cybertip", "2026-12-01T15:00:00Z", "open now."},
		{"ca-cybertip", "2026-12-01T12:00:00Z", "closed now."},
		{"es-017", "2026-12-25T12:00:00Z", "open now."},
	} {
		now, err := time.Parse(time.RFC3339, tt.when)
		if err != nil {
			t.Fatal(err)
		}
		blocks, ok := lib.CardAt(tt.id, "en", now)
		if !ok {
			t.Fatalf("no card of %s", tt.id)
		}
		text := everything(dialog.Reply{Blocks: blocks})
		if tt.want == "" && (strings.Contains(text, "open now") || strings.Contains(text, "closed now")) || !strings.Contains(text, tt.want) {
			t.Errorf("%s at %s: want %q in\n%s", tt.id, tt.when, tt.want, text)
		}
	}
	for _, r := range lib.Regions() {
		for _, h := range r.Services {
			blocks, _ := lib.Card(h.ID, "en", content.Date{Year: 2026, Month: 12, Day: 1})
			if text := everything(dialog.Reply{Blocks: blocks}); strings.Contains(text, "open now") || strings.Contains(text, "closed now") {
				t.Errorf("%s: a card of a day speaks of now", h.ID)
			}
		}
	}
}
