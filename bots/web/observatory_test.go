package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/web"
)

// TestHeadersAreScored gives every kind of page the marks that Mozilla's HTTP Observatory would: 100 to begin with, fewer for what
// is missing or weak, more for what goes beyond. Its best grade needs 100.
func TestHeadersAreScored(t *testing.T) {
	s := newSite(t, func(c *web.Config) { c.TrustProxy = true })
	for _, path := range []string{"/", "/?start=app_snapchat", "/urgent", "/kid", "/apps", "/apps/snapchat", "/help/gb", "/plan", "/share", "/privacy", "/gone", "/nowhere"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("X-Forwarded-Proto", "https")
		w := httptest.NewRecorder()
		s.Config.Handler.ServeHTTP(w, r)
		score, why := observed(w.Result().Header, w.Body.String())
		if score < 120 {
			t.Errorf("%s: %d points: %s", path, score, strings.Join(why, "; "))
		}
	}
	if score, _ := observed(http.Header{}, "<script src=https://elsewhere.example>"); score > 25 {
		t.Errorf("a page without any header has %d points", score)
	}
}

// observed scores one answer, and says what was marked.
func observed(h http.Header, page string) (score int, why []string) {
	score = 100
	mark := func(points int, what string, is bool) {
		if is {
			score += points
			why = append(why, what)
		}
	}
	csp := map[string]string{}
	for _, part := range strings.Split(h.Get("Content-Security-Policy"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		csp[name] = value
	}
	scripts, ok := csp["script-src"]
	if !ok {
		scripts = csp["default-src"]
	}
	unsafe := strings.Contains(scripts, "unsafe") || strings.Contains(scripts, "https:") || strings.Contains(scripts, "*") || strings.Contains(scripts, "data:")
	mark(-25, "no policy for content", h.Get("Content-Security-Policy") == "")
	mark(-20, "the policy lets any script run", len(csp) > 1 && unsafe)
	mark(10, "the policy allows nothing that it does not name", csp["default-src"] == "'none'" && !unsafe)
	mark(-20, "styles written into the page are let run", strings.Contains(csp["style-src"], "unsafe-inline"))
	mark(-5, "no frame-ancestors, base-uri or form-action", len(csp) > 1 && (csp["frame-ancestors"] == "" || csp["base-uri"] == "" || csp["form-action"] == ""))
	mark(-20, "may be framed", csp["frame-ancestors"] == "" && h.Get("X-Frame-Options") == "")
	mark(5, "may not be framed, by policy", csp["frame-ancestors"] == "'none'")
	mark(-5, "types are guessed", h.Get("X-Content-Type-Options") != "nosniff")
	hsts := h.Get("Strict-Transport-Security")
	mark(-20, "no promise of TLS", !strings.Contains(hsts, "max-age=31536000"))
	referrer := h.Get("Referrer-Policy")
	mark(5, "says nobody where a visitor comes from", referrer == "no-referrer" || referrer == "same-origin")
	mark(-5, "says where a visitor comes from", referrer == "" || referrer == "unsafe-url")
	mark(10, "its parts are for its own pages", strings.HasPrefix(h.Get("Cross-Origin-Resource-Policy"), "same-"))
	mark(-50, "anybody may read it", h.Get("Access-Control-Allow-Origin") == "*")
	for _, c := range (&http.Response{Header: h}).Cookies() {
		mark(-20, "a cookie that scripts or TLS-less requests get", !c.Secure || !c.HttpOnly || c.SameSite == http.SameSiteDefaultMode)
	}
	mark(-50, "a script from elsewhere", strings.Contains(page, "<script src=https://") || strings.Contains(page, `<script src="http`))
	return score, why
}
