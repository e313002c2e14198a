package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// site is the web channel with a runner and a store in memory behind it.
type site struct {
	*httptest.Server
	store   *kept
	adapter *web.Adapter
	runner  *bots.Runner
	now     time.Time
}

// monday is a day on which the content is not overdue.
func monday() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) }

func newLibrary(tb testing.TB) *dialog.Library {
	tb.Helper()
	c, err := content.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return dialog.NewLibrary(c)
}

// newSite starts the channel; change may alter its settings.
func newSite(tb testing.TB, change func(*web.Config)) *site {
	tb.Helper()
	sealer, err := store.NewSealer([]byte(strings.Repeat("k", 32)))
	if err != nil {
		tb.Fatal(err)
	}
	s := &site{store: &kept{Memory: store.NewMemory(sealer), keys: map[store.Key]bool{}}, now: monday()}
	lib := newLibrary(tb)
	cfg := web.Config{Library: func() *dialog.Library { return lib }, Sessions: s.store, Now: func() time.Time { return s.now }}
	if change != nil {
		change(&cfg)
	}
	if s.adapter, err = web.New(cfg); err != nil {
		tb.Fatal(err)
	}
	s.runner = bots.NewRunner(bots.RunnerConfig{
		Library: lib, Store: s.store, Now: cfg.Now, Places: cfg.Places,
		Channels: map[string]bots.Channel{web.Name: {Caps: s.adapter.Caps, Format: web.Format()}},
	})
	ctx, stop := context.WithCancel(tb.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.adapter.Run(ctx, s.runner) }()
	for !s.adapter.Ready() {
		select {
		case err := <-ran:
			tb.Fatal(err)
		default:
		}
	}
	s.Server = httptest.NewServer(s.adapter.Handler())
	tb.Cleanup(func() {
		s.Close()
		stop()
		if err := <-ran; err != nil {
			tb.Error(err)
		}
	})
	return s
}

// kept is a store that says how many conversations it holds.
type kept struct {
	*store.Memory
	mu   sync.Mutex
	keys map[store.Key]bool
}

func (k *kept) Save(ctx context.Context, t store.Turn) error {
	err := k.Memory.Save(ctx, t)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil && len(t.State) > 0 {
		k.keys[t.Key] = true
	} else if err == nil {
		delete(k.keys, t.Key)
	}
	return err
}

// Len is how many conversations are held.
func (k *kept) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.keys)
}

// browser is a person with a browser whose scripts are off.
type browser struct {
	tb     testing.TB
	base   string
	client *http.Client
	at     *shown
}

// shown is what the browser shows.
type shown struct {
	url    string
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (s *site) browser(tb testing.TB) *browser {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	b := &browser{tb: tb, base: s.URL, client: &http.Client{Jar: jar}}
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != strings.TrimPrefix(s.URL, "http://") {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

func (b *browser) get(path string) *shown {
	b.tb.Helper()
	return b.do(http.MethodGet, path, nil)
}

func (b *browser) do(method, path string, form url.Values) *shown {
	b.tb.Helper()
	req, err := http.NewRequestWithContext(b.tb.Context(), method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.tb.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.send(req)
}

func (b *browser) send(req *http.Request) *shown {
	b.tb.Helper()
	resp, err := b.client.Do(req)
	if err != nil {
		b.tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.tb.Fatal(err)
	}
	p := &shown{url: resp.Request.URL.RequestURI(), status: resp.StatusCode, header: resp.Header, body: string(body)}
	if p.doc, err = html.Parse(strings.NewReader(p.body)); err != nil {
		b.tb.Fatal(err)
	}
	b.at = p
	return p
}

// hidden is the fields that the form of the walk carries on the page shown.
func (p *shown) hidden() url.Values {
	v := url.Values{}
	for n := range p.doc.Descendants() {
		if n.Data == "input" && attr(n, "type") == "hidden" && inside(n, "walk") {
			v.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	return v
}

// form is the form as the page shows it, with a button pressed by its label and boxes ticked by theirs.
func (b *browser) form(label string, ticks ...string) url.Values {
	b.tb.Helper()
	v := b.at.hidden()
	for _, tick := range ticks {
		v.Add("choices", b.at.valueOf(b.tb, "label", tick))
	}
	if label != "" {
		v.Set("choice", b.at.valueOf(b.tb, "button", label))
	}
	return v
}

func (b *browser) press(label string, ticks ...string) *shown {
	b.tb.Helper()
	return b.do(http.MethodPost, "/walk", b.form(label, ticks...))
}

func (b *browser) say(text string) *shown {
	b.tb.Helper()
	v := url.Values{"text": {text}}
	if n := b.at; n != nil {
		v.Set("n", n.hidden().Get("n"))
	}
	return b.do(http.MethodPost, "/walk", v)
}

// valueOf is the value behind a label on the page.
func (p *shown) valueOf(tb testing.TB, element, label string) string {
	tb.Helper()
	for n := range p.doc.Descendants() {
		if n.Data != element || !strings.HasPrefix(text(n), label) {
			continue
		}
		if element == "label" {
			for in := range n.Descendants() {
				if in.Data == "input" {
					return attr(in, "value")
				}
			}
		}
		return attr(n, "value")
	}
	tb.Fatalf("%s has no %s %q:\n%s", p.url, element, label, text(p.doc))
	return ""
}

func (p *shown) heading() string {
	for n := range p.doc.Descendants() {
		if n.Data == "h1" {
			return text(n)
		}
	}
	return ""
}

// classed is the words of the first element of a class; empty when there is none.
func (p *shown) classed(class string) string {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, "class") == class {
			return text(n)
		}
	}
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func inside(n *html.Node, class string) bool {
	for ; n != nil; n = n.Parent {
		if attr(n, "class") == class {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(spaces.ReplaceAllString(b.String(), " "))
}

var spaces = regexp.MustCompile(`\s+`)
