package tgspec

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNoSpecs says that the folder of specifications is not on this machine.
var ErrNoSpecs = errors.New("specs not found: set SAFESTEPS_SPECS to the folder that holds telegram-bot-api.json")

// Find returns the path of a specification file by its name. It looks in the folder named by
// SAFESTEPS_SPECS, else in ../shared/specs of the working directory and of every folder above it.
// The error wraps ErrNoSpecs when there is no such file.
func Find(name string) (string, error) {
	if dir := os.Getenv("SAFESTEPS_SPECS"); dir != "" {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%w (SAFESTEPS_SPECS is set, but holds no %s)", ErrNoSpecs, name)
		}
		return path, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	for {
		path := filepath.Join(dir, "..", "shared", "specs", name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("%w (looked for %s)", ErrNoSpecs, name)
		}
		dir = up
	}
}
