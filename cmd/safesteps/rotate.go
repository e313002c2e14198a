package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/safesteps/safesteps/store"
)

// rotateCmd changes the secret. What is kept is not written anew, so it takes no longer for many people, and a server that runs
// goes on; it needs the new secret only when it starts again.
type rotateCmd struct {
	databaseFlags
	NewSecret string `help:"The secret from now on. Needed when the old one is a setting; otherwise the file beside the database gets a new one." placeholder:"SECRET"`
}

// Run changes the secret.
func (c *rotateCmd) Run(e *env) error {
	if c.NewSecret != "" {
		return c.toSetting(e)
	}
	if c.Secret != "" || isPostgres(c.Database) {
		return usageError{errors.New("SAFESTEPS_NEW_SECRET: give the new secret there, or in a file named by SAFESTEPS_NEW_SECRET_FILE")}
	}
	return c.toFile(e)
}

func (c *rotateCmd) toSetting(e *env) error {
	if err := longEnough("SAFESTEPS_NEW_SECRET", c.NewSecret); err != nil {
		return err
	}
	db, err := c.attach(e.ctx)
	if err != nil {
		return err
	}
	if err := closing(db, db.Rotate(e.ctx, []byte(c.NewSecret))); err != nil {
		return err
	}
	return e.print("The new secret is in force: put it where SAFESTEPS_SECRET comes from. The old one opens this database no more.\n")
}

// nextKeyFile is where a new secret lies until the database is sealed with it.
func nextKeyFile(path string) string { return keyFile(path) + ".new" }

// toFile puts a new secret into the key file. It can be cut short anywhere: the next run finds out how far it came.
func (c *rotateCmd) toFile(e *env) error {
	if err := c.exists(); err != nil {
		return err
	}
	done, err := c.sealedAnew(e)
	if err != nil {
		return err
	}
	if !done {
		if err := c.seal(e); err != nil {
			return err
		}
	}
	if err := os.Rename(nextKeyFile(c.Database), keyFile(c.Database)); err != nil {
		return fmt.Errorf("put the new key file in its place: %w", err)
	}
	return e.print("%s holds a new secret. The old one opens this database no more.\n", keyFile(c.Database))
}

// sealedAnew tells whether a run before was cut short after it had sealed the database with the next secret.
func (c *rotateCmd) sealedAnew(e *env) (bool, error) {
	next, err := loadSecret(nextKeyFile(c.Database))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	db, err := attachSQLite(e.ctx, c.Database, next)
	if errors.Is(err, store.ErrSecret) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, closing(db, nil)
}

func (c *rotateCmd) seal(e *env) error {
	db, err := c.attach(e.ctx)
	if err != nil {
		return err
	}
	next, err := store.LoadOrCreateSecret(nextKeyFile(c.Database))
	if err == nil {
		err = db.Rotate(e.ctx, next)
	}
	return closing(db, err)
}
