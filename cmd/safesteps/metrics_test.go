package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// watching is a Runner with everything about it measured.
type watching struct {
	turns   bots.Handler
	runner  *bots.Runner
	metrics *metrics
	now     time.Time
}

// unwell is a channel that has lost its platform.
type unwell struct{ *terminal.Adapter }

func (unwell) Healthy(time.Time) error { return errors.New("not heard of") }

func newWatching(t *testing.T, db database) *watching {
	t.Helper()
	lib, err := contentFlags{}.library()
	if err != nil {
		t.Fatal(err)
	}
	w := &watching{metrics: newMetrics("test"), now: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)}
	adapter := terminal.New(strings.NewReader(""), io.Discard, nil, "")
	w.runner = bots.NewRunner(bots.RunnerConfig{Library: lib, Store: w.metrics.store(db), Now: func() time.Time { return w.now }, Channels: map[string]bots.Channel{
		terminal.Name: {Caps: adapter.Caps, Format: terminal.Format()},
	}})
	w.turns = w.metrics.handler(w.runner)
	w.metrics.watch(watched{
		now: func() time.Time { return w.now }, stats: w.runner.Stats(), library: w.runner.Library, db: db, disk: newProbe(db), adapters: []bots.Adapter{unwell{adapter}},
	})
	return w
}

// turn takes one turn whose answer comes to err.
func (w *watching) turn(t *testing.T, id uint64, act dialog.Act, err error) {
	t.Helper()
	ev := bots.Event{Channel: terminal.Name, ID: id, Person: "one", At: w.now, Act: act, Reply: bots.ResponderFunc(func(context.Context, bots.Outcome) error { return err })}
	if err := w.turns.Handle(t.Context(), ev); err != nil {
		t.Fatal(err)
	}
	if err := w.runner.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// page is /metrics.
func (w *watching) page(t *testing.T) string {
	t.Helper()
	res := httptest.NewRecorder()
	adminRoutes(w.metrics).ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if res.Code != http.StatusOK {
		t.Fatalf("/metrics: %d %s", res.Code, res.Body)
	}
	return res.Body.String()
}

func TestMetrics(t *testing.T) {
	db, _ := served(t, "")
	w := newWatching(t, db)
	w.turn(t, 1, dialog.Start{}, nil)
	w.turn(t, 2, dialog.Start{}, nil)
	w.turn(t, 2, dialog.Start{}, nil) // again
	w.turn(t, 3, dialog.Start{}, &bots.SendError{Err: errors.New("blocked"), Gone: true})
	w.turn(t, 4, dialog.Start{Payload: "urgent"}, &bots.SendError{Err: errors.New("no way through"), Temporary: true})
	save(t, db, store.Turn{Key: db.Key("web", "b"), State: []byte("s"), Now: w.now, Remind: &store.Reminder{Due: w.now, Address: []byte("a")}})
	page := w.page(t)
	for _, want := range []string{
		`safesteps_turns_total 4`, `safesteps_duplicates_total 1`, `safesteps_turn_seconds_count 5`, `safesteps_commit_seconds_count 4`,
		`safesteps_turns_running 0`, `safesteps_answers_waiting 0`, `safesteps_answers_total{outcome="arrived"} 2`,
		`safesteps_answers_total{outcome="gone"} 1`, `safesteps_answers_total{outcome="failed"} 1`, `safesteps_urgent_answers_lost_total 1`,
		`safesteps_panics_total 0`, `safesteps_unreadable_total 0`, `safesteps_store_errors_total 0`, `safesteps_facts_overdue{folder="helplines"} 0`,
		`safesteps_reminders_due 1`, `safesteps_reminders_waiting 1`, `safesteps_people 3`, `safesteps_database_writable 1`,
		`safesteps_channel_connected{channel="terminal"} 0`,
	} {
		if !strings.Contains(page, "\n"+want+"\n") {
			t.Errorf("no %q", want)
		}
	}
	w.now = w.now.AddDate(5, 0, 0)
	if page := w.page(t); strings.Contains(page, `safesteps_facts_overdue{folder="helplines"} 0`) {
		t.Error("no helpline is overdue after five years")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	page = w.page(t)
	if !strings.Contains(page, "\nsafesteps_database_writable 0\n") || strings.Contains(page, "\nsafesteps_people ") {
		t.Error("the database is closed: want that it cannot be written, and no guess about what is in it")
	}
	if t.Failed() {
		t.Log(regexp.MustCompile(`(?m)^(#|go_|process_).*\n`).ReplaceAllString(page, ""))
	}
}

var (
	metricName = regexp.MustCompile(`\b(?:safesteps|process|go)_[a-z_]+\b`)
	eventLabel = regexp.MustCompile(`event=~?\\?"([a-z_|]+)`)
)

// TestDashboardAndAlerts: what they ask for exists, and what exists is asked for.
func TestDashboardAndAlerts(t *testing.T) {
	db, _ := served(t, "")
	page := newWatching(t, db).page(t)
	events := []string{}
	for _, a := range []bots.Adapter{new(telegram.Adapter), new(discord.Adapter)} {
		for _, e := range platformEvents(a) {
			events = append(events, e.name)
		}
	}
	asked := map[string]bool{}
	for _, file := range []string{"dashboard.json", "alerts.yaml"} {
		text, err := os.ReadFile(filepath.Join("deploy", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range metricName.FindAllString(string(text), -1) {
			name = strings.TrimSuffix(name, "_bucket")
			asked[name] = true
			if !strings.Contains(page, "\n# TYPE "+name+" ") {
				t.Errorf("%s asks for %s, which does not exist", file, name)
			}
		}
		for _, m := range eventLabel.FindAllStringSubmatch(string(text), -1) {
			for event := range strings.SplitSeq(m[1], "|") {
				if !slices.Contains(events, event) {
					t.Errorf("%s asks for the event %s, which no adapter counts", file, event)
				}
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (safesteps_\w+) `).FindAllStringSubmatch(page, -1) {
		if !asked[m[1]] {
			t.Errorf("nobody asks for %s", m[1])
		}
	}
}

// TestExposition: the format, word for word.
func TestExposition(t *testing.T) {
	var h histogram
	for _, d := range []time.Duration{time.Millisecond, 1001 * time.Microsecond, 3 * time.Second, time.Minute} {
		h.observe(d)
	}
	x := &exposition{}
	x.histogram("h_seconds", "A histogram.", &h)
	x.family("n_total", "counter", "A counter.")
	x.sample("n_total", 12345678, "a", "b", "c", "back\\slash \"quote\"\nline")
	x.one("g", "gauge", "A gauge.", 0.25)
	want := `# HELP h_seconds A histogram.
# TYPE h_seconds histogram
h_seconds_bucket{le="0.001"} 1
h_seconds_bucket{le="0.0025"} 2
h_seconds_bucket{le="0.005"} 2
h_seconds_bucket{le="0.01"} 2
h_seconds_bucket{le="0.025"} 2
h_seconds_bucket{le="0.05"} 2
h_seconds_bucket{le="0.1"} 2
h_seconds_bucket{le="0.25"} 2
h_seconds_bucket{le="0.5"} 2
h_seconds_bucket{le="1"} 2
h_seconds_bucket{le="2.5"} 2
h_seconds_bucket{le="5"} 3
h_seconds_bucket{le="10"} 3
h_seconds_bucket{le="+Inf"} 4
h_seconds_sum 63.002001
h_seconds_count 4
# HELP n_total A counter.
# TYPE n_total counter
n_total{a="b",c="back\\slash \"quote\"\nline"} 1.2345678e+07
# HELP g A gauge.
# TYPE g gauge
g 0.25
`
	if diff := cmp.Diff(want, x.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestAdminAddress: metrics and profiles are on the admin address and nowhere else.
func TestAdminAddress(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	addresses := make(chan []string, 1)
	said := &notifier{on: "safesteps chat"}
	said.then = func() {
		m := regexp.MustCompile(`(?s)web page +(http://\S+).*metrics +(http://\S+)/metrics`).FindStringSubmatch(said.all.String())
		select {
		case addresses <- m:
		default: // told already
		}
	}
	ended := make(chan error, 1)
	go func() {
		args := []string{"--database", filepath.Join(t.TempDir(), "g.db"), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"}
		ended <- run(ctx, args, func(string) string { return "" }, strings.NewReader(""), &bytes.Buffer{}, said)
	}()
	m := <-addresses
	if len(m) != 3 {
		t.Fatalf("it does not say where it listens: %q", m)
	}
	for _, c := range []struct {
		url  string
		want int
	}{
		{m[2] + "/metrics", http.StatusOK},
		{m[2] + "/debug/pprof/heap", http.StatusOK},
		{m[2] + "/debug/pprof/goroutine?debug=1", http.StatusOK},
		{m[2] + "/debug/pprof/profile?seconds=1", http.StatusOK},
		{m[2] + "/debug/pprof/cmdline", http.StatusNotFound},
		{m[1] + "/metrics", http.StatusNotFound},
		{m[1] + "/debug/pprof/heap", http.StatusNotFound},
	} {
		res, err := http.Get(c.url)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", strings.TrimPrefix(c.url, "http://"), res.StatusCode, c.want)
		}
		if strings.HasSuffix(c.url, "/metrics") && c.want == http.StatusOK && !bytes.Contains(body, []byte("\nsafesteps_build_info{")) {
			t.Errorf("no build_info in %s", body)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
