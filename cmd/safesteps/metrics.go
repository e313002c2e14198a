package main

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/store"
)

// metrics is what /metrics shows. It answers three questions (is it well, is anyone stuck, is help reachable) and holds no id.
//
// A turn pays for two observations and one counter; everything else is read from counters that are there anyway, when somebody asks.
type metrics struct {
	content string // version of the content
	began   time.Time
	turns   histogram
	commits histogram
	running atomic.Int64
	watched watched
}

// newMetrics makes the metrics that count on the way of a turn. The others come with watch.
func newMetrics(content string) *metrics { return &metrics{content: content, began: time.Now()} }

// watch adds the metrics that are read from w. It must be called before anybody asks.
func (m *metrics) watch(w watched) { m.watched = w }

// handler measures the turns that h takes.
func (m *metrics) handler(h bots.Handler) bots.Handler { return measuredHandler{m, h} }

type measuredHandler struct {
	m *metrics
	h bots.Handler
}

// Handle implements bots.Handler.
func (h measuredHandler) Handle(ctx context.Context, ev bots.Event) error {
	begin := time.Now()
	h.m.running.Add(1)
	defer func() {
		h.m.running.Add(-1)
		h.m.turns.observe(time.Since(begin))
	}()
	return h.h.Handle(ctx, ev)
}

// Help implements bots.Helper.
func (h measuredHandler) Help(ctx context.Context, ev bots.Event) bool {
	helper, ok := h.h.(bots.Helper)
	return ok && helper.Help(ctx, ev)
}

// store measures the turns that s keeps.
func (m *metrics) store(s bots.Store) bots.Store { return measuredStore{s, &m.commits} }

type measuredStore struct {
	bots.Store
	commits *histogram
}

// Save implements bots.Store.
func (s measuredStore) Save(ctx context.Context, t store.Turn) error {
	begin := time.Now()
	err := s.Store.Save(ctx, t)
	s.commits.observe(time.Since(begin))
	return err
}

// page is everything, as it is now.
func (m *metrics) page(ctx context.Context) *exposition {
	x := &exposition{}
	x.family(namespace+"build_info", "gauge", "Always 1; the labels say which version runs.")
	x.sample(namespace+"build_info", 1, "version", programVersion(), "content", m.content, "go", runtime.Version())
	x.histogram(namespace+"turn_seconds", "Time from an event to its commit.", &m.turns)
	x.histogram(namespace+"commit_seconds", "Time that a turn waited for the database to keep it.", &m.commits)
	x.one(namespace+"turns_running", "gauge", "Events that came in and are not committed yet.", float64(m.running.Load()))
	m.watched.collect(ctx, x)
	m.process(x)
	return x
}

// process tells about the process, under the names that everybody uses.
func (m *metrics) process(x *exposition) {
	x.one("process_start_time_seconds", "gauge", "When it started, in Unix time.", float64(m.began.Unix()))
	x.one("go_goroutines", "gauge", "Goroutines.", float64(runtime.NumGoroutine()))
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err == nil {
		cpu := time.Duration(used.Utime.Nano() + used.Stime.Nano())
		x.one("process_cpu_seconds_total", "counter", "Processor time.", cpu.Seconds())
	}
	if pages, ok := residentPages(); ok {
		x.one("process_resident_memory_bytes", "gauge", "Memory that it holds.", float64(pages*os.Getpagesize()))
	}
}

// residentPages is what Linux tells; elsewhere there is nothing to read.
func residentPages() (int, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, false
	}
	n, err := strconv.Atoi(fields[1])
	return n, err == nil
}
