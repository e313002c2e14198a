package store

import (
	"context"
	"errors"
	"fmt"
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
	// compactLimit is the size in bytes up to which a file is written anew at once when somebody was forgotten: a twentieth of
	// a second, and as much memory.
	compactLimit = 8 << 20
	// truncateWait is how long turns may wait for such a process, and busyTimeout what a connection has otherwise.
	truncateWait = "PRAGMA busy_timeout = 20"
	busyTimeout  = "PRAGMA busy_timeout = 5000"
)

// written counts turns towards the next checkpoint. It is called by the writing goroutine after a commit.
func (s *SQLite) written(turns int, forgot bool) {
	s.recent += turns
	if forgot {
		s.rewrite = true
		s.traces.Store(true)
	}
	if forgot || s.recent >= checkpointEvery {
		s.recent = 0
		s.askCheckpoint()
	}
}

func (s *SQLite) askCheckpoint() {
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
		<-j.done //nolint:errcheck // as above: nothing is lost
	case <-s.stop:
	}
}

// finish runs in the writing goroutine. Mostly nobody waits for it; after something was forgotten, reads do.
func (s *SQLite) finish(c *conn) error {
	if !s.traces.Load() {
		return c.script("PRAGMA wal_checkpoint(PASSIVE)")
	}
	refill := s.reads.empty()
	defer refill()
	return errors.Join(c.script(truncateWait), s.scrub(c), c.script(busyTimeout))
}

// scrub removes the traces of what was forgotten from the file and then from the log. It runs while nobody reads.
//
// PRAGMA secure_delete overwrites a row where it lies, but not the copies that SQLite leaves in the unused part of a page when
// it spreads rows over neighbouring pages (rebuildPage in btree.c); one forgotten row in seventy was found again that way. Only
// writing the file anew is sure to leave them behind.
func (s *SQLite) scrub(c *conn) error {
	if s.rewrite {
		size, err := c.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
		if err == nil && size <= compactLimit {
			err = c.script("VACUUM")
		}
		if err != nil {
			return err
		}
		s.rewrite = false
	}
	busy, err := c.number("PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil && busy == 0 {
		s.traces.Store(false)
	}
	return err
}

// Compact writes the whole file anew, which leaves behind the last traces of people who were forgotten and gives back the room
// they took. Up to 8 MiB (some 12,000 parents) this happens by itself whenever somebody was forgotten; a larger file is
// compacted by calling this at a quiet time, because turns wait meanwhile: about a second for each 100 MB. It needs as much
// room again in the directory for temporary files.
func (s *SQLite) Compact(ctx context.Context) error {
	err := s.alone(ctx, func(c *conn) error {
		err := errors.Join(c.script("PRAGMA temp_store = FILE; VACUUM"), c.script("PRAGMA temp_store = MEMORY"))
		if err != nil {
			return err
		}
		s.traces.Store(true) // the log still holds the pages as they were
		s.askCheckpoint()
		return nil
	})
	if err != nil {
		return fmt.Errorf("compact the database: %w", err)
	}
	return nil
}
