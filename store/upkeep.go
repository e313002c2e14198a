package store

import (
	"context"
	"fmt"
	"time"
)

// purgeBatch is how many people are deleted in one transaction, so that a large purge does not hold up turns.
const purgeBatch = 200

const purgeSQL = `DELETE FROM conversations WHERE rowid IN (SELECT rowid FROM conversations WHERE seen_day < ? LIMIT ?)`

// Purge deletes everybody who was last seen on a day (UTC) before that of before, with their reminders, and tells how many they
// were. Turns go on meanwhile. When it fails, the number says how many are gone all the same.
func (s *SQLite) Purge(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		var n int64
		err := s.alone(ctx, func(c *conn) (err error) {
			if n, err = c.exec(purgeSQL, dayOf(before), int64(purgeBatch)); err != nil {
				return err
			}
			s.written(int(n), n > 0)
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("purge: %w", err)
		}
		total += int(n)
		if n < purgeBatch {
			return total, nil
		}
	}
}

// Writable really writes and waits for the disk: nil means that a turn could be kept now.
func (s *SQLite) Writable(ctx context.Context) error {
	err := s.alone(ctx, func(c *conn) error {
		_, err := c.exec("UPDATE probe SET n = n + 1 WHERE id = 1")
		return err
	})
	if err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	return nil
}

// Rotate makes newSecret the one that opens this database from now on; the old one opens it no more. Nothing changes for this
// store or for others that have the file open. The rows are not written anew (see datakey.go), so it takes no longer for many
// people. Whoever has both the old secret and a copy of the database made before can still read that copy.
func (s *SQLite) Rotate(ctx context.Context, newSecret []byte) error {
	sealed, err := sealDataKey(newSecret, s.dataKey)
	if err != nil {
		return fmt.Errorf("change the secret: %w", err)
	}
	err = s.alone(ctx, func(c *conn) error {
		if _, err := c.exec("UPDATE keys SET sealed = ? WHERE id = 1", sealed); err != nil {
			return err
		}
		s.written(0, true) // the log still holds what the old secret opens
		return nil
	})
	if err != nil {
		return fmt.Errorf("change the secret: %w", err)
	}
	return nil
}
