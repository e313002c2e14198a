package main

import (
	"bytes"
	"database/sql"
	"os"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/store"
)

// TestSecondInstance: two processes on one file would undo each other's turns. The second is refused, the first goes on.
func TestSecondInstance(t *testing.T) {
	s := newSite(t, false)
	s.start()
	second := s.launch(nil, "serve")
	if code := second.wait(t, startWithin); code != exitBroken {
		t.Errorf("exit code %d, want %d", code, exitBroken)
	}
	mustHold(t, second.said.String(), "another process uses this database", "stop the other one")
	c := newCrowd(s, 1, 31)
	c.parents[0].goOn()
	c.rest("the first process answers")
	c.final()
}

// TestRefusedDatabase: a file that this program must not touch is left as it is, byte for byte, and the operator reads why.
func TestRefusedDatabase(t *testing.T) {
	for _, c := range []struct {
		name    string
		spoil   func(t *testing.T, s *site)
		changes map[string]string
		code    int
		words   []string
	}{
		{
			name: "wrong secret", changes: map[string]string{"SAFESTEPS_SECRET": "quite another long secret"}, code: exitBroken,
			words: []string{"the secret does not open this database", "SAFESTEPS_SECRET"},
		},
		{
			name: "secret too short", changes: map[string]string{"SAFESTEPS_SECRET": "short"}, code: exitUsage,
			words: []string{"SAFESTEPS_SECRET", "at least 16"},
		},
		{
			name: "no secret where there was one", changes: map[string]string{"SAFESTEPS_SECRET": ""}, code: exitBroken,
			words: []string{"the secret does not open this database", "SAFESTEPS_SECRET"},
		},
		{name: "newer version", spoil: newerSchema, code: exitBroken, words: []string{"newer version"}},
		{name: "not a database", spoil: rubbish, code: exitBroken, words: []string{"database"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, false)
			if err := s.store().Close(); err != nil {
				t.Fatal(err)
			}
			if c.spoil != nil {
				c.spoil(t, s)
			}
			before := s.file(t)
			p := s.launch(c.changes, "serve")
			if code := p.wait(t, startWithin); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			said := p.said.String()
			mustHold(t, said, c.words...)
			if strings.Contains(said, "MARKED") {
				t.Errorf("it prints a secret: %s", said)
			}
			if _, err := os.Stat(s.database() + ".key"); err == nil {
				t.Error("a new secret was made, which opens nothing")
			}
			if !bytes.Equal(before, s.file(t)) {
				t.Error("the file was changed")
			}
		})
	}
}

func (s *site) file(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(s.database())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// newerSchema makes the file one that a later version has brought up to date.
func newerSchema(t *testing.T, s *site) {
	t.Helper()
	db, err := sql.Open("sqlite3", s.database())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(t.Context(), "PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
}

func rubbish(t *testing.T, s *site) {
	t.Helper()
	if err := os.WriteFile(s.database(), bytes.Repeat([]byte("rubbish "), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNewerState: one conversation that a later version wrote is kept as it is. Its parent reads calm words with help; nobody
// else notices.
func TestNewerState(t *testing.T) {
	s := newSite(t, false)
	c := newCrowd(s, 2, 37)
	newer := []byte(`{"v":9,"from":"the future"}`)
	db := s.store()
	key := db.Key(telegram.Name, "7340551900")
	if err := db.Save(t.Context(), store.Turn{Key: key, State: newer, Event: 1, Now: faultNoon()}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s.start()
	first := c.parents[0]
	update := first.SendText("/start")
	s.fake.WaitFor("an answer", func() bool { return s.fake.Handled(update) > 0 && hasNumber(first.Chat().Screen()) })
	s.process.said.await(t, "newer=true") // it reaches us by another way than the answer
	mustHold(t, s.process.said.String(), "cannot be read", "kept as it is")
	c.parents = c.parents[1:]
	c.parents[0].goOn()
	c.rest("the other parent's answer")
	c.final()
	rec, err := s.store().Load(t.Context(), key)
	if err != nil || !bytes.Equal(rec.State, newer) {
		t.Errorf("got %s, %v; want the row as it was", rec.State, err)
	}
}
