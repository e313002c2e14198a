package web_test

import (
	"context"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
)

var pictures = flag.Bool("pictures", false, "take the pictures for the README and the preview card anew")

// maxPicture is how large a picture in the README may be, in bytes.
const maxPicture = 60 << 10

func readme() []string { return []string{"start", "plan", "help"} }

// TestPictures looks after the pictures in the README: three phones, small enough to load at once.
func TestPictures(t *testing.T) {
	if *pictures {
		takePictures(t)
		drawCard(t)
	}
	for _, name := range readme() {
		info, err := os.Stat(filepath.Join("testdata", "shots", name+".webp"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > maxPicture {
			t.Errorf("%s is %d bytes, want at most %d", name, info.Size(), maxPicture)
		}
	}
}

// takePictures shows the first screen, a plan in the dark, and urgent help, on a phone.
func takePictures(t *testing.T) {
	s := newSite(t, func(cfg *web.Config) { cfg.Region = "gb" })
	tab := s.tab(t)
	tab.phone()
	tab.open("/")
	tab.snap(readme()[0])

	lib := newLibrary(t)
	var state dialog.State
	for _, act := range []dialog.Act{
		dialog.Start{Payload: "age_13_15-app_snapchat"},
		dialog.Press{Screen: "app:snapchat", Choice: "add"},
		dialog.Command{Name: "apps"},
		dialog.Submit{Screen: "apps", Choices: []string{"snapchat", "whatsapp"}, Confirm: true},
		dialog.Command{Name: "plan"},
	} {
		state, _ = dialog.Step(lib, state, dialog.Input{At: s.now, Locale: "en-GB", Act: act})
	}
	for _, step := range dialog.PlanFor(lib, state).Steps[:2] {
		for _, act := range []dialog.Act{dialog.Press{Screen: "plan", Choice: step.Key}, dialog.Press{Screen: "step:" + step.Key, Choice: "done"}, dialog.Command{Name: "plan"}} {
			state, _ = dialog.Step(lib, state, dialog.Input{At: s.now, Act: act})
		}
	}
	tab.as(s.settle(t, dialog.Encode(state)))
	tab.media("prefers-color-scheme", "dark")
	tab.open("/")
	tab.snap(readme()[1])

	tab.media("prefers-color-scheme", "light")
	tab.open("/urgent/sextortion")
	tab.snap(readme()[2])
}

func (t *tab) phone() {
	t.tb.Helper()
	call(t, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 2, Mobile: true})
}

// snap keeps what is on the phone for the README.
func (t *tab) snap(name string) {
	t.tb.Helper()
	t.keep(filepath.Join("testdata", "shots", name+".webp"), page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: new(int64(50))})
}

func (t *tab) keep(path string, how page.CaptureScreenshotParams) {
	t.tb.Helper()
	picture := ask(t, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, target, page.CaptureScreenshot, how)
		return res.Data, err
	})
	if err := os.WriteFile(path, picture, 0o644); err != nil { //nolint:gosec // a picture for anyone
		t.tb.Fatal(err)
	}
}

// drawCard draws the preview card. It has no words, because every charity has its own name.
func drawCard(t *testing.T) {
	tab := newSite(t, nil).tab(t)
	tab.size(1200, 630)
	tab.must(chromedp.Do(tab.ctx, chromedp.Navigate("data:text/html,"+url.PathEscape(`<body style="margin:0;background:#0b6e63;display:grid;place-items:center;height:630px">
<svg viewBox="0 0 32 32" width="360" height="360"><path d="M4 27h7v-6h7v-6h7V8" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="12" r="4" fill="#fff"/></svg>`))))
	tab.keep(filepath.Join("assets", "card.png"), page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng})
}
