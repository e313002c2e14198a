package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/store"
)

// minSecret is the shortest secret that is accepted, in bytes.
const minSecret = 16

// database is what the program needs of a store.
type database interface {
	bots.Store
	bots.ReminderStore
	RemindersDue(ctx context.Context, now time.Time) (int64, error)
	Setting(ctx context.Context, name string) (value []byte, found bool, err error)
	PutSetting(ctx context.Context, name string, value []byte) error
	Totals(ctx context.Context, from, to string) ([]store.Total, error)
	Seen(ctx context.Context) (store.Seen, error)
	Purge(ctx context.Context, before time.Time) (int, error)
	PurgeHandovers(ctx context.Context, now time.Time) (int, error)
	Stats(ctx context.Context) (store.Stats, error)
	Writable(ctx context.Context) error
	Rotate(ctx context.Context, newSecret []byte) error
	Close() error
}

var (
	_ database = (*store.SQLite)(nil)
	_ database = (*store.Postgres)(nil)
)

// openDatabase opens the database at an address of PostgreSQL, or the SQLite file for the one process that serves it. Without a
// secret in the settings, one is kept in a file beside the SQLite file.
func openDatabase(ctx context.Context, path, secret string) (database, error) {
	if isPostgres(path) {
		return openPostgres(ctx, path, secret)
	}
	key, err := sqliteSecret(path, secret, func(key string) ([]byte, error) { return serverSecret(path, key) })
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, path, key)
	if err != nil {
		return nil, fmt.Errorf("database: %w", rotationHint(path, err))
	}
	return db, nil
}

func openPostgres(ctx context.Context, address, secret string) (database, error) {
	if secret == "" {
		return nil, usageError{errors.New("SAFESTEPS_SECRET: PostgreSQL needs one, the same on every machine; make one with: openssl rand -hex 32")}
	}
	if err := longEnough("SAFESTEPS_SECRET", secret); err != nil {
		return nil, err
	}
	db, err := store.OpenPostgres(ctx, address, []byte(secret))
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return db, nil
}

// databaseFlags chooses the database of a command that may run beside the server.
type databaseFlags struct {
	Database string `default:"safesteps.db" help:"SQLite file, or postgres:// address." placeholder:"FILE"`
	Secret   string `help:"The secret that opens the database; read from the file beside it when not given." placeholder:"SECRET"`
}

// attach opens a database that a server may be using. It makes nothing: no file, no secret.
func (f databaseFlags) attach(ctx context.Context) (database, error) {
	if isPostgres(f.Database) {
		return openPostgres(ctx, f.Database, f.Secret)
	}
	if err := f.exists(); err != nil {
		return nil, err
	}
	key, err := sqliteSecret(f.Database, f.Secret, loadSecret)
	if err != nil {
		return nil, err
	}
	return attachSQLite(ctx, f.Database, key)
}

func attachSQLite(ctx context.Context, path string, key []byte) (database, error) {
	db, err := store.Attach(ctx, path, key)
	if err != nil {
		return nil, fmt.Errorf("database: %w", rotationHint(path, err))
	}
	return db, nil
}

// exists fails when there is no database file.
func (f databaseFlags) exists() error {
	_, err := os.Stat(f.Database)
	if errors.Is(err, fs.ErrNotExist) {
		return usageError{fmt.Errorf("SAFESTEPS_DATABASE: there is no file %s; name the one that the server uses", f.Database)}
	}
	if err != nil {
		return fmt.Errorf("SAFESTEPS_DATABASE: %w", err)
	}
	return nil
}

// sqliteSecret is the secret from the settings, or else what load finds in the file beside the database.
func sqliteSecret(path, secret string, load func(path string) ([]byte, error)) ([]byte, error) {
	if secret != "" {
		return []byte(secret), longEnough("SAFESTEPS_SECRET", secret)
	}
	key, err := load(keyFile(path))
	if err != nil {
		return nil, fmt.Errorf("the secret beside the database: %w", err)
	}
	return key, nil
}

// loadSecret reads a key file that must be there.
func loadSecret(path string) ([]byte, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w; set SAFESTEPS_SECRET if the server has its secret from there", err)
	}
	return store.LoadOrCreateSecret(path) //nolint:wrapcheck // the caller says what it is
}

func longEnough(name, secret string) error {
	if len(secret) < minSecret {
		return usageError{fmt.Errorf("%s: at least %d characters are needed, it has %d", name, minSecret, len(secret))}
	}
	return nil
}

// rotationHint tells what to do when a change of the secret was cut short.
func rotationHint(path string, err error) error {
	if !errors.Is(err, store.ErrSecret) {
		return err
	}
	if _, gone := os.Stat(nextKeyFile(path)); gone != nil {
		return fmt.Errorf("%w; see SAFESTEPS_SECRET, or the file %s", err, keyFile(path))
	}
	return fmt.Errorf("%w; a change of the secret was cut short, finish it with: safesteps rotate", err)
}

// closing closes db, and gives its error when there is no other.
func closing(db database, err error) error {
	if closed := db.Close(); err == nil && closed != nil {
		return fmt.Errorf("database: %w", closed)
	}
	return err
}

// masked is the name of a database without the password that its address may hold.
func masked(database string) string {
	if !isPostgres(database) {
		return database
	}
	u, err := url.Parse(database)
	if err != nil {
		return "postgres://…"
	}
	return "postgres://" + u.Host + u.Path
}

// isPostgres tells an address of PostgreSQL from the name of a file.
func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}
