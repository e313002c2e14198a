package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const claimPostgres = `WITH due AS (SELECT key FROM reminders WHERE due <= $1 ORDER BY due, key LIMIT $2 FOR UPDATE SKIP LOCKED)
	DELETE FROM reminders USING due WHERE reminders.key = due.key RETURNING reminders.key, reminders.address, reminders.due`

// DueReminders claims at most limit reminders whose time has come by now, as SQLite's does. Processes that claim at the same time
// get different ones and do not wait for each other.
func (p *Postgres) DueReminders(ctx context.Context, now time.Time, limit int) ([]Due, error) {
	type claimed struct {
		Key, Address []byte
		Due          int64
	}
	var list []claimed
	err := p.using(ctx, func(ctx context.Context) error {
		rows, err := p.pool.Query(ctx, claimPostgres, now.Unix(), limit)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[claimed])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim reminders: %w", err)
	}
	slices.SortStableFunc(list, func(a, b claimed) int { return cmp.Compare(a.Due, b.Due) })
	var sealed []Due
	for _, c := range list {
		sealed = append(sealed, Due{Key: Key(c.Key), Address: c.Address})
	}
	return p.sealer.openAddresses(sealed)
}

// RemindersDue counts the reminders whose time had come at now and that nobody has claimed.
func (p *Postgres) RemindersDue(ctx context.Context, now time.Time) (n int64, err error) {
	err = p.using(ctx, func(ctx context.Context) error {
		return p.pool.QueryRow(ctx, "SELECT count(*) FROM reminders WHERE due <= $1", now.Unix()).Scan(&n)
	})
	if err != nil {
		return 0, fmt.Errorf("count the reminders that are due: %w", err)
	}
	return n, nil
}

// Setting reads a small thing that outlives the process, as SQLite's does.
func (p *Postgres) Setting(ctx context.Context, name string) (value []byte, found bool, err error) {
	var sealed []byte
	err = p.using(ctx, func(ctx context.Context) error {
		return p.pool.QueryRow(ctx, "SELECT value FROM settings WHERE name = $1", []byte(name)).Scan(&sealed)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err == nil {
		value, err = p.sealer.openSetting(name, sealed)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read a setting: %w", err)
	}
	return value, true, nil
}

const putSettingPostgres = `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

// PutSetting keeps a setting; a nil value removes it. It returns when that is on the server's disk.
func (p *Postgres) PutSetting(ctx context.Context, name string, value []byte) error {
	var err error
	if value == nil {
		_, err = p.exec(ctx, "DELETE FROM settings WHERE name = $1", []byte(name))
	} else {
		_, err = p.exec(ctx, putSettingPostgres, []byte(name), p.sealer.sealSetting(name, value))
	}
	if err != nil {
		return fmt.Errorf("keep a setting: %w", err)
	}
	return nil
}

const totalPostgres = `SELECT day, name, label, sum(n)::bigint FROM counts WHERE day BETWEEN $1 AND $2
	GROUP BY day, name, label ORDER BY day, name, label`

// Totals gives what was counted from one day to another, as SQLite's does.
func (p *Postgres) Totals(ctx context.Context, from, to string) (totals []Total, err error) {
	err = p.using(ctx, func(ctx context.Context) error {
		rows, err := p.pool.Query(ctx, totalPostgres, from, to)
		if err != nil {
			return err
		}
		totals, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Total, err error) {
			err = row.Scan(&t.Day, &t.Name, &t.Label, &t.N)
			return t, err
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the totals: %w", err)
	}
	return totals, nil
}

const statsPostgres = `SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM reminders),
	(SELECT sum(pg_total_relation_size(t::regclass))::bigint
		FROM unnest(ARRAY['conversations', 'reminders', 'settings', 'counts', 'handovers', 'keys', 'probe', 'version']) AS t)`

// Stats counts what is kept. It walks an index over all people: milliseconds for thousands of them, a good part of a second for
// a million.
func (p *Postgres) Stats(ctx context.Context) (st Stats, err error) {
	err = p.using(ctx, func(ctx context.Context) error {
		return p.pool.QueryRow(ctx, statsPostgres).Scan(&st.People, &st.Reminders, &st.Bytes)
	})
	if err != nil {
		return Stats{}, fmt.Errorf("count what is kept: %w", err)
	}
	return st, nil
}

// purgePostgres passes over people who are writing just now: they are not old any more.
const purgePostgres = `WITH old AS (SELECT key FROM conversations WHERE seen_day < $1 ORDER BY key LIMIT $2 FOR UPDATE SKIP LOCKED)
	DELETE FROM conversations USING old WHERE conversations.key = old.key`

// Purge deletes everybody who was last seen on a day (UTC) before that of before, as SQLite's does. Several processes may purge
// at once.
func (p *Postgres) Purge(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		n, err := p.exec(ctx, purgePostgres, dayOf(before), purgeBatch)
		total += int(n)
		if err == nil && n < purgeBatch {
			err = p.fold(ctx)
		}
		if err != nil {
			return total, fmt.Errorf("purge: %w", err)
		}
		if n < purgeBatch {
			return total, nil
		}
	}
}

// foldPostgres adds up the counts of the connections that counted on days on which nobody counts any more.
const foldPostgres = `WITH old AS (DELETE FROM counts WHERE slot <> 0 AND (SELECT pg_try_advisory_xact_lock($1))
		AND day < to_char(now() AT TIME ZONE 'UTC' - interval '2 days', 'YYYY-MM-DD') RETURNING day, name, label, n)
	INSERT INTO counts (day, name, label, slot, n) SELECT day, name, label, 0, sum(n) FROM old GROUP BY day, name, label
	ON CONFLICT (day, name, label, slot) DO UPDATE SET n = counts.n + excluded.n`

func (p *Postgres) fold(ctx context.Context) error {
	_, err := p.exec(ctx, foldPostgres, postgresLock+1)
	return err
}

// Writable really writes and waits for the server's disk: nil means that a turn could be kept now.
func (p *Postgres) Writable(ctx context.Context) error {
	if _, err := p.exec(ctx, "UPDATE probe SET n = n + 1 WHERE id = 1"); err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	return nil
}

// Rotate makes newSecret the one that opens this database from now on, as SQLite's does. Processes that have it open go on.
func (p *Postgres) Rotate(ctx context.Context, newSecret []byte) error {
	sealed, err := sealDataKey(newSecret, p.dataKey)
	if err == nil {
		_, err = p.exec(ctx, "UPDATE keys SET sealed = $1 WHERE id = 1", sealed)
	}
	if err != nil {
		return fmt.Errorf("change the secret: %w", err)
	}
	return nil
}
