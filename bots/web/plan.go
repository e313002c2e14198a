package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// planView is the plan as a page to print.
type planView struct {
	frame
	Sheet [][]dialog.Block // what is on this page
	Empty bool
	Whole bool       // all of it is on this page
	Parts []partLink // the parts of a long plan; none when there is one
}

// partLink leads to a part of a plan.
type partLink struct {
	Link  string // empty: it is on this page
	Label string
}

// plan draws the plan of the child that is being worked on: to print, or as text or markdown to keep.
func (a *Adapter) plan(w http.ResponseWriter, r *http.Request) {
	s, err := a.state(r.Context(), a.person(r))
	if err != nil {
		a.log.Error("a conversation cannot be read", "error", err)
		a.trouble(w, r, http.StatusServiceUnavailable, "trouble")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	lib := a.cfg.Library()
	sheet := dialog.Sections(lib, s, content.DateOf(a.now()))
	switch r.URL.Query().Get("format") {
	case "text":
		a.download(w, "text/plain; charset=utf-8", "plan.txt", slices.Concat(sheet...), Format())
		return
	case "markdown":
		a.download(w, "text/markdown; charset=utf-8", "plan.md", slices.Concat(sheet...), bots.Markdown())
		return
	}
	words := a.words(r)
	if s.Locale != "" {
		words = lib.Words(s.Locale)
	}
	v := &planView{frame: a.frameIn(r, words, words.Text("plan.title").Plain())}
	v.choose(sheet, r.URL.Query())
	v.Empty = !dialog.HasPlan(lib, s)
	v.NoIndex = true
	a.draw(w, http.StatusOK, "plan", v)
}

// choose puts the part that is asked for on the page: ?part=2, or ?whole=1 for everything.
func (v *planView) choose(sheet [][]dialog.Block, asked url.Values) {
	all := parts(sheet)
	if v.Whole = asked.Get("whole") != "" || len(all) == 1; v.Whole {
		v.Sheet = sheet
		return
	}
	n, _ := strconv.Atoi(asked.Get("part")) // the first when it is no number
	n = min(max(n, 1), len(all))
	v.Sheet = all[n-1]
	for i := range all {
		l := partLink{Label: v.Word("web.plan.part", content.Num("n", i+1), content.Num("all", len(all)))}
		if i+1 != n {
			l.Link = "/plan?part=" + strconv.Itoa(i+1)
		}
		v.Parts = append(v.Parts, l)
	}
}

// main writes the plan, the ways to its other parts, and the ways to keep it.
func (v *planView) main(m *markup) {
	m.raw(`<article class="card text sheet">` + "\n")
	if v.Empty {
		m.raw("<h1>")
		m.text(v.Title)
		m.raw("</h1>\n<p>")
		m.text(v.Word("plan.empty"))
		m.raw("</p>\n" + `<p class="choices">`)
		m.link("primary", "/", v.Word("door.apps"))
		m.raw("</p>\n</article>\n")
		return
	}
	bots.WriteHTML(&m.b, 1, v.Sheet...)
	m.parts(v)
	m.raw(`<p class="keep">`)
	if v.Whole {
		m.raw(`<button type="button" class="print" hidden>`)
		m.text(v.Word("web.plan.print"))
		m.raw("</button> ")
	} else {
		m.link("", "/plan?whole=1", v.Word("web.plan.whole"))
	}
	m.link("", "/plan?format=text", v.Word("web.plan.text"))
	m.link("", "/plan?format=markdown", v.Word("web.plan.markdown"))
	m.raw("</p>\n</article>\n")
}

// parts writes the ways to the parts of a long plan.
func (m *markup) parts(v *planView) {
	if len(v.Parts) == 0 {
		return
	}
	m.raw("<nav")
	m.attr("class", "parts")
	m.attr("aria-label", v.Title)
	m.raw("><ul>\n")
	for _, p := range v.Parts {
		m.raw("<li>")
		if p.Link != "" {
			m.link("", p.Link, p.Label)
		} else {
			m.raw(`<strong aria-current="page">`)
			m.text(p.Label)
			m.raw("</strong>")
		}
		m.raw("</li>\n")
	}
	m.raw("</ul></nav>\n")
}

func (a *Adapter) download(w http.ResponseWriter, kind, name string, blocks []dialog.Block, f bots.Formatter) {
	marked, _ := f.Blocks(blocks)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	_, _ = w.Write([]byte(marked + "\n")) // nobody is left to be told
}
