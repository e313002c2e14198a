package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof" //nolint:gosec // it registers with the default mux, which nobody serves
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// adminServer answers whoever runs the bot: metrics and profiles. Nothing of it is on the address that parents reach.
func adminServer(log *slog.Logger, m *metrics) *http.Server {
	return &http.Server{
		Handler: adminRoutes(m), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout:   5 * time.Minute, // a profile takes as long as was asked for
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// adminRoutes leaves out pprof's command line, on which somebody may have given a token.
func adminRoutes(m *metrics) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 2 * collectWithin}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/cmdline", http.NotFound)
	return mux
}

// listenAdmin listens on the address for metrics; nil when there is none.
func (c *serveCmd) listenAdmin(e *env) (net.Listener, error) {
	if c.AdminListen == "" {
		return nil, nil //nolint:nilnil // it is switched off
	}
	admin, err := new(net.ListenConfig).Listen(e.ctx, "tcp", c.AdminListen)
	if err != nil {
		return nil, usageError{fmt.Errorf("SAFESTEPS_ADMIN_LISTEN: %w", err)}
	}
	return admin, nil
}
