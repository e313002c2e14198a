package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

const choiceSkip = "skip"

// onward leads to the next question that was not put yet, and to the plan when there is none. Nothing is asked twice.
func (t *turn) onward() {
	c := t.st.child()
	switch {
	case !c.has(AskedAge):
		t.open(Place{Screen: AtAge})
	case !c.has(AskedUnder) && len(makePlan(t.lib, t.st.Region, c).Under) > 0:
		c.asked(AskedUnder)
		t.open(Place{Screen: AtUnder})
	case !c.has(AskedWorries):
		t.open(Place{Screen: AtWorries})
	case !c.has(AskedDevice) && t.st.Device == "":
		t.open(Place{Screen: AtDevices})
	default:
		t.open(Place{Screen: AtPlan})
	}
}

// ageScreen asks how old the child is, in bands that identify nobody.
func ageScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("age.title")
			p.para("age.why")
			for _, a := range p.lib.Questions().Ages {
				p.one(string(a.Band), "age."+string(a.Band))
			}
			p.one(choiceSkip, "nav.skip")
		},
		press: func(t *turn, choice string) bool {
			c := t.st.child()
			if choice != choiceSkip {
				if t.lib.age(content.AgeBand(choice)) == nil {
					return false
				}
				c.Age = content.AgeBand(choice)
				c.Asked &^= AskedUnder
			}
			c.asked(AskedAge)
			t.onward()
			return true
		},
	}
}

// worriesScreen asks what worries the parent. Nothing picked is an answer.
func worriesScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("worries.title")
			p.para("worries.why")
			for _, w := range p.lib.Questions().Worries {
				p.tick(string(w), p.word("concern."+string(w)))
			}
			p.reply.Question.Optional = true
			p.side(choiceSkip, "nav.skip")
		},
		press: func(t *turn, choice string) bool {
			if choice != choiceSkip {
				return false
			}
			t.st.child().asked(AskedWorries)
			t.onward()
			return true
		},
		many: &many{
			offered: func(t *turn) []string { return stringsOf(t.lib.Questions().Worries) },
			picked:  func(t *turn) []string { return stringsOf(t.st.child().Worries) },
			confirm: func(t *turn) {
				c := t.st.child()
				c.Worries = nil
				for _, id := range t.st.Draft {
					c.Worries = append(c.Worries, content.Concern(id))
				}
				c.asked(AskedWorries)
				t.say("worries.saved")
				t.onward()
			},
			most: 9,
		},
	}
}

// deviceScreen asks which device the paths are for.
func deviceScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("device.title")
			p.para("device.why")
			for _, d := range p.lib.Questions().Devices {
				p.one(string(d), "device."+string(d))
			}
			p.one(choiceSkip, "device.several")
		},
		press: func(t *turn, choice string) bool {
			d := content.Device(choice)
			switch {
			case choice == choiceSkip:
				t.st.Device = ""
			case slices.Contains(t.lib.Questions().Devices, d):
				t.st.Device = d
			default:
				return false
			}
			t.st.child().asked(AskedDevice)
			t.onward()
			return true
		},
	}
}

// underScreen says plainly that a child is below an app's minimum age, and what can be done. It does not scold.
func underScreen() screen {
	return screen{
		show: func(p *page) {
			plan := makePlan(p.lib, p.st.Region, p.st.child())
			p.heading("under.title")
			for _, app := range plan.Under {
				p.para("under.app", strong("app", app.Name), content.Num("age", app.Age.Minimum))
			}
			p.para("under.calm")
			p.primary("go", "under.go")
			p.one("talk", "under.talk")
			for i := range plan.Steps {
				if s := &plan.Steps[i]; s.Step.Minimum && plan.family.under(s.App) && len(p.reply.Question.Choices) < 12 {
					p.choose(RoleAnswer, s.Key, p.stepLabel(s))
				}
			}
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "go":
				t.onward()
			case "talk":
				t.open(Place{Screen: AtTalk})
			default:
				return t.openStep(choice)
			}
			return true
		},
	}
}

func stringsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
