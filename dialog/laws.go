package dialog

import (
	"slices"

	"github.com/safesteps/safesteps/content"
)

// lawsFor lists the laws where the family lives that are about the child and one of the apps: those that name an app, and with
// general those about every app. A child of unknown age may be of any age.
func (t *turn) lawsFor(apps []*content.App, general bool) []*content.Law {
	age := familyOf(t.lib, t.st.Region, t.st.child()).age
	var laws []*content.Law
	for _, w := range t.lib.Laws(t.st.Region) {
		if w.Under > 0 && age != nil && age.Youngest >= w.Under {
			continue
		}
		if general && w.General() || slices.ContainsFunc(apps, w.Names) {
			laws = append(laws, w)
		}
	}
	return laws
}

// lawLines names the laws about the apps in one small line each.
func (p *page) lawLines(apps []*content.App) {
	for _, w := range p.lawsFor(apps, false) {
		p.law("law.line.", w)
	}
}

// laws tells of the laws about the apps, under a heading.
func (p *page) laws(apps []*content.App, general bool) {
	laws := p.lawsFor(apps, general)
	if len(laws) == 0 {
		return
	}
	p.para("law.title")
	for _, w := range laws {
		p.law("law.", w)
	}
}

// law says what one law is about. What was not looked at in time only points to the page that knows.
func (p *page) law(key string, w *content.Law) {
	if w.Overdue(p.day()) {
		key += "overdue"
	} else {
		key += string(w.Status)
	}
	p.small(key, strong("title", w.Title), content.Str("date", p.fullDate(w.Since)), content.Str("text", w.Text), toPage(w.Page))
}

// fullDate is a day as parents see it: "25 July 2025".
func (t *turn) fullDate(d content.Date) string {
	return t.words.Text("law.date").Said(content.Str("date", t.shortDate(dayOfDate(d))), content.Num("year", d.Year))
}
