package dialog

import (
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// shareScreen gives the links to the bot on every channel, to be passed on. Its subject is the payload that they carry.
func shareScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("share.title")
			doors := p.lib.channel.Doors
			if len(doors) == 0 {
				p.para("share.nowhere")
				return
			}
			p.para("share.what")
			p.shareAbout(p.at.Subject)
			p.ways(doors, "share.link", p.at.Subject)
			for _, d := range doors {
				if d.Channel == "web" {
					p.para("share.more", link("page", bare(d.Link)+"/share", d.Link+"/share"))
				}
			}
			p.small("share.type")
		},
	}
}

// shareAbout says what the links open and under which code they are counted.
func (p *page) shareAbout(payload string) {
	for part := range strings.SplitSeq(payload, "-") {
		switch name, value, _ := strings.Cut(part, "_"); name {
		case "app":
			p.para("share.app", strong("app", p.lib.App(value).Name))
		case "from":
			p.para("share.from", strong("code", value))
		}
	}
}

// shareCommand reads what a link is wanted for, in any order: an app, the age band of a child, a topic, and a code under which the
// link is counted.
func (t *turn) shareCommand(args string) {
	var app, age, topic, from string
	for _, word := range strings.Fields(strings.ToLower(args)) {
		switch {
		case t.lib.App(word) != nil:
			app = word
		case t.lib.age(content.AgeBand(word)) != nil:
			age = strings.ReplaceAll(word, "-", "_")
		case isFlag(word), contains(stringsOf(content.Concerns()), word), t.lib.Guide(t.st.Locale, word) != nil:
			topic = word
		case isPartner(word):
			from = word
		}
	}
	var parts []string
	for _, part := range [][2]string{{"from", from}, {"age", age}, {"app", app}, {"topic", topic}} {
		if part[1] != "" {
			parts = append(parts, part[0]+"_"+part[1])
		}
	}
	payload := strings.Join(parts, "-")
	if len(payload) > maxShared {
		payload = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.HasPrefix(s, "topic_") }), "-")
	}
	t.ensurePlace()
	t.open(Place{Screen: AtShare, Subject: payload})
}

// maxShared is how long the payload of the links may be: buttons carry it with the screen.
const maxShared = 40

// shares reports whether a payload is one that shareCommand writes.
func (l *Library) shares(payload string) bool {
	if payload == "" {
		return true
	}
	for part := range strings.SplitSeq(payload, "-") {
		name, value, _ := strings.Cut(part, "_")
		switch {
		case name == "from" && isPartner(value) && value != "":
		case name == "app" && l.App(value) != nil:
		case name == "age" && l.age(content.AgeBand(strings.ReplaceAll(value, "_", "-"))) != nil:
		case name == "topic" && value != "":
		default:
			return false
		}
	}
	return len(payload) <= maxShared
}
