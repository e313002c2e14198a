package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
)

const navStart = "start"

// start opens the conversation. Somebody new meets the three doors; somebody who was here before is asked whether to go on.
// A payload opens what a link was made for.
func (t *turn) start(payload string) {
	if code, said := codeOfPayload(payload); said {
		t.arrive(code)
		return
	}
	known := len(t.st.child().Apps) > 0
	if payload != "" && t.payload(payload) {
		return
	}
	switch {
	case !known:
		t.st.At, t.st.Trail = Place{Screen: AtWelcome}, nil
		t.st.Draft = nil
	case t.st.At.Screen == AtResume:
	default:
		t.open(Place{Screen: AtResume})
	}
}

// payload reads a deep link: parts joined by "-", each a name and a value joined by "_". Known names are app (an app's id),
// topic (a concern, a guide or a red flag), age (a band with "_" for "-"), from (a partner's code) and urgent (alone or with a
// red flag). Anything else is passed over, and a payload that says nothing known is a plain start.
func (t *turn) payload(payload string) bool {
	used := false
	for part := range strings.SplitSeq(payload, "-") {
		name, value, _ := strings.Cut(part, "_")
		switch name {
		case "urgent":
			t.urgent(content.RedFlag(value))
			return true
		case "app":
			used = t.payloadApp(value) || used
		case "age":
			used = t.payloadAge(value) || used
		case "from":
			t.from(value)
		case "topic":
			used = t.topic(value) || used
		}
	}
	return used
}

func (t *turn) payloadApp(id string) bool {
	if t.lib.App(id) == nil {
		return false
	}
	t.addApps([]string{id})
	t.ensurePlace()
	t.open(Place{Screen: AtAppCard, Subject: id})
	return true
}

func (t *turn) payloadAge(band string) bool {
	age := content.AgeBand(strings.ReplaceAll(band, "_", "-"))
	if t.lib.age(age) == nil {
		return false
	}
	c := t.st.child()
	c.Age = age
	c.asked(AskedAge)
	t.ensurePlace()
	return true
}

// topic opens what a topic's name stands for.
func (t *turn) topic(id string) bool {
	switch {
	case isFlag(id):
		t.urgent(content.RedFlag(id))
	case t.lib.Guide(t.st.Locale, id) != nil:
		t.ensurePlace()
		t.open(Place{Screen: AtGuideCard, Subject: id})
	case contains(stringsOf(content.Concerns()), id):
		t.ensurePlace()
		t.open(Place{Screen: AtTalkAbout, Subject: id})
	default:
		return false
	}
	return true
}

func isFlag(id string) bool { return contains(stringsOf(content.RedFlags()), id) }

// ensurePlace puts somebody new on the first screen, so that back leads there.
func (t *turn) ensurePlace() {
	if (t.st.At == Place{}) {
		t.st.At = Place{Screen: AtWelcome}
	}
}
