package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

const dueSQL = `SELECT key, address FROM reminders WHERE due <= ? ORDER BY due LIMIT ?`

// DueReminders claims at most limit reminders whose time has come by now, the oldest first: they are deleted and returned, so no other process
// gets them. A process that ends before it has sent them sends them never.
//
// An address that cannot be opened is gone as well; the error then wraps ErrSealed and stands beside the others.
func (s *SQLite) DueReminders(ctx context.Context, now time.Time, limit int) ([]Due, error) {
	var sealed []Due
	err := s.alone(ctx, func(c *conn) error {
		return c.transaction(func() (err error) {
			sealed, err = claim(c, now, limit)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("claim reminders: %w", err)
	}
	return s.sealer.openAddresses(sealed)
}

// claim reads and deletes inside a transaction; RETURNING would give the rows in no order.
func claim(c *conn, now time.Time, limit int) (sealed []Due, err error) {
	err = c.query(dueSQL, 2, func(row []driver.Value) error {
		sealed = append(sealed, Due{Key: Key(row[0].([]byte)), Address: row[1].([]byte)})
		return nil
	}, now.Unix(), int64(limit))
	for _, d := range sealed {
		if err == nil {
			_, err = c.exec(unremindSQL, d.Key[:])
		}
	}
	return sealed, err
}

func (s *Sealer) openAddresses(sealed []Due) (due []Due, err error) {
	for _, d := range sealed {
		address, bad := s.openKind(kindAddress, d.Key, d.Address)
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("open a reminder's address: %w", bad))
			continue
		}
		due = append(due, Due{Key: d.Key, Address: address})
	}
	return due, err
}

const overdueSQL = `SELECT count(*) FROM reminders WHERE due <= ?`

// RemindersDue counts the reminders whose time had come at now and that nobody has claimed.
func (s *SQLite) RemindersDue(ctx context.Context, now time.Time) (n int64, err error) {
	err = s.reading(ctx, func(c *conn) (err error) {
		n, err = c.number(overdueSQL, now.Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count the reminders that are due: %w", err)
	}
	return n, nil
}
