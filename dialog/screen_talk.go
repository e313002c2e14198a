package dialog

import (
	"github.com/safesteps/safesteps/content"
)

// talkScreen gives ways to begin, by the child's age.
func talkScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("talk.title")
			p.para("talk.hint")
			p.openers(5)
			p.primary("found", "talk.found")
			for _, w := range p.lib.Questions().Worries {
				p.one(string(w), "concern."+string(w))
			}
		},
		press: func(t *turn, choice string) bool {
			if choice == "found" {
				t.open(Place{Screen: AtFound})
				return true
			}
			if !contains(stringsOf(t.lib.Questions().Worries), choice) {
				return false
			}
			t.open(Place{Screen: AtTalkAbout, Subject: choice})
			return true
		},
	}
}

// openers shows up to n sentences a parent can say to a child of this age.
func (p *page) openers(n int) {
	age := p.st.child().Age
	if age == "" {
		age = content.Age11
	}
	list := p.lib.Talk(p.st.Locale).Openers[age]
	p.para("talk.say")
	p.texts(Quote, list[:min(n, len(list))])
}

// talkAboutScreen gives ways to begin about one worry.
func talkAboutScreen() screen {
	return screen{
		show: func(p *page) {
			concern := content.Concern(p.at.Subject)
			p.heading("talk.about.title", content.Str("concern", p.word("concern."+p.at.Subject)))
			p.para("talk.say")
			p.texts(Quote, p.lib.Talk(p.st.Locale).Concern[concern])
			p.primary("plan", "menu.plan")
			p.one("found", "talk.found")
			for _, g := range p.lib.Guides(p.st.Locale) {
				if hasConcern(g.Concerns, concern) && len(p.reply.Question.Choices) < 8 {
					p.choose(RoleAnswer, guideChoice+g.ID, g.Button)
				}
			}
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "plan":
				t.openPlan()
			case "found":
				t.open(Place{Screen: AtFound})
			default:
				return t.openGuide(choice)
			}
			return true
		},
	}
}

func hasConcern(list []content.Concern, c content.Concern) bool {
	for _, x := range list {
		if x == c {
			return true
		}
	}
	return false
}

// foundScreen is for a parent who has found something.
func foundScreen() screen {
	return screen{
		show: func(p *page) {
			talk := p.lib.Talk(p.st.Locale)
			p.heading("found.title")
			p.para("found.calm")
			p.para("found.say")
			p.texts(Quote, talk.Found)
			p.para("found.not")
			p.texts(Bullets, talk.FoundNot)
			p.primary("happened", "found.happened")
			p.one(guideChoice+"keep_record", "found.record")
			p.one("plan", "menu.plan")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "happened":
				t.urgent("")
			case "plan":
				t.openPlan()
			default:
				return t.openGuide(choice)
			}
			return true
		},
	}
}

// openPlan opens the plan, or the question that comes first when there is none yet.
func (t *turn) openPlan() {
	if len(t.st.child().Apps) == 0 {
		t.open(Place{Screen: AtApps})
		return
	}
	t.open(Place{Screen: AtPlan})
}

// guideChoice is what the choice of a guide begins with, so that its id cannot meet another choice.
const guideChoice = "g_"

func (t *turn) openGuide(choice string) bool {
	if len(choice) < len(guideChoice) || choice[:len(guideChoice)] != guideChoice {
		return false
	}
	id := choice[len(guideChoice):]
	if t.lib.Guide(t.st.Locale, id) == nil {
		return false
	}
	t.open(Place{Screen: AtGuideCard, Subject: id})
	return true
}

// learnScreen lists the general ground.
func learnScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("learn.title")
			p.para("learn.hint")
			for _, g := range p.lib.Guides(p.st.Locale) {
				if len(p.reply.Blocks) > 0 && (p.reply.Question == nil || len(p.reply.Question.Choices) < 20) {
					p.choose(RoleAnswer, guideChoice+g.ID, g.Button)
				}
			}
		},
		press: (*turn).openGuide,
	}
}

// guideScreen is one guide.
func guideScreen() screen {
	return screen{
		show: func(p *page) {
			p.guide(p.at.Subject)
			p.primary("plan", "menu.plan")
			p.one("learn", "learn.more")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "plan":
				t.openPlan()
			case "learn":
				t.open(Place{Screen: AtLearn})
			default:
				return false
			}
			return true
		},
	}
}

// guide draws one page of general ground.
func (p *page) guide(id string) {
	g := p.lib.Guide(p.st.Locale, id)
	if g == nil {
		return
	}
	p.add(Block{Kind: Heading, Spans: p.filled(g.Title)})
	for _, t := range g.Body {
		p.add(Block{Kind: Paragraph, Spans: p.filled(t)})
	}
	p.texts(Bullets, g.Points)
}
