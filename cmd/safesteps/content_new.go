package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// contentNewCmd writes a file for a person to fill. It never touches one that is there.
type contentNewCmd struct {
	contentFlags
	Kind string `arg:"" enum:"app,region,language" help:"app, region or language."`
	ID   string `arg:"" help:"Its id: snapchat, ie, cy."`
	To   string `help:"The folder of the content; --content when that is given." default:"content/data" placeholder:"DIR"`
}

// Run writes the skeleton and says what to do with it.
func (c *contentNewCmd) Run(e *env) error {
	lib, err := c.load()
	if err != nil {
		return err
	}
	path, text, err := lib.Skeleton(c.Kind, c.ID)
	if err != nil {
		return usageError{err}
	}
	root := c.To
	if c.Content != "" {
		root = c.Content
	}
	if info, err := os.Stat(filepath.Join(root, "data")); err == nil && info.IsDir() {
		root = filepath.Join(root, "data")
	}
	path = filepath.Join(root, filepath.FromSlash(path))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // content is for everyone to read
	switch {
	case errors.Is(err, fs.ErrExist):
		return usageError{fmt.Errorf("%s is there already; nothing was written", path)}
	case errors.Is(err, fs.ErrNotExist):
		return usageError{fmt.Errorf("there is no folder %s; say where the content is with --to", filepath.Dir(path))}
	case err != nil:
		return fmt.Errorf("new: %w", err)
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	return e.print("wrote %s\nFill it, then run: safesteps content check --content %s\n", path, root)
}
