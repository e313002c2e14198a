package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// appsPerPage keeps a list of apps short enough to read on a phone.
const appsPerPage = 12

// appsScreen asks which apps the child uses. It comes before any other question.
func appsScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("apps.title")
			p.para("apps.hint")
			for _, app := range p.lib.appsPage(p.at.Page) {
				p.tick(app.ID, app.Name)
			}
			if p.lib.appsPages() > 1 {
				p.side(navMore, "apps.more")
			}
			p.side("unsure", "apps.unsure")
		},
		press: func(t *turn, choice string) bool {
			switch choice {
			case navMore:
				t.st.At.Page = (t.st.At.Page + 1) % t.lib.appsPages()
			case "unsure":
				t.open(Place{Screen: AtLook})
			default:
				return false
			}
			return true
		},
		many: &many{
			offered: func(t *turn) []string { return idsOf(t.lib.appsPage(t.st.At.Page)) },
			picked:  func(t *turn) []string { return slices.Clone(t.st.child().Apps) },
			confirm: confirmApps,
			most:    maxApps,
		},
	}
}

// confirmApps takes the apps and shows the first setting worth changing at once.
func confirmApps(t *turn) {
	if len(t.st.Draft) == 0 {
		t.say("apps.none")
		return
	}
	c := t.st.child()
	c.Apps = slices.Clone(t.st.Draft)
	t.showFirst()
}

// showFirst opens the first setting when none was shown yet; otherwise the plan.
func (t *turn) showFirst() {
	c := t.st.child()
	plan := makePlan(t.lib, t.st.Region, c)
	next := plan.NextNew("")
	if c.has(AskedFirst) || next == nil {
		t.onward()
		return
	}
	c.asked(AskedFirst)
	t.effect(Count{Name: CountAdvice})
	t.say("first.notice")
	t.open(Place{Screen: AtCard, Subject: next.Key})
}

func (l *Library) appsPages() int {
	return max(1, (len(l.listed)+appsPerPage-1)/appsPerPage)
}

func (l *Library) appsPage(page int) []*content.App {
	from := min(max(0, page)*appsPerPage, len(l.listed))
	return l.listed[from:min(from+appsPerPage, len(l.listed))]
}

func idsOf(apps []*content.App) []string {
	ids := make([]string, len(apps))
	for i, a := range apps {
		ids[i] = a.ID
	}
	return ids
}
