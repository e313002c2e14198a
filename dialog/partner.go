package dialog

import "strings"

// A partner is a support worker or an organisation whose links carry a code. Four things are counted for it, each once for a
// family and as daily totals without ids, so that it sees whether its links help and never whom.

// What is counted for a partner. The label of each is its code.
const (
	CountPartnerOpened = "partner_opened" // somebody new came by its link
	CountPartnerAdvice = "partner_advice" // they saw a first setting
	CountPartnerPlan   = "partner_plan"   // they saw their plan
	CountPartnerStep   = "partner_step"   // they ticked a first step
)

// FewestShown is the smallest partner count that may be shown: fewer families might be known.
const FewestShown = 10

// PartnerCounts lists what is counted for a partner, in the order in which it happens.
func PartnerCounts() []string {
	return []string{CountPartnerOpened, CountPartnerAdvice, CountPartnerPlan, CountPartnerStep}
}

// Stages is the set of partner counts that a family was counted in, by their place in PartnerCounts.
type Stages uint8

// maxPartner is how many characters a partner's code may have.
const maxPartner = 12

// isPartner reports whether a code can be a partner's: at most 12 of a-z and 0-9. Being empty is none.
func isPartner(code string) bool {
	return len(code) <= maxPartner && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// from notes whose link somebody new came by. Who is known already stays whose they are.
func (t *turn) from(code string) {
	if code == "" || !isPartner(code) || t.st.Partner != "" || t.st.At != (Place{}) {
		return
	}
	t.st.Partner = code
	t.countForPartner("")
}

// countForPartner counts what a family came to, once.
func (t *turn) countForPartner(name string) {
	stage := 0
	switch name {
	case "":
	case CountAdvice:
		stage = 1
	case CountPlan:
		stage = 2
	case CountStep:
		stage = 3
	default:
		return
	}
	if t.st.Partner == "" || t.st.Counted&(1<<stage) != 0 {
		return
	}
	t.st.Counted |= 1 << stage
	t.effects = append(t.effects, Count{Name: PartnerCounts()[stage], Label: t.st.Partner})
}
