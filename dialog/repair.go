package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// repair drops, in silence, what the content no longer knows: progress survives a content update because steps are known
// by ids that are never used again.
func (s *State) repair(lib *Library) {
	if lib.Region(s.Region) == nil {
		s.Region = lib.Questions().Regions[0]
	}
	if s.Device != "" && !slices.Contains(lib.Questions().Devices, s.Device) {
		s.Device = ""
	}
	if !isPartner(s.Partner) {
		s.Partner = ""
	}
	for i := range s.Children {
		s.Children[i].repair(lib)
	}
	for len(s.Children) > MaxChildren {
		s.Children = s.Children[:MaxChildren]
	}
	s.Trail = slices.DeleteFunc(s.Trail, func(p Place) bool { return !lib.knows(s.Locale, p) })
	if s.At != (Place{}) && !lib.knows(s.Locale, s.At) {
		s.At = Place{Screen: AtMenu}
		s.Draft = nil
	}
}

func (c *Child) repair(lib *Library) {
	if slices.ContainsFunc(c.Apps, func(id string) bool { return lib.App(id) == nil }) {
		c.Apps = slices.DeleteFunc(c.Apps, func(id string) bool { return lib.App(id) == nil })
	}
	for key := range c.Marks {
		if _, step := lib.Step(key); step == nil {
			delete(c.Marks, key)
		}
	}
	if c.Age != "" && lib.age(c.Age) == nil {
		c.Age = ""
	}
}

// knows reports whether a place can be drawn.
func (l *Library) knows(locale string, p Place) bool {
	if screenOf(p.Screen).show == nil || p.Screen == AtKid || p.Screen == AtGone || p.Page < 0 || p.Page > maxPage {
		return false
	}
	switch p.Screen {
	case AtCard, AtMissing, AtRefusal, AtNudge:
		_, step := l.Step(p.Subject)
		return step != nil && !(p.Screen == AtNudge && l.channel.Silent)
	case AtAppCard, AtRiskCard, AtBlockCard, AtToolCard:
		return l.App(p.Subject) != nil
	case AtGuideCard:
		return l.Guide(locale, p.Subject) != nil
	case AtTalkAbout:
		return slices.Contains(content.Concerns(), content.Concern(p.Subject))
	case AtUrgent, AtHeard:
		return p.Subject == "" || isFlag(p.Subject)
	case AtLines:
		return p.Subject == "" || slices.Contains(content.Needs(), content.Need(p.Subject))
	case AtMove:
		return p.Subject == "" || isCode(p.Subject)
	case AtArrive:
		return isCode(p.Subject)
	case AtShare:
		return l.shares(p.Subject)
	case AtOther:
		return len(p.Subject) <= otherQuestions
	default:
		return p.Subject == ""
	}
}
