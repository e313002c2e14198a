package store

import (
	"bytes"
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// settle waits until the log holds no trace of what was forgotten.
func settle(tb testing.TB, s *SQLite) {
	tb.Helper()
	for s.traces.Load() {
		if err := s.alone(tb.Context(), func(*conn) error { return nil }); err != nil {
			tb.Fatal(err)
		}
	}
}

// sealedBody reads a row as it lies on the disk; nil when there is none.
func sealedBody(tb testing.TB, s *SQLite, key Key) (body []byte) {
	tb.Helper()
	err := s.reading(tb.Context(), func(c *conn) error {
		return c.query(loadSQL, 2, func(row []driver.Value) error {
			body = row[1].([]byte)
			return nil
		}, key[:])
	})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

// findAny tells where any 12 bytes in a row of needle stand in a file beside the database; "" when nowhere.
func findAny(tb testing.TB, path string, needle []byte) string {
	tb.Helper()
	const window = 12
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			tb.Fatal(err)
		}
		for i := 0; i+window <= len(needle); i += window {
			if at := bytes.Index(content, needle[i:i+window]); at >= 0 {
				return fmt.Sprintf("%s at byte %d", filepath.Base(file), at)
			}
		}
	}
	return ""
}

func TestForgetLeavesNoTrace(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "trace.db"))
	defer s.Close()
	r := rand.New(rand.NewPCG(7, 7))
	const people, turns = 300, 12
	var (
		keys   [people]Key
		revs   [people]int64
		bodies [people][][]byte // every version that was ever on the disk
	)
	for n := range turns { // rows grow side by side, so that they are moved from page to page
		for i := range people {
			keys[i] = s.Key("web", fmt.Sprint(i))
			turn := Turn{
				Key: keys[i], Rev: revs[i], State: benchState(r, 40+r.IntN(60)*(n+1)), Event: r.Uint64(), Now: benchNow,
				Remind: &Reminder{Due: benchNow.Add(time.Hour), Address: []byte("address")},
			}
			if err := s.Save(t.Context(), turn); err != nil {
				t.Fatal(err)
			}
			revs[i] = turn.Next()
			bodies[i] = append(bodies[i], sealedBody(t, s, keys[i]))
		}
	}
	if findAny(t, s.path, bodies[0][turns-1]) == "" {
		t.Fatal("the scan does not find a row that is there")
	}
	for i := 0; i < people; i += 3 {
		if err := s.Save(t.Context(), Turn{Key: keys[i], Rev: revs[i], Forget: true, Now: benchNow}); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, s)
	for i := 0; i < people; i += 3 {
		if where := findAny(t, s.path, keys[i][:]); where != "" {
			t.Errorf("person %d: the row key is in %s", i, where)
		}
		for n, body := range bodies[i] {
			if where := findAny(t, s.path, body); where != "" {
				t.Errorf("person %d: version %d of the row is in %s", i, n, where)
			}
		}
	}
}
