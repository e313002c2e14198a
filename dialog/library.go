package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog/understand"
)

// Library is the content with what the dialog works out from it once. It never changes in what it says, and is safe for use by many
// goroutines.
type Library struct {
	*content.Library
	ready  map[string][]readyStep       // by app id
	listed []*content.App               // the apps that parents pick from
	known  map[string]*content.KnownApp // every app that is recognised by name, by id
	reader *understand.Reader
	drawn  *drawnSteps

	channel   Channel           // where it is used; see On
	regionBit map[string]uint32 // by region id, as rankRule.regions counts them
}

// readyStep is a step with its key and the rules that may move it, so that a plan costs microseconds.
type readyStep struct {
	*content.Step
	key   string
	rules []rankRule // those whose conditions on the app and the step hold
}

// NewLibrary prepares content for the dialog.
func NewLibrary(c *content.Library) *Library {
	lib := &Library{Library: c, ready: map[string][]readyStep{}, reader: understand.New(c), drawn: &drawnSteps{by: map[drawnStep][]Block{}}}
	lib.regionBit = map[string]uint32{}
	for i, id := range regionIDs(c) {
		lib.regionBit[id] = 1 << i
	}
	lib.known = map[string]*content.KnownApp{}
	for _, app := range c.KnownApps() {
		lib.known[app.ID] = app
	}
	for _, app := range c.Apps() {
		if app.Rank > 0 {
			lib.listed = append(lib.listed, app)
		}
		for _, s := range app.Steps {
			lib.ready[app.ID] = append(lib.ready[app.ID], readyStep{
				Step: s, key: content.StepKey(app.ID, s.ID), rules: rulesFor(c, app, s),
			})
		}
	}
	return lib
}

// age is the band's entry in questions.yaml, nil when there is none.
func (l *Library) age(band content.AgeBand) *content.Age {
	ages := l.Questions().Ages
	for i := range ages {
		if ages[i].Band == band {
			return &ages[i]
		}
	}
	return nil
}

// guess takes the language and region of a new person from what the platform says of them ("en-GB", "pl", "en_US").
// What it cannot tell is the default's.
func (l *Library) guess(hint string) (locale, region string) {
	return l.Words(strings.ReplaceAll(hint, "_", "-")).Locale(), l.RegionOf(hint)
}

// Reader understands what people type.
func (l *Library) Reader() *understand.Reader { return l.reader }

// today is a day as content compares it; the zero Date on day 0.
func (d Day) date() content.Date {
	if d == 0 {
		return content.Date{}
	}
	return content.DateOf(d.Time())
}
