package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/store"
)

// FuzzForm sends whatever a browser, or somebody else, may send as a form, with whatever cookie. The answer is a page or the way
// to one, never a fault of ours, and nothing that was sent stands in it as markup.
func FuzzForm(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""},
		{"screen=welcome&choice=apps&n=1f", ""},
		{"screen=apps&many=1&choices=snapchat&choices=tiktok&choice=ok&n=2", "AAAAAAAAAAAAAAAAAAAAAA"},
		{"text=snap%20and%20insta&n=3&back=1&screen=apps", "AAAAAAAAAAAAAAAAAAAAAA"},
		{"start=app_snapchat-age_11_12&choice=urgent&n=4", ""},
		{"n=zz", ""},
		{"choice=%3Cscript%3E&screen=%00&text=%ff", "bad cookie"},
		{"choices=%2&&&;=;", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	s := newSite(f, func(c *web.Config) { c.Rate = web.Rate{PerSecond: 1e9, Burst: 1e9} })
	f.Fuzz(func(t *testing.T, body, cookie string) {
		r := request(t, http.MethodPost, "/walk", body)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", "safesteps="+cookie)
		mustServe(t, s, r, http.StatusOK, http.StatusSeeOther, http.StatusBadRequest, http.StatusRequestEntityTooLarge)
		s.store.forgetMany(t)
	})
}

// forgetMany empties the store when it holds many: somebody without a cookie is somebody new each time.
func (k *kept) forgetMany(t *testing.T) {
	t.Helper()
	if k.Len() < 1000 {
		return
	}
	sealer, err := store.NewSealer([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Memory = store.NewMemory(sealer)
	clear(k.keys)
}

// FuzzAddress asks for whatever address, in whatever language.
func FuzzAddress(f *testing.F) {
	for _, seed := range [][2]string{
		{"/", "en-GB"},
		{"/?start=app_snapchat", "cy"},
		{"/?at=0badcafe", ""},
		{"/apps/snapchat", "*"},
		{"/apps/%2e%2e", ";;;q="},
		{"/help/gb", "en"},
		{"/urgent/sextortion?region=fr", "pl"},
		{"/kid/x", "en"},
		{"/plan?format=markdown", "en"},
		{"/share?app=snapchat&from=a%22b&topic=images", "en"},
		{"/share/qr.png?app=snapchat", "en"},
		{"/share/qr.svg?from=%3Csvg%3E", "en"},
		{"/sitemap.xml", "en"},
		{"/gone", "en"},
		{"/none", "en"},
	} {
		f.Add(seed[0], seed[1])
	}
	s := newSite(f, func(c *web.Config) { c.Rate = web.Rate{PerSecond: 1e9, Burst: 1e9} })
	f.Fuzz(func(t *testing.T, target, language string) {
		if !strings.HasPrefix(target, "/") || strings.ContainsAny(target, " \r\n") {
			return
		}
		r := request(t, http.MethodGet, "/", "")
		at, err := r.URL.Parse("http://example.org" + target)
		if err != nil || at.Host != "example.org" {
			return
		}
		r.URL = at
		r.Header.Set("Accept-Language", language)
		mustServe(t, s, r, http.StatusOK, http.StatusSeeOther, http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
			http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed)
	})
}

func request(t *testing.T, method, target, body string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.RemoteAddr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, 1}), 1).String()
	return r
}

// mustServe checks an answer: one of some statuses, with the headers of every page, leading nowhere else.
func mustServe(t *testing.T, s *site, r *http.Request, want ...int) {
	t.Helper()
	w := httptest.NewRecorder()
	s.Config.Handler.ServeHTTP(w, r)
	ok := false
	for _, status := range want {
		ok = ok || w.Code == status
	}
	if !ok {
		t.Errorf("%s %s: status %d", r.Method, r.URL, w.Code)
	}
	if w.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("%s %s: no policy", r.Method, r.URL)
	}
	to := w.Header().Get("Location")
	if to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
		t.Errorf("%s %s: leads to %q", r.Method, r.URL, to)
	}
	if strings.Contains(w.Body.String(), "<script>") {
		t.Errorf("%s %s: a script of somebody else", r.Method, r.URL)
	}
}
