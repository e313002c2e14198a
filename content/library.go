package content

import (
	"strings"
)

// DefaultLocale is the language that everything falls back on.
const DefaultLocale = "en"

// Library is everything the content files hold, checked and ready for look-ups. It never changes, so any number of goroutines may
// share one. What its methods return belongs to the library and must not be changed.
type Library struct {
	version   func() string
	apps      []*App
	appByID   map[string]*App
	steps     map[string]placedStep
	regions   []*Region
	region    map[string]*Region
	offers    map[offer][]*Helpline
	urgent    map[audience]func() *UrgentFile
	talk      map[string]*TalkFile
	guides    map[string][]*Guide
	words     map[string]func() *Words
	questions *Questions
	clocks    map[string]clock // by region
	reviews   []review
	audited   func() *audit
	triage    func() map[string]*Triage // by locale, and "more" for the languages that are only recognised
	known     []*KnownApp
	laws      map[string][]*Law // by region
	lawByID   map[string]*Law
	tongues   map[string]tongue // by locale without its region
}

// audit is what only editors ask about a library.
type audit struct {
	facts   []Fact
	stale   []Problem // translations that are missing or out of date, as warnings
	reading reading
}

type placedStep struct {
	app  *App
	step *Step
}

// offer is one question about helplines: for what, where, and who will call.
type offer struct {
	region string
	need   Need
	child  bool
}

// Version names the content: the same files give the same 12 hexadecimal digits, any change gives others.
func (l *Library) Version() string { return l.version() }

// Apps lists every app in the order in which parents pick from them.
func (l *Library) Apps() []*App { return l.apps }

// App is the app with an id, nil when there is none.
func (l *Library) App(id string) *App { return l.appByID[id] }

// StepKey is how a step is known outside its app: "snapchat.contact_me".
func StepKey(app, step string) string { return app + "." + step }

// Step is the step under a key as StepKey makes it, with its app. Both are nil when there is none.
func (l *Library) Step(key string) (*App, *Step) {
	p := l.steps[key]
	return p.app, p.step
}

// Regions lists every region in the order in which parents pick from them.
func (l *Library) Regions() []*Region { return l.regions }

// Region is the region with an id, nil when there is none.
func (l *Library) Region(id string) *Region { return l.region[id] }

// Helplines lists who helps with a need in a region, first first, for a child or for an adult. It is empty when the region or the
// need is unknown.
func (l *Library) Helplines(region string, need Need, forChild bool) []*Helpline {
	return l.offers[offer{region: region, need: need, child: forChild}]
}

// Urgent is what to do about a red flag in a region, told to a child or to an adult. It is nil only for a flag that does not exist.
// A region that is not known is answered as elsewhere.
func (l *Library) Urgent(locale, region string, flag RedFlag, child bool) *Urgent {
	file := l.urgentFile(locale, region)
	if file == nil {
		return nil
	}
	if child {
		return file.Child[flag]
	}
	return file.Adult[flag]
}

// Talk is how to talk about it.
func (l *Library) Talk(locale string) *TalkFile { return localized(l.talk, locale) }

// Guides lists the pages of general ground in their order.
func (l *Library) Guides(locale string) []*Guide { return localized(l.guides, locale) }

// Guide is the page with an id, nil when there is none.
func (l *Library) Guide(locale, id string) *Guide {
	for _, g := range l.Guides(locale) {
		if g.ID == id {
			return g
		}
	}
	return nil
}

// Words is the sentences of the bot.
func (l *Library) Words(locale string) *Words { return asked(localized(l.words, locale)) }

// Questions is what to ask and how answers order the steps.
func (l *Library) Questions() *Questions { return l.questions }

// Helpline is the service with an id, nil when there is none.
func (r *Region) Helpline(id string) *Helpline {
	for _, h := range r.Services {
		if h.ID == id {
			return h
		}
	}
	return nil
}

// Step is the step with an id, nil when there is none.
func (a *App) Step(id string) *Step {
	for _, s := range a.Steps {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// localized finds what holds for a locale: "en-GB" is answered by "en-GB", else by "en", else by DefaultLocale.
func localized[T any](byLocale map[string]T, locale string) T {
	for locale != "" {
		if found, ok := byLocale[locale]; ok {
			return found
		}
		locale = locale[:max(0, strings.LastIndexByte(locale, '-'))]
	}
	return byLocale[DefaultLocale]
}
