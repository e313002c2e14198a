package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/store"
)

// solo is a channel that asks its platform for events, which only one of the processes on a database may do. The others wait to
// take its place; meanwhile they serve the other channels and may send on this one.
type solo struct {
	bots.Adapter
	leads leader
	log   *slog.Logger
	waits atomic.Bool // another process runs it
}

// leader is a database that several processes may share.
type leader interface {
	Lead(ctx context.Context, name string) (*store.Lead, error)
}

// leadEvery is how often a process that waits asks whether it may take over.
const leadEvery = 3 * time.Second

// alone makes a the channel of one process only, when it must be and when the database can have others.
func alone(a bots.Adapter, must bool, db database, log *slog.Logger) bots.Adapter {
	if leads, ok := db.(leader); ok && must {
		return &solo{Adapter: a, leads: leads, log: log}
	}
	return a
}

// Run runs the channel whenever this process is the one that may, until ctx is done or the channel fails.
func (s *solo) Run(ctx context.Context, h bots.Handler) error {
	for ctx.Err() == nil {
		lead, err := s.leads.Lead(ctx, s.Name())
		if err != nil && ctx.Err() == nil {
			s.log.Warn("the database cannot say which process runs a channel", "channel", s.Name(), "error", err)
		}
		s.waits.Store(lead == nil && err == nil)
		if lead != nil {
			if err := s.lead(ctx, lead, h); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(leadEvery):
		}
	}
	return nil
}

// lead runs the channel until ctx is done or the lead is lost.
func (s *solo) lead(ctx context.Context, lead *store.Lead, h bots.Handler) error {
	s.log.Info("this process runs the channel", "channel", s.Name())
	defer lead.Release()
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-lead.Lost():
			cancel()
		case <-running.Done():
		}
	}()
	err := s.Adapter.Run(running, h)
	if ctx.Err() == nil && err == nil {
		s.log.Warn("another process may run the channel now", "channel", s.Name())
	}
	return err
}

// Healthy is nil while another process runs the channel.
func (s *solo) Healthy(now time.Time) error {
	platform, ok := s.Adapter.(healther)
	if s.waits.Load() || !ok {
		return nil
	}
	return platform.Healthy(now)
}
