package dialog

// The choices that mean the same on every screen.
const (
	navBack   = "back"
	navMenu   = "menu"
	navUrgent = "urgent"
	navKid    = "kid"
	navMore   = "more"
)

// nav adds the ways on that every screen has: back where there is a way back, the menu, and last of all, always in the
// same place, urgent help.
func (p *page) nav() {
	switch {
	case p.aside != nil:
		p.side(navStart, "nav.start")
	default:
		if len(p.st.Trail) > 0 {
			p.side(navBack, "nav.back")
		}
		if p.at.Screen != AtMenu && p.at.Screen != AtWelcome {
			p.side(navMenu, "nav.menu")
		}
	}
	if p.lib.Unchecked(p.words.Locale()) {
		p.small("translation.unchecked")
	}
	p.reply.Nav = append(p.reply.Nav, Choice{ID: navUrgent, Label: p.word("nav.urgent"), Role: RoleUrgent})
}
