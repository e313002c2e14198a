package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// pragmaOf reads a pragma of one connection as text.
func pragmaOf(tb testing.TB, c *conn, name string) (value string) {
	tb.Helper()
	err := c.query("PRAGMA "+name, 1, func(row []driver.Value) error {
		value = fmt.Sprint(row[0])
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

// onWriter runs SQL on the writing connection.
func onWriter(tb testing.TB, s *SQLite, sql string) {
	tb.Helper()
	if err := s.alone(tb.Context(), func(c *conn) error { return c.script(sql) }); err != nil {
		tb.Fatal(err)
	}
}

// together hands turns over while the writer is held up, so that they share one commit, and gives their answers.
func together(tb testing.TB, s *SQLite, turns ...Turn) []error {
	tb.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	go s.alone(tb.Context(), func(*conn) error {
		close(held)
		<-release
		return nil
	})
	<-held
	jobs := make([]*job, len(turns))
	for i, t := range turns {
		jobs[i] = &job{turn: s.sealer.write(t), done: make(chan error, 1)}
		if err := s.enqueue(tb.Context(), jobs[i]); err != nil {
			tb.Fatal(err)
		}
	}
	close(release)
	answers := make([]error, len(turns))
	for i, j := range jobs {
		answers[i] = <-j.done
	}
	return answers
}

func firstTurn(s *SQLite, person string, size int) Turn {
	return Turn{
		Key: s.Key("web", person), State: []byte(strings.Repeat("s", size)), Event: 1, Now: benchNow,
		Counts: []Count{{Day: "2026-11-23", Name: "turns"}},
	}
}

// kept tells who of these people has a conversation.
func kept(tb testing.TB, s *SQLite, people ...string) (got []string) {
	tb.Helper()
	for _, p := range people {
		r, err := s.Load(tb.Context(), s.Key("web", p))
		if err != nil {
			tb.Fatal(err)
		}
		if r.Rev != 0 {
			got = append(got, p)
		}
	}
	return got
}

func TestConflictIsAloneInItsCommit(t *testing.T) {
	s := openTemp(t)
	stale := firstTurn(s, "b", 10)
	got := together(t, s, firstTurn(s, "a", 10), firstTurn(s, "b", 10), stale, firstTurn(s, "c", 10))
	for i, want := range []error{nil, nil, ErrConflict, nil} {
		if !errors.Is(got[i], want) {
			t.Errorf("turn %d: got %v, want %v", i, got[i], want)
		}
	}
	if got := kept(t, s, "a", "b", "c"); len(got) != 3 {
		t.Errorf("only %q were kept", got)
	}
}

func TestDiskFull(t *testing.T) {
	s := openTemp(t)
	onWriter(t, s, "PRAGMA max_page_count = 1") // SQLite makes that: no page more than now
	small, large := firstTurn(s, "small", 10), firstTurn(s, "large", 200_000)
	for i, err := range together(t, s, small, large, firstTurn(s, "third", 10)) {
		if !errors.Is(err, ErrFull) {
			t.Errorf("turn %d of the commit: got %v, want ErrFull", i, err)
		}
	}
	if got := kept(t, s, "small", "large", "third"); got != nil {
		t.Errorf("%q were kept", got)
	}
	if got, err := s.Totals(t.Context(), "2026-11-23", "2026-11-23"); err != nil || len(got) != 0 {
		t.Errorf("counted %+v, %v", got, err)
	}
	if err := s.Save(t.Context(), small); err != nil { // there is room for a little
		t.Errorf("a small turn: %v", err)
	}
	onWriter(t, s, "PRAGMA max_page_count = 100000") // somebody made room
	if err := s.Save(t.Context(), large); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	s := openTemp(t)
	onWriter(t, s, "PRAGMA query_only = ON")
	if err := s.Save(t.Context(), firstTurn(s, "a", 10)); !errors.Is(err, ErrReadOnly) {
		t.Errorf("save: got %v, want ErrReadOnly", err)
	}
	if err := s.Writable(t.Context()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writable: got %v, want ErrReadOnly", err)
	}
	if _, err := s.Load(t.Context(), s.Key("web", "a")); err != nil {
		t.Errorf("load: %v", err)
	}
	onWriter(t, s, "PRAGMA query_only = OFF")
	if err := s.Save(t.Context(), firstTurn(s, "a", 10)); err != nil {
		t.Errorf("writable again: %v", err)
	}
}

// TestCancelledWhileWaiting ends the context of a turn that the writer has not come to.
func TestCancelledWhileWaiting(t *testing.T) {
	s := openTemp(t)
	held, release := make(chan struct{}), make(chan struct{})
	go s.alone(t.Context(), func(*conn) error {
		close(held)
		<-release
		return nil
	})
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	answer := make(chan error)
	go func() { answer <- s.Save(ctx, firstTurn(s, "a", 10)) }()
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	close(release)
}

// TestCloseKeepsWhatWaits closes a store while turns wait.
func TestCloseKeepsWhatWaits(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "close.db"))
	answers := make(chan error)
	const people = 50
	for i := range people {
		go func() { answers <- s.Save(t.Context(), firstTurn(s, fmt.Sprint(i), 10)) }()
	}
	if err := <-answers; err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 1
	for range people - 1 {
		if err := <-answers; err == nil {
			acknowledged++
		} else if !errors.Is(err, ErrClosed) {
			t.Errorf("got %v, want nil or ErrClosed", err)
		}
	}
	again := openTest(t, s.path)
	defer again.Close()
	if st, err := again.Stats(t.Context()); err != nil || st.People != int64(acknowledged) {
		t.Errorf("%d people were kept, %v; %d acknowledged", st.People, err, acknowledged)
	}
}

// TestChangedRows has somebody without the key swap rows and change them.
func TestChangedRows(t *testing.T) {
	s := openTemp(t)
	together(t, s, firstTurn(s, "a", 10), firstTurn(s, "b", 10))
	a, b := s.Key("web", "a"), s.Key("web", "b")
	err := s.alone(t.Context(), func(c *conn) error {
		_, err := c.exec("UPDATE conversations SET body = (SELECT body FROM conversations WHERE key = ?) WHERE key = ?", b[:], a[:])
		return errors.Join(err, c.script("UPDATE conversations SET body = substr(body, 1, 20) WHERE key <> x'00'"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []Key{a, b} {
		if _, err := s.Load(t.Context(), key); !errors.Is(err, ErrSealed) {
			t.Errorf("got %v, want ErrSealed", err)
		}
	}
}

// TestLogStaysSmall writes for long enough to fill the log many times.
func TestLogStaysSmall(t *testing.T) {
	s := openTemp(t)
	seed(t, s, 500, 350)
	if got, limit := fileSize(t, s.path+"-wal"), int64(10<<20); got > limit {
		t.Errorf("the log has %d bytes after 24,000 turns, want at most %d", got, limit)
	}
}

// TestReminderThatDoesNotOpen stands in nobody's way: it is gone, and the error tells.
func TestReminderThatDoesNotOpen(t *testing.T) {
	s := openTemp(t)
	for _, person := range []string{"a", "b"} {
		turn := firstTurn(s, person, 10)
		turn.Remind = &Reminder{Due: benchNow, Address: []byte(person)}
		if err := s.Save(t.Context(), turn); err != nil {
			t.Fatal(err)
		}
	}
	key := s.Key("web", "a")
	if err := s.alone(t.Context(), func(c *conn) error {
		_, err := c.exec("UPDATE reminders SET address = x'00' WHERE key = ?", key[:])
		return err
	}); err != nil {
		t.Fatal(err)
	}
	due, err := s.DueReminders(t.Context(), benchNow, 10)
	if !errors.Is(err, ErrSealed) || len(due) != 1 || string(due[0].Address) != "b" {
		t.Errorf("got %v, %v; want b and ErrSealed", due, err)
	}
	if due, err := s.DueReminders(t.Context(), benchNow, 10); err != nil || due != nil {
		t.Errorf("the second time: got %v, %v", due, err)
	}
}
