package web_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/safesteps/safesteps/bots/web"
)

// neutral is the page to leave to in these tests. It is never reached: the tab answers for it.
const neutral = "https://weather.example/"

// leaving is a site whose visitors leave to neutral, and a tab that stands in for it.
func leaving(t *testing.T) (*site, *tab) {
	t.Helper()
	s := newSite(t, func(cfg *web.Config) { cfg.LeaveURL = neutral })
	tab := s.tab(t)
	tab.must(chromedp.Listen(tab.ctx, func(ev any) {
		paused, ok := ev.(*fetch.EventRequestPaused)
		if !ok {
			return
		}
		go func() {
			_, _ = chromedp.Call(tab.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{
				RequestID: paused.RequestID, ResponseCode: 200, Body: []byte("<title>Weather</title><h1>Sunny</h1>"),
				ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "text/html"}},
			})
		}()
	}))
	call(tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: neutral + "*"}}})
	return s, tab
}

// begin walks to the first setting.
func (t *tab) begin() {
	t.tb.Helper()
	t.open("/")
	t.press("Check the apps")
	t.tick("Snapchat")
	t.press("Next")
	t.wantHeading("Snapchat: ")
}

// gone does what leaves, and waits until the tab shows the neutral page and nothing is held any more.
func (t *tab) gone(leave chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	t.navigating(leave, func(url string) bool { return url == neutral })
	for until := time.Now().Add(5 * time.Second); t.s.store.Len() > 0; {
		if time.Now().After(until) {
			t.tb.Fatalf("%d conversations are held after leaving", t.s.store.Len())
		}
	}
}

func TestLeaveQuickly(t *testing.T) {
	button := chromedp.Click(chromedp.CSS(".leave button"))
	for _, c := range []struct {
		name    string
		scripts bool
		leave   chromedp.Action[chromedp.Void]
	}{
		{"by the button", true, button},
		{"by the button, without scripts", false, button},
		{"by Esc three times", true, chromedp.KeyEvent(kb.Escape + kb.Escape + kb.Escape)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, tab := leaving(t)
			if !c.scripts {
				tab.noScript()
			}
			tab.begin()
			tab.gone(c.leave)
			tab.open("/")
			tab.wantHeading("Safer apps")
		})
	}
}

func TestEscTwiceStays(t *testing.T) {
	s, tab := leaving(t)
	tab.begin()
	tab.must(chromedp.Do(tab.ctx, chromedp.KeyEvent(kb.Escape+kb.Escape+"a"+kb.Escape)))
	tab.wantHeading("Snapchat: ")
	if n := s.store.Len(); n != 1 {
		t.Errorf("%d conversations are held, want 1", n)
	}
}

func TestBackButtonInTheBrowser(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.begin()
	tab.press("Done")
	tab.wantHeading("How old is your child?")
	tab.goBack()
	tab.wantHeading("Snapchat: ")
	tab.goBack()
	tab.wantHeading("Which apps does your child use?")
	tab.tick("WhatsApp")
	tab.press("Next")
	if strings.Contains(tab.words(), "earlier") {
		t.Errorf("the button is called old:\n%s", tab.words())
	}
}

// TestKeyboardAlone walks to the first setting with the Tab, Space and Enter keys, and wants the focus to be seen at every stop.
func TestKeyboardAlone(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.open("/")
	tab.must(chromedp.Do(tab.ctx, chromedp.KeyEvent(kb.Tab)))
	if got := tab.focused(); got != "Skip to the text" {
		t.Errorf("the first stop is %q, want the way past the bar", got)
	}
	tab.until("Check the apps")
	tab.enter()
	tab.wantHeading("Which apps does your child use?")
	tab.until("Snapchat")
	tab.must(chromedp.Do(tab.ctx, chromedp.KeyEvent(" ")))
	tab.until("Next")
	tab.enter()
	tab.wantHeading("Snapchat: ")
}

// focused is the words of what has the focus.
func (t *tab) focused() string {
	return eval[string](t, `(e => (e.closest("label") || e).innerText.trim())(document.activeElement)`)
}

// until presses Tab until something has the focus, and wants every stop on the way to have a visible outline that nothing covers.
func (t *tab) until(label string) {
	t.tb.Helper()
	for range 60 {
		t.must(chromedp.Do(t.ctx, chromedp.KeyEvent(kb.Tab)))
		if !eval[bool](t, `(e => { const o = getComputedStyle(e); return o.outlineStyle !== "none" && parseFloat(o.outlineWidth) >= 2 })(document.activeElement)`) {
			t.tb.Errorf("no focus is seen on %q", t.focused())
		}
		if !eval[bool](t, `(e => { const b = e.getBoundingClientRect(); const at = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2); return !!at && (e.contains(at) || at.contains(e)) })(document.activeElement)`) {
			t.tb.Errorf("%q is covered when it has the focus", t.focused())
		}
		if strings.HasPrefix(t.focused(), label) {
			return
		}
	}
	t.tb.Fatalf("no stop is called %q", label)
}

func (t *tab) enter() {
	t.tb.Helper()
	_, err := chromedp.RunResponse(t.ctx, chromedp.KeyEvent(kb.Enter))
	t.must(err)
}

// TestPrint renders the plan to PDF.
func TestPrint(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.begin()
	tab.open("/plan")
	pdf := ask(tab, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
		t.Fatalf("%d bytes are no printed plan", len(pdf))
	}
	if n := bytes.Count(pdf, []byte("/Type /Page\n")) + bytes.Count(pdf, []byte("/Type /Page /")); n > 6 {
		t.Errorf("the plan of one app takes %d pages, want at most 6", n)
	}
	for _, hidden := range []string{".bar", ".pages", ".ask", "footer"} {
		if eval[bool](tab, `matchMedia("print").matches`) {
			t.Fatal("the tab shows the print style already")
		}
		if !eval[bool](tab, `[...document.styleSheets[0].cssRules].some(r => r.media?.mediaText === "print" && r.cssText.includes("`+hidden+`"))`) {
			t.Errorf("%s is printed", hidden)
		}
	}
	if got := eval[bool](tab, `!document.querySelector("button.print").hidden`); !got {
		t.Error("no button prints")
	}
}

// TestNothingComesFromElsewhere lists every request that pages make.
func TestNothingComesFromElsewhere(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	for _, path := range pagesToLook() {
		tab.open(path)
		for _, from := range eval[[]string](tab, `performance.getEntriesByType("resource").map(e => e.name)`) {
			if !strings.HasPrefix(from, s.URL) {
				t.Errorf("%s loads %s", path, from)
			}
		}
		if n := eval[int](tab, `document.querySelectorAll("[style], style, script:not([src]), [onclick]").length`); n != 0 {
			t.Errorf("%s has %d inline styles or scripts", path, n)
		}
	}
}

// TestSearchAsYouType narrows the list without a request.
func TestSearchAsYouType(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.open("/apps")
	shown := `[...document.querySelectorAll(".apps li")].filter(e => e.checkVisibility()).length`
	all := eval[int](tab, shown)
	tab.must(chromedp.Do(tab.ctx, chromedp.SendKeys(chromedp.CSS("#q"), "snapch")))
	if n := eval[int](tab, shown); n != 1 || all < 5 {
		t.Errorf("%d of %d apps are shown, want 1", n, all)
	}
	tab.must(chromedp.Do(tab.ctx, chromedp.SendKeys(chromedp.CSS("#q"), "zzz")))
	if got := eval[string](tab, `document.getElementById("found").textContent`); !strings.HasPrefix(got, "I do not know") {
		t.Errorf("says %q", got)
	}
}
