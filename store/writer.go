package store

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

const (
	// maxBatch is how many turns share a commit at most.
	maxBatch = 256
	// slowDisk is the time of a commit from which on it pays to wait for company. On a faster disk waiting is the cost.
	slowDisk = 2 * time.Millisecond
	// yields is how often those who can run go first, and enough how large a batch has to be for the writer not to wait for more.
	yields, enough = 3, 24
)

// job is work for the writing goroutine: a turn, which shares a commit with others, or do, which runs alone.
type job struct {
	turn *write
	do   func(*conn) error // outside a transaction
	done chan error        // holds one answer, so that nobody who stopped waiting holds up the writer
}

// write is a turn made ready for the disk.
type write struct {
	key     Key
	rev     int64 // the revision that must be there
	next    int64
	forget  bool
	body    []byte // sealed
	day     int64  // days since 1970
	remind  bool
	due     int64  // Unix seconds; 0 deletes the reminder
	address []byte // sealed
	counts  []Count
	hand    handover
	done    chan error // PostgreSQL's answer
}

// Save keeps a turn whole, and returns when it is on the disk: turns that wait at the same time share one commit and one
// fsync.
//
// ErrConflict: the conversation has another revision than Turn.Rev, or what lay behind Turn.Take is gone; load it and take the turn
// again. ErrTurn: the turn has no time or is too large. ErrFull and ErrReadOnly: the disk refused; nothing of the turn was kept. When ctx ends while
// the turn waits, Save returns the context's error and the turn may or may not be kept: the event's id in Record.Seen tells.
func (s *SQLite) Save(ctx context.Context, t Turn) error {
	if err := t.check(); err != nil {
		return err
	}
	if err := s.submit(ctx, s.sealer.write(t)); err != nil {
		return fmt.Errorf("save a turn: %w", err)
	}
	return nil
}

// check finds what would make the database refuse a turn, so that it cannot fail those it shares a commit with.
func (t Turn) check() error {
	switch {
	case t.Now.IsZero():
		return fmt.Errorf("%w: it has no time", ErrTurn)
	case t.Rev < 0:
		return fmt.Errorf("%w: revision %d", ErrTurn, t.Rev)
	case len(t.State) > MaxState:
		return fmt.Errorf("%w: a state of %d bytes", ErrTurn, len(t.State))
	case t.Remind != nil && len(t.Remind.Address) > MaxAddress:
		return fmt.Errorf("%w: an address of %d bytes", ErrTurn, len(t.Remind.Address))
	}
	for _, c := range t.Counts {
		if _, err := time.Parse(time.DateOnly, c.Day); err != nil {
			return fmt.Errorf("%w: a count on a day that is not YYYY-MM-DD", ErrTurn)
		}
		if len(c.Name) > MaxLabel || len(c.Label) > MaxLabel {
			return fmt.Errorf("%w: a count with a name or label over %d bytes", ErrTurn, MaxLabel)
		}
	}
	return t.Give.check()
}

// write makes a turn ready for the disk. It is called outside the writing goroutine, which has no time for sealing.
func (s *Sealer) write(t Turn) *write {
	w := &write{key: t.Key, rev: t.Rev, next: t.Next(), day: dayOf(t.Now), forget: t.Forget, counts: t.Counts, hand: s.handover(t)}
	if t.Forget {
		return w
	}
	var ids [MaxSeen + 1]uint64
	w.body = s.sealConversation(t.Key, t.appendRemembered(ids[:0]), t.State)
	if t.Remind != nil {
		w.remind = true
		if !t.Remind.Due.IsZero() {
			w.due = max(t.Remind.Due.Unix(), 1)
			w.address = s.sealKind(kindAddress, t.Key, t.Remind.Address)
		}
	}
	return w
}

func dayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// submit hands a turn over and waits for its answer until ctx ends.
func (s *SQLite) submit(ctx context.Context, w *write) error {
	j := &job{turn: w, done: make(chan error, 1)}
	if err := s.enqueue(ctx, j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// alone has the writing goroutine run do between two commits. When do has been handed over it is waited for, so that its
// caller knows what became of it.
func (s *SQLite) alone(ctx context.Context, do func(*conn) error) error {
	j := &job{do: do, done: make(chan error, 1)}
	if err := s.enqueue(ctx, j); err != nil {
		return err
	}
	return writeError(<-j.done)
}

func (s *SQLite) enqueue(ctx context.Context, j *job) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write is the writing goroutine: it takes what waits, commits it, answers, and begins again until the queue is closed.
func (s *SQLite) write() {
	defer close(s.done)
	var g gathering
	for j := range s.jobs {
		if j.do != nil {
			j.done <- j.do(s.writer)
			continue
		}
		alone := g.fill(s.jobs, j)
		begin := time.Now()
		s.commit(g.batch)
		g.took, g.before = time.Since(begin), len(g.batch)
		if alone != nil {
			alone.done <- alone.do(s.writer)
		}
	}
	if s.traces.Load() {
		_ = s.finish(s.writer) // the next process tries again
	}
}

// gathering collects the turns that will share a commit.
type gathering struct {
	batch  []*job
	before int           // how many the last commit had
	took   time.Duration // how long it took
}

// fill takes first and the turns that wait already, up to the first job that must run alone, which it returns. Those whom the
// last commit answered are about to come back; left alone, the first of them would get a commit for itself and the others wait
// for it. So whoever can run now runs first, a few times over, which costs nothing where nobody can. On a slow disk a batch smaller than the last
// one waits for company besides, a quarter of a commit at most.
func (g *gathering) fill(jobs <-chan *job, first *job) (alone *job) {
	g.batch = append(g.batch[:0], first)
	var patience <-chan time.Time
	yielded := 0
	for len(g.batch) < maxBatch {
		var j *job
		select {
		case j = <-jobs:
		default:
			if yielded < yields && len(g.batch) < enough {
				yielded++
				runtime.Gosched()
				continue
			}
			if g.took < slowDisk || len(g.batch) >= g.before {
				return nil
			}
			if patience == nil {
				patience = time.After(g.took / 4)
			}
			select {
			case j = <-jobs:
			case <-patience:
				return nil
			}
		}
		if j == nil || j.do != nil { // nil when the queue was closed
			return j
		}
		g.batch = append(g.batch, j)
	}
	return nil
}

// commit keeps a batch of turns. A conflict concerns one turn; any other failure all of them, and then nothing is kept.
func (s *SQLite) commit(batch []*job) {
	var (
		conflicts = make([]bool, len(batch))
		totals    = make(map[Count]int64)
		forgot    bool
	)
	err := s.writer.transaction(func() error {
		for i, j := range batch {
			kept, err := j.turn.apply(s.writer)
			if err != nil {
				return err
			}
			if conflicts[i] = !kept; !kept {
				continue
			}
			forgot = forgot || j.turn.forget
			for _, c := range j.turn.counts {
				totals[c]++
			}
		}
		return addCounts(s.writer, totals)
	})
	if err == nil {
		s.written(len(batch), forgot)
	}
	for i, j := range batch {
		switch {
		case err != nil:
			j.done <- writeError(err)
		case conflicts[i]:
			j.done <- ErrConflict
		default:
			j.done <- nil
		}
	}
}

const (
	insertSQL = `INSERT INTO conversations (key, rev, seen_day, body) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`
	updateSQL = `UPDATE conversations SET rev = ?, seen_day = ?, body = ? WHERE key = ? AND rev = ?`
	existsSQL = `SELECT count(*) FROM conversations WHERE key = ?`
	forgetSQL = `DELETE FROM conversations WHERE key = ? AND rev = ?`
	remindSQL = `INSERT INTO reminders (key, due, address) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET due = excluded.due, address = excluded.address`
	unremindSQL = `DELETE FROM reminders WHERE key = ?`
)

// apply writes one turn inside a transaction. It tells whether the revision was the one expected, and what it takes was there.
func (w *write) apply(c *conn) (kept bool, err error) {
	if there, err := w.hand.ready(c); !there || err != nil {
		return false, err
	}
	kept, err = w.conversation(c)
	if !kept || err != nil {
		return kept, err
	}
	if err := w.hand.apply(c); err != nil || !w.remind {
		return true, err
	}
	if w.due == 0 {
		_, err = c.exec(unremindSQL, w.key[:])
	} else {
		_, err = c.exec(remindSQL, w.key[:], w.due, w.address)
	}
	return true, err
}

func (w *write) conversation(c *conn) (kept bool, err error) {
	var n int64
	switch {
	case w.forget && w.rev == 0: // nothing to forget, unless somebody wrote meanwhile
		n, err = c.number(existsSQL, w.key[:])
		return n == 0, err
	case w.forget: // reminders go with it
		n, err = c.exec(forgetSQL, w.key[:], w.rev)
	case w.rev == 0:
		n, err = c.exec(insertSQL, w.key[:], w.next, w.day, w.body)
	default:
		n, err = c.exec(updateSQL, w.next, w.day, w.body, w.key[:], w.rev)
	}
	return n == 1, err
}
