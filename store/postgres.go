package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// postgresConns is how many connections a store opens at most, unless the address says pool_max_conns.
	postgresConns = 10
	// postgresWait is how long the database may take for anything a turn waits for.
	postgresWait = 10 * time.Second
)

// Postgres keeps everything in a PostgreSQL database. Any number of processes may share one. It is safe for concurrent use.
//
// What is kept is the same as in SQLite, sealed in the same way. Turns that wait together share a commit (see postgres_writer.go).
// It needs sessions of its own: behind PgBouncer, pooling by session.
type Postgres struct {
	pool    *pgxpool.Pool
	sealer  *Sealer
	dataKey []byte // what sealer was made of

	gate    sync.RWMutex // held for reading while the database is used or a job handed over
	closed  bool         // guarded by gate
	jobs    chan *write
	writers sync.WaitGroup
}

// OpenPostgres opens the database at an address such as postgres://user:password@host:5432/name, and makes its tables when there
// are none. They lie in the first schema of the search path, so search_path=… in the address separates bots that share a database.
//
// ErrNewer: a newer version wrote it; it is left untouched. ErrSecret: it was made with another secret, or the secret is shorter
// than MinSecret. No error holds the password.
func OpenPostgres(ctx context.Context, address string, secret []byte) (*Postgres, error) {
	return openPostgres(ctx, address, func(tx pgx.Tx) ([]byte, error) { return dataKeyOf(ctx, tx, secret) })
}

// openPostgres opens the database; key gives its data key and may change it, in the transaction that brings the tables up to date.
func openPostgres(ctx context.Context, address string, key func(pgx.Tx) ([]byte, error)) (_ *Postgres, err error) {
	cfg, err := postgresConfig(address)
	if err != nil {
		return nil, err
	}
	p := &Postgres{jobs: make(chan *write, maxPostgresBatch)}
	if p.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	defer func() {
		if err != nil {
			p.pool.Close()
		}
	}()
	err = pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) (err error) {
		if err := migratePostgres(ctx, tx); err != nil {
			return err
		}
		p.dataKey, err = key(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if p.sealer, err = NewSealer(p.dataKey); err != nil {
		return nil, err
	}
	for range postgresWriters {
		p.writers.Go(p.write)
	}
	return p, nil
}

// postgresConfig reads an address. Its own settings come before ours.
func postgresConfig(address string) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil { // the cause could quote the password
		return nil, errors.New("open the database: the address should look like postgres://user:password@host:5432/name")
	}
	if !strings.Contains(address, "pool_max_conns=") {
		cfg.MaxConns = postgresConns
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = postgresWait / 2
	}
	params := cfg.ConnConfig.RuntimeParams
	for name, value := range map[string]string{
		"application_name":   "safesteps",
		"synchronous_commit": "on", // a turn is on the disk when its commit returns, whatever the server's default is
		"statement_timeout":  fmt.Sprint(postgresWait.Milliseconds()),
	} {
		if _, given := params[name]; !given {
			params[name] = value
		}
	}
	return cfg, nil
}

// dataKeyOf opens the data key with the secret, or makes one for a new database.
func dataKeyOf(ctx context.Context, tx pgx.Tx, secret []byte) ([]byte, error) {
	var sealed []byte
	err := tx.QueryRow(ctx, "SELECT sealed FROM keys WHERE id = 1").Scan(&sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		if sealed, err = sealDataKey(secret, newDataKey()); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, "INSERT INTO keys (id, sealed) VALUES (1, $1)", sealed)
	}
	if err != nil {
		return nil, fmt.Errorf("the data key: %w", err)
	}
	return openDataKey(secret, sealed)
}

// Close refuses new turns, keeps those that wait, and closes the connections. A second call does nothing.
func (p *Postgres) Close() error {
	p.gate.Lock()
	closed := p.closed
	p.closed = true
	p.gate.Unlock()
	if closed {
		return nil
	}
	close(p.jobs)
	p.writers.Wait()
	p.pool.Close()
	return nil
}

// Key is the row key of a person on a channel. It needs no database access.
func (p *Postgres) Key(channel, person string) Key { return p.sealer.Key(channel, person) }

const loadPostgres = `SELECT rev, body FROM conversations WHERE key = $1`

// Load reads a person's conversation; a person who has none gives the zero Record. ErrSealed means that the row was changed by
// somebody without the key.
func (p *Postgres) Load(ctx context.Context, key Key) (Record, error) {
	var rev int64
	var body []byte
	err := p.using(ctx, func(ctx context.Context) error {
		return p.pool.QueryRow(ctx, loadPostgres, key[:]).Scan(&rev, &body)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Record{}, nil
	}
	var r Record
	if err == nil {
		r, err = p.sealer.record(key, rev, body)
	}
	if err != nil {
		return Record{}, fmt.Errorf("load a conversation: %w", err)
	}
	return r, nil
}

// using runs f while the store is open, for as long as the database may take.
func (p *Postgres) using(ctx context.Context, f func(context.Context) error) error {
	p.gate.RLock()
	defer p.gate.RUnlock()
	if p.closed {
		return ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, postgresWait)
	defer cancel()
	return postgresError(f(ctx))
}

// exec runs one statement, and gives the number of rows it changed.
func (p *Postgres) exec(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = p.using(ctx, func(ctx context.Context) error {
		tag, err := p.pool.Exec(ctx, sql, args...)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// postgresError gives a failure the name by which callers know it; nil stays nil.
func postgresError(err error) error {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) {
		return err
	}
	switch pe.Code {
	case "53100": // disk_full
		return fmt.Errorf("%w: %w", ErrFull, err)
	case "25006", "58030", "57P01", "57P02", "57P03": // read_only_sql_transaction, io_error, and a server that goes down or comes up
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}
