package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"os"
)

const (
	countSQL = `INSERT INTO counts (day, name, label, n) VALUES (?, ?, ?, ?) ON CONFLICT (day, name, label) DO UPDATE SET n = n + excluded.n`
	totalSQL = `SELECT day, name, label, n FROM counts WHERE day BETWEEN ? AND ? ORDER BY day, name, label`
)

// addCounts adds what a batch of turns counted, once for each row.
func addCounts(c *conn, totals map[Count]int64) error {
	for t, n := range totals {
		if _, err := c.exec(countSQL, t.Day, t.Name, t.Label, n); err != nil {
			return err
		}
	}
	return nil
}

// Totals gives what was counted from one day to another, both included and written YYYY-MM-DD, ordered by day, name and label.
func (s *SQLite) Totals(ctx context.Context, from, to string) ([]Total, error) {
	var totals []Total
	err := s.reading(ctx, func(c *conn) error {
		return c.query(totalSQL, 4, func(row []driver.Value) error {
			totals = append(totals, Total{
				Count: Count{Day: row[0].(string), Name: row[1].(string), Label: row[2].(string)},
				N:     row[3].(int64),
			})
			return nil
		}, from, to)
	})
	if err != nil {
		return nil, fmt.Errorf("read the totals: %w", err)
	}
	return totals, nil
}

// Stats counts what is kept. It walks an index over all people: milliseconds for thousands of them, tens for a million.
func (s *SQLite) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := s.reading(ctx, func(c *conn) (err error) {
		if st.People, err = c.number("SELECT count(*) FROM conversations"); err != nil {
			return err
		}
		st.Reminders, err = c.number("SELECT count(*) FROM reminders")
		return err
	})
	if err != nil {
		return Stats{}, fmt.Errorf("count what is kept: %w", err)
	}
	for _, file := range []string{s.path, s.path + "-wal"} {
		if info, err := os.Stat(file); err == nil { // the log is not always there
			st.Bytes += info.Size()
		}
	}
	return st, nil
}
