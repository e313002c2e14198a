package dialog

import (
	"cmp"
	"slices"

	"github.com/safesteps/safesteps/content"
)

// Plan is the plan of one child: every step of every app that was picked, what matters most for this family first.
// It is the same for a chat, a page, a print and JSON.
type Plan struct {
	Apps    []*content.App // in the order they were picked
	Steps   []PlanStep     // ranked
	Done    int            // steps that are done
	Total   int            // steps that count: all but those not for this family
	Minutes int            // for the steps that are left
	Under   []*content.App // apps whose minimum age the child is below
	family  family
}

// PlanStep is one step in its place.
type PlanStep struct {
	Key   string // "app.step"
	App   *content.App
	Step  *content.Step
	Score int
	Mark  Mark
}

// PlanFor ranks the steps for the child that is being worked on.
func PlanFor(lib *Library, s State) Plan {
	c := Child{}
	if s.Current >= 0 && s.Current < len(s.Children) {
		c = s.Children[s.Current]
	}
	return makePlan(lib, s.Region, &c)
}

func makePlan(lib *Library, region string, c *Child) Plan {
	p := Plan{family: familyOf(lib, region, c), Apps: make([]*content.App, 0, len(c.Apps))}
	all := 0
	for _, id := range c.Apps {
		all += len(lib.ready[id])
	}
	ranks := make([]rank, 0, all)
	for _, id := range c.Apps {
		app := lib.App(id)
		if app == nil {
			continue
		}
		p.Apps = append(p.Apps, app)
		under := p.family.under(app)
		if under {
			p.Under = append(p.Under, app)
		}
		for i := range lib.ready[id] {
			step := &lib.ready[id][i]
			if len(step.Ages) > 0 && c.Age != "" && !slices.Contains(step.Ages, c.Age) {
				continue
			}
			ranks = append(ranks, rank{score: step.score(p.family, under), place: len(ranks), app: app, step: step})
		}
	}
	slices.SortFunc(ranks, func(a, b rank) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.place, b.place)) })
	p.Steps = make([]PlanStep, 0, len(ranks))
	for _, r := range ranks {
		p.add(PlanStep{Key: r.step.key, App: r.app, Step: r.step.Step, Score: r.score, Mark: c.Marks[r.step.key]})
	}
	return p
}

// rank is a step while the plan is being put in order. Sorting these instead of the steps moves half as many bytes.
type rank struct {
	score, place int
	app          *content.App
	step         *readyStep
}

func (p *Plan) add(ps PlanStep) {
	p.Steps = append(p.Steps, ps)
	if ps.Mark.Kind != NotForUs {
		p.Total++
	}
	if ps.Mark.Kind == Done {
		p.Done++
	}
	if !ps.Mark.Kind.closed() {
		p.Minutes += ps.Step.Minutes
	}
}

// Next is the step to do now: the first that nothing was said about, else the first that was put off. Nil when all is settled.
func (p *Plan) Next() *PlanStep {
	if next := p.NextNew(""); next != nil {
		return next
	}
	for i := range p.Steps {
		if !p.Steps[i].Mark.Kind.closed() {
			return &p.Steps[i]
		}
	}
	return nil
}

// NextNew is the first step that nothing was said about, but for one; nil when there is none.
func (p *Plan) NextNew(but string) *PlanStep {
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Mark.Kind == Unmarked && s.Key != but {
			return s
		}
	}
	return nil
}
