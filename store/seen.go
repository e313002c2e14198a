package store

import (
	"context"
	"fmt"
	"time"
)

// Seen is the days (UTC, midnight) on which the person longest silent, and the last one to write, were last seen. Both are zero
// when nobody is kept.
type Seen struct {
	Oldest, Newest time.Time
}

// Seen tells when people were last seen. It reads both ends of an index and takes no time.
func (s *SQLite) Seen(ctx context.Context) (seen Seen, err error) {
	err = s.reading(ctx, func(c *conn) error {
		oldest, err := c.number("SELECT coalesce(min(seen_day), -1) FROM conversations")
		if err != nil || oldest < 0 {
			return err
		}
		newest, err := c.number("SELECT max(seen_day) FROM conversations")
		seen = Seen{Oldest: timeOf(oldest), Newest: timeOf(newest)}
		return err
	})
	if err != nil {
		return Seen{}, fmt.Errorf("read when people were last seen: %w", err)
	}
	return seen, nil
}

// Seen tells when people were last seen, as SQLite's does.
func (p *Postgres) Seen(ctx context.Context) (seen Seen, err error) {
	var oldest, newest *int64
	err = p.using(ctx, func(ctx context.Context) error {
		return p.pool.QueryRow(ctx, "SELECT min(seen_day)::bigint, max(seen_day)::bigint FROM conversations").Scan(&oldest, &newest)
	})
	if err != nil {
		return Seen{}, fmt.Errorf("read when people were last seen: %w", err)
	}
	if oldest == nil || newest == nil {
		return Seen{}, nil
	}
	return Seen{Oldest: timeOf(*oldest), Newest: timeOf(*newest)}, nil
}

// timeOf is midnight of a day; the reverse of dayOf.
func timeOf(day int64) time.Time { return time.Unix(day*24*60*60, 0).UTC() }
