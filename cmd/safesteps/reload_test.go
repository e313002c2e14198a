package main

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// contentFolder is a copy of what is built in, in a folder of its own.
func contentFolder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, content.Files()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// replaceIn edits one file as a person would, with a new time even on a coarse clock.
func replaceIn(t testing.TB, path, old, replacement string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), old, replacement, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, info.ModTime().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
}

// watchOf is a watch with the libraries it took and what it logged.
func watchOf(files fs.FS) (w *contentWatch, taken *[]*dialog.Library, log *bytes.Buffer) {
	log, taken = &bytes.Buffer{}, &[]*dialog.Library{}
	w = newContentWatch(files, slog.New(slog.NewTextHandler(log, nil)), func(lib *dialog.Library) { *taken = append(*taken, lib) })
	return w, taken, log
}

func TestReload(t *testing.T) {
	dir := contentFolder(t)
	words := filepath.Join(dir, "data", "words", "en.yaml")
	w, taken, log := watchOf(os.DirFS(dir))
	w.look()
	if len(*taken) != 0 {
		t.Fatal("a folder that did not change was read")
	}

	replaceIn(t, words, "app.add: Add to my list", "app.add: Put on my list")
	w.look()
	if len(*taken) != 0 {
		t.Error("a folder that has just changed was read at once; its other files may be on their way")
	}
	w.look()
	if len(*taken) != 1 || (*taken)[0].Words("en").Text("app.add").Plain() != "Put on my list" {
		t.Fatalf("%d libraries were taken, want the changed one; log:\n%s", len(*taken), log)
	}
	w.look()
	w.look()
	if len(*taken) != 1 {
		t.Error("the same folder was taken twice")
	}
}

// TestReloadRefuses a folder with any problem as a whole, says where, and takes it once it is mended.
func TestReloadRefuses(t *testing.T) {
	dir := contentFolder(t)
	words, app := filepath.Join(dir, "data", "words", "en.yaml"), filepath.Join(dir, "data", "apps", "snapchat.yaml")
	w, taken, log := watchOf(os.DirFS(dir))
	replaceIn(t, words, "app.add: Add to my list", "app.add: Put on my list")
	replaceIn(t, app, "kind: social", "kind: marked-words")
	w.look()
	w.look()
	if len(*taken) != 0 {
		t.Fatal("content with a problem was taken")
	}
	for _, want := range []string{"file=data/apps/snapchat.yaml line=5", "problems=1", "the old stays"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
	if strings.Contains(log.String(), "marked-words") {
		t.Errorf("the log quotes the file:\n%s", log)
	}
	logged := log.Len()
	w.look()
	if log.Len() != logged {
		t.Error("the same problem is logged at every look")
	}
	replaceIn(t, app, "kind: marked-words", "kind: social")
	w.look()
	w.look()
	if len(*taken) != 1 || (*taken)[0].Words("en").Text("app.add").Plain() != "Put on my list" {
		t.Errorf("%d libraries were taken after mending, want 1", len(*taken))
	}
}

// TestReloadFollowsTicks ends with its context and not before.
func TestReloadFollowsTicks(t *testing.T) {
	dir := contentFolder(t)
	used := make(chan *dialog.Library, 1)
	w := newContentWatch(os.DirFS(dir), slog.New(slog.DiscardHandler), func(lib *dialog.Library) { used <- lib })
	ticks, done := make(chan time.Time), make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		w.follow(ctx, ticks)
		close(done)
	}()
	replaceIn(t, filepath.Join(dir, "data", "words", "en.yaml"), "app.add: Add to my list", "app.add: Put on my list")
	ticks <- time.Time{}
	ticks <- time.Time{}
	if lib := <-used; lib.Words("en").Text("app.add").Plain() != "Put on my list" {
		t.Error("another library was taken")
	}
	stop()
	<-done
}
