package web

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/safesteps/safesteps/dialog"
)

// chrome is what is the same around every page in a language: most of the words of a page, so it is drawn once and kept.
type chrome struct {
	files string // links to the style, the script and the icon
	bar   string // the header with urgent help, and the ways to the other pages
	ask   string // the rest of the form for typed text
	foot  string
}

// chromeKey tells apart what chrome depends on.
type chromeKey struct {
	lang, region string
	kid          bool
}

// chromes keeps what was drawn from one library.
type chromes struct {
	mu  sync.Mutex
	lib *dialog.Library
	by  map[chromeKey]*chrome
}

// chrome gives what is around a page, as far as it is the same for everybody who reads the page's language.
func (a *Adapter) chrome(f *frame) (*chrome, error) {
	key := chromeKey{lang: f.Lang, region: f.Region, kid: f.Kid}
	lib := a.cfg.Library()
	a.chromes.mu.Lock()
	defer a.chromes.mu.Unlock()
	if a.chromes.lib != lib {
		a.chromes.lib, a.chromes.by = lib, map[chromeKey]*chrome{}
	}
	if c := a.chromes.by[key]; c != nil {
		return c, nil
	}
	c := &chrome{}
	for name, part := range map[string]*string{"files": &c.files, "bar": &c.bar, "ask": &c.ask, "foot": &c.foot} {
		var b bytes.Buffer
		if err := a.pages[chromePage].ExecuteTemplate(&b, name, f); err != nil {
			return nil, err //nolint:wrapcheck // the caller says which page it is
		}
		*part = b.String()
	}
	a.chromes.by[key] = c // a language and a region of the content: a few hundred at most
	return c, nil
}

// drawn is a page that is the same for everybody in a language, as it was drawn.
type drawn struct {
	kind, mark string
	body       []byte
}

// drawnKey tells such pages apart.
type drawnKey struct{ path, lang, region, base string }

// maxDrawn bounds how many pages are kept; each is at most some 30 KB.
const maxDrawn = 512

// drawnPages keeps the pages that were drawn from one library in one minute: whether a helpline is open changes with the clock.
type drawnPages struct {
	mu     sync.Mutex
	lib    *dialog.Library
	minute int64
	by     map[drawnKey]*drawn
}

// get gives a page that was drawn already; nil when it was not.
func (p *drawnPages) get(lib *dialog.Library, minute int64, key drawnKey) *drawn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lib != lib || p.minute != minute {
		p.lib, p.minute, p.by = lib, minute, map[drawnKey]*drawn{}
	}
	return p.by[key]
}

// put keeps a page, unless there are too many or it is not of this minute.
func (p *drawnPages) put(lib *dialog.Library, minute int64, key drawnKey, d *drawn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lib == lib && p.minute == minute && len(p.by) < maxDrawn {
		p.by[key] = d
	}
}

// public serves a page that is the same for everybody: as it was drawn before, or by next, which sends it with sendCached.
func (a *Adapter) public(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			next(w, r)
			return
		}
		if d := a.drawn.get(a.cfg.Library(), a.minute(), a.drawnKey(r)); d != nil {
			d.send(w, r)
			return
		}
		next(w, r)
	}
}

func (a *Adapter) minute() int64 { return a.now().Unix() / 60 }

func (a *Adapter) drawnKey(r *http.Request) drawnKey {
	locale := a.locale(r)
	lib := a.cfg.Library()
	return drawnKey{path: r.URL.Path, lang: lib.Words(locale).Locale(), region: lib.RegionOf(locale), base: a.base(r)}
}

// send sends a page with a mark of what is in it, so that it is sent again only when it changed.
func (d *drawn) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", d.mark)
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Vary", "Accept-Language")
	h.Set("Content-Type", d.kind)
	if matches(r, d.mark) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(d.body)))
	_, _ = w.Write(d.body) // nobody is left to be told
}
