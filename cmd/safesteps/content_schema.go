package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/safesteps/safesteps/content"
)

// contentSchemaCmd gives editors what they need to complete and check as a person types.
type contentSchemaCmd struct {
	Kind  string `arg:"" optional:"" help:"app, region, urgent, talk, learn, words, triage, questions, rules, known_apps, never or hard_words; every kind without it."`
	Write string `help:"Write DIR/.schema/KIND.json instead of printing." placeholder:"DIR"`
}

// Run prints or writes schemas.
func (c *contentSchemaCmd) Run(e *env) error {
	kinds := content.SchemaKinds()
	if c.Kind != "" {
		kinds = []string{c.Kind}
	}
	for _, kind := range kinds {
		text, err := content.JSONSchema(kind)
		if err != nil {
			return usageError{err}
		}
		if c.Write == "" {
			if err := e.print("%s", text); err != nil {
				return err
			}
			continue
		}
		if err := c.write(e, kind, text); err != nil {
			return err
		}
	}
	return nil
}

// write leaves a file that is the same alone.
func (c *contentSchemaCmd) write(e *env, kind string, text []byte) error {
	path := filepath.Join(c.Write, content.SchemaDir, kind+".json")
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // content is for everyone to read
		return fmt.Errorf("schema: %w", err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // content is for everyone to read
		return fmt.Errorf("schema: %w", err)
	}
	return e.print("wrote %s\n", path)
}
