package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

const claimSQL = `DELETE FROM reminders WHERE key IN (SELECT key FROM reminders WHERE due <= ? ORDER BY due LIMIT ?) RETURNING key, address`

// DueReminders claims at most limit reminders whose time has come by now: they are deleted and returned, so no other process
// gets them. A process that ends before it has sent them sends them never.
//
// An address that cannot be opened is gone as well; the error then wraps ErrSealed and stands beside the others.
func (s *SQLite) DueReminders(ctx context.Context, now time.Time, limit int) ([]Due, error) {
	var sealed []Due
	err := s.alone(ctx, func(c *conn) error {
		return c.transaction(func() error {
			return c.query(claimSQL, 2, func(row []driver.Value) error {
				sealed = append(sealed, Due{Key: Key(row[0].([]byte)), Address: row[1].([]byte)})
				return nil
			}, now.Unix(), int64(limit))
		})
	})
	if err != nil {
		return nil, fmt.Errorf("claim reminders: %w", err)
	}
	return s.openAddresses(sealed)
}

func (s *SQLite) openAddresses(sealed []Due) (due []Due, err error) {
	for _, d := range sealed {
		address, bad := s.sealer.openKind(kindAddress, d.Key, d.Address)
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("open a reminder's address: %w", bad))
			continue
		}
		due = append(due, Due{Key: d.Key, Address: address})
	}
	return due, err
}
