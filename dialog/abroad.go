package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
)

// Somebody of whom nothing is kept can still say which country they are in. The region then stands in the Subject of the urgent
// screen, as "us.grooming", and so in every button of it: it is known as long as they go on pressing, and is written down nowhere.

const (
	whereChoice = "where" // the choice that asks which country
	whereAim    = "where" // what stands in place of a red flag, or before it, while it is asked
)

// whereFor is what stands in place of a red flag while the country is asked. The flag comes back once it is known.
func whereFor(flag string) string {
	if flag == "" {
		return whereAim
	}
	return whereAim + "-" + flag
}

// asksWhere reports whether the country is being asked, and which red flag is shown after it; empty when none was chosen yet.
func asksWhere(subject string) (flag string, asks bool) {
	if subject == whereAim {
		return "", true
	}
	return strings.CutPrefix(subject, whereAim+"-")
}

// aim writes the Subject of an urgent screen for a region; an empty region is the one that was guessed or is kept.
func aim(region, flag string) string {
	if region == "" {
		return flag
	}
	return region + "." + flag
}

// splitAim reads what aim wrote.
func splitAim(subject string) (region, flag string) {
	_, subject = splitTongue(subject)
	region, flag, ok := strings.Cut(subject, ".")
	if !ok {
		return "", subject
	}
	return region, flag
}

// carry takes the region that the button of an urgent screen was drawn for.
func (t *turn) carry(from Place) {
	if from.Screen != AtUrgent && from.Screen != AtKid {
		return
	}
	t.carryTongue(from)
	if region, _ := splitAim(from.Subject); t.lib.Region(region) != nil {
		t.moveTo(region)
	}
}

// moveTo is told the region by a button. Where a state is kept, its region counts on every screen but a child's.
func (t *turn) moveTo(region string) {
	t.carried = region
	if (t.st.At == Place{}) {
		t.st.Region = region
	}
}

// askWhere asks which country: by the screen for it where the answer is kept, else by one that keeps nothing. Both lead back to
// the screen it was asked from.
func (t *turn) askWhere(from Place) {
	if (t.st.At != Place{}) {
		t.open(Place{Screen: AtRegions})
		return
	}
	_, flag := splitAim(from.Subject)
	t.aside = &Place{Screen: AtUrgent, Subject: t.aimed(whereFor(redFlag(flag)))}
}

// pressWhere answers which country on the screen that keeps nothing, and says which red flag it was asked for. Of somebody whose
// state is kept, an old button counts too.
func (t *turn) pressWhere(from Place, choice string) (flag string, ok bool) {
	_, flag = splitAim(from.Subject)
	flag, ok = asksWhere(flag)
	if !ok || t.lib.Region(choice) == nil {
		return "", false
	}
	t.moveTo(choice)
	if from.Screen == AtUrgent {
		t.st.Region = choice
	}
	return flag, true
}

// notHere offers another country beside the question.
func (p *page) notHere() {
	r := p.region()
	if r.ID == p.lib.Questions().Elsewhere {
		p.side(whereChoice, "region.mine")
		return
	}
	p.side(whereChoice, "region.not_mine", content.Str("region", p.inside(r)))
}

// whichCountry asks for the country, with the number that is known so far above the question.
func (p *page) whichCountry() {
	p.heading("region.title")
	p.emergency()
	p.para("region.show")
	for _, r := range p.lib.Regions() {
		p.choose(RoleAnswer, r.ID, p.called(r))
	}
}
