package web

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/understand"
)

// articleView is a page of text.
type articleView struct {
	frame
	Body    template.HTML
	Add     string // the address that adds the app to a list; empty on other pages
	Sources []sourceView
	Checked string
}

// sourceView is a page that facts were taken from.
type sourceView struct{ Title, URL, Date string }

// appsView is the list of apps.
type appsView struct {
	frame
	Query string
	Apps  []appView
}

type appView struct {
	ID, Name, What, Age string
	Names               string // what the app is looked for by, in lower case
}

// cached sends a page that is the same for everybody.
func (a *Adapter) cached(w http.ResponseWriter, r *http.Request, name string, view framed) {
	var m markup
	if err := a.render(&m, name, view); err != nil {
		a.log.Error("a page cannot be drawn", "page", name, "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	a.sendCached(w, r, "text/html; charset=utf-8", m.b.Bytes())
}

// sendCached sends something that is the same for everybody, and keeps it for whoever asks for it next.
func (a *Adapter) sendCached(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	d := &drawn{kind: kind, body: body, mark: `"` + a.cfg.Library().Version() + "-" + hex.EncodeToString(sum[:6]) + `"`}
	if r.URL.RawQuery == "" {
		a.drawn.put(a.cfg.Library(), a.minute(), a.drawnKey(r), d)
	}
	d.send(w, r)
}

// matches reports whether the browser has what a mark stands for.
func matches(r *http.Request, mark string) bool {
	return strings.Contains(r.Header.Get("If-None-Match"), mark)
}

// apps lists every app, or those that fit what was looked for.
func (a *Adapter) apps(w http.ResponseWriter, r *http.Request) {
	lib := a.cfg.Library()
	v := &appsView{frame: a.frame(r, a.words(r).Text("web.apps.title").Plain()), Query: cutQuery(r.URL.Query().Get("q"))}
	a.listed(&v.frame, r, v.Word("web.apps.description"))
	v.NoIndex = v.Query != ""
	found := findApps(lib, v.Query)
	for _, app := range lib.Apps() {
		if app.Rank == 0 || v.Query != "" && !slices.Contains(found, app.ID) {
			continue
		}
		age := ""
		if app.Age.Minimum > 0 {
			age = v.Word("web.apps.age", content.Num("age", app.Age.Minimum))
		}
		v.Apps = append(v.Apps, appView{
			ID: app.ID, Name: app.Name, What: firstSentence(app.What), Age: age,
			Names: strings.ToLower(strings.Join(slices.Concat([]string{app.Name}, app.Names, app.Misspelt), " ")),
		})
	}
	a.cached(w, r, "apps", v)
}

// maxQuery is how much of a search is read, in bytes.
const maxQuery = 80

func cutQuery(q string) string {
	q = strings.ToValidUTF8(strings.TrimSpace(q), "")
	if len(q) > maxQuery {
		q = strings.ToValidUTF8(q[:maxQuery], "")
	}
	return q
}

// findApps lists the apps that a search means: by a part of a name, or by a name as people mistype it.
func findApps(lib *dialog.Library, query string) []string {
	if query == "" {
		return nil
	}
	found := lib.Reader().Read(query, understand.Options{}).Apps
	query = strings.ToLower(query)
	for _, app := range lib.Apps() {
		if strings.Contains(strings.ToLower(app.Name), query) ||
			slices.ContainsFunc(app.Names, func(n string) bool { return strings.Contains(n, query) }) {
			found = append(found, app.ID)
		}
	}
	return found
}

func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i > 0 {
		return s[:i+1]
	}
	return s
}

// app is everything about one app, with the pages it was taken from.
func (a *Adapter) app(w http.ResponseWriter, r *http.Request) {
	lib := a.cfg.Library()
	app := lib.App(r.PathValue("id"))
	if app == nil {
		a.notFound(w, r)
		return
	}
	blocks, _ := lib.Card(app.ID, a.locale(r), content.DateOf(a.now()))
	words := a.words(r)
	v := &articleView{
		frame: a.frame(r, words.Text("web.app.title").Said(content.Str("app", app.Name))),
		Body:  bots.HTML(blocks, 1), Add: "/?start=app_" + app.ID,
	}
	a.listed(&v.frame, r, app.What)
	v.Checked = v.Word("web.checked", content.Str("date", app.Checked.String()))
	v.Sources = sourcesOf(app.SourceMap)
	a.cached(w, r, "article", v)
}

func sourcesOf(table map[string]content.Source) []sourceView {
	var list []sourceView
	for _, s := range table {
		list = append(list, sourceView{Title: s.Title, URL: s.URL, Date: s.Date})
	}
	slices.SortFunc(list, func(x, y sourceView) int { return strings.Compare(x.Title+x.URL, y.Title+y.URL) })
	return list
}

// about says what this is and who is behind it.
func (a *Adapter) about(w http.ResponseWriter, r *http.Request) {
	a.wordPage(w, r, "web.about", "privacy.bot", "web.about.what", "web.about.how", "web.about.facts", "web.about.free")
}

// privacy says what is kept and what is not.
func (a *Adapter) privacy(w http.ResponseWriter, r *http.Request) {
	a.wordPage(w, r, "web.privacy",
		"privacy.bot", "web.privacy.cookie", "privacy.kept", "privacy.not_kept", "web.privacy.nothing_else", "privacy.how_long",
		"web.privacy.delete", "web.leave.note")
}

// wordPage is a page of some of the bot's words, one a paragraph.
func (a *Adapter) wordPage(w http.ResponseWriter, r *http.Request, key string, paragraphs ...string) {
	words := a.words(r)
	title := words.Text(key + ".title")
	blocks := []dialog.Block{{Kind: dialog.Heading, Spans: title}}
	for _, p := range paragraphs {
		blocks = append(blocks, dialog.Block{Kind: dialog.Paragraph, Spans: words.Text(p)})
	}
	v := &articleView{frame: a.frame(r, title.Plain()), Body: bots.HTML(blocks, 1)}
	a.listed(&v.frame, r, words.Text(paragraphs[1]).Plain())
	a.cached(w, r, "article", v)
}
