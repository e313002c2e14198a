package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/safesteps/safesteps/content"
)

// TestHelpInAnotherLanguageWithoutASession follows the links from urgent help to the list of languages and on, in an English browser.
func TestHelpInAnotherLanguageWithoutASession(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	for _, base := range []string{"/urgent", "/kid"} {
		b.get(base)
		list := b.follow("Cymraeg, Polski")
		if list.heading() != "Which language?" || !strings.Contains(list.body, `href="`+base+`/pl/"`) {
			t.Fatalf("%s: the list is %q at %s", base, list.heading(), list.url)
		}
		for locale, dir := range map[string]string{"pl": "ltr", "ur": "rtl", "ar": "rtl"} {
			p := b.get(base + "/" + locale + "/")
			if got := attr(p.root(), "lang") + " " + attr(p.root(), "dir"); got != locale+" "+dir {
				t.Errorf("%s: the page is %q, want %s %s", p.url, got, locale, dir)
			}
			next := ""
			for n := range p.doc.Descendants() {
				if n.Data == "a" && strings.HasPrefix(attr(n, "href"), base+"/"+locale+"/") && strings.HasSuffix(attr(n, "href"), "grooming") {
					next = attr(n, "href")
				}
			}
			if next == "" {
				t.Fatalf("%s leads nowhere in its language", p.url)
			}
			if p := b.get(next); attr(p.root(), "lang") != locale || p.status != http.StatusOK || !strings.Contains(p.body, `href="tel:`) {
				t.Errorf("%s: status %d, language %q", next, p.status, attr(p.root(), "lang"))
			}
		}
	}
	if s.store.Len() != 0 || s.cookie(b) != "" {
		t.Error("something is kept")
	}
	if p := b.get("/urgent/xx/grooming"); attr(p.root(), "lang") != "en" || !strings.Contains(p.body, `href="tel:`) {
		t.Errorf("a language that we do not speak: %q", attr(p.root(), "lang"))
	}
}

// TestChosenLanguageStaysWithThePerson sets a language in a session: the steps, the plan and urgent help are in it, whatever the browser
// says, and words that it lacks are marked as the language that they are in.
func TestChosenLanguageStaysWithThePerson(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	b.press("Next", "Snapchat")
	b.press("Menu")
	b.press("Settings")
	b.press("Change the language")
	form := b.at.hidden()
	form.Set("choice", "lang_ur")
	b.do(http.MethodPost, "/walk", form)
	for _, path := range []string{"/", "/plan", "/urgent", "/urgent/grooming"} {
		p := b.get(path)
		if got := attr(p.root(), "lang") + " " + attr(p.root(), "dir"); got != "ur rtl" {
			t.Errorf("%s is %q, want ur rtl", path, got)
		}
		for n := range p.doc.Descendants() {
			if attr(n, "class") == "leave" && attr(n, "lang") != "en" {
				t.Errorf("%s: English words are not marked as such", path)
			}
			if attr(n, "class") == "sos" && (attr(n, "lang") != "" || text(n) == "Urgent help") {
				t.Errorf("%s: urgent help is called %q", path, text(n))
			}
		}
	}
}

// follow goes where the link that begins with a text leads.
func (b *browser) follow(label string) *shown {
	b.tb.Helper()
	for n := range b.at.doc.Descendants() {
		if n.Data == "a" && strings.HasPrefix(text(n), label) {
			return b.get(attr(n, "href"))
		}
	}
	b.tb.Fatalf("%s has no link %q", b.at.url, label)
	return nil
}

// root is the element of the whole page.
func (p *shown) root() *html.Node {
	for n := range p.doc.Descendants() {
		if n.Data == "html" && n.Type == html.ElementNode {
			return n
		}
	}
	return p.doc
}

// TestSizesOfEveryPage holds the limit of 30 KB for help in every region and language, for a plan, and for every screen of the walk.
func TestSizesOfEveryPage(t *testing.T) {
	s := newSite(t, everywhere)
	b := s.browser(t)
	lib := newLibrary(t)
	var paths []string
	for _, r := range lib.Regions() {
		paths = append(paths, "/help/"+r.ID)
		for _, flag := range content.RedFlags() {
			paths = append(paths, "/urgent/"+r.ID+"."+string(flag))
		}
	}
	for _, locale := range []string{"cy", "pl", "ro", "ur", "pa", "ar"} {
		for _, flag := range content.RedFlags() {
			paths = append(paths, "/urgent/"+locale+"/gb."+string(flag), "/kid/"+locale+"/gb."+string(flag))
		}
	}
	paths = append(paths, "/move/"+someCode, "/share?make=1&from=abcdefghijkl&app=snapchat&age=11-12&topic=sextortion")
	for _, path := range paths {
		p := b.get(path)
		if n := len(p.body); n > 30<<10 || p.status != http.StatusOK {
			t.Errorf("%s: status %d, %d bytes, want at most 30 KB", path, p.status, n)
		}
	}
	for id, person := range s.screens(t, 600) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.AddCookie(&http.Cookie{Name: "safesteps", Value: person})
		if n := len(s.browser(t).send(req).body); n > 30<<10 {
			t.Errorf("the screen %s is %d bytes, want at most 30 KB", id, n)
		}
	}
}
