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
}

// needView is who helps with one problem.
type needView struct {
	ID, Title string
	Lines     []lineView
}

// lineView is one helpline.
type lineView struct {
	ID, Name, Phone, Dial string
	Open                  string // "Open now", "Closed now"; empty when that is not known
	IsOpen                bool
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
	v := &helpView{frame: a.frame(r, content.Text(words.Text("web.help.title").With(content.Str("region", region.Name))).Plain())}
	v.Region = region.ID
	a.listed(&v.frame, r, v.Word("web.help.description", content.Str("region", region.Name)))
	for _, id := range region.Emergency {
		if h := region.Helpline(id); h != nil {
			number := content.Arg{Name: "number", Spans: []dialog.Span{{Kind: content.Phone, Text: h.Phone, Target: h.Dial}}}
			v.Emergency = bots.HTML([]dialog.Block{{Kind: dialog.Callout, Spans: words.Text("urgent.line").With(number)}}, 2)
			break
		}
	}
	var shown []string
	for _, need := range content.Needs() {
		n := needView{ID: string(need), Title: v.Word("need." + string(need))}
		for _, h := range lib.Helplines(region.ID, need, false) {
			n.Lines = append(n.Lines, lineView{ID: h.ID, Name: h.Name, Phone: h.Phone, Dial: h.Dial})
			if !slices.Contains(shown, h.ID) {
				shown = append(shown, h.ID)
				v.Lines = append(v.Lines, a.line(r, region, h, words))
			}
		}
		if len(n.Lines) > 0 {
			v.Needs = append(v.Needs, n)
		}
	}
	a.cached(w, r, "help", v)
}

func (a *Adapter) line(r *http.Request, region *content.Region, h *content.Helpline, words *content.Words) lineView {
	now := a.now()
	blocks, _ := a.cfg.Library().Card(h.ID, locale(r), content.DateOf(now))
	l := lineView{ID: h.ID, Name: h.Name, Card: bots.HTML(blocks, 1)}
	open, known := openNow(region.ID, h, now)
	if !known {
		return l
	}
	l.IsOpen = open
	l.Open = words.Text("web.help.closed").Plain()
	if open {
		l.Open = words.Text("web.help.open").Plain()
	}
	return l
}
