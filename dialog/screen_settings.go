package dialog

import (
	"strconv"

	"github.com/safesteps/safesteps/content"
)

// settingsScreen changes what was said about the family.
func settingsScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("settings.title")
			p.whichChild()
			c := p.st.child()
			b := Block{Kind: Bullets}
			b.Items = append(b.Items,
				p.setting("settings.age", p.orUnsaid(c.Age != "", "age."+string(c.Age))),
				p.setting("settings.device", p.orUnsaid(p.st.Device != "", "device."+string(p.st.Device))),
				p.setting("settings.region", p.called(p.region())),
				p.setting("settings.language", p.lib.tongueName(p.words.Locale(), "language.own")))
			p.add(b)
			p.one("age", "settings.change_age")
			p.one("worries", "settings.change_worries")
			p.one("device", "settings.change_device")
			p.one("region", "settings.change_region")
			p.one("language", "settings.change_language")
			p.one("children", "menu.children")
			p.one("restart", "menu.restart")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "age":
				t.open(Place{Screen: AtAge})
			case "worries":
				t.open(Place{Screen: AtWorries})
			case "device":
				t.open(Place{Screen: AtDevices})
			case "region":
				t.open(Place{Screen: AtRegions})
			case "language":
				t.open(Place{Screen: AtTongue})
			case "children":
				t.open(Place{Screen: AtKids})
			case "restart":
				t.open(Place{Screen: AtRestart})
			default:
				return false
			}
			return true
		},
	}
}

func (p *page) setting(key, value string) []Span {
	return p.words.Text(key).With(strong("value", value))
}

func (p *page) orUnsaid(said bool, key string) string {
	if !said {
		return p.word("settings.unsaid")
	}
	return p.word(key)
}

// regionScreen changes whose helplines are shown.
func regionScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("region.title")
			p.para("region.why", strong("region", p.inside(p.region())))
			for _, r := range p.lib.Regions() {
				p.choose(RoleAnswer, r.ID, p.called(r))
			}
		},
		press: func(t *turn, choice string) bool {
			r := t.lib.Region(choice)
			if r == nil {
				return false
			}
			t.st.Region = choice
			t.say("region.set", content.Str("region", t.inside(r)))
			t.st.back()
			t.opened()
			return true
		},
	}
}

// privacyScreen says who is behind this and what happens with what is said.
func privacyScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("privacy.title")
			p.para("privacy.bot")
			p.para("privacy.kept")
			p.para("privacy.not_kept")
			p.para("privacy.channel")
			p.para("privacy.how_long")
			p.primary("held", "privacy.held")
			p.danger("forget", "privacy.forget")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case "held":
				t.open(Place{Screen: AtHeld})
			case "forget":
				t.open(Place{Screen: AtForgetMe})
			default:
				return false
			}
			return true
		},
	}
}

// heldScreen shows all that is held about this person, in words.
func heldScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("held.title")
			b := Block{Kind: Bullets}
			add := func(key string, args ...content.Arg) {
				b.Items = append(b.Items, p.words.Text(key).With(args...))
			}
			for i := range p.st.Children {
				c := &p.st.Children[i]
				b.Items = append(b.Items, p.words.Plural("held.child", len(c.Marks)).With(strong("child", p.childName(i)),
					content.Str("apps", p.joined(c.appNames(p.lib))), content.Str("worries", p.joined(p.concernNames(c.Worries))),
					content.Num("marks", len(c.Marks))))
			}
			add("held.device", content.Str("device", p.orUnsaid(p.st.Device != "", "device."+string(p.st.Device))))
			add("held.region", content.Str("region", p.called(p.region())))
			add("held.place")
			if p.st.Partner != "" {
				add("held.partner", strong("code", p.st.Partner))
			}
			if p.st.Seen != 0 {
				add("held.day", content.Str("date", p.shortDate(p.st.Seen)))
			}
			p.add(b)
			p.para("held.nothing_else")
			p.danger("forget", "privacy.forget")
		},
		press: func(t *turn, choice string) bool {
			if choice != "forget" {
				return false
			}
			t.open(Place{Screen: AtForgetMe})
			return true
		},
	}
}

func (p *page) joined(names []string) string {
	if len(names) == 0 {
		return p.word("held.none")
	}
	return p.join(names)
}

func (c *Child) appNames(lib *Library) []string {
	var names []string
	for _, id := range c.Apps {
		if app := lib.App(id); app != nil {
			names = append(names, app.Name)
		}
	}
	return names
}

func (t *turn) concernNames(list []content.Concern) []string {
	var names []string
	for _, c := range list {
		names = append(names, plain(t.words.Text("concern."+string(c))))
	}
	return names
}

// join writes a list as people do: "WhatsApp, TikTok and Snapchat".
func (t *turn) join(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	head := names[0]
	for _, n := range names[1 : len(names)-1] {
		head += ", " + n
	}
	return t.words.Text("list.and").Said(content.Str("list", head), content.Str("last", names[len(names)-1]))
}

// shortDate is a day as parents read it: "3 November".
func (t *turn) shortDate(d Day) string {
	if d == 0 {
		return ""
	}
	day := d.Time()
	return t.words.Text("date.short").Said(content.Num("day", day.Day()), content.Str("month", t.monthName(int(day.Month()))))
}

// month is a date as parents read it: "November 2026".
func (t *turn) month(d content.Date) string {
	return t.words.Text("date.month").Said(content.Str("month", t.monthName(int(d.Month))), content.Num("year", d.Year))
}

func (t *turn) monthName(m int) string { return plain(t.words.Text("month." + strconv.Itoa(m))) }

// forgetYes is the answer that deletes everything.
const forgetYes = "yes"

// forgetScreen asks once before everything is deleted.
func forgetScreen() screen {
	return screen{
		passing: true,
		show: func(p *page) {
			p.heading("forget.title")
			p.para("forget.ask")
			p.para("forget.channel")
			p.danger(forgetYes, "forget.yes")
			p.primary("no", "forget.no")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case forgetYes:
				t.forget()
			case "no":
				t.st.back()
				t.opened()
			default:
				return false
			}
			return true
		},
	}
}

// forget deletes everything at once and says so.
func (t *turn) forget() {
	t.effect(Forget{})
	t.gone = true
	t.aside = &Place{Screen: AtGone}
}

// goneScreen says that nothing is held any more.
func goneScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("gone.title")
			p.para("gone.text")
			p.para("gone.channel")
		},
	}
}
