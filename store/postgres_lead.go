package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Lead is what the one process has that does something which only one may do.
type Lead struct {
	conn *pgx.Conn
	end  context.CancelFunc // ends the watching
	lost chan struct{}
}

// leadCheck is how often the connection that holds a lead is tried, so that a machine cut off from the database notices.
const leadCheck = 5 * time.Second

const leadPostgres = `SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ' ' || $1, 0))`

// Lead makes this process the one that does what name says, unless another one is: then the Lead is nil. The database gives the
// lead to somebody else when this process ends or loses its connection; it never has two.
func (p *Postgres) Lead(ctx context.Context, name string) (*Lead, error) {
	var conn *pgx.Conn
	var led bool
	err := p.using(ctx, func(ctx context.Context) error {
		c, err := p.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		conn = c.Hijack() // nobody else may use it, and it may be closed at any time
		return conn.QueryRow(ctx, leadPostgres, name).Scan(&led)
	})
	if err == nil && led {
		watch, end := context.WithCancel(context.WithoutCancel(ctx)) // the lead outlives the call
		l := &Lead{conn: conn, end: end, lost: make(chan struct{})}
		go l.watch(watch) //nolint:gosec // the lead outlives the call that took it
		return l, nil
	}
	if conn != nil {
		err = errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	if err != nil {
		return nil, fmt.Errorf("take the lead: %w", err)
	}
	return nil, nil //nolint:nilnil // somebody else leads
}

// Lost is closed when the lead is lost or released.
func (l *Lead) Lost() <-chan struct{} { return l.lost }

// Release gives the lead up, and returns when somebody else can have it.
func (l *Lead) Release() {
	l.end()
	<-l.lost
}

// watch waits on the connection, which says nothing, until it breaks or the watching ends.
func (l *Lead) watch(ctx context.Context) {
	defer close(l.lost)
	for ctx.Err() == nil {
		wait, cancel := context.WithTimeout(ctx, leadCheck)
		_, err := l.conn.WaitForNotification(wait)
		quiet := wait.Err() != nil
		cancel()
		if err != nil && !quiet {
			break
		}
		try, cancel := context.WithTimeout(ctx, leadCheck)
		err = l.conn.Ping(try)
		cancel()
		if err != nil {
			break
		}
	}
	last, cancel := context.WithTimeout(context.Background(), leadCheck)
	defer cancel()
	_, _ = l.conn.Exec(last, "SELECT pg_advisory_unlock_all()") // where this fails, the server frees the lock when the connection is gone,
	_ = l.conn.Close(last)                                      // which it notices a moment after we have closed it
}
