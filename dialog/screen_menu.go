package dialog

import (
	"strconv"

	"github.com/safesteps/safesteps/content"
)

// menuScreen is everything there is.
func menuScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("menu.title")
			p.emergency()
			p.primary("plan", "menu.plan")
			p.one("apps", "menu.apps")
			p.one("best", "door.best")
			p.one("talk", "menu.talk")
			p.one("read", "menu.read")
			p.one("learn", "menu.learn")
			p.one("lines", "menu.lines")
			p.one("progress", "menu.progress")
			p.one("children", "menu.children")
			p.one("settings", "menu.settings")
			if len(p.lib.channel.elsewhere()) > 0 {
				p.one(moveChoice, "menu.move")
			}
			p.one("privacy", "menu.privacy")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "plan":
				t.openPlan()
				return true
			case moveChoice:
				t.move()
				return true
			}
			to, ok := menuPlace(choice)
			if ok {
				t.open(to)
			}
			return ok
		},
	}
}

func menuPlace(choice string) (Place, bool) {
	switch choice {
	case "apps":
		return Place{Screen: AtApps}, true
	case "best":
		return Place{Screen: AtBest}, true
	case "talk":
		return Place{Screen: AtTalk}, true
	case "read":
		return Place{Screen: AtMyApps}, true
	case "learn":
		return Place{Screen: AtLearn}, true
	case "lines":
		return Place{Screen: AtLines}, true
	case "progress":
		return Place{Screen: AtProgress}, true
	case "children":
		return Place{Screen: AtKids}, true
	case "settings":
		return Place{Screen: AtSettings}, true
	case "privacy":
		return Place{Screen: AtPrivacy}, true
	}
	return Place{}, false
}

// childrenScreen lists the unnamed profiles: one tap switches.
func childrenScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("children.title")
			p.para("children.hint")
			b := Block{Kind: Bullets}
			for i := range p.st.Children {
				b.Items = append(b.Items, p.childLine(i))
				role := RoleAnswer
				if i == p.st.Current {
					role = RolePrimary
				}
				p.choose(role, "c"+strconv.Itoa(i), p.childName(i))
			}
			p.add(b)
			if len(p.st.Children) < MaxChildren {
				p.one("add", "children.add")
			}
			p.one("restart", "menu.restart")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "add":
				if len(t.st.Children) >= MaxChildren {
					return false
				}
				t.st.Children = append(t.st.Children, Child{})
				t.st.Current = len(t.st.Children) - 1
				t.say("children.added")
				t.open(Place{Screen: AtApps})
				return true
			case "restart":
				t.open(Place{Screen: AtRestart})
				return true
			}
			return t.switchChild(choice)
		},
	}
}

func (t *turn) switchChild(choice string) bool {
	if len(choice) != 2 || choice[0] != 'c' {
		return false
	}
	i := int(choice[1] - '0')
	if i < 0 || i >= len(t.st.Children) {
		return false
	}
	t.st.Current = i
	t.say("children.switched", content.Str("child", t.childName(i)))
	t.openPlan()
	return true
}

// childName is how a profile is called: by its place and age alone.
func (t *turn) childName(i int) string {
	c := &t.st.Children[i]
	key := "child.name"
	if c.Age != "" {
		key = "child.name_age"
	}
	return t.words.Text(key).Said(
		content.Str("place", t.words.Text("child."+strconv.Itoa(i+1)).Plain()),
		content.Str("age", t.words.Text("age."+string(c.Age)).Plain()))
}

func (p *page) childLine(i int) []Span {
	plan := makePlan(p.lib, p.st.Region, &p.st.Children[i])
	return p.words.Plural("child.line", plan.Total).With(strong("child", p.childName(i)), content.Num("done", plan.Done), content.Num("total", plan.Total))
}

// whichChild says whose plan this is, when there are several.
func (p *page) whichChild() {
	if len(p.st.Children) > 1 {
		p.small("child.for", content.Str("child", p.childName(p.st.Current)))
	}
}

// progressScreen is what is done, in words and as a bar, by app.
func progressScreen() screen {
	return screen{
		show: func(p *page) {
			plan := makePlan(p.lib, p.st.Region, p.st.child())
			p.heading("progress.title")
			p.whichChild()
			p.progress()
			b := Block{Kind: Bullets}
			for _, app := range plan.Apps {
				done, total := plan.countFor(app)
				b.Items = append(b.Items, p.words.Plural("progress.app", total).With(strong("app", app.Name), content.Num("done", done), content.Num("total", total)))
			}
			if len(b.Items) > 0 {
				p.add(b)
			}
			p.putOff(&plan)
			p.primary("plan", "menu.plan")
			p.one("restart", "menu.restart")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "plan":
				t.openPlan()
			case "restart":
				t.open(Place{Screen: AtRestart})
			default:
				return t.openStep(choice)
			}
			return true
		},
	}
}

// putOff lists what was put off, so that nothing is forgotten.
func (p *page) putOff(plan *Plan) {
	var off []PlanStep
	for _, s := range plan.Steps {
		if s.Mark.Kind != Unmarked && !s.Mark.Kind.closed() && len(off) < stepsPerPage {
			off = append(off, s)
		}
	}
	if len(off) > 0 {
		p.para("progress.put_off")
		p.steps(off)
	}
}

func (p *Plan) countFor(app *content.App) (done, total int) {
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.App != app || s.Mark.Kind == NotForUs {
			continue
		}
		total++
		if s.Mark.Kind == Done {
			done++
		}
	}
	return done, total
}

// restartScreen asks before it clears a checklist.
func restartScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("restart.title")
			p.whichChild()
			p.para("restart.ask")
			p.danger("yes", "restart.yes")
			if len(p.st.Children) > 1 {
				p.danger("remove", "restart.remove")
			}
			p.primary("no", "restart.no")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "yes":
				*t.st.child() = Child{}
				t.say("restart.done")
				t.startOver()
			case "remove":
				if len(t.st.Children) < 2 {
					return false
				}
				t.st.Children = append(t.st.Children[:t.st.Current], t.st.Children[t.st.Current+1:]...)
				t.st.Current = 0
				t.say("restart.removed")
				t.startOver()
			case "no":
				t.st.back()
				t.opened()
			default:
				return false
			}
			return true
		},
	}
}

// startOver goes to the first question with no way back into what is gone.
func (t *turn) startOver() {
	t.st.Trail, t.st.At = nil, Place{Screen: AtWelcome}
	if t.st.child().Apps == nil {
		t.open(Place{Screen: AtApps})
		return
	}
	t.open(Place{Screen: AtPlan})
}
