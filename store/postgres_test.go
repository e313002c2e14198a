package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/safesteps/safesteps/store"
	"github.com/safesteps/safesteps/store/storetest"
)

const postgresSecret = "a secret for tests only"

func openPostgres(tb testing.TB, address string) *store.Postgres {
	tb.Helper()
	p, err := store.OpenPostgres(tb.Context(), address, []byte(postgresSecret))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.Close() })
	return p
}

// query runs SQL beside a store.
func query(tb testing.TB, address, sql string, into ...any) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context()) // some run when the test has ended
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if len(into) == 0 {
		_, err = conn.Exec(ctx, sql)
	} else {
		err = conn.QueryRow(ctx, sql).Scan(into...)
	}
	if err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func TestPostgres(t *testing.T) {
	server := storetest.Postgres(t)
	t.Run("contract", func(t *testing.T) {
		storetest.Run(t, func(tb testing.TB) storetest.Store { return openPostgres(tb, storetest.Schema(tb, server)) })
	})
	for _, c := range []struct {
		name string
		test func(t *testing.T, address string)
	}{
		{"many open it at once", testOpenTogether},
		{"another secret", testPostgresSecret},
		{"the secret is changed while others have it open", testPostgresRotate},
		{"a newer version wrote it", testPostgresNewer},
		{"a changed row", testPostgresChangedRow},
		{"settings of a connection", testPostgresSettings},
		{"two stores do not lose each other's turns", testTwoStores},
		{"two stores claim different reminders", testTwoClaim},
		{"a reminder that somebody is claiming is passed over", testClaimDoesNotWait},
		{"old counts are added up", testFold},
		{"one leads", testLead},
		{"a lead is lost with its connection", testLeadLost},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, storetest.Schema(t, server)) })
	}
}

func TestPostgresAddress(t *testing.T) {
	for _, address := range []string{"postgres://u:MARKED@%zz/x", "postgres://u:MARKED@127.0.0.1:1/x", "postgres://u:MARKED@h/x?sslmode=odd"} {
		_, err := store.OpenPostgres(t.Context(), address, []byte(postgresSecret))
		if err == nil || strings.Contains(err.Error(), "MARKED") {
			t.Errorf("got %v, want an error without the password", err)
		}
	}
}

func testOpenTogether(t *testing.T, address string) {
	const many = 8
	opened := make(chan *store.Postgres, many)
	for range many {
		go func() {
			p, err := store.OpenPostgres(t.Context(), address, []byte(postgresSecret))
			if err != nil {
				t.Error(err)
			}
			opened <- p
		}()
	}
	keys := map[store.Key]bool{}
	for range many {
		if p := <-opened; p != nil {
			keys[p.Key("web", "a")] = true
			_ = p.Close()
		}
	}
	if len(keys) != 1 {
		t.Errorf("they made %d data keys", len(keys))
	}
}

func testPostgresSecret(t *testing.T, address string) {
	openPostgres(t, address)
	if _, err := store.OpenPostgres(t.Context(), address, []byte("another secret, long enough")); !errors.Is(err, store.ErrSecret) {
		t.Errorf("got %v, want ErrSecret", err)
	}
	if _, err := store.OpenPostgres(t.Context(), address, []byte("short")); !errors.Is(err, store.ErrSecret) {
		t.Errorf("a short one: got %v, want ErrSecret", err)
	}
}

func testPostgresRotate(t *testing.T, address string) {
	first := openPostgres(t, address)
	key := first.Key("web", "a")
	if err := first.Save(t.Context(), store.Turn{Key: key, State: []byte("s"), Now: noon()}); err != nil {
		t.Fatal(err)
	}
	if err := openPostgres(t, address).Rotate(t.Context(), []byte("the secret from now on")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenPostgres(t.Context(), address, []byte(postgresSecret)); !errors.Is(err, store.ErrSecret) {
		t.Errorf("the old secret: got %v, want ErrSecret", err)
	}
	p, err := store.OpenPostgres(t.Context(), address, []byte("the secret from now on"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	for name, s := range map[string]*store.Postgres{"before": first, "after": p} {
		if r, err := s.Load(t.Context(), key); err != nil || string(r.State) != "s" {
			t.Errorf("opened %s: got %q, %v", name, r.State, err)
		}
	}
}

func testPostgresNewer(t *testing.T, address string) {
	if err := openPostgres(t, address).Close(); err != nil {
		t.Fatal(err)
	}
	query(t, address, "UPDATE version SET n = 1000")
	if _, err := store.OpenPostgres(t.Context(), address, []byte(postgresSecret)); !errors.Is(err, store.ErrNewer) {
		t.Errorf("got %v, want ErrNewer", err)
	}
	var n int
	if query(t, address, "SELECT n FROM version", &n); n != 1000 {
		t.Errorf("it was changed to %d", n)
	}
}

func testPostgresChangedRow(t *testing.T, address string) {
	p := openPostgres(t, address)
	for _, person := range []string{"a", "b"} {
		if err := p.Save(t.Context(), store.Turn{Key: p.Key("web", person), State: []byte(person), Now: noon()}); err != nil {
			t.Fatal(err)
		}
	}
	query(t, address, "UPDATE conversations AS c SET body = d.body FROM conversations AS d WHERE c.key <> d.key")
	if _, err := p.Load(t.Context(), p.Key("web", "a")); !errors.Is(err, store.ErrSealed) {
		t.Errorf("got %v, want ErrSealed", err)
	}
}

// testPostgresSettings: a turn is on the disk when it is acknowledged, even where the server's default is otherwise.
func testPostgresSettings(t *testing.T, address string) {
	query(t, address, "ALTER ROLE CURRENT_USER SET synchronous_commit = off")
	t.Cleanup(func() { query(t, address, "ALTER ROLE CURRENT_USER RESET synchronous_commit") })
	if got := store.ShowPostgres(t, openPostgres(t, address), "synchronous_commit"); got != "on" {
		t.Errorf("synchronous_commit is %s", got)
	}
}

func testTwoStores(t *testing.T, address string) {
	a, b := openPostgres(t, address), openPostgres(t, address)
	key := a.Key("web", "one")
	const turns = 60
	ended := make(chan error, 2)
	for i, s := range []*store.Postgres{a, b} {
		go func() { ended <- addTurns(t.Context(), s, key, turns, uint64(i)*turns+1) }()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	r, err := a.Load(t.Context(), key)
	if err != nil || len(r.State) != 2*turns {
		t.Errorf("%d turns were kept, %v; want %d", len(r.State), err, 2*turns)
	}
	totals, err := b.Totals(t.Context(), "2026-11-23", "2026-11-23")
	if err != nil || len(totals) != 1 || totals[0].N != 2*turns {
		t.Errorf("counted %v, %v; want %d", totals, err, 2*turns)
	}
}

// addTurns makes a state longer by one, again and again, whoever else does.
func addTurns(ctx context.Context, s *store.Postgres, key store.Key, turns, event uint64) error {
	for done := uint64(0); done < turns; {
		r, err := s.Load(ctx, key)
		if err != nil {
			return err
		}
		err = s.Save(ctx, store.Turn{
			Key: key, Rev: r.Rev, State: append(r.State, 'x'), Event: event + done, Now: noon(),
			Counts: []store.Count{{Day: "2026-11-23", Name: "turns"}},
		})
		if err == nil {
			done++
		} else if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}

func testTwoClaim(t *testing.T, address string) {
	a, b := openPostgres(t, address), openPostgres(t, address)
	const people = 200
	for i := range people {
		err := a.Save(t.Context(), store.Turn{
			Key: a.Key("web", fmt.Sprint(i)), State: []byte("s"), Now: noon(),
			Remind: &store.Reminder{Due: noon(), Address: fmt.Append(nil, i)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	claimed := make(chan string, 2*people)
	ended := make(chan error, 2)
	for _, s := range []*store.Postgres{a, b} {
		go func() {
			for {
				due, err := s.DueReminders(t.Context(), noon(), 7)
				if err != nil || len(due) == 0 {
					ended <- err
					return
				}
				for _, d := range due {
					claimed <- string(d.Address)
				}
			}
		}()
	}
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	close(claimed)
	seen := map[string]bool{}
	for address := range claimed {
		if seen[address] {
			t.Errorf("%s was claimed twice", address)
		}
		seen[address] = true
	}
	if len(seen) != people {
		t.Errorf("%d reminders were claimed, want %d", len(seen), people)
	}
}

func testClaimDoesNotWait(t *testing.T, address string) {
	p := openPostgres(t, address)
	for i, person := range []string{"held", "free"} {
		err := p.Save(t.Context(), store.Turn{
			Key: p.Key("web", person), State: []byte("s"), Now: noon(),
			Remind: &store.Reminder{Due: noon().Add(time.Duration(i) * time.Second), Address: []byte(person)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), "BEGIN; SELECT FROM reminders ORDER BY due LIMIT 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	due, err := p.DueReminders(t.Context(), noon().Add(time.Hour), 10)
	if err != nil || len(due) != 1 || string(due[0].Address) != "free" {
		t.Errorf("got %v, %v; want the free one", due, err)
	}
}

func testFold(t *testing.T, address string) {
	a, b := openPostgres(t, address), openPostgres(t, address)
	for _, s := range []*store.Postgres{a, b} {
		for _, day := range []string{"2020-01-01", time.Now().UTC().Format(time.DateOnly)} {
			err := s.Save(t.Context(), store.Turn{Key: s.Key("web", "a"), Forget: true, Now: noon(), Counts: []store.Count{{Day: day, Name: "n"}}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 2 {
		if _, err := a.Purge(t.Context(), noon()); err != nil {
			t.Fatal(err)
		}
		var old, today int
		query(t, address, "SELECT count(*) FILTER (WHERE day < '2021'), count(*) FILTER (WHERE day > '2021') FROM counts", &old, &today)
		if old != 1 || today != 2 {
			t.Errorf("%d rows of an old day and %d of today, want 1 and 2", old, today)
		}
		totals, err := b.Totals(t.Context(), "2020-01-01", "2099-01-01")
		if err != nil || len(totals) != 2 || totals[0].N != 2 || totals[1].N != 2 {
			t.Errorf("counted %v, %v; want 2 on each day", totals, err)
		}
	}
}

// lead takes the lead or fails; nil when somebody else has it.
func lead(t *testing.T, p *store.Postgres, name string) *store.Lead {
	t.Helper()
	l, err := p.Lead(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func testLead(t *testing.T, address string) {
	a, b := openPostgres(t, address), openPostgres(t, address)
	first := lead(t, a, "poll")
	if first == nil {
		t.Fatal("nobody may lead")
	}
	if lead(t, b, "poll") != nil {
		t.Error("two lead")
	}
	if other := lead(t, b, "something else"); other == nil {
		t.Error("another thing has the same lead")
	} else {
		other.Release()
	}
	first.Release()
	second := lead(t, b, "poll")
	if second == nil {
		t.Fatal("nobody may lead after the first has gone")
	}
	second.Release()
}

func testLeadLost(t *testing.T, address string) {
	a, b := openPostgres(t, address), openPostgres(t, address)
	l := lead(t, a, "poll")
	query(t, address, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
	select {
	case <-l.Lost():
	case <-time.After(10 * time.Second):
		t.Fatal("nobody noticed that the lead is lost")
	}
	var second *store.Lead
	for give := time.After(10 * time.Second); second == nil; second = lead(t, b, "poll") { // the server takes a moment to clean up
		select {
		case <-give:
			t.Fatal("nobody may lead")
		case <-time.After(10 * time.Millisecond):
		}
	}
	second.Release()
	l.Release()
}
