package main

import (
	"context"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// watched is what is looked at when somebody asks for the metrics.
type watched struct {
	now      func() time.Time
	stats    *bots.Stats
	library  func() *dialog.Library
	db       watchedDatabase
	adapters []bots.Adapter
}

// watchedDatabase is what the metrics need of a database.
type watchedDatabase interface {
	Stats(ctx context.Context) (store.Stats, error)
	RemindersDue(ctx context.Context, now time.Time) (int64, error)
	Writable(ctx context.Context) error
}

// watch adds the metrics that are read from w.
func (m *metrics) watch(w watched) { m.registry.MustRegister(newWatch(w)) }

// watch is a prometheus.Collector.
type watch struct {
	watched
	runner []runnerMetric
	facts, due, people, waiting,
	size, writable, connected, platform *prometheus.Desc
}

var _ prometheus.Collector = (*watch)(nil)

// runnerMetric is one counter of the Runner.
type runnerMetric struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	label string // value of the one label; empty: there is none
	value func(*bots.Stats) int64
}

func newWatch(w watched) *watch {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &watch{
		watched:   w,
		runner:    runnerMetrics(desc),
		facts:     desc("facts_overdue", "Facts that nobody has reviewed in time, by folder of the content.", "folder"),
		due:       desc("reminders_due", "Reminders whose time has come and that were not sent yet."),
		people:    desc("people", "Conversations that are kept."),
		waiting:   desc("reminders_waiting", "Reminders that wait for their day."),
		size:      desc("database_bytes", "Size of the database on disk."),
		writable:  desc("database_writable", "1 when a turn could be kept now."),
		connected: desc("channel_connected", "1 when the platform has been heard of lately.", "channel"),
		platform:  desc("platform_events_total", "What happened between us and a platform, by kind.", "channel", "event"),
	}
}

func runnerMetrics(desc func(name, help string, labels ...string) *prometheus.Desc) []runnerMetric {
	counter := func(name, help string, value func(*bots.Stats) int64) runnerMetric {
		return runnerMetric{desc: desc(name, help), kind: prometheus.CounterValue, value: value}
	}
	answers := desc("answers_total", "Answers that were to be shown, by what became of them.", "outcome")
	outcome := func(label string, value func(*bots.Stats) int64) runnerMetric {
		return runnerMetric{desc: answers, kind: prometheus.CounterValue, label: label, value: value}
	}
	return []runnerMetric{
		counter("turns_total", "Turns that were kept.", func(s *bots.Stats) int64 { return s.Turns.Load() }),
		counter("duplicates_total", "Events that came again.", func(s *bots.Stats) int64 { return s.Duplicates.Load() }),
		counter("panics_total", "Conversations that met a defect.", func(s *bots.Stats) int64 { return s.Panics.Load() }),
		counter("store_errors_total", "Turns that the database would not take.", func(s *bots.Stats) int64 { return s.StoreErrors.Load() }),
		counter("unreadable_total", "Stored conversations that could not be read.", func(s *bots.Stats) int64 { return s.Unreadable.Load() }),
		counter("urgent_answers_lost_total", "Answers with urgent help that did not arrive.", func(s *bots.Stats) int64 { return s.UrgentLost.Load() }),
		outcome("arrived", func(s *bots.Stats) int64 { return s.Answers.Load() }),
		outcome("gone", func(s *bots.Stats) int64 { return s.Gone.Load() }),
		outcome("failed", func(s *bots.Stats) int64 { return s.SendErrors.Load() - s.Gone.Load() }),
		{
			desc: desc("answers_waiting", "Answers that wait to be shown, or for the platform."), kind: prometheus.GaugeValue,
			value: func(s *bots.Stats) int64 { return s.Waiting.Load() },
		},
	}
}

// Describe implements prometheus.Collector.
func (w *watch) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{w.facts, w.due, w.people, w.waiting, w.size, w.writable, w.connected, w.platform} {
		ch <- d
	}
	for _, r := range w.runner {
		ch <- r.desc
	}
}

// collectWithin is how long the database may take to tell how it is. What it cannot tell is left out.
const collectWithin = 5 * time.Second

// Collect implements prometheus.Collector.
func (w *watch) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for _, r := range w.runner {
		var labels []string
		if r.label != "" {
			labels = []string{r.label}
		}
		ch <- prometheus.MustNewConstMetric(r.desc, r.kind, float64(r.value(w.stats)), labels...)
	}
	for folder, n := range overdueFacts(w.library().Library, content.DateOf(w.now())) {
		gauge(w.facts, float64(n), folder)
	}
	w.collectDatabase(gauge)
	for _, a := range w.adapters {
		gauge(w.connected, yes(connected(a, w.now())), a.Name())
		for _, e := range platformEvents(a) {
			ch <- prometheus.MustNewConstMetric(w.platform, prometheus.CounterValue, float64(e.n.Load()), a.Name(), e.name)
		}
	}
}

func (w *watch) collectDatabase(gauge func(d *prometheus.Desc, v float64, labels ...string)) {
	ctx, cancel := context.WithTimeout(context.Background(), collectWithin)
	defer cancel()
	gauge(w.writable, yes(w.db.Writable(ctx) == nil))
	if st, err := w.db.Stats(ctx); err == nil {
		gauge(w.people, float64(st.People))
		gauge(w.waiting, float64(st.Reminders))
		gauge(w.size, float64(st.Bytes))
	}
	if n, err := w.db.RemindersDue(ctx, w.now()); err == nil {
		gauge(w.due, float64(n))
	}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// overdueFacts counts the facts that are overdue by folder of the content. The folders that matter most are always there.
func overdueFacts(lib *content.Library, today content.Date) map[string]int {
	n := map[string]int{"apps": 0, "helplines": 0}
	for _, p := range lib.Check(today) {
		if strings.HasPrefix(p.What, "overdue") {
			n[path.Base(path.Dir(p.File))]++
		}
	}
	return n
}

// connected tells whether an adapter hears its platform. One that has no platform always does.
func connected(a bots.Adapter, now time.Time) bool {
	platform, ok := a.(healther)
	return !ok || platform.Healthy(now) == nil
}

// platformEvent is one counter of an adapter.
type platformEvent struct {
	name string
	n    *atomic.Int64
}

// platformEvents are the counters of an adapter that say how it and its platform get on.
func platformEvents(a bots.Adapter) []platformEvent {
	switch a := a.(type) {
	case *solo:
		return platformEvents(a.Adapter)
	case *telegram.Adapter:
		s := a.Stats()
		return []platformEvent{
			{"in", &s.Updates},
			{"unreadable", &s.Unreadable},
			{"refused", &s.Refused},
			{"overload", &s.Overload},
			{"turn_failed", &s.Failed},
			{"given_up", &s.GivenUp},
			{"poll", &s.Polls},
			{"poll_error", &s.PollErrors},
			{"conflict", &s.Conflicts},
			{"send", &s.Sends},
			{"edit", &s.Edits},
			{"plain", &s.Plain},
			{"too_many", &s.TooMany},
			{"retry", &s.Retries},
			{"gone", &s.Gone},
			{"send_error", &s.SendErrors},
		}
	case *discord.Adapter:
		s := a.Stats()
		return []platformEvent{
			{"in", &s.Interactions},
			{"unreadable", &s.Unreadable},
			{"refused", &s.Refused},
			{"dropped", &s.Dropped},
			{"turn_failed", &s.Failed},
			{"answer", &s.Answers},
			{"deferred", &s.Deferred},
			{"repeated", &s.Repeated},
			{"expired", &s.Expired},
			{"too_many", &s.TooMany},
			{"retry", &s.Retries},
			{"closed", &s.Closed},
			{"connect", &s.Connects},
			{"lost", &s.Lost},
			{"silent", &s.Silent},
			{"hung", &s.Hung},
		}
	}
	return nil
}
