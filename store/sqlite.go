package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// readers is how many reads may run at once.
const readers = 4

// SQLite keeps everything in one SQLite file. It is safe for concurrent use.
//
// Reads have connections of their own and never wait for a write. All writes go through one goroutine (see writer.go), which
// commits those that wait together.
type SQLite struct {
	path    string
	sealer  *Sealer
	dataKey []byte   // what sealer was made of
	lock    *os.File // nil when attached
	reads   pool
	writer  *conn // used by the writing goroutine only
	sweep   *conn // used by the checkpointing goroutine only
	recent  int   // turns since the last checkpoint; the writing goroutine's
	rewrite bool  // the file may hold traces as well; the writing goroutine's

	gate   sync.RWMutex // held for reading while a job is handed over
	closed bool         // guarded by gate
	jobs   chan *job
	done   chan struct{} // closed when the writing goroutine has ended

	due     chan struct{} // asks for a checkpoint
	stop    chan struct{} // closed to end the checkpointing goroutine
	stopped chan struct{} // closed when it has ended
	traces  atomic.Bool   // something was forgotten that the log may still hold
}

// Open opens the database file at path for the one process that serves it, and makes it (mode 0600) when there is none.
//
// ErrLocked: another process serves it. ErrNewer: a newer version wrote it; it is left untouched. ErrSecret: it was made with
// another secret, or the secret is shorter than MinSecret. ErrReadOnly and ErrFull: it could not be made or brought up to date.
func Open(ctx context.Context, path string, secret []byte) (*SQLite, error) {
	return open(ctx, path, secret, false)
}

// Attach opens a database that another process may be serving, for a command run beside it: totals, forget, purge, rotate. It
// takes no lock and neither makes nor migrates anything: a file that is missing gives fs.ErrNotExist.
func Attach(ctx context.Context, path string, secret []byte) (*SQLite, error) {
	return open(ctx, path, secret, true)
}

func open(ctx context.Context, path string, secret []byte, attach bool) (_ *SQLite, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the database: %w", err)
	}
	s := &SQLite{
		path:    path,
		reads:   make(pool, readers),
		jobs:    make(chan *job, maxBatch),
		done:    make(chan struct{}),
		due:     make(chan struct{}, 1),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	prepare := s.found
	if attach {
		prepare = s.join
	}
	if err := prepare(); err != nil {
		return nil, err
	}
	if err := s.unseal(secret); err != nil {
		return nil, err
	}
	if err := s.connect(); err != nil {
		return nil, err
	}
	go s.write()
	go s.checkpoints()
	return s, nil
}

// found takes the lock and brings the file to the last version.
func (s *SQLite) found() (err error) {
	scripts, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if s.lock, err = lockFile(s.path); err != nil {
		return err
	}
	if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > 0 {
		s.rewrite = true // the process before was killed, perhaps after somebody asked to be forgotten
		s.traces.Store(true)
	}
	version, err := examine(s.path, len(scripts))
	if err != nil {
		return err
	}
	if err := makePrivate(s.path); err != nil {
		return err
	}
	if version == 0 {
		if err := setPageSize(s.path); err != nil {
			return writeError(err)
		}
	}
	if s.writer, err = openConn(s.path, nil); err != nil {
		return writeError(err)
	}
	return migrate(s.writer, scripts)
}

// join opens a file that has the last version already.
func (s *SQLite) join() error {
	scripts, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.path); err != nil {
		return fmt.Errorf("find the database: %w", err)
	}
	version, err := examine(s.path, len(scripts))
	if err != nil {
		return err
	}
	if version != len(scripts) {
		return fmt.Errorf("the database has version %d and this program %d: start the server once, it brings it up to date", version, len(scripts))
	}
	s.writer, err = openConn(s.path, nil)
	return writeError(err)
}

// makePrivate makes sure that the file is there and that only its owner may read it; SQLite gives its other files the same mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		err = os.Chmod(path, 0o600)
	} else if err == nil {
		err = f.Close()
	}
	if err != nil {
		return fmt.Errorf("make the database file: %w", err)
	}
	return nil
}

// setPageSize gives a new file pages of 8 KiB: on 4 KiB, a parent took 705 bytes instead of 655, because seven or eight rows
// fill a page badly. It has to happen before the first page is written.
func setPageSize(path string) error {
	c, err := openConn(path, url.Values{"_journal_mode": nil})
	if err != nil {
		return err
	}
	return errors.Join(c.script("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL"), c.close())
}

// unseal opens the data key with the secret, or makes one for a new database.
func (s *SQLite) unseal(secret []byte) error {
	var sealed []byte
	read := func() error {
		return s.writer.query("SELECT sealed FROM keys WHERE id = 1", 1, func(row []driver.Value) error {
			sealed = row[0].([]byte)
			return nil
		})
	}
	if err := read(); err != nil {
		return fmt.Errorf("read the data key: %w", err)
	}
	if sealed == nil {
		var err error
		if sealed, err = sealDataKey(secret, newDataKey()); err != nil {
			return err
		}
		if _, err := s.writer.exec("INSERT INTO keys (id, sealed) VALUES (1, ?)", sealed); err != nil {
			return fmt.Errorf("keep the data key: %w", writeError(err))
		}
	}
	var err error
	if s.dataKey, err = openDataKey(secret, sealed); err != nil {
		return err
	}
	s.sealer, err = NewSealer(s.dataKey)
	return err
}

func (s *SQLite) connect() (err error) {
	for range readers {
		c, err := openConn(s.path, url.Values{"_query_only": {"on"}})
		if err != nil {
			return err
		}
		s.reads <- c
	}
	s.sweep, err = openConn(s.path, nil)
	return err
}

// Close refuses new turns, keeps those that wait, and closes the file. A second call does nothing.
func (s *SQLite) Close() error {
	s.gate.Lock()
	closed := s.closed
	s.closed = true
	s.gate.Unlock()
	if closed {
		return nil
	}
	close(s.stop)
	<-s.stopped
	close(s.jobs)
	<-s.done
	return s.release()
}

// release closes what is open. Nobody reads or writes any more.
func (s *SQLite) release() error {
	var errs []error
	for len(s.reads) > 0 {
		errs = append(errs, (<-s.reads).close())
	}
	for _, c := range []*conn{s.sweep, s.writer} { // the writer last: it empties the log
		if c != nil {
			errs = append(errs, c.close())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Key is the row key of a person on a channel. It needs no database access.
func (s *SQLite) Key(channel, person string) Key {
	return s.sealer.Key(channel, person)
}

const loadSQL = `SELECT rev, body FROM conversations WHERE key = ?`

// Load reads a person's conversation; a person who has none gives the zero Record. It never waits for a write. ErrSealed means
// that the row was changed by somebody without the key.
func (s *SQLite) Load(ctx context.Context, key Key) (Record, error) {
	var r Record
	err := s.reading(ctx, func(c *conn) error {
		return c.query(loadSQL, 2, func(row []driver.Value) (err error) {
			r, err = s.sealer.record(key, row[0].(int64), row[1].([]byte))
			return err
		}, key[:])
	})
	if err != nil {
		return Record{}, fmt.Errorf("load a conversation: %w", err)
	}
	return r, nil
}

func (s *Sealer) record(key Key, rev int64, body []byte) (Record, error) {
	plain, err := s.Open(key, body)
	if err != nil {
		return Record{}, err
	}
	seen, state, err := decodeConversation(plain)
	return Record{State: state, Rev: rev, Seen: seen}, err
}

// reading runs f on a connection for reading.
func (s *SQLite) reading(ctx context.Context, f func(*conn) error) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return ErrClosed
	}
	return s.reads.with(ctx, f)
}
