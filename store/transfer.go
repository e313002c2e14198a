package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"
)

// ErrTaken means that the database something should be moved to is in use already.
var ErrTaken = errors.New("store: the database holds a bot already")

// transferred are the tables that are moved, in an order that the references between them allow.
var transferred = [...]struct {
	table   string
	columns []string
	sql     string // of SQLite
}{
	{"conversations", []string{"key", "rev", "seen_day", "body"}, `SELECT key, rev, seen_day, body FROM conversations`},
	{"reminders", []string{"key", "due", "address"}, `SELECT key, due, address FROM reminders`},
	{"settings", []string{"name", "value"}, `SELECT CAST(name AS BLOB), value FROM settings`},
	{"counts", []string{"day", "name", "label", "slot", "n"}, `SELECT day, name, label, 0, n FROM counts`},
}

// MoveToPostgres copies everything into the PostgreSQL database at address, which must hold no bot yet (ErrTaken), and seals it
// there with secret. All is copied or nothing. Nobody may take turns meanwhile: what they leave behind would not be copied. This
// store is left as it is.
//
// Rows stay sealed as they are, because the data key moves along.
func (s *SQLite) MoveToPostgres(ctx context.Context, address string, secret []byte) (Stats, error) {
	var moved Stats
	p, err := openPostgres(ctx, address, func(tx pgx.Tx) ([]byte, error) {
		if err := s.giveKey(ctx, tx, secret); err != nil {
			return nil, err
		}
		err := s.reading(ctx, func(c *conn) (err error) {
			if err := c.script("BEGIN"); err != nil {
				return err
			}
			moved, err = moveRows(ctx, c, tx)
			return errors.Join(err, c.script("ROLLBACK"))
		})
		return s.dataKey, err
	})
	if err != nil {
		return Stats{}, fmt.Errorf("move to PostgreSQL: %w", err)
	}
	return moved, p.Close()
}

// giveKey puts the data key into a database that has none.
func (s *SQLite) giveKey(ctx context.Context, tx pgx.Tx, secret []byte) error {
	sealed, err := sealDataKey(secret, s.dataKey)
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, "INSERT INTO keys (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", sealed)
	if err == nil && tag.RowsAffected() == 0 {
		err = fmt.Errorf("%w; nothing in it was touched", ErrTaken)
	}
	return err
}

// moveRows copies every table within one read transaction, and counts what it copied.
func moveRows(ctx context.Context, c *conn, tx pgx.Tx) (moved Stats, err error) {
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0"); err != nil { // a million people take longer than a turn may
		return moved, err
	}
	for _, t := range transferred {
		n, err := moveTable(ctx, c, tx, t.table, t.columns, t.sql)
		if err != nil {
			return moved, fmt.Errorf("%s: %w", t.table, err)
		}
		switch t.table {
		case "conversations":
			moved.People = n
		case "reminders":
			moved.Reminders = n
		}
	}
	return moved, nil
}

func moveTable(ctx context.Context, c *conn, tx pgx.Tx, table string, columns []string, sql string) (int64, error) {
	next, stop := iter.Pull2(tableRows(c, sql, len(columns)))
	defer stop()
	return tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, err, more := next()
		if !more {
			return nil, nil
		}
		return row, err
	}))
}

var errEnough = errors.New("no more rows are wanted")

// tableRows gives the rows of a query, or one error in the place of the rest.
func tableRows(c *conn, sql string, width int) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		err := c.query(sql, width, func(row []driver.Value) error {
			values := make([]any, width)
			for i, v := range row {
				values[i] = v
			}
			if !yield(values, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}
