package understand

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// rule is a TriageRule with its concepts as numbers.
type rule struct {
	id               string
	all, any, unless []int
	within           int
	sure             content.RedFlag
}

func (r *Reader) addRules(rules []*content.TriageRule) {
	for _, t := range rules {
		r.rules = append(r.rules, rule{
			id: t.ID, all: r.conceptNumbers(t.All), any: r.conceptNumbers(t.Any), unless: r.conceptNumbers(t.Unless), within: t.Within, sure: t.Sure,
		})
	}
}

// conceptNumbers is the places of concepts in the Reader. The content check has made sure that they exist.
func (r *Reader) conceptNumbers(names []string) []int {
	numbers := make([]int, 0, len(names))
	for _, name := range names {
		if i := slices.IndexFunc(r.concepts, func(c concept) bool { return c.name == name }); i >= 0 {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

func (rd *reading) applyRules() {
	rd.fired = make([]bool, len(rd.r.rules))
	for i := range rd.r.rules {
		rd.fired[i] = rd.fires(&rd.r.rules[i])
	}
}

func (rd *reading) fires(u *rule) bool {
	for _, c := range u.all {
		if !rd.present[c] {
			return false
		}
	}
	for _, c := range u.unless {
		if rd.present[c] {
			return false
		}
	}
	if len(u.any) > 0 && !slices.ContainsFunc(u.any, func(c int) bool { return rd.present[c] }) {
		return false
	}
	return u.within == 0 || rd.near(u)
}

// near reports whether some hit of the first concept has one of each other concept close by.
func (rd *reading) near(u *rule) bool {
	for _, h := range rd.hits {
		if h.target.kind != isConcept || h.target.index() != u.all[0] {
			continue
		}
		if rd.allNear(h, u) {
			return true
		}
	}
	return false
}

func (rd *reading) allNear(h hit, u *rule) bool {
	for _, c := range u.all[1:] {
		if !rd.oneNear(h, c, u.within) {
			return false
		}
	}
	if len(u.any) == 0 {
		return true
	}
	return slices.ContainsFunc(u.any, func(c int) bool { return rd.oneNear(h, c, u.within) })
}

func (rd *reading) oneNear(h hit, concept, within int) bool {
	return slices.ContainsFunc(rd.hits, func(o hit) bool {
		return o.target.kind == isConcept && o.target.index() == concept && o.start < h.end+within && h.start < o.end+within
	})
}
