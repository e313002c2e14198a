package dialog

import (
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog/understand"
)

// hear answers something typed. Danger comes before everything else; then what was wanted; and a miss never ends in an error
// or an unrelated menu. Nothing of the text is kept, and nothing of it comes back in the reply.
func (t *turn) hear(text string) {
	if code, like := readCode(text); like {
		t.arrive(code)
		return
	}
	m := t.lib.reader.Read(text, understand.Options{Locale: t.st.Locale})
	m.Language = sureOf(m.Language, text)
	if m.SafeWord || m.Urgent != "" {
		t.heardDanger(m)
		return
	}
	if t.heardCountry(text, m) {
		t.st.Missed = 0
		return
	}
	t.note(m)
	if m.Unsure {
		t.ensurePlace()
		t.answerIn(m.Language)
		t.open(Place{Screen: AtAsk})
		return
	}
	if m.UnknownApp && len(m.Apps) == 0 && t.st.At.Screen == AtApps {
		m.Intent = understand.NameApps // an answer to the question on the screen
	}
	closed := t.takeClosed(&m)
	switch {
	case t.heardIntent(m):
		t.st.Missed = 0
	case closed != nil:
		t.st.Missed = 0
		t.ensurePlace()
		t.open(Place{Screen: AtApps})
	default:
		t.missed(m)
	}
	if closed != nil {
		t.notice = append(closed, t.notice...)
	}
	if m.Intent != understand.Language {
		t.answerFirstIn(m.Language)
	}
}

// takeClosed takes services that have shut out of what was heard, and says of the first what took its place; nil when there was none.
func (t *turn) takeClosed(m *understand.Meaning) []Span {
	var said []Span
	var open []string
	for _, id := range m.Apps {
		known := t.lib.known[id]
		if known == nil || !known.Closed {
			open = append(open, id)
			continue
		}
		if said == nil {
			said = slices.Clone(t.words.Text("heard.closed").With(content.Str("app", known.Name), content.Str("replaced", known.Replaced)))
		}
	}
	if said != nil {
		m.Apps = open
		said = append(said, Span{Text: " "})
	}
	return said
}

// heardDanger shows the numbers and first actions at once, in any state. A child gets the child's path.
func (t *turn) heardDanger(m understand.Meaning) {
	t.st.Missed = 0
	t.answerIn(m.Language)
	if m.Child {
		t.aside = &Place{Screen: AtKid, Subject: t.aimed(string(m.Urgent))}
		return
	}
	t.keepTongue()
	if m.Urgent == "" {
		t.urgent("")
		return
	}
	if t.notice == nil {
		t.say("heard.urgent")
	}
	t.note(m)
	if (t.st.At == Place{}) && len(t.st.child().Apps) == 0 {
		t.urgent(m.Urgent)
		return
	}
	t.ensurePlace()
	t.effect(Count{Name: CountUrgent, Label: string(m.Urgent)})
	t.open(Place{Screen: AtHeard, Subject: string(m.Urgent)})
}

// answerIn answers somebody who writes in another language; empty: English.
func (t *turn) answerIn(locale string) {
	if locale != "" {
		t.speak(locale)
		t.notice = t.inLanguage(locale)
	}
}

// answerFirstIn puts the line in somebody's own language before what else is to be said; empty: English.
func (t *turn) answerFirstIn(locale string) {
	line := t.inLanguage(locale)
	if locale == "" || line == nil {
		return
	}
	if t.notice != nil {
		line = append(slices.Clone(line), Span{Text: " "})
	}
	t.notice = append(line, t.notice...)
}

// inLanguage is the one line that says, in a person's own language, what is available; nil when there is none.
func (t *turn) inLanguage(locale string) []Span {
	if words := t.lib.Words(locale); words.Locale() == locale {
		return words.Text("heard.language")
	}
	if line := t.lib.reader.Line(locale); line != "" {
		return []Span{{Kind: content.Plain, Text: line}}
	}
	return nil
}

// note keeps what a message said about the family: apps that are used, and the child's age when it was not known.
func (t *turn) note(m understand.Meaning) {
	c := t.st.child()
	if m.Intent != understand.NameApps && m.Urgent == "" {
		return
	}
	t.addApps(m.Apps)
	for _, id := range m.Negated {
		c.Apps = without(c.Apps, id)
	}
	if m.HasAge && c.Age == "" {
		t.noteAge(m.Age)
	}
}

func (t *turn) noteAge(years int) {
	for _, a := range t.lib.Questions().Ages {
		if years >= a.Youngest && years <= a.Oldest {
			c := t.st.child()
			c.Age = a.Band
			c.asked(AskedAge)
			return
		}
	}
}

// heardIntent does what was wanted; false when there is nothing to do about it.
func (t *turn) heardIntent(m understand.Meaning) bool {
	switch m.Intent {
	case understand.NameApps:
		return t.heardApps(m)
	case understand.AppQuestion, understand.HowTo, understand.GeneralQuestion:
		return t.heardQuestion(m)
	case understand.Helpline:
		t.place(AtLines)
	case understand.Progress:
		t.place(AtProgress)
	case understand.Restart:
		t.place(AtRestart)
	case understand.DeleteData:
		t.place(AtPrivacy)
	case understand.TalkToHuman:
		t.place(AtHuman)
	case understand.Language:
		t.ensurePlace()
		t.answerIn(m.Language)
		t.keepTongue()
		if t.notice == nil {
			t.say("heard.language")
		}
	case understand.Greeting:
		t.ensurePlace()
		t.say("heard.greeting")
	case understand.Thanks:
		t.ensurePlace()
		t.say("heard.thanks")
	case understand.UrgentHelp:
		t.urgent("")
	case understand.OffTopic:
		return false
	}
	return true
}

// heardApps puts the apps that were named on the list and shows the list, ready to go on.
func (t *turn) heardApps(m understand.Meaning) bool {
	with, general := t.lib.split(m.Apps)
	t.addApps(t.lib.standIns(general))
	if m.UnknownApp && len(with) == 0 {
		t.ensurePlace()
		t.open(Place{Screen: AtOther})
		return true
	}
	if len(with)+len(general)+len(m.Negated) == 0 {
		return false
	}
	t.ensurePlace()
	draft := t.st.child().Apps
	if t.st.At.Screen == AtApps {
		draft = append(slices.Clone(t.st.Draft), draft...)
	}
	t.open(Place{Screen: AtApps})
	t.st.Draft = nil
	for _, id := range draft {
		if !contains(m.Negated, id) && !contains(t.st.Draft, id) {
			t.st.Draft = append(t.st.Draft, id)
		}
	}
	t.st.Draft = limit(t.st.Draft, maxApps)
	t.sayApps(t.lib.names(m.Apps), t.lib.names(m.Negated))
	return true
}

func (t *turn) sayApps(added, removed []string) {
	apps, gone := content.Str("apps", t.join(added)), content.Str("removed", t.join(removed))
	switch {
	case len(added) > 0 && len(removed) > 0:
		t.say("heard.added_removed", apps, gone)
	case len(added) > 0:
		t.say("heard.added", apps)
	case len(removed) > 0:
		t.say("heard.removed", gone)
	}
}

// heardQuestion opens the card that answers.
func (t *turn) heardQuestion(m understand.Meaning) bool {
	if p, ok := t.lib.placeOf(t.st.Locale, m.Topic); ok {
		t.ensurePlace()
		t.open(p)
		return true
	}
	for _, id := range m.Apps {
		if t.lib.App(id) != nil {
			t.ensurePlace()
			t.open(Place{Screen: AtAppCard, Subject: id})
			return true
		}
	}
	return false
}

// placeOf is the screen of a card as the reader names it: step:…, app:…, age:…, risks:…, block:…, tool:…, guide:…, helplines.
func (l *Library) placeOf(locale, topic string) (Place, bool) {
	kind, id, _ := strings.Cut(topic, ":")
	p := Place{Subject: id}
	switch kind {
	case "step":
		p.Screen = AtCard
	case "app", "age":
		p.Screen = AtAppCard
	case "risks":
		p.Screen = AtRiskCard
	case "block":
		p.Screen = AtBlockCard
	case "tool":
		p.Screen = AtToolCard
	case "guide":
		p.Screen = AtGuideCard
	case "helplines":
		p = Place{Screen: AtLines}
	default:
		return Place{}, false
	}
	return p, l.knows(locale, p)
}

// missed answers something that was not understood: first with the nearest cards, then with everything there is, never
// with the same words twice running.
func (t *turn) missed(m understand.Meaning) {
	t.ensurePlace()
	t.st.Missed++
	if t.st.Missed%2 == 0 {
		t.say("nearest.again")
		t.open(Place{Screen: AtMenu})
		return
	}
	t.say("nearest.text")
	var near []string
	for _, hit := range m.Nearest {
		if p, ok := t.lib.placeOf(t.st.Locale, hit.Topic); ok && len(near) < 3 {
			near = append(near, p.Key())
		}
	}
	t.open(Place{Screen: AtNearest})
	t.st.Draft = near
}
