package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testSealer(tb testing.TB, secret string) *Sealer {
	tb.Helper()
	s, err := NewSealer([]byte(secret))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestSealer(t *testing.T) {
	s, other := testSealer(t, "sixteen bytes or"), testSealer(t, "sixteen bytes of")
	key, plain := s.Key("telegram", "12345"), []byte("state")
	if key == other.Key("telegram", "12345") {
		t.Error("two secrets give one key")
	}
	sealed := s.Seal(key, plain)
	if len(sealed) != len(plain)+28 {
		t.Errorf("sealed to %d bytes, want %d", len(sealed), len(plain)+28)
	}
	if bytes.Equal(sealed, s.Seal(key, plain)) {
		t.Error("sealing twice gives the same bytes")
	}
	if got, err := s.Open(key, sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	changed := slices.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another row":    func() ([]byte, error) { return s.Open(s.Key("telegram", "12346"), sealed) },
		"another secret": func() ([]byte, error) { return other.Open(key, sealed) },
		"changed":        func() ([]byte, error) { return s.Open(key, changed) },
		"cut":            func() ([]byte, error) { return s.Open(key, sealed[:20]) },
		"nothing":        func() ([]byte, error) { return s.Open(key, nil) },
		"another kind":   func() ([]byte, error) { return s.openKind(kindSetting, key, s.sealKind(kindAddress, key, plain)) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: got %q, %v; want ErrSealed", name, got, err)
		}
	}
	if _, err := NewSealer([]byte("fifteen bytes..")); !errors.Is(err, ErrSecret) {
		t.Errorf("a short secret: got %v, want ErrSecret", err)
	}
}

// TestKeysNeverChange holds what lies in databases out there: other keys would make everybody a stranger.
func TestKeysNeverChange(t *testing.T) {
	key := testSealer(t, "sixteen bytes or").Key("telegram", "12345")
	if got, want := hex.EncodeToString(key[:]), "ce4e6d0f46a1c41faf00f91f1a1f1332"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestConversationCoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := rapid.SliceOfN(rapid.Uint64(), 0, MaxSeen).Draw(t, "seen")
		state := rapid.SliceOf(rapid.Byte()).Draw(t, "state")
		gotSeen, gotState, err := decodeConversation(appendConversation(nil, seen, state))
		if err != nil || !slices.Equal(gotSeen, seen) || !bytes.Equal(gotState, state) {
			t.Fatalf("got %d, %q, %v", gotSeen, gotState, err)
		}
	})
}

func FuzzDecodeConversation(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{kindConversation, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Add(appendConversation(nil, []uint64{1, 1 << 63, 5}, []byte("state")))
	f.Fuzz(func(t *testing.T, b []byte) {
		seen, state, err := decodeConversation(b)
		if err != nil {
			if !errors.Is(err, ErrSealed) {
				t.Errorf("got %v, want ErrSealed", err)
			}
			return
		}
		again, rest, err := decodeConversation(appendConversation(nil, seen, state))
		if err != nil || !slices.Equal(again, seen) || !bytes.Equal(rest, state) {
			t.Errorf("written again it is %d, %q, %v", again, rest, err)
		}
	})
}

func TestSecretFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "safesteps.key")
	secret, err := LoadOrCreateSecret(path)
	if err != nil || len(secret) != 32 {
		t.Fatalf("got %d bytes, %v", len(secret), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if again, err := LoadOrCreateSecret(path); err != nil || !bytes.Equal(again, secret) {
		t.Errorf("the second time: other bytes, %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateSecret(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable by others: got %v", err)
	}
}

func TestBrokenSecretFile(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "short": "abcd\n", "words": strings.Repeat("secret! ", 8)} {
		path := filepath.Join(t.TempDir(), "safesteps.key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadOrCreateSecret(path)
		if err == nil || strings.Contains(err.Error(), "secret!") {
			t.Errorf("%s: got %v, want an error that does not quote the file", name, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := LoadOrCreateSecret(filepath.Join(t.TempDir(), "missing", "key")); err == nil {
		t.Error("made a key file in a directory that is not there")
	}
	if _, err := LoadOrCreateSecret(t.TempDir()); err == nil {
		t.Error("took a directory for a key file")
	}
}
