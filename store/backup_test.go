package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestBackupUnderLoad copies while turns go on: whoever was acknowledged before is in the copy.
func TestBackupUnderLoad(t *testing.T) {
	s := openTemp(t)
	keys := seed(t, s, 500, 350)
	stop := make(chan struct{})
	var load sync.WaitGroup
	for w := range 8 {
		load.Go(func() {
			r := rand.New(rand.NewPCG(2, uint64(w)))
			for n := uint64(1); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := benchTurn(t.Context(), s, r, keys[w+8*r.IntN(len(keys)/8)], n); err != nil {
					t.Errorf("turn: %v", err)
					return
				}
			}
		})
	}
	dir := t.TempDir()
	for i := range 5 {
		file := filepath.Join(dir, fmt.Sprint(i))
		if err := s.Backup(t.Context(), file); err != nil {
			t.Errorf("backup: %v", err)
			break
		}
		examineBackup(t, file, keys)
	}
	close(stop)
	load.Wait()
}

func examineBackup(t *testing.T, file string, keys []Key) {
	t.Helper()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	b := openTest(t, file)
	defer b.Close()
	if err := b.alone(t.Context(), func(c *conn) error {
		if got := pragmaOf(t, c, "integrity_check"); got != "ok" {
			t.Errorf("integrity: %s", got)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	for _, key := range keys {
		if r, err := b.Load(t.Context(), key); err != nil || len(r.State) != 350 {
			t.Fatalf("a state of %d bytes, %v", len(r.State), err)
		}
	}
}

func TestBackupRefuses(t *testing.T) {
	s := openTemp(t)
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), there); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want fs.ErrExist", err)
	}
	if got, err := os.ReadFile(there); err != nil || string(got) != "precious" {
		t.Errorf("the file was changed to %q", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ended, filepath.Join(dir, "ended")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if err := Backup(t.Context(), filepath.Join(dir, "nothing"), filepath.Join(dir, "copy")); err == nil {
		t.Error("copied a database that is not there")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestCompact gives back the room of people who are gone, and keeps the others.
func TestCompact(t *testing.T) {
	s := openTemp(t)
	keys := seed(t, s, 250, 350)
	onWriter(t, s, "DELETE FROM conversations WHERE rowid > 10")
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	if got := fileSize(t, s.path); got > 100_000 {
		t.Errorf("the file has %d bytes", got)
	}
	found := 0
	for _, key := range keys {
		r, err := s.Load(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if r.Rev != 0 {
			found++
		}
	}
	if found != 10 {
		t.Errorf("%d people are there, want 10", found)
	}
}
