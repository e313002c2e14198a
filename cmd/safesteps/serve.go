package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
)

// serveCmd runs every channel that has a token.
type serveCmd struct {
	contentFlags
	serveFlags
}

// stopWithin is how long turns in flight and their answers get, all together, when the program is asked to stop. The promise
// to an operator is ten seconds until the process is gone.
const stopWithin = 8 * time.Second

// lastMoments is a context that ends stopWithin after ctx has ended.
func lastMoments(ctx context.Context) (context.Context, context.CancelFunc) {
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(stopWithin, cancel) })
	return last, cancel
}

// Run serves until it is asked to stop.
func (c *serveCmd) Run(e *env) error {
	if c.AdminListen == "" {
		runtime.MemProfileRate = 0 // nobody can ask for a profile of the memory, and notes for one take a megabyte
	}
	log := c.logger(e)
	lib, err := c.library()
	if err != nil {
		return err
	}
	db, err := openDatabase(e.ctx, c.Database, c.Secret)
	if err != nil {
		return err
	}
	err = c.serve(e, log, lib, db)
	if closed := db.Close(); err == nil && closed != nil {
		err = fmt.Errorf("database: %w", closed)
	}
	log.Info("stopped")
	return err
}

func (c *serveCmd) serve(e *env, log *slog.Logger, lib *dialog.Library, db database) error {
	var runner *bots.Runner
	chans, err := c.channels(e, log, db, func() *dialog.Library {
		if runner == nil {
			return lib // only until the channels are built
		}
		return runner.Library()
	})
	if err != nil {
		return err
	}
	m := newMetrics(lib.Version())
	runner = bots.NewRunner(bots.RunnerConfig{Library: lib, Store: m.store(db), Channels: chans.fits(), Places: chans.places, Log: log, Now: e.now})
	chans.lost = runner.Unreachable
	turns := m.handler(runner)
	disk := newProbe(db)
	m.watch(watched{now: e.now, stats: runner.Stats(), library: runner.Library, db: db, disk: disk, adapters: chans.adapters})
	listener, err := new(net.ListenConfig).Listen(e.ctx, "tcp", c.Listen)
	if err != nil {
		return usageError{fmt.Errorf("SAFESTEPS_LISTEN: %w", err)}
	}
	admin, err := c.listenAdmin(e)
	if err != nil {
		return err
	}
	server := web.Server("", c.routes(e, chans, turns, disk))
	server.WriteTimeout = time.Minute // a chat platform may wait for its answer longer than a browser
	server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug)
	c.greet(e, listener.Addr().String(), admin, chans)
	go debug.FreeOSMemory() // what only the start needed; nobody waits for it

	group, ctx := errgroup.WithContext(e.ctx)
	last, cancel := lastMoments(ctx)
	defer cancel()
	for _, a := range chans.adapters {
		group.Go(func() error {
			if err := a.Run(ctx, turns); err != nil {
				return fmt.Errorf("%s: %w", a.Name(), err)
			}
			return nil
		})
	}
	group.Go(func() error { return listen(ctx, last, server, chans.lane(listener, turns)) })
	if admin != nil {
		group.Go(func() error { return listen(ctx, last, adminServer(log, m), admin) })
	}
	group.Go(func() error { return c.reload(ctx, log, runner) })
	group.Go(func() error { return keepUp(ctx, e.now, log, runner, db, chans.byName()) })
	err = group.Wait()
	log.Info("stopping: bringing the last answers")
	if runner.Drain(last) != nil {
		log.Warn("stopping: some answers were still on their way; their turns are kept, and the next press shows them")
	}
	return err //nolint:wrapcheck // every one of the group says which channel failed
}

// listen serves until ctx is done, then lets requests in flight finish until last is.
func listen(ctx, last context.Context, server *http.Server, listener net.Listener) error {
	new(freshConns).watch(server)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("listen: %w", err)
	case <-ctx.Done():
	}
	if err := server.Shutdown(last); err != nil {
		_ = server.Close()
	}
	return nil
}

// keepUp sends reminders and deletes codes that are too old every minute and, once a day, deletes what nobody has touched for a year.
func keepUp(ctx context.Context, now func() time.Time, log *slog.Logger, runner *bots.Runner, db database, adapters map[string]bots.Adapter) error {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	var day time.Time
	for {
		if today := now(); !dayOf(today).Equal(day) {
			day = dayOf(today)
			if err := purgeOld(ctx, today, log, db); err != nil && ctx.Err() == nil {
				log.Error("old conversations could not be deleted", "error", err)
			}
		}
		if _, err := db.PurgeHandovers(ctx, now()); err != nil && ctx.Err() == nil {
			log.Warn("codes that are too old could not be deleted", "error", err)
		}
		if err := runner.Remind(ctx, db, adapters); err != nil && ctx.Err() == nil {
			log.Warn("a reminder did not arrive", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-minute.C:
		}
	}
}

// routes is what the listen address answers.
func (c *serveCmd) routes(e *env, chans *channels, turns bots.Handler, disk *probe) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := disk.writable(r.Context()); err != nil {
			http.Error(w, "the database cannot be written", http.StatusServiceUnavailable)
			return
		}
		if err := chans.healthy(e.now()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(w, "ready")
	})
	chans.mount(mux, turns)
	return mux
}

// greet says what runs, where, and what to do next.
func (c *serveCmd) greet(e *env, addr string, admin net.Listener, chans *channels) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(e.stderr, format+"\n", args...) }
	say("safesteps %s", programVersion())
	say("  database  %s", masked(c.Database))
	for _, line := range chans.lines(addr) {
		say("  %s", line)
	}
	if admin != nil {
		say("  metrics   http://%s/metrics", admin.Addr())
	}
	say("Open http://%s in a browser, or talk with it in the terminal:  safesteps chat", addr)
}
