package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testSecret opens every database of the tests.
var testSecret = []byte("a secret for tests only, 32 bytes")

func openTest(tb testing.TB, path string) *SQLite {
	tb.Helper()
	s, err := Open(tb.Context(), path, testSecret)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// openTemp opens a new database that is closed at the end of the test.
func openTemp(tb testing.TB) *SQLite {
	tb.Helper()
	s := openTest(tb, filepath.Join(tb.TempDir(), "test.db"))
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return s
}

func fileSize(tb testing.TB, path string) int64 {
	tb.Helper()
	info, err := os.Stat(path)
	if err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}

// TestPragmas asks every connection: a pragma that is run on a pool reaches one of them.
func TestPragmas(t *testing.T) {
	s := openTemp(t)
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1",
		"cache_size": "-512", "wal_autocheckpoint": "0", "temp_store": "2", "page_size": "8192", "journal_size_limit": "8388608",
	}
	conns := map[string]*conn{"writer": s.writer, "sweep": s.sweep}
	for i := range readers {
		c := <-s.reads
		conns["reader "+string(rune('0'+i))] = c
		defer func() { s.reads <- c }()
	}
	for name, c := range conns {
		for pragma, want := range want {
			if got := pragmaOf(t, c, pragma); got != want {
				t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
			}
		}
		want := "0"
		if strings.HasPrefix(name, "reader") {
			want = "1"
		}
		if got := pragmaOf(t, c, "query_only"); got != want {
			t.Errorf("%s: query_only is %s, want %s", name, got, want)
		}
	}
}

func TestFileModes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "modes.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil { // somebody was careless
		t.Fatal(err)
	}
	s := openTest(t, path)
	defer s.Close()
	if err := s.Writable(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %04o, want 0600", filepath.Base(file), got)
		}
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	s := openTemp(t)
	_, err := Open(t.Context(), s.path, testSecret)
	if !errors.Is(err, ErrLocked) {
		t.Fatalf("got %v, want ErrLocked", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, s.path)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOddFileNames(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "#1.db", "a&b=c.db", "ünï.db"} {
		path := filepath.Join(t.TempDir(), name)
		if err := openTest(t, path).Close(); err != nil {
			t.Fatal(err)
		}
		if fileSize(t, path) == 0 {
			t.Errorf("%s: the database is elsewhere", name)
		}
	}
}

func TestWrongSecret(t *testing.T) {
	s := openTemp(t)
	key := s.Key("web", "a")
	if err := s.Save(t.Context(), Turn{Key: key, State: []byte("s"), Now: benchNow}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"another": "another secret, just as long as it", "short": "short"} {
		if _, err := Open(t.Context(), s.path, []byte(secret)); !errors.Is(err, ErrSecret) {
			t.Errorf("%s: got %v, want ErrSecret", name, err)
		}
	}
	again := openTest(t, s.path) // the failed attempts left neither lock nor change behind
	defer again.Close()
	if r, err := again.Load(t.Context(), key); err != nil || string(r.State) != "s" {
		t.Errorf("got %q, %v", r.State, err)
	}
}

func TestRotate(t *testing.T) {
	s := openTemp(t)
	key := s.Key("web", "a")
	if err := s.Save(t.Context(), Turn{Key: key, State: []byte("s"), Now: benchNow}); err != nil {
		t.Fatal(err)
	}
	fresh := []byte("the secret that comes afterwards")
	if err := s.Rotate(t.Context(), []byte("short")); !errors.Is(err, ErrSecret) {
		t.Errorf("a short secret: got %v, want ErrSecret", err)
	}
	if err := s.Rotate(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), s.path, testSecret); !errors.Is(err, ErrSecret) {
		t.Errorf("the old secret: got %v, want ErrSecret", err)
	}
	again, err := Open(t.Context(), s.path, fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Key("web", "a") != key {
		t.Error("the same person has another key")
	}
	if r, err := again.Load(t.Context(), key); err != nil || string(r.State) != "s" {
		t.Errorf("got %q, %v", r.State, err)
	}
}

func TestNewerDatabaseIsLeftAlone(t *testing.T) {
	s := openTemp(t)
	if err := s.alone(t.Context(), func(c *conn) error { return c.script("PRAGMA user_version = 99") }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (*SQLite, error){
		"open":   func() (*SQLite, error) { return Open(t.Context(), s.path, testSecret) },
		"attach": func() (*SQLite, error) { return Attach(t.Context(), s.path, testSecret) },
	} {
		if _, err := open(); !errors.Is(err, ErrNewer) {
			t.Errorf("%s: got %v, want ErrNewer", name, err)
		}
	}
	if after, err := os.ReadFile(s.path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("not a database\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other.db")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := openConn(other, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.script("CREATE TABLE recipes (name TEXT)"), c.close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, other, filepath.Join(dir, "missing", "x.db")} {
		if _, err := Open(t.Context(), path, testSecret); err == nil {
			t.Errorf("%s was opened", path)
		}
	}
}

// TestAttach has a command forget somebody beside the process that serves.
func TestAttach(t *testing.T) {
	s := openTemp(t)
	key := s.Key("web", "a")
	turn := Turn{Key: key, State: []byte("s"), Now: benchNow}
	if err := s.Save(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	beside, err := Attach(t.Context(), s.path, testSecret)
	if err != nil {
		t.Fatal(err)
	}
	if err := beside.Save(t.Context(), Turn{Key: beside.Key("web", "a"), Rev: turn.Next(), Forget: true, Now: benchNow}); err != nil {
		t.Fatal(err)
	}
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Load(t.Context(), key); err != nil || r.Rev != 0 {
		t.Errorf("got %+v, %v; want nobody", r, err)
	}
	turn.Rev = turn.Next()
	if err := s.Save(t.Context(), turn); !errors.Is(err, ErrConflict) {
		t.Errorf("a turn from before: got %v, want ErrConflict", err)
	}
	if _, err := Attach(t.Context(), s.path+"x", testSecret); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got %v, want fs.ErrNotExist", err)
	}
}
