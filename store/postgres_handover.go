package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The parts of a turn's statement that take and give. What is taken is locked before the conversation is changed, and goes only if
// that was kept; a row that somebody else is taking just now counts as gone, so that no two commits wait for each other.
const (
	therePostgres = `SELECT id FROM handovers WHERE id = %s AND expires > %s FOR UPDATE SKIP LOCKED`
	takePostgres  = `DELETE FROM handovers USING kept WHERE id = %s`
	givePostgres  = `INSERT INTO handovers (id, expires, body) SELECT %s::bytea, %s::bigint, %s::bytea FROM kept
		ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, body = excluded.body`
)

// Handover reads what lies behind a code and leaves it there, as SQLite's does.
func (p *Postgres) Handover(ctx context.Context, code string, now time.Time) ([]byte, error) {
	return p.sealer.openHandover(code, func(id Key) (body []byte, err error) {
		err = p.using(ctx, func(ctx context.Context) error {
			return p.pool.QueryRow(ctx, "SELECT body FROM handovers WHERE id = $1 AND expires > $2", id[:], now.Unix()).Scan(&body)
		})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, nil
		}
		return body, err
	})
}

// PurgeHandovers deletes what lies behind codes that are too old, as SQLite's does.
func (p *Postgres) PurgeHandovers(ctx context.Context, now time.Time) (int, error) {
	n, err := p.exec(ctx, "DELETE FROM handovers WHERE expires <= $1", now.Unix())
	if err != nil {
		return 0, fmt.Errorf("purge handovers: %w", err)
	}
	return int(n), nil
}
