package store

import (
	"crypto/rand"
	"fmt"
)

// The rows of a database are keyed and sealed under a random data key made with the database. The data key itself lies in
// the database, sealed under the secret: changing the secret seals the data key anew and leaves the rows alone, which could
// not be keyed anew because nobody holds the ids they were made of.

// dataKeySize is the length of a data key in bytes.
const dataKeySize = 32

// newDataKey makes a data key.
func newDataKey() []byte {
	k := make([]byte, dataKeySize)
	rand.Read(k) // never fails
	return k
}

// sealDataKey seals a data key under the secret.
func sealDataKey(secret, dataKey []byte) ([]byte, error) {
	outer, err := NewSealer(secret)
	if err != nil {
		return nil, err
	}
	return outer.Seal(outer.hash("data key"), dataKey), nil
}

// openDataKey opens what sealDataKey made. ErrSecret means that it was sealed under another secret.
func openDataKey(secret, sealed []byte) ([]byte, error) {
	outer, err := NewSealer(secret)
	if err != nil {
		return nil, err
	}
	k, err := outer.Open(outer.hash("data key"), sealed)
	if err != nil || len(k) != dataKeySize {
		return nil, fmt.Errorf("%w: start with the secret or key file that was in use when the database was last open; "+
			"without it nobody can read what is in it", ErrSecret)
	}
	return k, nil
}
