package main

import (
	"context"
	"fmt"

	"github.com/safesteps/safesteps/store"
)

// minSecret is the shortest secret that is accepted, in bytes.
const minSecret = 16

// openDatabase opens the SQLite file. Without a secret in the settings, one is kept in a file beside the database.
func openDatabase(ctx context.Context, path, secret string) (*store.SQLite, error) {
	key := []byte(secret)
	switch {
	case secret == "":
		made, err := store.LoadOrCreateSecret(path + ".key")
		if err != nil {
			return nil, fmt.Errorf("the secret beside the database: %w", err)
		}
		key = made
	case len(secret) < minSecret:
		return nil, usageError{fmt.Errorf("SAFESTEPS_SECRET: at least %d characters are needed, it has %d", minSecret, len(secret))}
	}
	db, err := store.Open(ctx, path, key)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return db, nil
}
