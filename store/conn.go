package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/mattn/go-sqlite3"
)

// perConnection are the settings of every connection. They stand in the data source name because a pragma run later reaches one connection only.
// Checkpoints are ours to run (see checkpoint.go), so no commit pays for one.
var perConnection = url.Values{
	"_journal_mode":  {"WAL"},
	"_synchronous":   {"FULL"}, // the log is on the disk when a commit returns
	"_foreign_keys":  {"on"},
	"_busy_timeout":  {"5000"},
	"_secure_delete": {"on"},
	"_cache_size":    {"-512"}, // KiB; the kernel keeps the rest
	"_mutex":         {"no"},   // a connection is used by one goroutine at a time
}

// onOpen are the pragmas that the driver's data source name does not know. openConn is the only way to a connection.
const onOpen = `PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 8388608; PRAGMA temp_store = MEMORY;`

// conn is one connection with its prepared statements, used by one goroutine at a time. It speaks to the driver directly:
// database/sql costs a third of a read.
type conn struct {
	raw   *sqlite3.SQLiteConn
	stmts map[string]*sqlite3.SQLiteStmt
}

// openConn opens the database file at path, which must be there. extra adds to or replaces the settings.
func openConn(path string, extra url.Values) (*conn, error) {
	q := url.Values{"mode": {"rw"}}
	for _, set := range []url.Values{perConnection, extra} {
		for k, v := range set {
			q[k] = v
		}
	}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	dc, err := (&sqlite3.SQLiteDriver{}).Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	c := &conn{raw: dc.(*sqlite3.SQLiteConn), stmts: make(map[string]*sqlite3.SQLiteStmt)}
	if err := c.script(onOpen); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// script runs any number of statements without arguments.
func (c *conn) script(sql string) error {
	_, err := c.raw.Exec(sql, nil)
	return err
}

// exec runs a prepared statement and gives the number of rows it changed.
func (c *conn) exec(sql string, args ...driver.Value) (int64, error) {
	st, err := c.prepared(sql)
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// query runs a prepared statement and calls each with every row of width columns. A slice in a row is the callee's to keep.
func (c *conn) query(sql string, width int, each func(row []driver.Value) error, args ...driver.Value) error {
	st, err := c.prepared(sql)
	if err != nil {
		return err
	}
	rows, err := st.Query(args)
	if err != nil {
		return err
	}
	for {
		row := make([]driver.Value, width)
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return rows.Close()
		} else if err != nil {
			return errors.Join(err, rows.Close())
		}
		if err := each(row); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
}

// number runs a query that gives one integer.
func (c *conn) number(sql string, args ...driver.Value) (n int64, err error) {
	err = c.query(sql, 1, func(row []driver.Value) error {
		n = row[0].(int64)
		return nil
	}, args...)
	return n, err
}

func (c *conn) prepared(sql string) (*sqlite3.SQLiteStmt, error) {
	if st, ok := c.stmts[sql]; ok {
		return st, nil
	}
	made, err := c.raw.Prepare(sql)
	if err != nil {
		return nil, err
	}
	st := made.(*sqlite3.SQLiteStmt)
	c.stmts[sql] = st
	return st, nil
}

// transaction runs f between BEGIN IMMEDIATE and COMMIT. When anything fails, nothing of it is kept.
func (c *conn) transaction(f func() error) error {
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		_, err = c.exec("COMMIT")
	}
	if err != nil && !c.raw.AutoCommit() { // SQLite rolls back by itself when the disk is full
		_, undo := c.exec("ROLLBACK")
		err = errors.Join(err, undo)
	}
	return err
}

func (c *conn) close() error {
	var errs []error
	for _, st := range c.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// writeError gives a failed write the name by which callers know it; nil stays nil.
func writeError(err error) error {
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code {
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.ErrReadonly, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// pool lends connections for reading.
type pool chan *conn

// with runs f on a connection, waiting for a free one until ctx ends.
func (p pool) with(ctx context.Context, f func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case c := <-p:
		defer func() { p <- c }()
		return f(c)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// empty takes every connection out, waiting for those that are lent, and gives back what puts them in again.
func (p pool) empty() (refill func()) {
	taken := make([]*conn, cap(p))
	for i := range taken {
		taken[i] = <-p
	}
	return func() {
		for _, c := range taken {
			p <- c
		}
	}
}

// SQLiteVersion is the version of SQLite that is linked in: "3.50.4".
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}
