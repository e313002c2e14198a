package dialog

import (
	"github.com/safesteps/safesteps/content"
)

// stepsPerPage keeps a page of the plan within one phone screen.
const stepsPerPage = 6

// planScreen is the heart: steps in order of what matters for this family, with progress.
func planScreen() screen {
	return screen{
		show: showPlan,
		press: func(t *turn, choice string) bool {
			switch choice {
			case "next":
				plan := makePlan(t.lib, t.st.Region, t.st.child())
				if next := plan.Next(); next != nil {
					t.open(Place{Screen: AtCard, Subject: next.Key})
				}
			case "apps":
				t.open(Place{Screen: AtApps})
			case "talk":
				t.open(Place{Screen: AtTalk})
			case "read":
				t.open(Place{Screen: AtMyApps})
			case navMore:
				plan := makePlan(t.lib, t.st.Region, t.st.child())
				t.st.At.Page = (t.st.At.Page + 1) % plan.pages()
			default:
				return t.openStep(choice)
			}
			return true
		},
	}
}

func showPlan(p *page) {
	c := p.st.child()
	plan := makePlan(p.lib, p.st.Region, c)
	p.heading("plan.title")
	p.whichChild()
	if len(plan.Apps) == 0 {
		p.para("plan.empty")
		p.primary("apps", "door.apps")
		return
	}
	p.bar(&plan)
	p.underNote(&plan)
	steps := plan.page(p.at.Page)
	p.checklist(steps).Opens = keysOf(steps)
	if plan.Next() == nil {
		p.para("plan.done")
		p.primary("talk", "menu.talk")
	} else {
		p.primary("next", "plan.next")
	}
	if p.at.Page == 0 {
		p.lawLines(plan.Apps)
	}
	for i := range steps {
		p.choose(RoleAnswer, steps[i].Key, p.stepLabel(&steps[i]))
	}
	if plan.pages() > 1 {
		p.side(navMore, "plan.more")
	}
	p.side("apps", "plan.apps")
	p.side("read", "plan.read")
}

// underNote says in one line which apps the child is too young for.
func (p *page) underNote(plan *Plan) {
	for _, app := range plan.Under {
		p.callout("under.app", strong("app", app.Name), content.Num("age", app.Age.Minimum))
	}
}

// bar is progress in words and as a bar, with the minutes that are left.
func (p *page) bar(plan *Plan) {
	if plan.Total == 0 {
		return
	}
	done := p.words.Plural("progress.done", plan.Total).With(content.Num("done", plan.Done), content.Num("total", plan.Total))
	p.add(Block{Kind: ProgressBar, Done: plan.Done, Total: plan.Total, Spans: done})
	if plan.Minutes > 0 {
		p.add(Block{Kind: Paragraph, Spans: p.words.Plural("progress.minutes", plan.Minutes).With(content.Num("minutes", plan.Minutes))})
	}
}

// progress is the bar of the child that is being worked on.
func (p *page) progress() {
	plan := makePlan(p.lib, p.st.Region, p.st.child())
	if plan.Total == 0 {
		p.para("progress.none")
		return
	}
	p.bar(&plan)
}

// keysOf lists the choices that open steps.
func keysOf(steps []PlanStep) []string {
	keys := make([]string, len(steps))
	for i := range steps {
		keys[i] = steps[i].Key
	}
	return keys
}

// checklist lists steps with what was said about them, and returns the block it added, good until the next one is.
func (p *page) checklist(steps []PlanStep) *Block {
	b := Block{Kind: ToDo, Items: make([][]Span, len(steps)), Marks: make([]MarkKind, len(steps))}
	for i := range steps {
		s := &steps[i]
		key := "plan.item"
		if s.Mark.Kind != Unmarked {
			key = "plan.item." + s.Mark.Kind.String()
		}
		b.Items[i] = p.words.Plural(key, s.Step.Minutes).With(
			strong("app", s.App.Name), content.Str("title", s.Step.Title), content.Num("minutes", s.Step.Minutes))
		b.Marks[i] = s.Mark.Kind
	}
	p.add(b)
	return &p.reply.Blocks[len(p.reply.Blocks)-1]
}

// steps lists steps and offers each.
func (p *page) steps(steps []PlanStep) {
	p.checklist(steps).Opens = keysOf(steps)
	for i := range steps {
		p.choose(RoleAnswer, steps[i].Key, p.stepLabel(&steps[i]))
	}
}

// stepLabel names a step on a button.
func (p *page) stepLabel(s *PlanStep) string {
	return p.word("plan.label", content.Str("app", s.App.Name), content.Str("title", s.Step.Title))
}

// openStep opens a step's card when the choice is the key of one.
func (t *turn) openStep(key string) bool {
	if _, step := t.lib.Step(key); step == nil {
		return false
	}
	t.open(Place{Screen: AtCard, Subject: key})
	return true
}

// pages is how many pages the plan has; at least 1.
func (p *Plan) pages() int { return max(1, (len(p.Steps)+stepsPerPage-1)/stepsPerPage) }

// page is one page of the plan; the last one when n is past the end.
func (p *Plan) page(n int) []PlanStep {
	n = min(n, p.pages()-1)
	from := n * stepsPerPage
	return p.Steps[from:min(from+stepsPerPage, len(p.Steps))]
}

// top is the first n steps that are not settled.
func (p *Plan) top(n int) []PlanStep {
	var open []PlanStep
	for _, s := range p.Steps {
		if !s.Mark.Kind.closed() && len(open) < n {
			open = append(open, s)
		}
	}
	return open
}
