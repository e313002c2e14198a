package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the lock of the database at path: a file beside it, held by the kernel for this process, so that a process
// that is killed leaves nothing to clean up. The file itself stays, because removing it would let two processes in.
// ErrLocked when another process, or another open store of this one, holds it.
func lockFile(path string) (*os.File, error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%w: %s is held; stop the other one, or give this one a database of its own", ErrLocked, name)
	} else if err != nil {
		err = fmt.Errorf("lock %s: %w", name, err)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
