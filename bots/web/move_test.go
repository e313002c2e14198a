package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

const (
	someCode = "K7QM3XRT9WPD"
	aCode    = "BCDFGHJKMNPQ"
)

// everywhere is a site whose bot is on every channel.
func everywhere(cfg *web.Config) {
	cfg.Places = func() bots.Places {
		return bots.Places{TelegramBot: "examplebot", Discord: true, Web: "https://steps.example.org"}
	}
}

// handOver leaves a list behind a code, as another channel does.
func (s *site) handOver(tb testing.TB, code string) {
	tb.Helper()
	err := s.store.Save(tb.Context(), store.Turn{
		Key: s.store.Key("telegram", "1"), State: []byte("{}"), Now: s.now,
		Give: &store.Handover{Code: code, Body: planned(tb), Expires: s.now.Add(dialog.CodeLife)},
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// TestMoveToTheWeb opens the link: looking takes nothing, however often; the button takes the list, once.
func TestMoveToTheWeb(t *testing.T) {
	s := newSite(t, everywhere)
	s.handOver(t, someCode)
	b := s.browser(t)
	for range 3 { // previews look too
		p := b.get("/?start=move_" + someCode)
		if p.url != "/move/"+someCode || p.heading() != "Bring your list here?" || s.cookie(b) != "" {
			t.Fatalf("%s shows %q, cookie %q", p.url, p.heading(), s.cookie(b))
		}
		if p.header.Get("Cache-Control") != "no-store" || !strings.Contains(p.body, `content="noindex"`) {
			t.Error("the page may be kept or listed")
		}
	}
	form := b.at.hidden()
	p := b.do(http.MethodPost, "/walk", form)
	if p.heading() != "Your plan" || p.classed("notice") != "Your list is here now." {
		t.Errorf("shows %q, %q", p.heading(), p.classed("notice"))
	}
	if got := s.stored(t, b).Children[0].Apps; len(got) != 3 {
		t.Errorf("the list is %v, want three apps", got)
	}
	if again := b.do(http.MethodPost, "/walk", form); again.classed("notice") != "Your list is here now." {
		t.Errorf("a double press shows %q", again.classed("notice"))
	}
	other := s.browser(t)
	other.get("/move/" + someCode)
	if p := other.do(http.MethodPost, "/walk", other.at.hidden()); !strings.HasPrefix(p.classed("notice"), "That code does not work.") || p.heading() != "What would you like to do?" {
		t.Errorf("a second person sees %q, %q", p.heading(), p.classed("notice"))
	}
}

func TestCodeTypedOnThePage(t *testing.T) {
	s := newSite(t, everywhere)
	s.handOver(t, someCode)
	b := s.browser(t)
	b.get("/")
	if p := b.say("k7qm 3xrt 9wpd"); p.heading() != "Your plan" {
		t.Errorf("shows %q, %q", p.heading(), p.classed("notice"))
	}
}

func TestNoSuchCodeAddress(t *testing.T) {
	s := newSite(t, everywhere)
	p := s.browser(t).get("/move/nothing")
	if p.status != http.StatusNotFound || !strings.Contains(p.body, "That code does not work.") || !strings.Contains(p.body, `href="tel:999"`) {
		t.Errorf("status %d: %s", p.status, text(p.doc))
	}
}

// TestMoveFromTheWeb makes a code, which stands on the page as long as the person does, and can be fetched on another channel.
func TestMoveFromTheWeb(t *testing.T) {
	s := newSite(t, everywhere)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	b.press("Next", "Snapchat")
	b.press("Menu")
	p := b.press("Go on in another app")
	at := s.stored(t, b).At
	if at.Screen != dialog.AtMove || !strings.Contains(p.body, `href="https://t.me/examplebot?start=move_`+at.Subject+`"`) {
		t.Fatalf("stands on %s; the page is\n%s", at.Key(), text(p.doc))
	}
	if again := b.get("/"); !strings.Contains(again.body, at.Subject) {
		t.Error("the code is gone when the page is loaded again")
	}
	if strings.Contains(p.url, at.Subject) {
		t.Errorf("the code stands in the address %s", p.url)
	}
	body, err := s.store.Handover(t.Context(), at.Subject, s.now)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := dialog.Decode(body); err != nil || len(st.Children) != 1 || st.Children[0].Apps[0] != "snapchat" {
		t.Errorf("behind the code lies %+v, %v", st, err)
	}
}

func TestNothingLeadsElsewhereWhenThereIsNothing(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	if p := b.press("Menu"); strings.Contains(p.body, "Go on in another app") {
		t.Error("another app is offered")
	}
}

// TestCodesOfOneAddressAreLimited tries codes with a new session each time.
func TestCodesOfOneAddressAreLimited(t *testing.T) {
	s := newSite(t, everywhere)
	s.handOver(t, someCode)
	status := 0
	for n := range 70 {
		p := s.browser(t).do(http.MethodPost, "/walk", url.Values{"start": {"move_" + aCode}})
		if status = p.status; status == http.StatusTooManyRequests {
			if n < 30 {
				t.Errorf("a parents' evening is turned away after %d", n)
			}
			if !strings.Contains(p.body, `href="tel:999"`) {
				t.Error("no urgent help over the limit")
			}
			break
		}
	}
	if status != http.StatusTooManyRequests {
		t.Fatalf("70 codes were tried: status %d", status)
	}
	b := s.browser(t)
	for _, path := range []string{"/", "/urgent", "/move/" + someCode} {
		if p := b.get(path); p.status != http.StatusOK {
			t.Errorf("%s: status %d", path, p.status)
		}
	}
}

// TestLaterOffersNoReminder keeps a step for later: a page cannot write to anybody.
func TestLaterOffersNoReminder(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	b.get("/")
	b.press("Check the apps")
	b.press("Next", "Snapchat")
	p := b.press("Later")
	if strings.Contains(text(p.doc), "remind") || p.heading() != "How old is your child?" {
		t.Errorf("shows %q", p.heading())
	}
}
