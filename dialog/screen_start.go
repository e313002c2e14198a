package dialog

import "github.com/safesteps/safesteps/content"

// welcomeScreen is the first thing a parent sees: three doors.
func welcomeScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("welcome.title")
			p.para("welcome.hello")
			p.emergency()
			p.primary("apps", "door.apps")
			p.one("happened", "door.happened")
			p.one("best", "door.best")
			p.one(navKid, "door.kid")
			p.small("welcome.bot")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "apps":
				t.open(Place{Screen: AtApps})
			case "happened":
				t.urgent("")
			case "best":
				t.open(Place{Screen: AtBest})
			default:
				return false
			}
			return true
		},
	}
}

// resumeScreen meets somebody who comes back with /start: nothing is lost, and nothing starts over by surprise.
func resumeScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("resume.title")
			p.progress()
			p.emergency()
			p.primary("go", "resume.go")
			p.one("plan", "resume.plan")
			p.one("again", "resume.again")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "go":
				t.st.back()
				t.opened()
			case "plan":
				t.open(Place{Screen: AtPlan})
			case "again":
				t.open(Place{Screen: AtRestart})
			default:
				return false
			}
			return true
		},
	}
}

// bestScreen is the third door: three things and no questions.
func bestScreen() screen {
	return screen{
		show: func(p *page) {
			plan := makePlan(p.lib, p.st.Region, p.st.child())
			if plan.Next() == nil {
				p.guide("best_three")
				p.primary("apps", "door.apps")
				return
			}
			p.heading("best.title")
			p.para("best.yours")
			p.steps(plan.top(3))
			p.one("apps", "best.more_apps")
		},
		press: func(t *turn, choice string) bool {
			if choice == "apps" {
				t.open(Place{Screen: AtApps})
				return true
			}
			return t.openStep(choice)
		},
	}
}

// lookScreen helps a parent who is not sure which apps there are.
func lookScreen() screen {
	return screen{
		show: func(p *page) {
			p.guide("look")
			p.primary("apps", "look.done")
			p.one("best", "door.best")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "apps":
				t.open(Place{Screen: AtApps})
			case "best":
				t.open(Place{Screen: AtBest})
			default:
				return false
			}
			return true
		},
	}
}

// emergency is the line that comes before anything else is asked.
func (p *page) emergency() {
	p.callout("urgent.line", p.emergencyNumber())
}

// emergencyNumber is what to call in the region for a child in danger now.
func (t *turn) emergencyNumber() content.Arg {
	return content.Arg{Name: "number", Spans: t.lib.EmergencyNumber(t.words.Locale(), t.region())}
}

// region is where the family is; never nil in a checked library.
func (t *turn) region() *content.Region {
	if r := t.lib.Region(t.elsewhere); r != nil {
		return r
	}
	return t.lib.Region(t.st.Region)
}

// helplines lists who helps with a need where the family is.
func (t *turn) helplines(need content.Need, forChild bool) []*content.Helpline {
	lines := t.lib.Helplines(t.region().ID, need, forChild)
	if t.words.Locale() == content.DefaultLocale {
		return lines
	}
	told := make([]*content.Helpline, len(lines))
	for i, h := range lines {
		told[i] = t.lib.HelplineIn(t.words.Locale(), h)
	}
	return told
}
