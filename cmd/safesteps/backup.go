package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/safesteps/safesteps/store"
)

// backupCmd copies the database while a server goes on using it.
type backupCmd struct {
	Database string `default:"safesteps.db" help:"SQLite file." placeholder:"FILE"`
	File     string `arg:"" help:"Where the copy goes; must not be there yet."`
}

// Run makes the copy. It needs no secret: what is sealed stays sealed.
func (c *backupCmd) Run(e *env) error {
	if isPostgres(c.Database) {
		return usageError{errors.New("PostgreSQL is backed up with its own pg_dump, which also works while the server runs")}
	}
	from := databaseFlags{Database: c.Database}
	if err := from.exists(); err != nil {
		return err
	}
	err := store.Backup(e.ctx, c.Database, c.File)
	if errors.Is(err, fs.ErrExist) {
		return usageError{fmt.Errorf("%s is there already; give another name, or move it away", c.File)}
	}
	if err != nil {
		return err
	}
	return e.print("%s holds the whole database. The secret is not in it: keep that somewhere else, the copy is worth nothing without it.\n", c.File)
}
