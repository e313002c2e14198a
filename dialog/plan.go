package dialog

import (
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
	c := s.current()
	return makePlan(lib, s.Region, &c)
}

// HasPlan reports whether there is any app to make a plan for.
func HasPlan(lib *Library, s State) bool {
	return slices.ContainsFunc(s.current().Apps, func(id string) bool { return lib.App(id) != nil })
}

// current is the profile that is being worked on; an empty one when there is none.
func (s *State) current() Child {
	if s.Current >= 0 && s.Current < len(s.Children) {
		return s.Children[s.Current]
	}
	return Child{}
}

func makePlan(lib *Library, region string, c *Child) Plan {
	p := Plan{family: familyOf(lib, region, c), Apps: make([]*content.App, 0, len(c.Apps))}
	var rankRoom [usualSteps]rank
	var foundRoom [usualSteps]foundStep
	ranks, found := rankRoom[:0], foundRoom[:0]
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
		ready := lib.ready[id]
		for i := range ready {
			step := &ready[i]
			if len(step.Ages) > 0 && c.Age != "" && !slices.Contains(step.Ages, c.Age) {
				continue
			}
			ranks = append(ranks, rankOf(step.score(p.family, under), len(found)))
			found = append(found, foundStep{app, step})
		}
	}
	slices.Sort(ranks)
	p.Steps = make([]PlanStep, 0, len(ranks))
	for _, r := range ranks {
		f := found[r.place()]
		p.add(PlanStep{Key: f.step.key, App: f.app, Step: f.step.Step, Score: r.score(), Mark: c.Marks[f.step.key]})
	}
	return p
}

// usualSteps is how many steps most plans have at most; the room for them is not taken from the heap.
const usualSteps = 64

// foundStep is a step that a plan will hold, before it is put in order.
type foundStep struct {
	app  *content.App
	step *readyStep
}

// rank is a step's score and place in one number, the first step the smallest: sorting numbers is most of a plan's time.
type rank int64

// places is more steps than a plan can have.
const places = 1 << 16

func rankOf(score, place int) rank { return rank(-score)*places + rank(place) }

func (r rank) place() int { return int(r & (places - 1)) }
func (r rank) score() int { return -int((r - rank(r.place())) / places) }

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
