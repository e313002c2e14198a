package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
)

// heardScreen is urgent help about something that was typed. "That is not it" leads back and never hides the help again.
func heardScreen() screen {
	return screen{
		show: func(p *page) {
			p.reply.Urgent = true
			p.urgentHelp(content.RedFlag(p.at.Subject), false)
			p.one("other", "urgent.other")
			p.one("not", "heard.not_it")
			p.one(navKid, "door.kid")
			p.notHere()
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "other":
				t.urgent("")
			case "not":
				t.say("heard.not_it_kept")
				t.st.back()
				t.opened()
			case tongueChoice:
				t.askTongue()
			case whereChoice:
				t.askWhere(t.st.At)
			default:
				return false
			}
			return true
		},
	}
}

// askScreen asks when the words may mean a danger: the number stands above the question.
func askScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("ask.title")
			p.emergency()
			p.firstLine(content.NeedParenting, false)
			p.para("ask.text")
			p.primary("happened", "ask.happened")
			p.one("fine", "ask.fine")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "happened":
				t.urgent("")
			case "fine":
				t.say("heard.not_it_kept")
				t.st.back()
				t.opened()
			default:
				return false
			}
			return true
		},
	}
}

// humanScreen says plainly that nobody reads this, and who will talk.
func humanScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("human.title")
			p.emergency()
			p.para("human.text")
			for i, h := range p.lib.Helplines(p.st.Region, content.NeedParenting, false) {
				if i < 3 {
					p.add(Block{Kind: HelpCard, Help: p.help(h)})
				}
			}
			p.one("lines", "lines.other")
		},
		press: func(t *turn, choice string) bool {
			if choice != "lines" {
				return false
			}
			t.open(Place{Screen: AtLines})
			return true
		},
	}
}

// nearestScreen offers the cards nearest to something that was not understood. They are held in State.Draft as place keys.
func nearestScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("nearest.title")
			p.emergency()
			for _, key := range p.st.Draft {
				if at := parsePlace(key); p.lib.knows(p.st.Locale, at) {
					p.choose(RoleAnswer, key, p.placeLabel(at))
				}
			}
			p.primary("apps", "door.apps")
			p.one("lines", "menu.lines")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "apps":
				t.open(Place{Screen: AtApps})
			case "lines":
				t.open(Place{Screen: AtLines})
			default:
				at := parsePlace(choice)
				if !contains(t.st.Draft, choice) || !t.lib.knows(t.st.Locale, at) {
					return false
				}
				t.open(at)
			}
			return true
		},
	}
}

// placeLabel names a card on a button.
func (p *page) placeLabel(at Place) string {
	switch at.Screen {
	case AtCard:
		app, step := p.lib.Step(at.Subject)
		return p.word("plan.label", content.Str("app", app.Name), content.Str("title", step.Title))
	case AtAppCard, AtRiskCard, AtBlockCard, AtToolCard:
		return p.word("nearest."+string(at.Screen), content.Str("app", p.lib.App(at.Subject).Name))
	case AtGuideCard:
		return p.lib.Guide(p.st.Locale, at.Subject).Button
	default:
		return p.word("menu.lines")
	}
}

// otherQuestions is how many questions a plan for an unknown app is built from.
const otherQuestions = 3

// otherScreen asks three questions about an app that has no page. The answers so far are the place's Subject: y, n or u each.
func otherScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("other.title")
			if p.at.Subject == "" {
				p.para("other.hint")
			}
			p.para("other." + otherAbout()[min(len(p.at.Subject), otherQuestions-1)])
			p.one("y", "other.yes")
			p.one("n", "other.no")
			p.one("u", "other.unsure")
		},
		press: func(t *turn, choice string) bool {
			if choice != "y" && choice != "n" && choice != "u" {
				return false
			}
			answers := t.st.At.Subject + choice
			if len(answers) < otherQuestions {
				t.open(Place{Screen: AtOther, Subject: answers})
				return true
			}
			t.addApps(otherApps(answers))
			t.say("other.added")
			t.showFirst()
			return true
		},
	}
}

// otherAbout is what the three questions are about.
func otherAbout() [otherQuestions]string {
	return [otherQuestions]string{"strangers", "groups", "vanishing"}
}

// otherPrefix begins the ids of the pages that stand in for an app without one, one for each question.
const otherPrefix = "other_"

// otherApps lists the stand-ins for the answers. "Not sure" counts as yes: better one step too many. Somebody who says no to
// all still gets the first, whose steps do no harm.
func otherApps(answers string) []string {
	var ids []string
	for i, about := range otherAbout() {
		if i < len(answers) && answers[i] != 'n' {
			ids = append(ids, otherPrefix+about)
		}
	}
	if ids == nil {
		ids = []string{otherPrefix + otherAbout()[0]}
	}
	return ids
}

// split parts apps with a page of their own from apps that are only known by their features.
func (l *Library) split(ids []string) (with, general []string) {
	for _, id := range ids {
		if l.App(id) != nil {
			with = append(with, id)
		} else {
			general = append(general, id)
		}
	}
	return with, general
}

// StandIns lists the pages that stand in for an app without one, by what it can do. It is empty for an app that is not known or has shut.
func (l *Library) StandIns(id string) []string { return l.standIns([]string{id}) }

// standIns lists the pages that stand in for apps known by their features.
func (l *Library) standIns(ids []string) []string {
	var out []string
	for _, id := range ids {
		known := l.known[id]
		if known == nil || known.Closed {
			continue
		}
		answers := strings.Join([]string{
			answer(known, content.FeatureMessages), answer(known, content.FeatureGroups),
			either(answer(known, content.FeatureVanishing), answer(known, content.FeatureLive)),
		}, "")
		for _, app := range otherApps(answers) {
			if !contains(out, app) {
				out = append(out, app)
			}
		}
	}
	return out
}

func answer(k *content.KnownApp, f content.FeatureID) string {
	switch k.Features[f] {
	case "yes", "some":
		return "y"
	case "no":
		return "n"
	}
	return "u"
}

func either(a, b string) string {
	if a == "y" || b == "y" {
		return "y"
	}
	return a
}

// names turns ids of apps into names, with or without a page.
func (l *Library) names(ids []string) []string {
	var names []string
	for _, id := range ids {
		if app := l.App(id); app != nil {
			names = append(names, app.Name)
		} else if known := l.known[id]; known != nil {
			names = append(names, known.Name)
		}
	}
	return names
}
