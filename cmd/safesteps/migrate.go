package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/safesteps/safesteps/store"
)

// migrateCmd moves a bot from a SQLite file to PostgreSQL.
type migrateCmd struct {
	From   string `required:"" help:"SQLite file of a server that is stopped." placeholder:"FILE"`
	To     string `required:"" help:"postgres:// address of an empty database." placeholder:"URL"`
	Secret string `help:"The secret that seals the new database. The old one may have it too, or the file beside it." placeholder:"SECRET"`
}

// Run copies everything or nothing. The file stays as it is.
func (c *migrateCmd) Run(e *env) error {
	if !isPostgres(c.To) {
		return usageError{errors.New("--to: give an address such as postgres://user:password@host:5432/name")}
	}
	if c.Secret == "" {
		return usageError{errors.New("SAFESTEPS_SECRET: PostgreSQL needs one, the same on every machine; make one with: openssl rand -hex 32")}
	}
	if err := longEnough("SAFESTEPS_SECRET", c.Secret); err != nil {
		return err
	}
	if _, err := os.Stat(c.From); err != nil {
		return usageError{fmt.Errorf("--from: %w", err)}
	}
	from, err := c.open(e.ctx)
	if err != nil {
		return err
	}
	moved, err := from.MoveToPostgres(e.ctx, c.To, []byte(c.Secret))
	if err := closing(from, err); err != nil {
		return err
	}
	return e.print("moved %d conversations and %d reminders. Start the server with SAFESTEPS_DATABASE at the new address and this secret; "+
		"keep %s until you are content.\n", moved.People, moved.Reminders, c.From)
}

// open opens the file with the secret that was given or, when that does not open it, with the one beside it. It takes the lock, so
// that no server takes turns that would be left behind.
func (c *migrateCmd) open(ctx context.Context) (*store.SQLite, error) {
	db, err := store.Open(ctx, c.From, []byte(c.Secret))
	if errors.Is(err, store.ErrSecret) {
		if key, none := loadSecret(keyFile(c.From)); none == nil {
			db, err = store.Open(ctx, c.From, key)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return db, nil
}
