package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secretSize is how many random bytes a key file holds, written as twice as many hexadecimal digits.
const secretSize = 32

// LoadOrCreateSecret reads the secret in the key file at path, or makes a new one there that only its owner may read
// (mode 0600) and that is on the disk when it returns. A file that others may read, or that holds anything but one secret,
// is refused: a new secret would not open the old database.
func LoadOrCreateSecret(path string) ([]byte, error) {
	secret, err := createSecret(path)
	if errors.Is(err, fs.ErrExist) {
		return loadSecret(path)
	}
	return secret, err
}

// createSecret fails with fs.ErrExist when there is a file already.
func createSecret(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	secret := make([]byte, secretSize)
	rand.Read(secret) // never fails
	_, err = f.WriteString(hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("write the key file: %w", err), os.Remove(path))
	}
	return secret, syncDir(filepath.Dir(path))
}

func loadSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("key file %s is not a regular file", path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s may be read by others (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != secretSize {
		// The cause is not wrapped: it could quote what stands in the file.
		return nil, fmt.Errorf("key file %s does not hold %d hexadecimal digits: put the right file back, "+
			"or remove it if there is no database yet", path, 2*secretSize)
	}
	return secret, nil
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync the directory: %w", err)
	}
	return nil
}
