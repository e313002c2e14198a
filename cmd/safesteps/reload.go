package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

const (
	lookEvery   = 3 * time.Second // how often the folder of the content is looked at
	mostRefused = 50              // problems of a refused folder that are logged; the check names them all
)

// reload follows the folder that --content names while the server runs. Content that is built in never changes.
func (f contentFlags) reload(ctx context.Context, log *slog.Logger, runner *bots.Runner) error {
	if f.Content == "" {
		return nil
	}
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	w := newContentWatch(os.DirFS(f.Content), log, runner.SetLibrary)
	w.follow(ctx, ticker.C)
	return nil
}

// contentWatch takes a folder of content anew when it has changed and is whole. It belongs to one goroutine.
type contentWatch struct {
	files fs.FS
	log   *slog.Logger
	use   func(*dialog.Library)
	taken string // the folder as it was when it was last read, whether it was taken or refused
	last  string // the folder as it was at the last look
}

// newContentWatch looks at the folder as it is now; the caller has just read it.
func newContentWatch(files fs.FS, log *slog.Logger, use func(*dialog.Library)) *contentWatch {
	now := stampOf(files)
	return &contentWatch{files: files, log: log, use: use, taken: now, last: now}
}

// follow looks at every tick until ctx is done.
func (w *contentWatch) follow(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			w.look()
		}
	}
}

// look reads the folder when it differs from what was read last and has been still since the look before: somebody who copies many
// files is not interrupted. A folder with any problem is refused as a whole, and what was there before stays.
func (w *contentWatch) look() {
	before := w.last
	w.last = stampOf(w.files)
	if w.last != before || w.last == w.taken {
		return
	}
	lib, problems := content.Load(w.files)
	if stampOf(w.files) != w.last {
		return // it changed while it was read
	}
	w.taken = w.last
	if lib == nil {
		w.refuse(problems)
		return
	}
	w.use(dialog.NewLibrary(lib))
	w.log.Info("the content was changed", "content", lib.Version())
}

// refuse logs where the problems are. What they say quotes the files and is for the check.
func (w *contentWatch) refuse(problems []content.Problem) {
	refused := 0
	for _, p := range problems {
		if p.Warning {
			continue
		}
		if refused++; refused <= mostRefused {
			w.log.Warn("a problem in the changed content", "file", p.File, "line", p.Line, "column", p.Col)
		}
	}
	w.log.Error("the changed content is refused and the old stays; run: safesteps content check", "problems", refused)
}

// stampOf names the state of a folder by the names, sizes and times of the files that content is read from. It is quick: nothing is
// opened. What cannot be looked at is part of the state.
func stampOf(files fs.FS) string {
	hash := sha256.New()
	_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			fmt.Fprintf(hash, "%s cannot be read\n", name)
			return nil
		}
		if ext := path.Ext(name); entry.IsDir() || ext != ".yaml" && ext != ".txt" {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			fmt.Fprintf(hash, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return hex.EncodeToString(hash.Sum(nil))
}
