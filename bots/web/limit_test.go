package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
)

func TestLimitNeverBlocksHelp(t *testing.T) {
	s := newSite(t, func(cfg *web.Config) { cfg.Rate = web.Rate{PerSecond: 1, Burst: 3} })
	b := s.browser(t)
	for range 3 {
		if p := b.get("/"); p.status != http.StatusOK {
			t.Fatalf("status %d within the limit", p.status)
		}
	}
	p := b.get("/")
	if p.status != http.StatusTooManyRequests || p.header.Get("Retry-After") != "1" {
		t.Errorf("status %d, Retry-After %q over the limit; want 429, 1", p.status, p.header.Get("Retry-After"))
	}
	if p.heading() != "Urgent help" || !strings.Contains(p.body, `href="tel:999"`) {
		t.Errorf("shows %q over the limit, want urgent help", p.heading())
	}
	for _, path := range []string{"/urgent", "/urgent/self_harm", "/kid", "/kid/grooming", "/help/gb", "/style.css"} {
		if p := b.get(path); p.status != http.StatusOK {
			t.Errorf("%s: status %d over the limit, want 200", path, p.status)
		}
	}
	if p := b.do(http.MethodPost, "/leave", nil); p.status != http.StatusSeeOther {
		t.Errorf("leaving: status %d over the limit, want 303", p.status)
	}
	s.now = s.now.Add(time.Second)
	if p := b.get("/"); p.status != http.StatusOK {
		t.Errorf("status %d a second later, want 200", p.status)
	}
}

func TestLimitCountsEachAddress(t *testing.T) {
	s := newSite(t, func(cfg *web.Config) { cfg.Rate, cfg.TrustProxy = web.Rate{PerSecond: 1, Burst: 1}, true })
	get := func(forwarded string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		s.adapter.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		forwarded string
		want      int
	}{
		{"192.0.2.1", 200},
		{"192.0.2.1", 429},
		{"192.0.2.2", 200},
		{"192.0.2.3, 192.0.2.1", 429}, // what the person claims is not believed, what the proxy saw is
		{"2001:db8::1", 200},
		{"2001:db8::2", 429},
		{"2001:db8:0:1::1", 200},
	} {
		if got := get(c.forwarded); got != c.want {
			t.Errorf("%s: status %d, want %d", c.forwarded, got, c.want)
		}
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		name, header, value string
		want                int
	}{
		{"another site", "Sec-Fetch-Site", "cross-site", 403},
		{"a site beside ours", "Sec-Fetch-Site", "same-site", 403},
		{"an old browser on another site", "Origin", "https://evil.example", 403},
		{"no page at all", "Origin", "null", 403},
		{"ours", "Sec-Fetch-Site", "same-origin", 200},
		{"an old browser on ours", "Origin", s.URL, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := s.browser(t)
			b.get("/")
			for _, path := range []string{"/walk", "/leave", "/kid"} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(b.at.hidden().Encode()))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.Header.Set(c.header, c.value)
				one := *b
				if p := one.send(req); (p.status == 403) != (c.want == 403) {
					t.Errorf("%s: status %d, want %d", path, p.status, c.want)
				}
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, path := range []string{"/", "/apps", "/style.css", "/nowhere", "/urgent"} {
		h := b.get(path).header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "style-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: the policy %q lacks %s", path, csp, want)
			}
		}
	}
}

func TestOversizedAndOddRequests(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	for _, c := range []struct {
		name string
		form url.Values
		want int
	}{
		{"a form too large", url.Values{"text": {strings.Repeat("x", 64<<10)}}, 413},
		{"a number that is none", url.Values{"n": {"zz"}, "choice": {"apps"}}, 400},
		{"a screen's name too long", url.Values{"screen": {strings.Repeat("x", 100)}, "choice": {"apps"}}, 400},
		{"too many boxes", url.Values{"choices": make([]string, 100), "many": {"1"}}, 400},
		{"nothing", url.Values{}, 200},
		{"a choice of no screen", url.Values{"screen": {"zzz"}, "choice": {"\x00\xff"}}, 200},
		{"a text of no letters", url.Values{"text": {"\xff\xfe\x00"}}, 200},
		{"a long text", url.Values{"text": {strings.Repeat("é", 3000)}}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := b.do(http.MethodPost, "/walk", c.form)
			if p.status != c.want {
				t.Errorf("status %d, want %d", p.status, c.want)
			}
			if !strings.Contains(p.body, `href="/urgent"`) {
				t.Error("no way to urgent help")
			}
		})
	}
}

// TestSlowClient sends its headers too slowly, and is let go.
func TestSlowClient(t *testing.T) {
	s := newSite(t, nil)
	srv := web.Server("127.0.0.1:0", s.adapter.Handler())
	if srv.ReadHeaderTimeout == 0 || srv.ReadTimeout == 0 || srv.WriteTimeout == 0 || srv.IdleTimeout == 0 || srv.MaxHeaderBytes == 0 {
		t.Errorf("a limit is missing: %+v", srv)
	}
	srv.ReadHeaderTimeout = 50 * time.Millisecond
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil && strings.Contains(line, "200") {
		t.Errorf("a request that never ended was answered: %s", line)
	} else if e, ok := err.(net.Error); ok && e.Timeout() { //nolint:errorlint // the connection's own error
		t.Error("a client that sends nothing was kept")
	}
	_ = conn.Close()
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	<-done
}

func TestSizes(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, path := range pagesToLook() {
		if n := len(b.get(path).body); n > 30<<10 {
			t.Errorf("%s is %d bytes, want at most 30 KB", path, n)
		}
	}
	for _, app := range newLibrary(t).Apps() {
		if n := len(b.get("/apps/" + app.ID).body); n > 30<<10 {
			t.Errorf("/apps/%s is %d bytes, want at most 30 KB", app.ID, n)
		}
	}
	total := 0
	for _, path := range []string{"/style.css", "/script.js", "/icon.svg"} {
		total += len(b.get(path).body)
	}
	if total > 20<<10 {
		t.Errorf("style, script and icon are %d bytes, want at most 20 KB", total)
	}
}

func TestPagesAreCachedByWhatIsInThem(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, path := range []string{"/apps", "/apps/snapchat", "/help/gb", "/about", "/privacy", "/share", "/sitemap.xml", "/robots.txt", "/icon.svg"} {
		mark := b.get(path).header.Get("ETag")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("If-None-Match", mark)
		if p := b.send(req); mark == "" || p.status != http.StatusNotModified || p.body != "" {
			t.Errorf("%s: mark %q, status %d, want 304 without a body", path, mark, p.status)
		}
	}
	for _, path := range []string{"/", "/plan", "/urgent", "/kid"} {
		if got := b.get(path).header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q, want no-store", path, got)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*web.Config)
	}{
		{"a colour that is none", func(c *web.Config) { c.Site.Accent = "teal" }},
		{"a colour too light for white words", func(c *web.Config) { c.Site.Accent = "#ffcc00" }},
		{"a base URL with a path", func(c *web.Config) { c.BaseURL = "https://example.org/steps" }},
		{"a page to leave to without TLS", func(c *web.Config) { c.LeaveURL = "http://example.org" }},
		{"no library", func(c *web.Config) { c.Library = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			lib := newLibrary(t)
			cfg := web.Config{Library: func() *dialog.Library { return lib }, Sessions: newSite(t, nil).store}
			c.change(&cfg)
			if _, err := web.New(cfg); err == nil {
				t.Error("accepted")
			}
		})
	}
}
