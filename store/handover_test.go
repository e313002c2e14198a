package store

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// TestHandoverNamesNobody looks at what lies on the disk while a checklist is on its way: nothing in its row stands in another
// table, and neither the code nor anything of the people can be found in any file.
func TestHandoverNamesNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "handover.db")
	s := openTest(t, path)
	defer s.Close()
	const giver, taker, code = "giver-1234567890", "taker-1234567890", "K7QM3XRT9WPD"
	from, to := s.Key("telegram", giver), s.Key("web", taker)
	end := benchNow.Add(30 * time.Minute)
	give := Turn{Key: from, State: []byte("the state of the giver"), Now: benchNow, Give: &Handover{Code: code, Body: []byte("a list of some length"), Expires: end}}
	if err := errors.Join(s.Save(t.Context(), give), s.Save(t.Context(), Turn{Key: to, State: []byte("the state of the taker"), Now: benchNow})); err != nil {
		t.Fatal(err)
	}
	id, body := handoverRow(t, s)
	for what, secret := range map[string][]byte{"the giver's key": from[:], "the taker's key": to[:], "the code": []byte(code), "the list": []byte("a list of")} {
		if bytes.Contains(id, secret) || bytes.Contains(body, secret) {
			t.Errorf("the row holds %s", what)
		}
	}
	for _, key := range []Key{from, to, Key(id)} {
		if _, err := s.sealer.Open(key, body); err == nil {
			t.Error("the row can be read without the code")
		}
	}
	for _, needle := range []string{giver, taker, code, "a list of some length"} {
		if at := findAny(t, path, []byte(needle)); at != "" {
			t.Errorf("%q stands in %s", needle, at)
		}
	}
	if other, _ := s.sealer.handoverOf("another code"); bytes.Equal(other[:], id) {
		t.Error("two codes have one row")
	}
}

// handoverRow is the one row of the table as it lies on the disk.
func handoverRow(tb testing.TB, s *SQLite) (id, body []byte) {
	tb.Helper()
	rows := 0
	err := s.reading(tb.Context(), func(c *conn) error {
		return c.query("SELECT id, body FROM handovers", 2, func(row []driver.Value) error {
			id, body = row[0].([]byte), row[1].([]byte)
			rows++
			return nil
		})
	})
	if err != nil || rows != 1 {
		tb.Fatalf("%d rows, %v; want 1", rows, err)
	}
	return id, body
}
