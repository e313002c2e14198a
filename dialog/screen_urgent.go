package dialog

import (
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// Every screen here works without any state: somebody who only asks for help leaves nothing behind.

const flagChoice = "u_"

// urgent opens urgent help, about one red flag when it is known. It keeps the person's place; of somebody who has none, nothing is kept.
func (t *turn) urgent(flag content.RedFlag) {
	if flag != "" && !slices.Contains(content.RedFlags(), flag) {
		flag = ""
	}
	place := Place{Screen: AtUrgent, Subject: string(flag)}
	if flag != "" {
		t.effect(Count{Name: CountUrgent, Label: string(flag)})
	}
	if (t.st.At == Place{}) {
		place.Subject = t.aimed(place.Subject)
		t.aside = &place
		return
	}
	t.open(place)
}

// urgentScreen asks what has happened, with the first numbers above the question, and then says what to do and who to call.
func urgentScreen() screen {
	return screen{
		show: func(p *page) {
			p.reply.Urgent = true
			_, flag := splitAim(p.at.Subject)
			if p.urgentQuestion(flag, false) {
				return
			}
			p.urgentHelp(content.RedFlag(flag), false)
			p.one("other", "urgent.other")
			p.one("talk", "urgent.talk")
			p.one(navKid, "door.kid")
			p.notHere()
		},
		press: func(t *turn, choice string) bool {
			switch {
			case choice == "other":
				t.urgent("")
			case choice == "talk":
				t.open(Place{Screen: AtFound})
			case choice == whereChoice:
				t.askWhere(t.st.At)
			case choice == tongueChoice:
				t.askTongue()
			case t.pressTongue(t.st.At, choice):
			case strings.HasPrefix(choice, flagChoice):
				t.urgent(content.RedFlag(choice[len(flagChoice):]))
			default:
				return false
			}
			return true
		},
	}
}

// kidScreen is the child's own way to help. Nothing about it is ever kept.
func kidScreen() screen {
	return screen{
		show: func(p *page) {
			p.reply.Urgent = true
			_, flag := splitAim(p.at.Subject)
			if p.urgentQuestion(flag, true) {
				return
			}
			p.urgentHelp(content.RedFlag(flag), true)
			p.one("other", "kid.other")
			p.notHere()
		},
	}
}

// pressKid answers a button of a child's screen.
func (t *turn) pressKid(from Place, choice string) {
	if choice == navStart {
		t.start("")
		return
	}
	place := Place{Screen: AtKid}
	_, now := splitAim(from.Subject)
	after, moved := "", false
	if from.Screen == AtKid {
		after, moved = t.pressWhere(from, choice)
	}
	switch {
	case moved:
		place.Subject = redFlag(after)
	case from.Screen != AtKid || t.pressTongue(from, choice):
	case choice == whereChoice:
		place.Subject = whereFor(redFlag(now))
	case choice == tongueChoice:
		place.Subject = tongueAim
	case strings.HasPrefix(choice, flagChoice):
		place.Subject = redFlag(choice[len(flagChoice):])
	}
	place.Subject = t.aimed(place.Subject)
	t.aside = &place
}

// redFlag is a red flag of that name, empty when there is none.
func redFlag(name string) string {
	if !slices.Contains(content.RedFlags(), content.RedFlag(name)) {
		return ""
	}
	return name
}

// urgentQuestion asks what the Subject still leaves open: what has happened, which country, which language. It is false when nothing is.
func (p *page) urgentQuestion(flag string, child bool) bool {
	_, where := asksWhere(flag)
	switch {
	case flag == "":
		p.urgentList(child)
	case where:
		p.whichCountry()
	case flag == tongueAim:
		p.whichTongue()
	default:
		return false
	}
	return true
}

// urgentList asks what has happened. The numbers come first.
func (p *page) urgentList(child bool) {
	if child {
		p.heading("kid.title")
		p.para("kid.calm")
	} else {
		p.heading("urgent.title")
	}
	p.emergency()
	p.firstLine(content.NeedParenting, child)
	if child {
		p.para("kid.ask")
	} else {
		p.para("urgent.ask")
	}
	for _, flag := range content.RedFlags() {
		if u := p.lib.Urgent(p.words.Locale(), p.region().ID, flag, child); u != nil {
			p.choose(RoleAnswer, flagChoice+string(flag), u.Button)
		}
	}
	if !child {
		p.one(navKid, "door.kid")
	}
	p.notHere()
	p.otherTongues()
	p.small("urgent.bot")
}

// firstLine is the one service to turn to when it is not known yet what has happened: one to call, else one with a page.
func (p *page) firstLine(need content.Need, child bool) {
	if child {
		need = content.NeedEmotional
	}
	for _, h := range p.helplines(need, child) {
		if h.Phone != "" {
			p.callout("urgent.first", strong("name", h.Name), content.Arg{Name: "number", Span: phone(h)})
			return
		}
	}
	p.firstPage("urgent.first_page", p.helplines(need, child))
}

// firstPage names the first service with a page that is not an emergency service.
func (p *page) firstPage(key string, lines []*content.Helpline) {
	for _, h := range lines {
		if h.Page != "" && !slices.Contains(p.region().Emergency, h.ID) {
			p.callout(key, strong("name", h.Name), link("page", bare(h.Page), h.Page))
			return
		}
	}
}

// maxCards is how many helplines one screen shows: more would bury the first.
const maxCards = 6

// urgentHelp says what to do now in order, what not to do, who to call in order, and what to say.
func (p *page) urgentHelp(flag content.RedFlag, child bool) {
	u := p.lib.Urgent(p.words.Locale(), p.region().ID, flag, child)
	p.add(Block{Kind: Heading, Spans: p.filled(u.Title)})
	lines := p.linesFor(u, child)
	p.emergency()
	if len(lines) > 0 {
		p.numbers(lines)
	}
	p.add(Block{Kind: Paragraph, Spans: p.filled(u.Calm)})
	p.texts(Numbered, u.Do)
	p.section("urgent.never", Bullets, u.Never)
	p.section("urgent.keep", Bullets, u.Keep)
	if child {
		p.section("kid.say", Quote, u.Say)
	} else {
		p.section("urgent.say", Quote, u.Say)
	}
	if len(lines) > 0 {
		p.para("urgent.who")
		for _, h := range lines {
			p.add(Block{Kind: HelpCard, Help: p.help(h)})
		}
	}
	if p.words.Locale() != content.DefaultLocale {
		p.otherTongues()
	}
	p.small("urgent.bot")
}

func (p *page) section(key string, kind BlockKind, items []content.Text) {
	if len(items) > 0 {
		p.para(key)
		p.texts(kind, items)
	}
}

// linesFor lists the helplines of every need, in order, each once.
func (p *page) linesFor(u *content.Urgent, child bool) []*content.Helpline {
	var lines []*content.Helpline
	for _, need := range u.Needs {
		for _, h := range p.helplines(need, child) {
			if len(lines) < maxCards && !slices.Contains(lines, h) {
				lines = append(lines, h)
			}
		}
	}
	return lines
}

// numbers puts the first two services that can be called in one line at the top: numbers come before advice.
func (p *page) numbers(lines []*content.Helpline) {
	emergency := p.region().Emergency
	shown := 0
	for _, h := range lines {
		if shown == 2 || slices.Contains(emergency, h.ID) {
			continue
		}
		switch {
		case h.Phone != "":
			p.callout("urgent.first", strong("name", h.Name), content.Arg{Name: "number", Span: phone(h)})
		case h.SMS != nil:
			p.callout("urgent.first", strong("name", h.Name), content.Arg{Name: "number", Spans: p.texting(h.SMS)})
		case h.Page != "":
			p.callout("urgent.first_page", strong("name", h.Name), link("page", bare(h.Page), h.Page))
		default:
			continue
		}
		shown++
	}
}

// linesScreen lists who to call, by need. It is for parents who ask for a number rather than for help.
func linesScreen() screen {
	return screen{
		show: func(p *page) {
			need := content.Need(p.at.Subject)
			if need == "" {
				p.heading("lines.title")
				p.emergency()
				p.para("lines.ask", strong("region", p.inside(p.region())))
				for _, n := range content.Needs() {
					if len(p.helplines(n, false)) > 0 {
						p.one(string(n), "need."+string(n))
					}
				}
				p.side("region", "settings.change_region")
				return
			}
			p.heading("need." + string(need))
			p.emergency()
			for _, h := range p.helplines(need, false) {
				p.add(Block{Kind: HelpCard, Help: p.help(h)})
			}
			p.one("other", "lines.other")
		},
		press: func(t *turn, choice string) bool {
			switch {
			case choice == "other":
				t.open(Place{Screen: AtLines})
			case choice == "region":
				t.open(Place{Screen: AtRegions})
			case t.st.At.Subject == "" && slices.Contains(content.Needs(), content.Need(choice)):
				t.open(Place{Screen: AtLines, Subject: choice})
			default:
				return false
			}
			return true
		},
	}
}
