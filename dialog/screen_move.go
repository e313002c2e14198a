package dialog

import "github.com/safesteps/safesteps/content"

// The choices that carry a checklist to another channel.
const (
	moveChoice    = "move"
	moveAgain     = "again"
	arriveBoth    = "both"
	arriveReplace = "replace"
	arriveKeep    = "keep"
)

// moveScreen shows the code that carries the checklist to another channel. The code stands in the place itself, as long as the
// person stands there, so that a page that is loaded again shows it again.
func moveScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("move.title")
			doors := p.lib.channel.elsewhere()
			switch {
			case len(doors) == 0:
				p.para("move.nowhere")
				return
			case p.at.Subject == "":
				p.para("move.wait")
			default:
				p.para("move.what")
				p.ways(doors, "move.link", movePayload+p.at.Subject)
				p.para("move.code")
				p.add(Block{Kind: Paragraph, Spans: []Span{{Kind: content.Strong, Text: showCode(p.at.Subject)}}})
				p.para("move.once")
				p.small("move.stays")
			}
			p.one(moveAgain, "move.again")
		},
		press: func(t *turn, choice string) bool {
			if choice != moveAgain {
				return false
			}
			t.move()
			return true
		},
	}
}

// ways lists links to channels that carry a payload. A channel whose links carry nothing is told how a code is given there.
func (p *page) ways(doors []Door, key, payload string) {
	b := Block{Kind: Bullets}
	for _, d := range doors {
		name := strong("channel", p.word("channel."+d.Channel))
		switch {
		case d.With != "":
			b.Items = append(b.Items, p.words.Text(key).With(name, link("page", bare(d.Link), d.With+payload)))
		case d.Link != "":
			b.Items = append(b.Items, p.words.Text(key+".plain").With(name, link("page", p.word("channel."+d.Channel+".open"), d.Link)))
		default:
			b.Items = append(b.Items, p.words.Text(key+".none").With(name))
		}
	}
	p.add(b)
}

// move leaves the checklist behind the code that came with the act, and shows the code.
func (t *turn) move() {
	t.ensurePlace()
	if t.st.At.Screen == AtMove {
		t.st.back()
	}
	if t.code == "" || len(t.lib.channel.elsewhere()) == 0 {
		t.open(Place{Screen: AtMove})
		return
	}
	t.open(Place{Screen: AtMove, Subject: t.code})
	t.effect(Give{Code: t.code, Body: Encode(t.st.carriedState())})
}

// arrive takes the checklist that somebody brings from another channel. Where there is one already, it asks first; a code behind
// which nothing lies changes nothing.
func (t *turn) arrive(code string) {
	b := t.brought
	switch {
	case b == nil || b.State.IsZero():
		t.notArrived()
	case t.hasList():
		t.open(Place{Screen: AtArrive, Subject: code})
	default:
		t.adopt(code)
	}
}

// notArrived says why nothing came, where the person stands; somebody new meets the menu.
func (t *turn) notArrived() {
	if at := t.st.At.Screen; at == "" || at == AtWelcome || at == AtMove || at == AtArrive {
		t.place(AtMenu)
	}
	if t.brought != nil && t.brought.TooMany {
		t.say("move.tries")
		return
	}
	t.say("move.gone")
}

// adopt makes the checklist that was brought this person's own.
func (t *turn) adopt(code string) {
	b := t.brought.State.clone()
	b.repair(t.lib)
	fresh := t.st.At == Place{}
	t.st.Children, t.st.Current, t.st.Device = b.Children, b.Current, b.Device
	if t.st.Partner == "" {
		t.st.Partner, t.st.Counted = b.Partner, b.Counted
	}
	if fresh { // nothing was chosen here yet
		t.st.Region = b.Region
		if t.lib.speaks(b.Locale) {
			t.st.Locale, t.words = b.Locale, t.lib.Words(b.Locale)
		}
	}
	t.arrived(code, "move.arrived")
}

// arrived ends an arrival on the plan.
func (t *turn) arrived(code, said string) {
	t.effect(Take{Code: code})
	t.st.Trail, t.st.At = nil, Place{Screen: AtWelcome}
	t.openPlan()
	t.say(said)
}

// hasList reports whether there is anything here that a list from elsewhere could displace.
func (t *turn) hasList() bool {
	for i := range t.st.Children {
		if c := &t.st.Children[i]; len(c.Apps) > 0 || len(c.Marks) > 0 {
			return true
		}
	}
	return false
}

// arriveScreen asks what should become of two lists. Nothing is taken before the answer, so the code stays good until then.
func arriveScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("arrive.title")
			p.para("arrive.ask")
			p.para("arrive.both.what")
			p.primary(arriveBoth, "arrive.both")
			p.one(arriveKeep, "arrive.keep")
			p.danger(arriveReplace, "arrive.replace")
		},
		press: pressArrive,
	}
}

func pressArrive(t *turn, choice string) bool {
	code := t.st.At.Subject
	switch choice {
	case arriveKeep:
		t.st.back()
		t.opened()
		t.say("move.kept")
		return true
	case arriveBoth, arriveReplace:
	default:
		return false
	}
	t.st.back()
	t.opened()
	switch {
	case t.brought == nil || t.brought.State.IsZero():
		t.notArrived()
	case choice == arriveReplace:
		t.adopt(code)
	case !t.joinLists(code):
		t.say("move.too_many", content.Num("most", MaxChildren))
	}
	return true
}
