package main

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

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
	disk     *probe
	adapters []bots.Adapter
}

// watchedDatabase is what the metrics need of a database.
type watchedDatabase interface {
	Stats(ctx context.Context) (store.Stats, error)
	RemindersDue(ctx context.Context, now time.Time) (int64, error)
	Writable(ctx context.Context) error
}

// runnerMetric is one counter of the Runner.
type runnerMetric struct {
	name, kind, help string
	value            func(*bots.Stats) int64
}

func runnerMetrics() []runnerMetric {
	return []runnerMetric{
		{"turns_total", "counter", "Turns that were kept.", func(s *bots.Stats) int64 { return s.Turns.Load() }},
		{"duplicates_total", "counter", "Events that came again.", func(s *bots.Stats) int64 { return s.Duplicates.Load() }},
		{"panics_total", "counter", "Conversations that met a defect.", func(s *bots.Stats) int64 { return s.Panics.Load() }},
		{"store_errors_total", "counter", "Turns that the database would not take.", func(s *bots.Stats) int64 { return s.StoreErrors.Load() }},
		{"unreadable_total", "counter", "Stored conversations that could not be read.", func(s *bots.Stats) int64 { return s.Unreadable.Load() }},
		{"urgent_answers_lost_total", "counter", "Answers with urgent help that did not arrive.", func(s *bots.Stats) int64 { return s.UrgentLost.Load() }},
		{"answers_waiting", "gauge", "Answers that wait to be shown, or for the platform.", func(s *bots.Stats) int64 { return s.Waiting.Load() }},
	}
}

// collect writes everything that is watched.
func (w *watched) collect(ctx context.Context, x *exposition) {
	for _, r := range runnerMetrics() {
		x.one(namespace+r.name, r.kind, r.help, float64(r.value(w.stats)))
	}
	const answers = namespace + "answers_total"
	gone := w.stats.Gone.Load()
	x.family(answers, "counter", "Answers that were to be shown, by what became of them.")
	x.sample(answers, float64(w.stats.Answers.Load()), "outcome", "arrived")
	x.sample(answers, float64(gone), "outcome", "gone")
	x.sample(answers, float64(max(0, w.stats.SendErrors.Load()-gone)), "outcome", "failed")
	w.collectFacts(x)
	w.collectDatabase(ctx, x)
	w.collectChannels(x)
}

func (w *watched) collectFacts(x *exposition) {
	const name = namespace + "facts_overdue"
	overdue := overdueFacts(w.library().Library, content.DateOf(w.now()))
	x.family(name, "gauge", "Facts that nobody has reviewed in time, by folder of the content.")
	for _, folder := range slices.Sorted(maps.Keys(overdue)) {
		x.sample(name, float64(overdue[folder]), "folder", folder)
	}
}

// collectWithin is how long the database may take to tell how it is. What it cannot tell is left out.
const collectWithin = 5 * time.Second

func (w *watched) collectDatabase(ctx context.Context, x *exposition) {
	ctx, cancel := context.WithTimeout(ctx, collectWithin)
	defer cancel()
	x.one(namespace+"database_writable", "gauge", "1 when a turn could be kept now.", yes(w.disk.writable(ctx) == nil))
	if st, err := w.db.Stats(ctx); err == nil {
		x.one(namespace+"people", "gauge", "Conversations that are kept.", float64(st.People))
		x.one(namespace+"reminders_waiting", "gauge", "Reminders that wait for their day.", float64(st.Reminders))
		x.one(namespace+"database_bytes", "gauge", "Size of the database on disk.", float64(st.Bytes))
	}
	if n, err := w.db.RemindersDue(ctx, w.now()); err == nil {
		x.one(namespace+"reminders_due", "gauge", "Reminders whose time has come and that were not sent yet.", float64(n))
	}
}

func (w *watched) collectChannels(x *exposition) {
	const on, events = namespace + "channel_connected", namespace + "platform_events_total"
	x.family(on, "gauge", "1 when the platform has been heard of lately, or another process looks after it.")
	for _, a := range w.adapters {
		x.sample(on, yes(connected(a, w.now())), "channel", a.Name())
	}
	x.family(events, "counter", "What happened between us and a platform, by kind.")
	for _, a := range w.adapters {
		for _, e := range platformEvents(a) {
			x.sample(events, float64(e.n.Load()), "channel", a.Name(), "event", e.name)
		}
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
	for _, p := range lib.Due(today) {
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
			{"overtook", &s.Overtook},
			{"parked", &s.Parked},
			{"migrated", &s.Migrated},
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
			{"invalid", &s.Invalid},
			{"hung", &s.Hung},
		}
	}
	return nil
}
