package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// rankRule is a rule of questions.yaml with its conditions on the family as bit masks. A mask of 0 is a condition that was not given.
type rankRule struct {
	*content.Rule
	ages, worries, regions uint32
	underAge, lawful       bool // it asks whether the child is below the minimum age, or where they live
	add                    int  // what it adds
}

// rulesFor lists the rules whose conditions on the app and the step hold. What they ask of the family is left to fits.
func rulesFor(c *content.Library, app *content.App, step *content.Step) []rankRule {
	var rules []rankRule
	all := c.Questions().Ranking
	for i := range all {
		w := &all[i].When
		law := c.Law(w.Rule)
		switch {
		case len(w.Lowers) > 0 && !meet(w.Lowers, step.Lowers),
			len(w.Kinds) > 0 && !slices.Contains(w.Kinds, app.Kind),
			w.Feature != "" && !slices.Contains(w.Levels, app.Features[w.Feature].Level),
			w.Rule != "" && !binds(law, app),
			w.UnderAge && !step.Minimum:
			continue
		}
		rule := rankRule{
			Rule: &all[i], ages: maskOf(w.Ages, content.AgeBands()), worries: maskOf(w.Worries, content.Concerns()),
			underAge: w.UnderAge, lawful: w.Rule != "", add: all[i].Add,
		}
		if law != nil {
			rule.regions = maskOf(law.Regions, regionIDs(c))
		}
		rules = append(rules, rule)
	}
	return rules
}

// binds reports whether a law is in force, and about the app. A plan binds nobody.
func binds(law *content.Law, app *content.App) bool {
	return law != nil && law.Status == content.InForce && (law.General() || law.Names(app))
}

func regionIDs(c *content.Library) []string {
	ids := make([]string, len(c.Regions()))
	for i, r := range c.Regions() {
		ids[i] = r.ID
	}
	return ids
}

// meet reports whether two lists share an entry.
func meet(a, b []content.Concern) bool {
	return slices.ContainsFunc(a, func(c content.Concern) bool { return slices.Contains(b, c) })
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
	ages, worries, regions uint32
	age                    *content.Age // nil when not said
}

func familyOf(lib *Library, region string, c *Child) family {
	f := family{worries: maskOf(c.Worries, content.Concerns()), regions: lib.regionBit[region]}
	if c.Age != "" {
		f.ages = maskOf([]content.AgeBand{c.Age}, content.AgeBands())
		f.age = lib.age(c.Age)
	}
	return f
}

// under reports whether the whole age band lies below the app's minimum age.
func (f family) under(app *content.App) bool { return f.age != nil && f.age.Oldest < app.Age.Minimum }

// fits reports whether what the rule asks of the family holds.
func (r *rankRule) fits(f family, under bool) bool {
	return (r.ages == 0 || r.ages&f.ages != 0) && (r.worries == 0 || r.worries&f.worries != 0) &&
		(!r.lawful || r.regions&f.regions != 0) && (!r.underAge || under)
}

// score is the step's weight with what every fitting rule adds.
func (s *readyStep) score(f family, under bool) int {
	score := s.Weight
	for i := range s.rules {
		if s.rules[i].fits(f, under) {
			score += s.rules[i].add
		}
	}
	return score
}

// Why lists the rules that moved a step of the plan, in the order of the table.
func (p *Plan) Why(lib *Library, key string) []*content.Rule {
	var why []*content.Rule
	app, _ := lib.Step(key)
	if app == nil {
		return nil
	}
	for _, step := range lib.ready[app.ID] {
		for i := range step.rules {
			if step.key == key && step.rules[i].fits(p.family, p.family.under(app)) {
				why = append(why, step.rules[i].Rule)
			}
		}
	}
	return why
}
