package web

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/safesteps/safesteps/content"
)

//go:embed templates/*.html
var templateFiles embed.FS

// frame is what every page has around its own part.
type frame struct {
	Lang, Dir   string
	Title       string // the page's own; the site's name is added
	Description string // for search engines and preview cards; may be empty
	Canonical   string // the page's one address, whole; empty: the page is not to be listed
	NoIndex     bool
	Site        Site
	LeaveURL    string
	Style       string // addresses of the files, with a mark of what is in them
	Script      string
	Icon        string
	Card        string // the preview picture, whole address; empty without a base URL
	Nonce       string // for the form of typed text; empty on pages that are the same for everybody
	Start       string
	Kid         bool   // a child's page: what is typed goes nowhere else
	Region      string // the region whose helplines the pages link to
	words       *content.Words
}

// Word is one of the words, plain.
func (f *frame) Word(key string, args ...content.Arg) string {
	return f.words.Text(key).Said(args...)
}

// words is the words for a request's language.
func (a *Adapter) words(r *http.Request) *content.Words { return a.cfg.Library().Words(a.locale(r)) }

func (a *Adapter) frame(r *http.Request, title string) frame {
	return a.frameIn(r, a.words(r), title)
}

// frameIn is a frame in a language.
func (a *Adapter) frameIn(r *http.Request, words *content.Words, title string) frame {
	f := frame{
		Lang: words.Locale(), Dir: a.direction(words.Locale()), Title: title, Site: a.cfg.Site, LeaveURL: a.cfg.LeaveURL,
		Style: a.files.url("style.css"), Script: a.files.url("script.js"), Icon: a.files.url("icon.svg"),
		Region: a.cfg.Library().RegionOf(a.locale(r)), words: words,
	}
	if a.cfg.BaseURL != "" {
		f.Card = a.cfg.BaseURL + a.files.url("card.png")
	}
	return f
}

// direction is the way a language is written.
func (a *Adapter) direction(locale string) string {
	if a.cfg.Library().RTL(locale) {
		return "rtl"
	}
	return "ltr"
}

// Of says in which language a word is, where that is not the page's: what a language lacks is said in another.
func (f *frame) Of(key string) template.HTMLAttr {
	in := f.words.In(key)
	if in == f.Lang {
		return ""
	}
	return template.HTMLAttr(` lang="` + in + `" dir="ltr"`) //nolint:gosec // the default language, which is written from left to right
}

// listed makes a page one that search engines may list, under its own address.
func (a *Adapter) listed(f *frame, r *http.Request, description string) {
	f.Description = description
	f.Canonical = a.base(r) + r.URL.EscapedPath()
}

// base is the address that everything of this site begins with.
func (a *Adapter) base(r *http.Request) string {
	if a.cfg.BaseURL != "" {
		return a.cfg.BaseURL
	}
	scheme := "http"
	if a.secure(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// baseURL checks the address of the site; the answer has no slash at its end.
func baseURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", fmt.Errorf("%q is not like https://steps.example.org", s)
	}
	return u.Scheme + "://" + u.Host, nil
}

// isPage reports whether s is the https address of a page.
func isPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// pages is the templates by name: of pages that are the same for everybody, which are drawn seldom.
type pages map[string]*template.Template

// newPages reads the templates. It panics when one is broken: they are part of the program.
func newPages() pages {
	p := pages{chromePage: template.Must(template.ParseFS(templateFiles, "templates/chrome.html"))}
	for _, name := range []string{"apps", "article", "help", "share"} {
		p[name] = template.Must(template.ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return p
}

// draw writes a page, whole or not at all.
func (a *Adapter) draw(w http.ResponseWriter, status int, name string, view framed) {
	m := a.paper.Get().(*markup) //nolint:forcetypeassert // the pool holds nothing else
	defer a.paper.Put(m)
	m.b.Reset()
	if err := a.render(m, name, view); err != nil {
		a.log.Error("a page cannot be drawn", "page", name, "error", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(m.b.Len())) // else it is sent in chunks
	w.WriteHeader(status)
	_, _ = w.Write(m.b.Bytes()) // nobody is left to be told
}

// framed is a page with its frame.
type framed interface{ around() *frame }

func (f *frame) around() *frame { return f }

// written is a page whose own part is written by hand; other pages have a template.
type written interface{ main(m *markup) }

// render writes a page.
func (a *Adapter) render(m *markup, name string, view framed) error {
	f := view.around()
	c, err := a.chrome(f)
	if err != nil {
		return err
	}
	m.head(f, c)
	if v, ok := view.(written); ok {
		v.main(m)
	} else if err := a.pages[name].ExecuteTemplate(&m.b, "main", view); err != nil {
		return err //nolint:wrapcheck // the caller says which page it is
	}
	m.foot(f, c)
	return nil
}

// chromePage is what is around every page.
const chromePage = "chrome"
