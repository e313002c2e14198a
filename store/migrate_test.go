package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// Old databases lie in testdata, one for each version that was released, made by -run TestOldDatabases with this set: each holds
// one conversation of "web", "parent" in the state "old state", led to by the events 7 and 9.
const writeOldEnv = "SAFESTEPS_STORE_WRITE_TESTDATA"

// TestOldDatabases opens copies of databases that earlier versions left behind.
func TestOldDatabases(t *testing.T) {
	if os.Getenv(writeOldEnv) != "" {
		writeOldDatabase(t)
	}
	files, err := filepath.Glob("testdata/version*.sqlite")
	if err != nil || len(files) == 0 {
		t.Fatalf("no old databases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "copy.db")
			if err := copyFile(file, path); err != nil {
				t.Fatal(err)
			}
			s := openTest(t, path)
			defer s.Close()
			r, err := s.Load(t.Context(), s.Key("web", "parent"))
			if err != nil || string(r.State) != "old state" || len(r.Seen) != 2 || r.Seen[0] != 7 || r.Seen[1] != 9 {
				t.Errorf("got %q, %d, %v", r.State, r.Seen, err)
			}
			if err := s.Save(t.Context(), Turn{Key: s.Key("web", "parent"), Rev: r.Rev, State: []byte("new"), Now: benchNow}); err != nil {
				t.Error(err)
			}
		})
	}
}

func writeOldDatabase(t *testing.T) {
	t.Helper()
	s := openTemp(t)
	turn := Turn{Key: s.Key("web", "parent"), State: []byte("a state"), Event: 7, Now: benchNow}
	if err := s.Save(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	turn.Rev, turn.Event, turn.State = turn.Next(), 9, []byte("old state")
	scripts, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf("testdata/version%d.sqlite", len(scripts))
	if err := errors.Join(s.Save(t.Context(), turn), s.Backup(t.Context(), file)); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationFiles(t *testing.T) {
	if scripts, err := migrations(migrationFiles); err != nil || len(scripts) == 0 {
		t.Errorf("ours: %d, %v", len(scripts), err)
	}
	for name, files := range map[string]fstest.MapFS{
		"a gap":       {"migrations/0001_a.sql": {Data: []byte("-- a")}, "migrations/0003_b.sql": {Data: []byte("-- b")}},
		"twice":       {"migrations/0001_a.sql": {Data: []byte("-- a")}, "migrations/0001_b.sql": {Data: []byte("-- b")}},
		"no number":   {"migrations/first.sql": {Data: []byte("-- a")}},
		"no purpose":  {"migrations/0001_a.sql": {Data: []byte("SELECT 1;")}},
		"starts at 0": {"migrations/0000_a.sql": {Data: []byte("-- a")}},
	} {
		if _, err := migrations(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestMigrationFails leaves the database at the last version that was reached, with nothing of the one that failed.
func TestMigrationFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "migrate.db")
	if err := makePrivate(path); err != nil {
		t.Fatal(err)
	}
	c, err := openConn(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	steps := []string{"CREATE TABLE a (n INTEGER);", "CREATE TABLE b (n INTEGER); INSERT INTO nowhere VALUES (1);"}
	if err := migrate(c, steps); err == nil {
		t.Fatal("no error")
	}
	if got := pragmaOf(t, c, "user_version"); got != "1" {
		t.Errorf("version %s, want 1", got)
	}
	steps[1] = "CREATE TABLE b (n INTEGER);"
	if err := migrate(c, steps); err != nil { // fails if table b was left behind
		t.Error(err)
	}
	if got := pragmaOf(t, c, "user_version"); got != "2" {
		t.Errorf("version %s, want 2", got)
	}
}
