package dialog

import (
	"github.com/safesteps/safesteps/content"
)

// cardScreen is one step: why, how on their phone, five answers that each lead somewhere useful, and a press that says the step is wrong.
func cardScreen() screen {
	return screen{
		show: showCard,
		press: func(t *turn, choice string) bool {
			kind := markNamed(choice)
			if kind == Unmarked {
				return t.pressCardSide(choice)
			}
			return t.answerStep(t.st.At.Subject, kind)
		},
	}
}

func (t *turn) pressCardSide(choice string) bool {
	switch choice {
	case "plan":
		t.open(Place{Screen: AtPlan})
	case "app":
		app, _ := t.lib.Step(t.st.At.Subject)
		t.open(Place{Screen: AtAppCard, Subject: app.ID})
	case "wrong":
		t.effect(Count{Name: CountWrong, Label: t.st.At.Subject})
		t.say("card.noted")
		t.open(Place{Screen: AtMissing, Subject: t.st.At.Subject})
	default:
		return false
	}
	return true
}

func showCard(p *page) {
	app, step := p.lib.Step(p.at.Subject)
	p.heading("card.title", content.Str("app", app.Name), content.Str("title", step.Title))
	p.whichChild()
	if m := p.st.child().Marks[p.at.Subject]; m.Kind != Unmarked {
		p.small("card.marked."+m.Kind.String(), content.Str("date", p.shortDate(m.On)))
	}
	p.text(Paragraph, step.Why)
	p.how(app, step)
	p.primary(Done.String(), "card.done")
	p.one(Later.String(), "card.later")
	p.one(CouldNotFind.String(), "card.missing")
	p.one(ChildSaidNo.String(), "card.refused")
	p.one(NotForUs.String(), "card.skip")
	p.side("plan", "card.plan")
	p.side("app", "card.app", content.Str("app", app.Name))
	p.side("wrong", "card.wrong")
}

// how shows the path for the device they said, or for each device where paths differ. A path that is general or overdue
// becomes a hint of what to look for.
func (p *page) how(app *content.App, step *content.Step) {
	vague := step.Overdue(p.day(), app)
	if vague {
		p.para("card.overdue", strong("look_for", step.LookFor))
	} else {
		p.paths(step)
	}
	if step.Page != "" {
		p.para("card.page", toPage(step.Page))
	}
	minutes := p.words.Plural("card.minutes", step.Minutes).With(content.Num("minutes", step.Minutes), content.Str("date", p.monthOf(app, step)))
	p.add(Block{Kind: Small, Spans: minutes})
}

func (p *page) paths(step *content.Step) {
	if taps := step.How[p.st.Device]; len(taps) > 0 {
		p.para("card.how." + string(p.st.Device))
		p.list(Numbered, taps)
		return
	}
	for _, d := range content.Devices() {
		if taps := step.How[d]; len(taps) > 0 {
			p.para("card.how." + string(d))
			p.list(Numbered, taps)
		}
	}
}

// monthOf is when a step was checked, as parents see it: "November 2026".
func (p *page) monthOf(app *content.App, step *content.Step) string {
	d := step.Checked
	if d.IsZero() {
		d = app.Checked
	}
	return p.month(d)
}

// answerStep keeps what a parent said about a step and leads on.
func (t *turn) answerStep(key string, kind MarkKind) bool {
	t.st.child().mark(key, kind, t.day())
	switch kind {
	case Done:
		t.effect(Count{Name: CountStep, Label: key})
		t.say("card.saved.done")
		t.afterStep(key)
	case Later:
		t.say("card.saved.later")
		if t.st.Reminder || t.lib.channel.Silent {
			t.afterStep(key)
			return true
		}
		t.open(Place{Screen: AtNudge, Subject: key})
	case CouldNotFind:
		t.effect(Count{Name: CountMissing, Label: key})
		t.open(Place{Screen: AtMissing, Subject: key})
	case ChildSaidNo:
		t.open(Place{Screen: AtRefusal, Subject: key})
	case NotForUs:
		t.say("card.saved.skip")
		t.afterStep(key)
	case Unmarked:
		return false
	}
	return true
}

// day is today, or the last day known when the turn brought no time.
func (t *turn) day() Day {
	if t.today != 0 {
		return t.today
	}
	return t.st.Seen
}

// afterStep leads from an answered step to the next question that is open, and then to the next new step.
func (t *turn) afterStep(key string) {
	c := t.st.child()
	plan := makePlan(t.lib, t.st.Region, c)
	next := plan.NextNew(key)
	if !c.has(AskedAge) || !c.has(AskedWorries) || next == nil {
		t.onward()
		return
	}
	t.open(Place{Screen: AtCard, Subject: next.Key})
}

// nudgeScreen offers a reminder for a step that was kept for later.
func nudgeScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("later.title")
			p.para("later.ask")
			p.one("week", "later.week")
			p.one("day", "later.day")
			p.primary("no", "later.no")
		},
		press: func(t *turn, choice string) bool {
			key := t.st.At.Subject
			switch choice {
			case "week":
				t.remind(7)
			case "day":
				t.remind(1)
			case "no":
			default:
				return false
			}
			t.afterStep(key)
			return true
		},
	}
}

func (t *turn) remind(days int) {
	t.st.Reminder = days > 0
	t.effect(Remind{Days: days})
	t.say("later.set")
}

// missingScreen helps when a setting was not where it should be.
func missingScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			_, step := p.lib.Step(p.at.Subject)
			p.heading("missing.title")
			p.para("missing.calm")
			p.para("missing.look", strong("look_for", step.LookFor))
			p.text(Paragraph, step.Other)
			if step.Page != "" {
				p.para("missing.page", toPage(step.Page))
			}
			p.primary(Done.String(), "missing.done")
			p.one("next", "missing.next")
		},
		press: func(t *turn, choice string) bool {
			key := t.st.At.Subject
			switch choice {
			case Done.String():
				return t.answerStep(key, Done)
			case "next":
				t.st.child().mark(key, CouldNotFind, t.day())
				t.say("missing.kept")
			default:
				return false
			}
			t.afterStep(key)
			return true
		},
	}
}

// refusalScreen helps when the child said no.
func refusalScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			talk := p.lib.Talk(p.st.Locale)
			p.heading("refused.title")
			p.para("refused.calm")
			p.texts(Bullets, talk.Refused)
			p.openers(2)
			p.primary("next", "refused.next")
			p.one(Done.String(), "refused.agreed")
			p.one("talk", "refused.talk")
		},
		press: func(t *turn, choice string) bool {
			key := t.st.At.Subject
			switch choice {
			case Done.String():
				return t.answerStep(key, Done)
			case "talk":
				t.open(Place{Screen: AtTalk})
			case "next":
				t.say("refused.kept")
				t.afterStep(key)
			default:
				return false
			}
			return true
		},
	}
}
