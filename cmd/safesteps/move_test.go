package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// shownCode is a code as people read it.
var shownCode = regexp.MustCompile(`[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}`)

// page is somebody with a browser.
type page struct {
	t    testing.TB
	base string
	http.Client
}

func (s *site) page() *page {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &page{t: s.t, base: s.base, Client: http.Client{Jar: jar}}
}

// ask looks at a page; with a form it sends that.
func (p *page) ask(path string, form url.Values) string {
	p.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := p.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(body)
}

// TestMoveBetweenChannels goes from Telegram to the page and back with the whole program, which is killed while the list is on its way.
// Nothing that either channel knows of its person is seen on the other.
func TestMoveBetweenChannels(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	s.settings["SAFESTEPS_BASE_URL"] = "https://steps.example.org"
	s.start()
	parent := s.fake.Person(firstParent, firstParent)
	shows := func(what string) string {
		s.fake.WaitFor(what, func() bool { return strings.Contains(parent.Chat().Screen().Text, what) })
		return parent.Chat().Screen().Text
	}
	parent.Start("app_snapchat")
	shows("Snapchat sends pictures")
	parent.SendText("/move")
	code := shownCode.FindString(shows("Go on in another app"))
	if code == "" {
		t.Fatalf("no code in\n%s", parent.Chat().Screen())
	}
	s.kill()
	s.start()

	b := s.page()
	link := "/move/" + strings.ReplaceAll(code, "-", "")
	if got := b.ask(link, nil); !strings.Contains(got, "Bring your list here?") {
		t.Fatalf("the link shows\n%s", got)
	}
	brought := b.ask("/walk", url.Values{"start": {"move_" + code}})
	if !strings.Contains(brought, "Your list is here now.") || !strings.Contains(b.ask("/plan", nil), "Snapchat") {
		t.Fatalf("the list did not come:\n%s", brought)
	}
	if strings.Contains(brought, "7340551900") {
		t.Error("the page knows who it was on Telegram")
	}

	shown := b.ask("/walk", url.Values{"screen": {"menu"}, "choice": {"menu"}}) + b.ask("/walk", url.Values{"screen": {"plan"}, "choice": {"menu"}})
	if !strings.Contains(shown, "Go on in another app") {
		t.Fatalf("the menu does not offer it:\n%s", shown)
	}
	shown = b.ask("/walk", url.Values{"screen": {"menu"}, "choice": {"move"}})
	back := shownCode.FindString(shown)
	if !strings.Contains(shown, "https://t.me/safesteps_test_bot?start=move_") || back == "" {
		t.Fatalf("no way to Telegram:\n%s", shown)
	}
	other := s.fake.Person(firstParent+1, firstParent+1)
	other.Start("move_" + strings.ReplaceAll(back, "-", ""))
	s.fake.WaitFor("the list in Telegram", func() bool { return strings.Contains(other.Chat().Screen().Text, "Your list is here now.") })
	parent.SendText(back)
	shows("That code does not work.")
}
