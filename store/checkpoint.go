package store

import (
	"errors"
	"time"
)

// A commit appends to the log; a checkpoint moves the log's pages into the main file, after which the log starts again from
// its beginning. Left to SQLite, the commit that crosses a limit would pay for the whole checkpoint. Here a second
// connection moves nearly everything while commits go on, and the writer only moves the few pages that came in meanwhile.

const (
	// checkpointEvery is how many turns are written between checkpoints: the log stays at a few megabytes.
	checkpointEvery = 2000
	// checkpointRetry is the wait after a checkpoint that could not remove all traces of what was forgotten, because another
	// process was reading.
	checkpointRetry = time.Second
	// truncateWait is how long turns may wait for such a process, and busyTimeout what a connection has otherwise.
	truncateWait = "PRAGMA busy_timeout = 20"
	busyTimeout  = "PRAGMA busy_timeout = 5000"
)

// written counts turns towards the next checkpoint. It is called by the writing goroutine after a commit.
func (s *SQLite) written(turns int, forgot bool) {
	s.recent += turns
	if forgot {
		s.traces.Store(true)
	}
	if !forgot && s.recent < checkpointEvery {
		return
	}
	s.recent = 0
	select {
	case s.due <- struct{}{}:
	default: // asked for already
	}
}

// checkpoints is the checkpointing goroutine.
func (s *SQLite) checkpoints() {
	defer close(s.stopped)
	retry := time.NewTimer(0)
	defer retry.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-s.due:
		case <-retry.C:
			if !s.traces.Load() {
				continue
			}
		}
		s.checkpoint()
		if s.traces.Load() {
			retry.Reset(checkpointRetry)
		}
	}
}

// checkpoint moves the log into the main file. A checkpoint that fails loses nothing: the next one does its work.
func (s *SQLite) checkpoint() {
	_ = s.sweep.script("PRAGMA wal_checkpoint(PASSIVE)")
	j := &job{do: s.finish, done: make(chan error, 1)}
	select {
	case s.jobs <- j:
		<-j.done
	case <-s.stop:
	}
}

// finish runs in the writing goroutine. After something was forgotten the log is cut to nothing, which needs that nobody
// reads; otherwise nobody is made to wait.
func (s *SQLite) finish(c *conn) error {
	if !s.traces.Load() {
		return c.script("PRAGMA wal_checkpoint(PASSIVE)")
	}
	refill := s.reads.empty()
	defer refill()
	if err := c.script(truncateWait); err != nil {
		return err
	}
	busy, err := c.number("PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil && busy == 0 {
		s.traces.Store(false)
	}
	return errors.Join(err, c.script(busyTimeout))
}
