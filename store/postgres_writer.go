package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// postgresWriters is how many commits of a store may be on their way at once.
	postgresWriters = 4
	// maxPostgresBatch is how many turns share a commit at most.
	maxPostgresBatch = 64
)

// Save keeps a turn whole, and returns when it is on the server's disk: turns that wait at the same time share one round trip
// and one commit.
//
// The errors are those of SQLite's Save. When the connection breaks, or ctx ends while the turn waits, the turn may or may not be
// kept: the event's id in Record.Seen tells.
func (p *Postgres) Save(ctx context.Context, t Turn) error {
	if err := t.check(); err != nil {
		return err
	}
	w := p.sealer.write(t)
	w.done = make(chan error, 1)
	if err := p.submit(ctx, w); err != nil {
		return fmt.Errorf("save a turn: %w", err)
	}
	return nil
}

// submit hands a turn over and waits for its answer until ctx ends.
func (p *Postgres) submit(ctx context.Context, w *write) error {
	if err := p.enqueue(ctx, w); err != nil {
		return err
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Postgres) enqueue(ctx context.Context, w *write) error {
	p.gate.RLock()
	defer p.gate.RUnlock()
	if p.closed {
		return ErrClosed
	}
	select {
	case p.jobs <- w:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write is one of the writing goroutines: it takes what waits, commits it, answers, and begins again until the queue is closed.
func (p *Postgres) write() {
	for first := range p.jobs {
		batch := []*write{first}
	gather:
		for len(batch) < maxPostgresBatch {
			select {
			case next, open := <-p.jobs:
				if !open {
					break gather
				}
				batch = append(batch, next)
			default:
				break gather
			}
		}
		// Rows are locked in the order of their keys, everywhere: no two commits wait for each other.
		slices.SortStableFunc(batch, func(a, b *write) int { return bytes.Compare(a.key[:], b.key[:]) })
		p.commit(batch)
	}
}

// errNotCommitted says that the server ended a transaction otherwise than asked.
var errNotCommitted = errors.New("the server did not commit")

// commit keeps a batch of turns in one round trip. A conflict concerns one turn; any other failure all of them.
func (p *Postgres) commit(batch []*write) {
	ctx, cancel := context.WithTimeout(context.Background(), postgresWait)
	defer cancel()
	conflicts := make([]bool, len(batch))
	var b pgx.Batch
	b.Queue("BEGIN")
	for i, w := range batch {
		sql, args := w.postgres()
		b.Queue(sql, args...).QueryRow(func(row pgx.Row) error {
			var kept int
			err := row.Scan(&kept)
			conflicts[i] = kept == 0
			return err
		})
	}
	end := ""
	b.Queue("COMMIT").Exec(func(tag pgconn.CommandTag) error {
		end = tag.String()
		return nil
	})
	err := postgresError(p.pool.SendBatch(ctx, &b).Close())
	if err == nil && end != "COMMIT" {
		err = errNotCommitted
	}
	for i, w := range batch {
		switch {
		case err != nil:
			w.done <- err
		case conflicts[i]:
			w.done <- ErrConflict
		default:
			w.done <- nil
		}
	}
}

// The statements of a turn. Each part of one looks at kept, which has a row when the revision was the one expected.
const (
	forgetPostgres = `DELETE FROM conversations WHERE key = %s AND rev = %s RETURNING key`
	absentPostgres = `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE key = %s)`
	remindPostgres = `INSERT INTO reminders (key, due, address) SELECT key, %s, %s FROM kept
		ON CONFLICT (key) DO UPDATE SET due = excluded.due, address = excluded.address`
	unremindPostgres = `DELETE FROM reminders USING kept WHERE reminders.key = kept.key`
	countPostgres    = `INSERT INTO counts (day, name, label, slot, n)
		SELECT day, name, label, pg_backend_pid(), count(*) FROM kept, unnest(%s::text[], %s::text[], %s::text[]) AS c (day, name, label)
		GROUP BY day, name, label
		ON CONFLICT (day, name, label, slot) DO UPDATE SET n = counts.n + excluded.n`
)

// insertPostgres keeps a first turn; if what is taken must be there, only then.
func insertPostgres(take bool) string {
	return `INSERT INTO conversations (key, rev, seen_day, body) SELECT %s::bytea, %s::bigint, %s::bigint, %s::bytea` + ifThere(" WHERE", take) +
		` ON CONFLICT (key) DO NOTHING RETURNING key`
}

// updatePostgres keeps a later turn; if what is taken must be there, only then.
func updatePostgres(take bool) string {
	return `UPDATE conversations SET rev = %s, seen_day = %s, body = %s WHERE key = %s AND rev = %s` + ifThere(" AND", take) + ` RETURNING key`
}

func ifThere(joined string, take bool) string {
	if !take {
		return ""
	}
	return joined + " EXISTS (SELECT 1 FROM there)"
}

// postgres is one statement that keeps the whole turn and tells by 1 or 0 whether the revision was the one expected and what it
// takes was there.
func (w *write) postgres() (sql string, args []any) {
	var s strings.Builder
	part := func(before, text string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = "$" + strconv.Itoa(len(args))
		}
		s.WriteString(before)
		fmt.Fprintf(&s, text, places...)
	}
	kept := "WITH kept AS ("
	if w.hand.take {
		part("WITH there AS (", therePostgres, w.hand.taken[:], w.hand.now)
		kept = "), kept AS ("
	}
	switch {
	case w.forget && w.rev == 0: // nothing to forget, unless somebody wrote meanwhile
		part(kept, absentPostgres, w.key[:])
	case w.forget: // reminders go with it
		part(kept, forgetPostgres, w.key[:], w.rev)
	case w.rev == 0:
		part(kept, insertPostgres(w.hand.take), w.key[:], w.next, w.day, w.body)
	default:
		part(kept, updatePostgres(w.hand.take), w.next, w.day, w.body, w.key[:], w.rev)
	}
	if w.hand.take {
		part("), taken AS (", takePostgres, w.hand.taken[:])
	}
	if w.hand.give {
		part("), given AS (", givePostgres, w.hand.given[:], w.hand.expires, w.hand.body)
	}
	switch {
	case !w.remind:
	case w.due == 0:
		part("), reminded AS (", unremindPostgres)
	default:
		part("), reminded AS (", remindPostgres, w.due, w.address)
	}
	if len(w.counts) > 0 {
		var days, names, labels []string
		for _, c := range w.counts {
			days, names, labels = append(days, c.Day), append(names, c.Name), append(labels, c.Label)
		}
		part("), counted AS (", countPostgres, days, names, labels)
	}
	s.WriteString(") SELECT count(*) FROM kept")
	return s.String(), args
}
