package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// backupStep is how many pages are copied between two looks at the context.
const backupStep = 1024

// Backup writes a copy of the database to file (mode 0600), as it stands at one moment, while turns go on. The copy opens with
// the same secret. A file that is there already is left alone: the error then wraps fs.ErrExist.
func (s *SQLite) Backup(ctx context.Context, file string) error {
	s.gate.RLock()
	closed := s.closed
	s.gate.RUnlock()
	if closed {
		return ErrClosed
	}
	return Backup(ctx, s.path, file)
}

// Backup copies the database file from, which another process may be serving, to the file to. It needs no secret and no lock;
// otherwise it is like the method.
func Backup(ctx context.Context, from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("back up to %s: %w", to, fs.ErrExist)
	}
	part := to + ".part" // nobody takes a half-made copy for a whole one
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("back up: %w", err)
	}
	err := copyDatabase(ctx, from, part)
	if err == nil {
		err = os.Rename(part, to)
	}
	if err != nil {
		if gone := os.Remove(part); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return fmt.Errorf("back up: %w", err)
	}
	return syncDir(filepath.Dir(to))
}

func copyDatabase(ctx context.Context, from, to string) (err error) {
	if from, err = filepath.Abs(from); err != nil {
		return err
	}
	if to, err = filepath.Abs(to); err != nil {
		return err
	}
	src, err := openConn(from, url.Values{"_query_only": {"on"}, "_journal_mode": nil})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.close()) }()
	if err := makePrivate(to); err != nil {
		return err
	}
	dst, err := openConn(to, url.Values{"_journal_mode": {"MEMORY"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.close()) }()
	return writeError(copyPages(ctx, dst, src))
}

// copyPages copies within one read transaction: commits made meanwhile would otherwise begin the copy anew, for ever under load.
func copyPages(ctx context.Context, dst, src *conn) (err error) {
	if err := src.script("BEGIN"); err != nil {
		return err
	}
	if _, err := src.number("SELECT count(*) FROM sqlite_schema"); err != nil { // the transaction begins with its first read
		return err
	}
	b, err := dst.raw.Backup("main", src.raw, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if done, err := b.Step(backupStep); done || err != nil {
			return err
		}
	}
}
