package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"
)

// MinSecret is the fewest bytes a secret may have. It should be random: nothing here slows down guessing.
const MinSecret = 16

// Sealer turns people into row keys and seals what rows hold. It is safe for concurrent use and never changes.
//
// Every value is sealed with AES-256-GCM under a random nonce of 96 bits. One sealer should not seal more than 2^32 values;
// a bot that answers ten presses a second for ten years stays below that.
type Sealer struct {
	rows sync.Pool // of HMACs that make row keys: setting one up costs as much as using it
	aead cipher.AEAD
	// plains are the *[]byte that conversations are written to before they are sealed.
	plains sync.Pool
	code   []byte // key of the HMAC that makes the keys of handovers
}

// NewSealer derives the keys from a secret of at least MinSecret bytes. The same secret gives the same keys for ever.
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) < MinSecret {
		return nil, fmt.Errorf("%w: it has %d bytes, at least %d are needed", ErrSecret, len(secret), MinSecret)
	}
	rows, err := hkdf.Key(sha256.New, secret, nil, "safesteps row keys 1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the row key: %w", err)
	}
	seal, err := hkdf.Key(sha256.New, secret, nil, "safesteps sealing 1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the sealing key: %w", err)
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	code, err := hkdf.Key(sha256.New, secret, nil, "safesteps handovers 1", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key of handovers: %w", err)
	}
	s := &Sealer{aead: aead, code: code}
	s.rows.New = func() any { return hmac.New(sha256.New, rows) }
	return s, nil
}

// Key is the row key of a person on a channel. Without the secret it names nobody.
func (s *Sealer) Key(channel, person string) Key {
	return s.hash("person", channel, person)
}

// Seal encrypts plain for the row of key: 28 bytes longer than plain.
func (s *Sealer) Seal(key Key, plain []byte) []byte {
	return s.aead.Seal(make([]byte, 0, len(plain)+s.aead.Overhead()), nil, plain, key[:])
}

// Open decrypts what Seal made for the same key. Anything else is ErrSealed.
func (s *Sealer) Open(key Key, sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, key[:])
	if err != nil {
		return nil, ErrSealed // the cause says no more than that it failed
	}
	return plain, nil
}

// hash is an HMAC over parts that are each preceded by their length, so that no two lists of parts look alike.
func (s *Sealer) hash(parts ...string) Key {
	mac := s.rows.Get().(hash.Hash)
	defer s.rows.Put(mac)
	mac.Reset()
	var buf [256]byte
	msg := buf[:0]
	for _, p := range parts {
		msg = binary.AppendUvarint(msg, uint64(len(p)))
		msg = append(msg, p...)
	}
	mac.Write(msg)
	var sum [sha256.Size]byte
	return Key(mac.Sum(sum[:0])[:len(Key{})])
}
