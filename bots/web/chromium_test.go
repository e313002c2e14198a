package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// outside says that a tool these tests need is absent: they are passed over, but never where the whole project is checked.
func outside(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatal(what)
	}
	tb.Skip(what)
}

// chromium is one browser for all tests of the package; empty when there is none.
var chromium = sync.OnceValue(func() string {
	for _, name := range []string{os.Getenv("SAFESTEPS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
})

// allocate starts the one browser; it ends with the test process. Going back always asks for the page anew, as it does
// wherever no-store is heeded: a page that comes from memory is one the client library does not see come.
var allocate = sync.OnceValues(func() (context.Context, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,BackForwardCache"))
	alloc, _ := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ := chromedp.NewContext(alloc)
	return ctx, chromedp.Do(ctx)
})

// tab is a tab of its own, with its own cookies.
type tab struct {
	tb  testing.TB
	ctx context.Context
	s   *site
}

// tabTimeout bounds one test in the browser.
const tabTimeout = 3 * time.Minute

func (s *site) tab(tb testing.TB) *tab {
	tb.Helper()
	if chromium() == "" {
		outside(tb, "no Chromium: install one, or name it in SAFESTEPS_CHROMIUM")
	}
	if testing.Short() {
		tb.Skip("short: the browser is slow")
	}
	parent, err := allocate()
	if err != nil {
		tb.Fatalf("start Chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, tabTimeout)
	tb.Cleanup(func() { stop(); cancel() })
	t := &tab{tb: tb, ctx: ctx, s: s}
	t.size(1280, 900)
	return t
}

// must ends the test on an error.
func (t *tab) must(err error) {
	t.tb.Helper()
	if err != nil {
		t.tb.Fatal(err)
	}
}

// call sends the browser a command that has no answer.
func call[P, R any](t *tab, cmd cdp.Command[P, R], params P) {
	t.tb.Helper()
	_, err := chromedp.Call(t.ctx, cmd, params)
	t.must(err)
}

// ask runs an action and returns its answer.
func ask[T any](t *tab, a chromedp.Action[T]) T {
	t.tb.Helper()
	v, err := chromedp.Run(t.ctx, a)
	t.must(err)
	return v
}

// noScript switches scripts off for the tab.
func (t *tab) noScript() {
	t.tb.Helper()
	call(t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// open shows an address of the site.
func (t *tab) open(path string) {
	t.tb.Helper()
	t.must(chromedp.Do(t.ctx, chromedp.Navigate(t.s.URL+path)))
}

// as gives the tab the session of a person.
func (t *tab) as(person string) {
	t.tb.Helper()
	call(t, network.SetCookie, network.SetCookieParams{Name: "safesteps", Value: person, URL: t.s.URL})
}

// press clicks the button, link or label that begins with a text, and waits for the page that it leads to.
func (t *tab) press(label string) {
	t.tb.Helper()
	t.click(`//main//*[self::button or self::a][starts-with(normalize-space(.), ` + quoted(label) + `)]`)
}

func (t *tab) click(xpath string) {
	t.tb.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, 20*time.Second)
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, chromedp.Click(xpath))
	if err != nil {
		t.tb.Fatalf("click %s: %v\n%s", xpath, err, t.words())
	}
	if resp != nil && resp.Status >= 400 {
		t.tb.Fatalf("click %s: %d", xpath, resp.Status)
	}
}

// navigating does something and waits until the tab has gone to an address that fits.
func (t *tab) navigating(do chromedp.Action[chromedp.Void], fits func(url string) bool) {
	t.tb.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, 20*time.Second)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.WaitEvent(page.FrameNavigated, func(e page.EventFrameNavigated) bool {
		return e.Frame.ParentID == "" && fits(e.Frame.URL)
	}, do))
	t.must(err)
}

// goBack presses the browser's back button.
func (t *tab) goBack() {
	t.tb.Helper()
	h := ask(t, chromedp.NavigationEntries())
	if h.CurrentIndex < 1 {
		t.tb.Fatal("there is no page to go back to")
	}
	to := h.Entries[h.CurrentIndex-1]
	t.navigating(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: to.ID})
		return err
	}), func(url string) bool { return url == to.URL })
}

// tick clicks a box by its label.
func (t *tab) tick(label string) {
	t.tb.Helper()
	t.must(chromedp.Do(t.ctx, chromedp.Click(`//label[normalize-space(.)=`+quoted(label)+`]`)))
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, "") + `"` }

// words is what the page says.
func (t *tab) words() string {
	s, err := chromedp.Run(t.ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		return err.Error()
	}
	return s
}

func (t *tab) heading() string {
	t.tb.Helper()
	return ask(t, chromedp.Text(chromedp.CSS("h1")))
}

func (t *tab) wantHeading(want string) {
	t.tb.Helper()
	if got := t.heading(); !strings.HasPrefix(got, want) {
		t.tb.Fatalf("shows %q, want %q", got, want)
	}
}

// eval runs a script in the page and returns its answer. The page's own policy does not bind it.
func eval[T any](t *tab, script string) T {
	t.tb.Helper()
	return ask(t, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// size makes the window so many CSS pixels large.
func (t *tab) size(width, height int64) {
	t.tb.Helper()
	call(t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600,
	})
}

// media sets what the person prefers: "prefers-color-scheme" "dark".
func (t *tab) media(name, value string) {
	t.tb.Helper()
	call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: name, Value: value}}})
}

// shoot keeps a picture of the page for a person to look at.
func (t *tab) shoot(name string) {
	t.tb.Helper()
	dir := filepath.Join("..", "..", ".shots", "web")
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // pictures for anyone
		t.tb.Fatal(err)
	}
	png := ask(t, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil { //nolint:gosec // the same
		t.tb.Fatal(err)
	}
}

// axe is the accessibility checker; the test is passed over when it was not installed.
func axe(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("npm", "node_modules", "axe-core", "axe.min.js"))
	if errors.Is(err, os.ErrNotExist) {
		outside(tb, "no axe-core: run npm ci in bots/web/npm")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// violation is one thing that axe found.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// examine reports everything that axe finds wrong with the page, best practices included.
func (t *tab) examine(script, where string) {
	t.tb.Helper()
	eval[int](t, script+`;0`)
	out := eval[string](t, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`)
	var found []violation
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.tb.Fatal(err)
	}
	for _, v := range found {
		for _, n := range v.Nodes {
			t.tb.Errorf("%s: %s: %s\n%s\n%s", where, v.ID, v.Help, n.HTML, n.Summary)
		}
	}
}

// overflow is how many pixels the page is wider than the window.
func (t *tab) overflow() int {
	t.tb.Helper()
	return eval[int](t, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}
