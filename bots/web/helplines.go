package web

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// helpView is the helplines of a region.
type helpView struct {
	frame
	Emergency template.HTML
	Needs     []needView
	Lines     []lineView
	Others    []regionView
}

// regionView is another region.
type regionView struct{ ID, Name string }

// needView is who helps with one problem.
type needView struct {
	ID, Title string
	Lines     []lineView
}

// lineView is one helpline.
type lineView struct {
	ID, Name, Phone, Dial string
	Open                  string // whether it is open now; empty when that is not known, or it always is
	Card                  template.HTML
}

// help lists a region's helplines by problem. It is outside the limit on requests, like urgent help.
func (a *Adapter) help(w http.ResponseWriter, r *http.Request) {
	lib := a.cfg.Library()
	region := lib.Region(r.PathValue("region"))
	if region == nil {
		a.notFound(w, r)
		return
	}
	words := a.words(r)
	name, inside := lib.RegionName(words.Locale(), region)
	v := &helpView{frame: a.frame(r, words.Text("web.help.title").Said(content.Str("region", name)))}
	v.Region = region.ID
	a.listed(&v.frame, r, v.Word("web.help.description", content.Str("region", inside)))
	v.Emergency = bots.HTML([]dialog.Block{{
		Kind: dialog.Callout, Spans: words.Text("urgent.line").With(content.Arg{Name: "number", Spans: lib.EmergencyNumber(words.Locale(), region)}),
	}}, 2)
	for _, other := range lib.Regions() {
		if other != region {
			name, _ := lib.RegionName(words.Locale(), other)
			v.Others = append(v.Others, regionView{other.ID, name})
		}
	}
	var shown []string
	for _, need := range content.Needs() {
		n := needView{ID: string(need), Title: v.Word("need." + string(need))}
		for _, h := range lib.Helplines(region.ID, need, false) {
			n.Lines = append(n.Lines, lineView{ID: h.ID, Name: h.Name, Phone: h.Phone, Dial: h.Dial, Open: a.openNow(region, h, words)})
			if !slices.Contains(shown, h.ID) {
				shown = append(shown, h.ID)
				blocks, _ := lib.LineCard(region.ID, h.ID, words.Locale(), a.now())
				v.Lines = append(v.Lines, lineView{ID: h.ID, Card: bots.HTML(blocks, 2)})
			}
		}
		if len(n.Lines) > 0 {
			v.Needs = append(v.Needs, n)
		}
	}
	a.cached(w, r, "help", v)
}

// openNow says in a word or two whether a helpline is open.
func (a *Adapter) openNow(region *content.Region, h *content.Helpline, words *content.Words) string {
	open, known := a.cfg.Library().OpenNow(region.ID, h, a.now())
	switch {
	case !known || h.Always:
		return ""
	case open:
		return words.Text("web.help.open").Plain()
	}
	return words.Text("web.help.closed").Plain()
}
