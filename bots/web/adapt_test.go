package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/safesteps/safesteps/dialog"
)

// rightToLeft lists pages of urgent help in languages that are written from right to left.
func rightToLeft() []string {
	return []string{"/urgent/ur/gb.", "/urgent/ur/gb.sextortion", "/urgent/ar/gb.grooming", "/urgent/ar/gb.lang", "/kid/ur/gb.self_harm"}
}

// TestRightToLeft looks at help in Urdu and Arabic: the page runs from right to left, nothing is cut off, axe finds nothing, and the
// groups of a telephone number keep their order, which the rules for mixed directions would turn round.
func TestRightToLeft(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	script := axe(t)
	for _, path := range rightToLeft() {
		tab.size(1280, 900)
		tab.open(path)
		tab.examine(script, path)
		if got := eval[string](tab, `getComputedStyle(document.querySelector("main")).direction`); got != "rtl" {
			t.Errorf("%s runs %s, want rtl", path, got)
		}
		for _, wrong := range eval[[]string](tab, turnedRound) {
			t.Errorf("%s: %s is shown with its groups turned round", path, wrong)
		}
		if left := eval[float64](tab, `(b => b.x + b.width / 2)(document.querySelector(".brand").getBoundingClientRect())`); left < 640 {
			t.Errorf("%s: the name of the site stands at %v, want it on the right", path, left)
		}
		tab.shoot("rtl-wide-" + nameOf(path))
		for _, width := range []int64{320, 640} {
			tab.size(width, 700)
			if n := tab.overflow(); n > 0 {
				t.Errorf("%s at %d pixels is %d too wide", path, width, n)
			}
		}
		tab.size(390, 844)
		tab.shoot("rtl-" + nameOf(path))
	}
}

// turnedRound lists the telephone numbers whose last group stands left of the first.
const turnedRound = `[...document.querySelectorAll(".call")].filter(e => {
	const text = e.firstChild, words = text.data;
	if (!/^[0-9+][0-9 ]* [0-9]+$/.test(words)) return false;
	const at = (from, to) => { const r = document.createRange(); r.setStart(text, from); r.setEnd(text, to); return r.getBoundingClientRect() };
	return at(words.length - 1, words.length).x < at(0, 1).x;
}).map(e => e.textContent)`

// TestForcedColours looks at pages with the few colours that a person chose: what is a control, what is picked and what has the focus
// is still seen, because none of it is colour alone.
func TestForcedColours(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.media("forced-colors", "active")
	people := s.screens(t, 300)
	look := func(where string) {
		if !eval[bool](tab, `matchMedia("(forced-colors: active)").matches`) {
			t.Fatal("the colours are not forced")
		}
		for _, bare := range eval[[]string](tab, `[...document.querySelectorAll(".choices button, .choices a, .boxes label, .sos, .leave button, .notice, .mistake, .callout, .line, :not(.line) > .help, input:not([type=hidden], [type=checkbox])")]
			.filter(e => e.checkVisibility() && !["Top", "Left"].some(s => { const c = getComputedStyle(e); return c["border" + s + "Style"] !== "none" && parseFloat(c["border" + s + "Width"]) >= 1 }))
			.map(e => e.outerHTML.slice(0, 80))`) {
			t.Errorf("%s: nothing but colour marks %s", where, bare)
		}
		for _, own := range eval[[]string](tab, `[...document.querySelectorAll("body *")].filter(e => e.tagName !== "PROGRESS" && !e.closest("svg") && getComputedStyle(e).forcedColorAdjust === "none").map(e => e.outerHTML.slice(0, 80))`) {
			t.Errorf("%s: keeps its own colours: %s", where, own)
		}
	}
	for _, path := range []string{"/", "/urgent/sextortion", "/help/gb", "/share", "/apps"} {
		tab.open(path)
		look(path)
		tab.stops(12)
		tab.shoot("forced-" + nameOf(path))
	}
	for _, id := range []dialog.ScreenID{dialog.AtApps, dialog.AtPlan, dialog.AtCard} {
		tab.as(people[id])
		tab.open("/")
		look(string(id))
		tab.shoot("forced-screen-" + string(id))
	}
}

// TestReducedMotion wants everything to stand still for those who ask for it.
func TestReducedMotion(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	const moving = `[...document.querySelectorAll("body *")].filter(e => { const c = getComputedStyle(e); return c.transitionDuration.split(", ").some(d => parseFloat(d) > 0) || c.animationName !== "none" }).length`
	for _, path := range []string{"/", "/apps", "/urgent"} {
		tab.media("prefers-reduced-motion", "no-preference")
		tab.open(path)
		if n := eval[int](tab, moving); n == 0 {
			t.Errorf("%s: nothing moves for anybody, so this test shows nothing", path)
		}
		tab.media("prefers-reduced-motion", "reduce")
		if n := eval[int](tab, moving); n != 0 {
			t.Errorf("%s: %d things move", path, n)
		}
		if got := eval[string](tab, `getComputedStyle(document.documentElement).scrollBehavior`); got != "auto" {
			t.Errorf("%s scrolls %s", path, got)
		}
	}
}

// TestZoom looks at pages at 200 % and 400 % of a window of 1280 pixels, and with text alone at twice its size on a phone: no page
// scrolls sideways, nothing is cut off, and urgent help stays in sight.
func TestZoom(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	people := s.screens(t, 300)
	look := func(where string) {
		t.Helper()
		if n := tab.overflow(); n > 0 {
			t.Errorf("%s: %d pixels too wide", where, n)
		}
		for _, cut := range eval[[]string](tab, `[...document.querySelectorAll("main *, header *")].filter(e => e.checkVisibility() && !e.closest(".unseen, .jump, svg") && getComputedStyle(e).clipPath === "none"
			&& getComputedStyle(e).overflow !== "visible" && e.scrollWidth > e.clientWidth + 1 && e.tagName !== "INPUT" && e.tagName !== "SELECT" && e.tagName !== "PROGRESS").map(e => e.outerHTML.slice(0, 80))`) {
			t.Errorf("%s: cut off: %s", where, cut)
		}
		if !eval[bool](tab, `(b => b.width > 0 && b.left >= 0 && b.right <= innerWidth && b.top >= 0 && b.bottom <= innerHeight)(document.querySelector(".sos").getBoundingClientRect())`) {
			t.Errorf("%s: urgent help is out of sight", where)
		}
	}
	visit := func(where string) {
		tab.size(640, 450) // 1280 by 900 at 200 %
		look(where + " at 200 %")
		tab.size(320, 256) // 1280 by 1024 at 400 %
		look(where + " at 400 %")
		tab.size(390, 844)
		eval[int](tab, `document.documentElement.style.fontSize = "34px", 0`)
		look(where + " with text at 200 %")
		tab.shoot("large-text-" + nameOf(where))
	}
	for _, path := range []string{"/", "/urgent/sextortion", "/kid", "/help/gb", "/apps", "/apps/snapchat", "/share?make=1&from=leeds7", "/privacy"} {
		tab.open(path)
		visit(path)
	}
	for _, id := range []dialog.ScreenID{dialog.AtApps, dialog.AtPlan, dialog.AtCard, dialog.AtMenu, dialog.AtHeld} {
		tab.as(people[id])
		tab.open("/")
		visit("screen-" + string(id))
	}
	tab.open("/plan")
	visit("plan")
}

// stops presses Tab so often, and wants every stop to have an outline that is seen and that nothing covers.
func (t *tab) stops(most int) {
	t.tb.Helper()
	for range most {
		t.must(chromedp.Do(t.ctx, chromedp.KeyEvent(kb.Tab)))
		if fault := eval[string](t, focusFault); fault != "" {
			t.tb.Error(fault)
		}
	}
}

// focusFault says what is wrong with what has the focus; empty for nothing.
const focusFault = `(e => {
	if (e === document.body) return "";
	const what = e.outerHTML.slice(0, 80), o = getComputedStyle(e), b = e.getBoundingClientRect();
	if (o.outlineStyle === "none" || parseFloat(o.outlineWidth) < 2) return "no focus is seen on " + what;
	const at = document.elementFromPoint(Math.min(innerWidth - 1, b.x + Math.min(b.width, 40) / 2), b.y + Math.min(b.height, 40) / 2);
	if (!at || !(e.contains(at) || at.contains(e))) return "covered when it has the focus: " + what;
	return "";
})(document.activeElement)`

// TestFocusIsSeen goes through pages by the Tab key, in the light, in the dark, and with a header that stays.
func TestFocusIsSeen(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	for _, c := range []struct {
		path, scheme string
		stops        int
	}{
		{"/help/gb", "light", 25}, {"/apps", "dark", 20}, {"/share?make=1", "light", 25}, {"/urgent/grooming", "dark", 20}, {"/urgent/ur/gb.", "light", 15},
	} {
		tab.media("prefers-color-scheme", c.scheme)
		tab.open(c.path)
		tab.stops(c.stops)
		if eval[bool](tab, `document.activeElement === document.body`) && c.stops < 15 {
			t.Errorf("%s: nothing has the focus", c.path)
		}
	}
}

// TestMistakeIsReadOut sends a question of many without an answer: what is wrong stands first in the title, is read out at once, and is
// tied to the boxes that it is about.
func TestMistakeIsReadOut(t *testing.T) {
	s := newSite(t, nil)
	tab := s.tab(t)
	tab.open("/")
	tab.press("Check the apps")
	tab.press("Next")
	tab.examine(axe(t), "a mistake")
	if got := eval[string](tab, `document.title`); !strings.HasPrefix(got, "Please check: ") {
		t.Errorf("the title is %q", got)
	}
	const tied = `(id => document.getElementById(id)?.textContent || "")(document.querySelector("input[aria-invalid=true]")?.getAttribute("aria-describedby"))`
	if got := eval[string](tab, tied); !strings.HasPrefix(got, "Please tick at least one app") {
		t.Errorf("the box is described by %q", got)
	}
	if got := eval[string](tab, `document.querySelector("fieldset").getAttribute("aria-describedby") + " " + document.getElementById("mistake").getAttribute("role")`); got != "mistake alert" {
		t.Errorf("the group has %q, want mistake alert", got)
	}
	tab.shoot("mistake")
}
