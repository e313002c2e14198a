package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/store"
	"github.com/safesteps/safesteps/store/storetest"
)

// asking is a channel that tells when it begins and ends.
type asking struct {
	*terminal.Adapter
	began, ended chan struct{}
	fail         error // what Run comes to at once; nil: it runs
}

func newAsking(fail error) *asking {
	return &asking{Adapter: terminal.New(strings.NewReader(""), io.Discard, nil, ""), began: make(chan struct{}, 9), ended: make(chan struct{}, 9), fail: fail}
}

func (a *asking) Run(ctx context.Context, _ bots.Handler) error {
	a.began <- struct{}{}
	if a.fail != nil {
		return a.fail
	}
	<-ctx.Done()
	a.ended <- struct{}{}
	return nil
}

func (a *asking) Healthy(time.Time) error { return errors.New("not heard of yet") }

// await fails the test when something does not happen.
func await(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: it never happened", what)
	}
}

// soloRun is one process with such a channel.
type soloRun struct {
	*solo
	asks *asking
	stop context.CancelFunc
	done chan error
}

func startSolo(t *testing.T, address string, fail error) *soloRun {
	t.Helper()
	db, err := store.OpenPostgres(t.Context(), address, []byte(replicaSecret))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	asks := newAsking(fail)
	s, ok := alone(asks, true, db, slog.New(slog.DiscardHandler)).(*solo)
	if !ok {
		t.Fatal("it may run in many processes")
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := &soloRun{solo: s, asks: asks, stop: cancel, done: make(chan error, 1)}
	go func() { r.done <- s.Run(ctx, nil) }()
	t.Cleanup(cancel)
	return r
}

// waiting waits until the process knows that another one runs the channel.
func (r *soloRun) waiting(t *testing.T) {
	t.Helper()
	for give := time.After(20 * time.Second); r.Healthy(time.Time{}) != nil; {
		select {
		case <-give:
			t.Fatal("a process that waits is never well")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestOneProcessAsks: of two processes one runs the channel; when it stops, or loses its connection, the other one does.
func TestOneProcessAsks(t *testing.T) {
	address := storetest.Schema(t, storetest.Postgres(t))
	first := startSolo(t, address, nil)
	await(t, "the first begins", first.asks.began)
	if first.Healthy(time.Time{}) == nil {
		t.Error("the first is well although its platform was not heard of")
	}
	second := startSolo(t, address, nil)
	second.waiting(t)
	if len(second.asks.began) != 0 {
		t.Fatal("both run")
	}
	first.stop()
	if err := <-first.done; err != nil {
		t.Error(err)
	}
	await(t, "the first ends", first.asks.ended)
	await(t, "the second begins", second.asks.began)
	loseLead(t, address)
	await(t, "the second ends", second.asks.ended)
	await(t, "the second begins again", second.asks.began)
	second.stop()
	if err := <-second.done; err != nil {
		t.Error(err)
	}
}

func loseLead(t *testing.T, address string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"); err != nil {
		t.Fatal(err)
	}
}

// TestOneProcessFails: a channel that cannot run ends the program, as it does alone.
func TestOneProcessFails(t *testing.T) {
	refused := errors.New("the token is refused")
	r := startSolo(t, storetest.Schema(t, storetest.Postgres(t)), refused)
	if err := <-r.done; !errors.Is(err, refused) {
		t.Errorf("got %v, want that the token is refused", err)
	}
}

// TestAloneOnSQLite: the file has a lock of its own.
func TestAloneOnSQLite(t *testing.T) {
	db, _ := served(t, "")
	if a := newAsking(nil); alone(a, true, db, nil) != bots.Adapter(a) {
		t.Error("it waits for other processes, which cannot be")
	}
}
