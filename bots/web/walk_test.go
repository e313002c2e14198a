package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
)

// stored is the state behind the browser's cookie.
func (s *site) stored(tb testing.TB, b *browser) dialog.State {
	tb.Helper()
	rec, err := s.store.Load(tb.Context(), s.store.Key(web.Name, s.cookie(b)))
	if err != nil {
		tb.Fatal(err)
	}
	st, err := dialog.Decode(rec.State)
	if err != nil {
		tb.Fatal(err)
	}
	return st
}

// cookie is the session's cookie; empty when there is none.
func (s *site) cookie(b *browser) string {
	u, err := url.Parse(s.URL)
	if err != nil {
		panic(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == "safesteps" {
			return c.Value
		}
	}
	return ""
}

func TestNothingIsKeptBeforeTheFirstForm(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, path := range []string{
		"/", "/urgent", "/urgent/grooming", "/kid", "/kid/bullying", "/apps", "/apps/snapchat", "/help/gb", "/plan", "/about", "/privacy",
		"/?start=app_snapchat", "/gone", "/nowhere",
	} {
		p := b.get(path)
		if got := p.header.Values("Set-Cookie"); len(got) > 0 || s.cookie(b) != "" {
			t.Errorf("%s sets %v", path, got)
		}
	}
	if n := s.store.Len(); n != 0 {
		t.Errorf("%d conversations are kept, want none", n)
	}
}

func TestFirstSettingWithinThreeForms(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	if got := b.press("Check the apps").heading(); got != "Which apps does your child use?" {
		t.Fatalf("shows %q", got)
	}
	p := b.press("Next", "Snapchat")
	if !strings.HasPrefix(p.heading(), "Snapchat: ") {
		t.Errorf("shows %q, want a setting of Snapchat", p.heading())
	}
	if got := p.classed("notice"); got != "Here is one thing you can change now. I will ask more after that." {
		t.Errorf("notice %q", got)
	}
	if again := b.get(p.url); again.classed("notice") != "" || again.heading() != p.heading() {
		t.Errorf("again: notice %q, heading %q", again.classed("notice"), again.heading())
	}
}

func TestCookieIsSetOnceAndHidden(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := b.press("Check the apps")
	if p.status != http.StatusSeeOther {
		t.Fatalf("status %d, want 303", p.status)
	}
	for _, want := range []string{"safesteps=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if got := p.header.Get("Set-Cookie"); !strings.Contains(got, want) {
			t.Errorf("cookie %q has no %s", got, want)
		}
	}
	if strings.Contains(p.header.Get("Set-Cookie"), "Secure") {
		t.Error("a cookie over plain HTTP is Secure: the browser would drop it")
	}
}

func TestCookieIsSecureBehindATrustedProxy(t *testing.T) {
	for _, c := range []struct {
		name  string
		trust bool
		want  bool
	}{{"trusted", true, true}, {"not trusted", false, false}} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, func(cfg *web.Config) { cfg.TrustProxy = c.trust })
			b := s.browser(t)
			b.get("/")
			b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/walk", strings.NewReader(b.form("Check the apps").Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("X-Forwarded-Proto", "https")
			got := b.send(req).header.Get("Set-Cookie")
			if secure := strings.Contains(got, "Secure") && strings.HasPrefix(got, "__Host-safesteps="); secure != c.want {
				t.Errorf("cookie %q, want secure %v", got, c.want)
			}
		})
	}
}

func TestDoubleSubmitHasOneEffectAndOnePage(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	form := b.form("Check the apps")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			one := *b
			if got := one.do(http.MethodPost, "/walk", form).heading(); got != "Which apps does your child use?" {
				t.Errorf("shows %q", got)
			}
		})
	}
	wg.Wait()
	if n := s.store.Len(); n != 1 {
		t.Errorf("%d conversations, want 1", n)
	}
	b.get("/")
	b.press("Next", "Snapchat", "WhatsApp")
	form = b.form("Done")
	first, second := b.do(http.MethodPost, "/walk", form), b.do(http.MethodPost, "/walk", form)
	if first.heading() != second.heading() || second.classed("notice") != first.classed("notice") {
		t.Errorf("first %q %q, second %q %q", first.heading(), first.classed("notice"), second.heading(), second.classed("notice"))
	}
	if n := len(s.stored(t, b).Children[0].Marks); n != 1 {
		t.Errorf("%d marks, want 1", n)
	}
}

func TestBackButtonShowsTheOldScreenAndItsButtonsCount(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	apps := b.press("Check the apps").url
	b.press("Next", "Snapchat")
	if got := b.get(apps).heading(); got != "Which apps does your child use?" {
		t.Fatalf("back shows %q", got)
	}
	p := b.press("Next", "WhatsApp")
	if p.classed("notice") == "That button was from an earlier message. Here is where you are now." {
		t.Error("the button of a screen gone back to is called old")
	}
	if got := s.stored(t, b).Children[0].Apps; len(got) != 1 || got[0] != "whatsapp" {
		t.Errorf("apps %v, want whatsapp alone", got)
	}
}

func TestSecondTabIsToldAndChangesNothing(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	b.press("Next", "Snapchat")
	old := b.form("Done")
	b.press("About Snapchat")
	p := b.do(http.MethodPost, "/walk", old)
	if got := p.classed("notice"); !strings.HasPrefix(got, "That button was from an earlier") {
		t.Errorf("notice %q", got)
	}
	if got := p.heading(); got != "Snapchat" {
		t.Errorf("shows %q, want where the person stands", got)
	}
	if n := len(s.stored(t, b).Children[0].Marks); n != 0 {
		t.Errorf("%d marks, want none", n)
	}
}

func TestMistakeIsTiedToItsField(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	p := b.press("Next")
	if got := p.classed("mistake"); !strings.HasPrefix(got, "Please tick at least one app") {
		t.Errorf("mistake %q", got)
	}
	for _, want := range []string{`<fieldset aria-describedby="mistake">`, `aria-invalid="true"`, "<title>Please check: "} {
		if !strings.Contains(p.body, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestTicksSurviveAnotherButton(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	b.press("Menu", "Snapchat")
	if got := s.stored(t, b).At.Key(); got != "menu" {
		t.Errorf("stands on %q, want menu", got)
	}
}

func TestLinkOpensTheWalkAndCountsWithTheFirstForm(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	if got := b.get("/?start=app_snapchat-age_11_12").heading(); got != "Snapchat" {
		t.Fatalf("shows %q", got)
	}
	b.press("Show me the settings")
	st := s.stored(t, b)
	if st.Children[0].Age != "11-12" || len(st.Children[0].Apps) != 1 {
		t.Errorf("keeps %+v, want the age and the app of the link", st.Children[0])
	}
	if got := b.get("/?start=urgent_grooming").url; got != "/urgent/grooming" {
		t.Errorf("an urgent link leads to %s", got)
	}
}

func TestTypedWords(t *testing.T) {
	for _, c := range []struct{ name, text, url string }{
		{"nothing known of them, and danger", "someone is blackmailing my son with a nude photo", "/urgent/sextortion"},
		{"a child", "i am 13 and a man wants my nudes or he will post them", "/kid/sextortion"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, nil)
			b := s.browser(t)
			b.get("/")
			p := b.say(c.text)
			if p.url != c.url {
				t.Errorf("leads to %s, want %s", p.url, c.url)
			}
			if s.store.Len() != 0 || s.cookie(b) != "" {
				t.Error("something is kept of somebody who only asked for help")
			}
		})
	}
}

func TestHelpIsForTheRightCountry(t *testing.T) {
	for _, c := range []struct {
		name, region, language, path, number string
	}{
		{"the browser says", "", "en-GB,en;q=0.9", "/urgent/grooming", "999"},
		{"another browser says", "", "en-US", "/urgent/grooming", "911"},
		{"the settings say", "gb", "en-US", "/urgent/grooming", "999"},
		{"the address says", "gb", "en-GB", "/urgent/us.grooming", "911"},
		{"the address says, for a child", "gb", "en-GB", "/kid/us.grooming", "911"},
		{"an address that says nothing we know", "gb", "en-GB", "/urgent/zz.zz", "999"},
		{"over the limit", "gb", "en-US", "/nowhere", "999"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, func(cfg *web.Config) { cfg.Region = c.region })
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+c.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Language", c.language)
			if p := s.browser(t).send(req); !strings.Contains(p.classed("callout"), c.number) {
				t.Errorf("says %q first, want %s", p.classed("callout"), c.number)
			}
		})
	}
}

func TestAnotherCountryLeadsBackToWhatHasHappened(t *testing.T) {
	s := newSite(t, func(cfg *web.Config) { cfg.Region = "gb" })
	b := s.browser(t)
	for _, base := range []string{"/urgent", "/kid"} {
		p := b.get(base + "/gb.grooming")
		for _, next := range []string{base + "/gb.where-grooming", base + "/us.grooming"} {
			if !strings.Contains(p.body, `href="`+next+`"`) {
				t.Fatalf("%s has no way to %s", p.url, next)
			}
			p = b.get(next)
		}
		if got := p.classed("callout"); !strings.Contains(got, "911") || strings.Contains(got, "999") {
			t.Errorf("%s says %q first, want the numbers of the United States", p.url, got)
		}
	}
	if s.store.Len() != 0 || s.cookie(b) != "" {
		t.Error("something is kept")
	}
}

func TestAnotherCountryIsChosenWithoutASession(t *testing.T) {
	s := newSite(t, func(cfg *web.Config) { cfg.Region = "gb" })
	b := s.browser(t)
	for _, base := range []string{"/urgent", "/kid"} {
		for _, to := range []struct{ href, heading string }{
			{base, ""}, {base + "/gb.where", "Which country are you in?"}, {base + "/ie.", ""}, {base + "/ie.grooming", ""},
		} {
			if b.at != nil && to.href != base && !strings.Contains(b.at.body, `href="`+to.href+`"`) && !strings.Contains(b.at.body, `href="`+strings.Replace(to.href, "gb.", "", 1)+`"`) {
				t.Errorf("%s has no way to %s", b.at.url, to.href)
			}
			p := b.get(to.href)
			if p.status != http.StatusOK || to.heading != "" && p.heading() != to.heading {
				t.Errorf("%s: status %d, %q, want %q", to.href, p.status, p.heading(), to.heading)
			}
		}
		if got := b.at.classed("callout"); !strings.Contains(got, "112") && !strings.Contains(got, "999") {
			t.Errorf("%s/ie.grooming says %q first", base, got)
		}
	}
	if s.store.Len() != 0 || s.cookie(b) != "" {
		t.Error("something is kept")
	}
}
