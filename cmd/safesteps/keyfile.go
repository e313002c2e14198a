package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/safesteps/safesteps/store"
)

// keyFile is where the secret of a SQLite file lies when the settings give none.
func keyFile(path string) string { return path + ".key" }

// serverSecret reads the key file of a database. It makes one only together with the database: a new secret opens no old file,
// and would only hide that the right one is missing.
func serverSecret(database, key string) ([]byte, error) {
	_, noKey := os.Stat(key)
	info, err := os.Stat(database)
	if errors.Is(noKey, fs.ErrNotExist) && err == nil && info.Size() > 0 {
		return nil, fmt.Errorf("%w: %s is there, but %s is not; put that file back, or set SAFESTEPS_SECRET to the secret that was in use",
			store.ErrSecret, database, key)
	}
	return store.LoadOrCreateSecret(key) //nolint:wrapcheck // the caller says what it is
}
