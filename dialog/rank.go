package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// rankRule is one rule of questions.yaml with its lists as bit masks. A mask of 0 is a condition that was not given.
type rankRule struct {
	*content.Rule
	ages, worries, lowers, levels uint32
}

func compileRules(rules []content.Rule) []rankRule {
	compiled := make([]rankRule, len(rules))
	for i := range rules {
		w := &rules[i].When
		compiled[i] = rankRule{
			Rule:    &rules[i],
			ages:    maskOf(w.Ages, content.AgeBands()),
			worries: maskOf(w.Worries, content.Concerns()),
			lowers:  maskOf(w.Lowers, content.Concerns()),
			levels:  maskOf(w.Levels, content.FeatureLevels()),
		}
	}
	return compiled
}

// maskOf gives a set of ids as bits, by their place in the list of all.
func maskOf[T comparable](set, all []T) uint32 {
	var m uint32
	for _, x := range set {
		if i := slices.Index(all, x); i >= 0 {
			m |= 1 << i
		}
	}
	return m
}

// family is what a plan is made for, ready for the rules.
type family struct {
	ages, worries uint32
	age           *content.Age // nil when not said
}

func familyOf(lib *Library, c *Child) family {
	f := family{worries: maskOf(c.Worries, content.Concerns())}
	if c.Age != "" {
		f.ages = maskOf([]content.AgeBand{c.Age}, content.AgeBands())
		f.age = lib.age(c.Age)
	}
	return f
}

// under reports whether the whole age band lies below the app's minimum age.
func (f family) under(app *content.App) bool { return f.age != nil && f.age.Oldest < app.Age.Minimum }

// fits reports whether the rule's conditions all hold for a step.
func (r *rankRule) fits(f family, app *content.App, step readyStep) bool {
	w := &r.When
	switch {
	case r.ages != 0 && r.ages&f.ages == 0,
		r.worries != 0 && r.worries&f.worries == 0,
		r.lowers != 0 && r.lowers&step.lowers == 0,
		len(w.Kinds) > 0 && !slices.Contains(w.Kinds, app.Kind),
		w.UnderAge && (!step.Minimum || !f.under(app)):
		return false
	case w.Feature != "":
		return slices.Contains(w.Levels, app.Features[w.Feature].Level)
	}
	return true
}

// score is a step's weight with what every fitting rule adds.
func (l *Library) score(f family, app *content.App, step readyStep) int {
	score := step.Weight
	for i := range l.rules {
		if l.rules[i].fits(f, app, step) {
			score += l.rules[i].Add
		}
	}
	return score
}

// Why lists the rules that moved a step of the plan, in the order of the table.
func (p *Plan) Why(lib *Library, key string) []*content.Rule {
	var why []*content.Rule
	for _, app := range p.Apps {
		for _, step := range lib.ready[app.ID] {
			if step.key != key {
				continue
			}
			for i := range lib.rules {
				if lib.rules[i].fits(p.family, app, step) {
					why = append(why, lib.rules[i].Rule)
				}
			}
		}
	}
	return why
}
