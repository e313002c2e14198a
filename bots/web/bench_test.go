package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
)

// BenchmarkPages draws the pages that are asked for most, for a person with a plan of three apps.
func BenchmarkPages(b *testing.B) {
	s := newSite(b, func(cfg *web.Config) { cfg.Rate = web.Rate{PerSecond: 1e9, Burst: 1e9} })
	person := s.settle(b, planned(b))
	h := s.adapter.Handler()
	for _, path := range []string{"/", "/plan", "/urgent/sextortion", "/apps", "/apps/snapchat", "/help/gb"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				h.ServeHTTP(httptest.NewRecorder(), asked(b, path, person))
			}
		})
	}
}

// BenchmarkAtOnce lets 100 parents look at their plan at once, and reports how long the slowest of a hundred pages takes.
func BenchmarkAtOnce(b *testing.B) {
	s := newSite(b, func(cfg *web.Config) { cfg.Rate = web.Rate{PerSecond: 1e9, Burst: 1e9} })
	person := s.settle(b, planned(b))
	h := s.adapter.Handler()
	var mu sync.Mutex
	var took []time.Duration
	for b.Loop() {
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				began := time.Now()
				h.ServeHTTP(httptest.NewRecorder(), asked(b, "/", person))
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			})
		}
		all.Wait()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
}

func planned(tb testing.TB) []byte {
	tb.Helper()
	lib := newLibrary(tb)
	var state dialog.State
	for _, act := range []dialog.Act{
		dialog.Start{},
		dialog.Command{Name: "apps"},
		dialog.Submit{Screen: "apps", Choices: []string{"snapchat", "whatsapp", "tiktok"}, Confirm: true},
		dialog.Command{Name: "plan"},
	} {
		state, _ = dialog.Step(lib, state, dialog.Input{At: monday(), Act: act})
	}
	return dialog.Encode(state)
}

func asked(tb testing.TB, path, person string) *http.Request {
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "safesteps", Value: person})
	return r
}
