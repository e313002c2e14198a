package store

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
)

// Migrations are numbered from 1 without gaps, say on their first line what they are for, and never change once released.
// The number of the last one that was run is the database's PRAGMA user_version.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations gives the scripts in order: the first leads to version 1.
func migrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var scripts []string
	for i, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s should have the number %d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(string(text), "-- ") {
			return nil, fmt.Errorf("migration %s does not say what it is for", name)
		}
		scripts = append(scripts, string(text))
	}
	return scripts, nil
}

// migrate brings the database to the last version, each step in a transaction of its own.
func migrate(c *conn, scripts []string) error {
	version, err := c.number("PRAGMA user_version")
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	for n := int(version); n < len(scripts); n++ {
		err := c.transaction(func() error {
			return c.script(scripts[n] + fmt.Sprintf("\nPRAGMA user_version = %d;", n+1))
		})
		if err != nil {
			return fmt.Errorf("migrate to version %d: %w", n+1, writeError(err))
		}
	}
	return nil
}

// examine looks at the file before anything may write to it: a database of a newer version is ErrNewer, and a file that
// is not ours is refused. A file that is missing or empty is version 0.
func examine(file string, newest int) (version int, err error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the database: %w", err)
	}
	c, err := openConn(file, url.Values{"mode": {"ro"}, "_journal_mode": nil, "_query_only": {"on"}})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	n, err := c.number("PRAGMA user_version")
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	if n > int64(newest) {
		return 0, fmt.Errorf("%w: it has version %d, this program knows up to %d; nothing in it was touched", ErrNewer, n, newest)
	}
	tables, err := c.number("SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return 0, fmt.Errorf("read the database's tables: %w", err)
	}
	if n == 0 && tables > 0 {
		return 0, fmt.Errorf("%s is a database of another program", file)
	}
	return int(n), nil
}
