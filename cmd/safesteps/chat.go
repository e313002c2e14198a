package main

import (
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/store"
)

// chatCmd is the dialog in the terminal. Without a database nothing is kept when it ends.
type chatCmd struct {
	contentFlags
	placesFlags
	ChatDatabase string `name:"database" help:"Keep progress in this SQLite file, or at this postgres:// address." placeholder:"FILE"`
	Secret       string `help:"The secret that seals the database; made beside it when not given." placeholder:"SECRET"`
}

// Run talks until the end of the input.
func (c *chatCmd) Run(e *env) error {
	lib, err := c.library()
	if err != nil {
		return err
	}
	kept, closeStore, err := c.open(e)
	if err != nil {
		return err
	}
	defer closeStore()
	t := terminal.New(e.stdin, e.stdout, nil, language(e.getenv))
	places := c.places()
	if c.ChatDatabase == "" {
		places = bots.Places{} // what is kept nowhere cannot be fetched from elsewhere
	}
	runner := bots.NewRunner(bots.RunnerConfig{
		Places:   func() bots.Places { return places },
		Library:  lib,
		Store:    kept,
		Channels: map[string]bots.Channel{terminal.Name: {Caps: t.Caps, Format: terminal.Format()}},
	})
	if err := t.Run(e.ctx, runner); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(e.stdout)
	return nil
}

func (c *chatCmd) open(e *env) (bots.Store, func(), error) {
	if c.ChatDatabase == "" {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // never fails
		sealer, err := store.NewSealer(secret)
		if err != nil {
			return nil, nil, fmt.Errorf("memory: %w", err)
		}
		return store.NewMemory(sealer), func() {}, nil
	}
	db, err := openDatabase(e.ctx, c.ChatDatabase, c.Secret)
	if err != nil {
		return nil, nil, err
	}
	return db, func() { _ = db.Close() }, nil
}

// language is the person's language as the system names it: "en_GB.UTF-8" gives "en-GB".
func language(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v, _, _ := strings.Cut(getenv(name), "."); v != "" && v != "C" && v != "POSIX" {
			return strings.ReplaceAll(v, "_", "-")
		}
	}
	return ""
}
