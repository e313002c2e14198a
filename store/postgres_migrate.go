package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// The same rules hold as for SQLite's migrations. The number of the last one that was run is in the table version.
//
//go:embed postgres/migrations/*.sql
var postgresFiles embed.FS

// postgresLock is the number of the advisory lock that is held while tables are brought up to date.
const postgresLock = 0x5afe57e9

// migratePostgres brings the tables to the last version. Processes that start together wait for each other.
func migratePostgres(ctx context.Context, tx pgx.Tx) error {
	files, err := fs.Sub(postgresFiles, "postgres")
	if err != nil {
		return err
	}
	scripts, err := migrations(files)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", postgresLock); err != nil {
		return err
	}
	version, err := postgresVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(scripts) {
		return fmt.Errorf("%w: it has version %d, this program knows up to %d; nothing in it was touched", ErrNewer, version, len(scripts))
	}
	for n := version; n < len(scripts); n++ {
		if _, err := tx.Exec(ctx, scripts[n]); err != nil {
			return fmt.Errorf("migrate to version %d: %w", n+1, postgresError(err))
		}
	}
	if version == len(scripts) {
		return nil
	}
	_, err = tx.Exec(ctx, "UPDATE version SET n = $1", len(scripts))
	return err
}

// postgresVersion reads the version; tables that are not there yet are version 0.
func postgresVersion(ctx context.Context, tx pgx.Tx) (version int, err error) {
	var there bool
	if err := tx.QueryRow(ctx, "SELECT to_regclass(current_schema() || '.version') IS NOT NULL").Scan(&there); err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	if !there {
		if _, err := tx.Exec(ctx, "CREATE TABLE version (n integer NOT NULL); INSERT INTO version (n) VALUES (0)"); err != nil {
			return 0, fmt.Errorf("make the tables: %w", postgresError(err))
		}
		return 0, nil
	}
	err = tx.QueryRow(ctx, "SELECT n FROM version").Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		err = errors.New("it is empty")
	}
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	return version, nil
}
