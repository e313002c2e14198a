package main

import (
	"context"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/store"
)

// metrics is what /metrics shows. It answers three questions (is it well, is anyone stuck, is help reachable) and holds no id.
//
// A turn pays for two observations and one counter; everything else is read from counters that are there anyway, when somebody asks.
type metrics struct {
	registry *prometheus.Registry
	turns    prometheus.Histogram
	commits  prometheus.Histogram
	running  prometheus.Gauge
}

// namespace begins the name of every metric of ours.
const namespace = "safesteps"

// newMetrics makes the metrics that count on the way of a turn. The others come with watch.
func newMetrics(content string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		turns: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "turn_seconds", Help: "Time from an event to its commit.", Buckets: turnBuckets(),
		}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "commit_seconds", Help: "Time that a turn waited for the database to keep it.", Buckets: turnBuckets(),
		}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "turns_running", Help: "Events that came in and are not committed yet.",
		}),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1; the labels say which version runs.",
		ConstLabels: prometheus.Labels{"version": programVersion(), "content": content, "go": runtime.Version()},
	}, func() float64 { return 1 })
	m.registry.MustRegister(m.turns, m.commits, m.running, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// turnBuckets reach from a turn in memory to one that a parent has given up on; in seconds.
func turnBuckets() []float64 {
	return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
}

// handler measures the turns that h takes.
func (m *metrics) handler(h bots.Handler) bots.Handler { return measuredHandler{m, h} }

type measuredHandler struct {
	m *metrics
	h bots.Handler
}

// Handle implements bots.Handler.
func (h measuredHandler) Handle(ctx context.Context, ev bots.Event) error {
	begin := time.Now()
	h.m.running.Inc()
	defer func() {
		h.m.running.Dec()
		h.m.turns.Observe(time.Since(begin).Seconds())
	}()
	return h.h.Handle(ctx, ev)
}

// store measures the turns that s keeps.
func (m *metrics) store(s bots.Store) bots.Store { return measuredStore{s, m.commits} }

type measuredStore struct {
	bots.Store
	commits prometheus.Observer
}

// Save implements bots.Store.
func (s measuredStore) Save(ctx context.Context, t store.Turn) error {
	begin := time.Now()
	err := s.Store.Save(ctx, t)
	s.commits.Observe(time.Since(begin).Seconds())
	return err
}
