package dialog

import (
	"github.com/safesteps/safesteps/content"
)

// myAppsScreen offers every app to read about, the family's own first.
func myAppsScreen() screen {
	return screen{
		show: func(p *page) {
			p.heading("read.title")
			p.para("read.hint")
			for _, app := range p.readable() {
				p.choose(RoleAnswer, app.ID, app.Name)
			}
			if p.lib.appsPages() > 1 {
				p.side(navMore, "apps.more")
			}
			p.side("learn", "menu.learn")
		},
		press: func(t *turn, choice string) bool {
			switch {
			case choice == navMore:
				t.st.At.Page = (t.st.At.Page + 1) % t.lib.appsPages()
			case choice == "learn":
				t.open(Place{Screen: AtLearn})
			case t.lib.App(choice) != nil:
				t.open(Place{Screen: AtAppCard, Subject: choice})
			default:
				return false
			}
			return true
		},
	}
}

// readable is one page of apps, with the family's own in front of the first page.
func (p *page) readable() []*content.App {
	page := p.lib.appsPage(p.at.Page)
	if p.at.Page > 0 {
		return page
	}
	var apps []*content.App
	own := p.st.child().Apps
	for _, id := range own {
		if app := p.lib.App(id); app != nil && len(apps) < appsPerPage {
			apps = append(apps, app)
		}
	}
	for _, app := range page {
		if !contains(own, app.ID) && len(apps) < 20 {
			apps = append(apps, app)
		}
	}
	return apps
}

// appScreen says what an app is, for whom, and what in it matters.
func appScreen() screen {
	return screen{
		show: func(p *page) {
			app := p.lib.App(p.at.Subject)
			p.heading("app.title", content.Str("app", app.Name))
			p.text(Paragraph, app.What)
			if app.Age.Minimum > 0 {
				p.para("app.age", content.Num("age", app.Age.Minimum), content.Str("note", app.Age.Note))
			} else {
				p.para("app.age_none", content.Str("note", app.Age.Note))
			}
			if familyOf(p.lib, p.st.Region, p.st.child()).under(app) {
				p.callout("under.app", strong("app", app.Name), content.Num("age", app.Age.Minimum))
			}
			p.features(app)
			if len(app.Teens) > 0 {
				p.para("app.teens")
				p.list(Bullets, app.Teens)
			}
			p.laws([]*content.App{app}, false)
			p.small("app.checked", content.Str("date", p.month(app.Checked)), toPage(app.Page))
			if contains(p.st.child().Apps, app.ID) {
				p.primary("steps", "app.steps")
			} else {
				p.primary("add", "app.add")
			}
			p.one("risks", "app.risks")
			p.one("block", "app.block")
			if app.Parental != nil {
				p.one("tool", "app.tool")
			}
		},
		press: pressApp,
	}
}

func pressApp(t *turn, choice string) bool {
	id := t.st.At.Subject
	switch choice {
	case "add":
		t.addApps([]string{id})
		t.showFirst()
	case "steps":
		t.openAppStep(id)
	case "risks":
		t.open(Place{Screen: AtRiskCard, Subject: id})
	case "block":
		t.open(Place{Screen: AtBlockCard, Subject: id})
	case "tool":
		t.open(Place{Screen: AtToolCard, Subject: id})
	default:
		return false
	}
	return true
}

// openAppStep opens what matters most of one app: its first open step, else its first.
func (t *turn) openAppStep(app string) {
	plan := makePlan(t.lib, t.st.Region, t.st.child())
	var first string
	for _, s := range plan.Steps {
		if s.App.ID != app {
			continue
		}
		if first == "" {
			first = s.Key
		}
		if !s.Mark.Kind.closed() {
			first = s.Key
			break
		}
	}
	if first == "" {
		t.open(Place{Screen: AtPlan})
		return
	}
	t.open(Place{Screen: AtCard, Subject: first})
}

// addApps puts apps into the profile; those that are there already stay where they are.
func (t *turn) addApps(ids []string) {
	c := t.st.child()
	for _, id := range ids {
		if t.lib.App(id) != nil && !contains(c.Apps, id) && len(c.Apps) < maxApps {
			c.Apps = append(c.Apps, id)
		}
	}
}

// features lists what matters in an app, in the fixed order of all apps. What is not known is left out: it is no fact.
func (p *page) features(app *content.App) {
	b := Block{Kind: Bullets}
	for _, id := range content.FeatureIDs() {
		f := app.Features[id]
		if f.Level == "unknown" || f.Note == "" {
			continue
		}
		b.Items = append(b.Items, p.words.Text("feature.item").With(strong("feature", p.word("feature."+string(id))), content.Str("note", f.Note)))
	}
	if len(b.Items) > 0 {
		p.para("app.features")
		p.add(b)
	}
}

// risksScreen tells what can go wrong in an app, by feature.
func risksScreen() screen {
	return screen{
		show: func(p *page) {
			app := p.lib.App(p.at.Subject)
			p.heading("risks.title", content.Str("app", app.Name))
			b := Block{Kind: Bullets}
			for _, r := range app.Risks {
				b.Items = append(b.Items, p.words.Text("feature.item").With(strong("feature", p.word("feature."+string(r.Feature))), content.Str("note", r.Text)))
			}
			p.add(b)
			p.primary("steps", "risks.steps")
			p.one("block", "app.block")
		},
		press: pressApp,
	}
}

// blockScreen tells how to block and report in an app, and how to keep a record safely.
func blockScreen() screen {
	return screen{
		show: func(p *page) {
			app := p.lib.App(p.at.Subject)
			p.heading("block.title", content.Str("app", app.Name))
			p.callout("block.first")
			p.firstPage("block.tell", p.helplines(content.NeedGrooming, false))
			p.firstPage("block.tell_page", p.helplines(content.NeedCSAM, false))
			p.para("block.keep")
			p.list(Bullets, app.Evidence)
			p.howto("block.block", app.Block)
			p.howto("block.report", app.Report)
			p.howto("block.no_account", app.NoAccount)
			p.primary("steps", "risks.steps")
		},
		press: pressApp,
	}
}

func (p *page) howto(key string, h content.Howto) {
	if len(h.Steps) == 0 && h.Page == "" {
		return
	}
	p.para(key)
	p.list(Numbered, h.Steps)
	if h.Page != "" {
		p.para("block.page", link("page", p.word("block.page.name"), h.Page))
	}
}

// toolScreen tells what the operator offers parents, and what it cannot do.
func toolScreen() screen {
	return screen{
		show: func(p *page) {
			app := p.lib.App(p.at.Subject)
			p.heading("tool.title", content.Str("app", app.Name))
			if tool := app.Parental; tool != nil {
				p.para("tool.name", strong("tool", tool.Name))
				p.bullets("tool.can", tool.Can)
				p.bullets("tool.cannot", tool.Cannot)
				if len(tool.Setup) > 0 {
					p.para("tool.setup")
					p.list(Numbered, tool.Setup)
				}
				if tool.Page != "" {
					p.para("block.page", link("page", tool.Name, tool.Page))
				}
			} else {
				p.para("tool.none")
			}
			p.primary("steps", "risks.steps")
		},
		press: pressApp,
	}
}

func (p *page) bullets(key string, items []string) {
	if len(items) > 0 {
		p.para(key)
		p.list(Bullets, items)
	}
}
