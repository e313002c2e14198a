package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/safesteps/safesteps/content"
)

// contentTranslationsCmd is for the people who translate.
type contentTranslationsCmd struct {
	contentFlags
	Refresh string   `placeholder:"FILE" help:"Note that this file of --content, such as words/cy.yaml, is up to date with the English."`
	Keys    []string `arg:"" optional:"" help:"With --refresh: only the texts under these keys."`
}

// Run lists what is missing or out of date, as warnings; it does not fail because of them.
func (c *contentTranslationsCmd) Run(e *env) error {
	if c.Refresh != "" {
		return c.refresh(e)
	}
	files := content.Files()
	if c.Content != "" {
		files = os.DirFS(c.Content)
	}
	lib, problems := content.Load(files)
	if lib == nil {
		return fmt.Errorf("the content is refused with %d problems; see 'safesteps content check'", len(problems))
	}
	for _, p := range lib.Translations() {
		if err := e.print("%s\n", p); err != nil {
			return err
		}
	}
	return e.print("%d texts are missing or out of date\n", len(lib.Translations()))
}

func (c *contentTranslationsCmd) refresh(e *env) error {
	if c.Content == "" {
		return usageError{fmt.Errorf("--refresh needs --content: what is built in cannot be written")}
	}
	name, dir := filepath.ToSlash(c.Refresh), c.Content
	if info, err := os.Stat(filepath.Join(dir, "data")); err == nil && info.IsDir() {
		name = "data/" + name
	}
	fresh, err := content.Refreshed(os.DirFS(dir), name, c.Keys...)
	if err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), fresh, 0o644); err != nil { //nolint:gosec // content is public
		return fmt.Errorf("refresh: %w", err)
	}
	return e.print("%s: noted\n", name)
}
