package store

import (
	"os"
	"testing"
)

// testSecret opens every database of the tests.
var testSecret = []byte("a secret for tests only, 32 bytes")

func openTest(tb testing.TB, path string) *SQLite {
	tb.Helper()
	s, err := Open(tb.Context(), path, testSecret)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func fileSize(tb testing.TB, path string) int64 {
	tb.Helper()
	info, err := os.Stat(path)
	if err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}
