package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"
)

// adminServer answers whoever runs the bot: metrics and profiles. Nothing of it is on the address that parents reach.
func adminServer(log *slog.Logger, m *metrics) *http.Server {
	return &http.Server{
		Handler: adminRoutes(m), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout:   2 * profileMost,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

func adminRoutes(m *metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", expositionType)
		_ = m.page(r.Context()).writeTo(w) // whoever asked has gone
	})
	mux.HandleFunc("GET /debug/pprof/{name}", profile)
	mux.HandleFunc("GET /debug/pprof/profile", processorProfile)
	return mux
}

// profile gives one of the runtime's profiles: heap, goroutine, allocs, mutex, block, threadcreate. It is what net/http/pprof
// gives, less the command line, on which somebody may have given a token.
func profile(w http.ResponseWriter, r *http.Request) {
	p := pprof.Lookup(r.PathValue("name"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	debug, _ := strconv.Atoi(r.FormValue("debug")) // 0, the binary form, when it is no number
	_ = p.WriteTo(w, debug)                        // whoever asked has gone
}

// profileMost is how long a processor profile takes at most.
const profileMost = 2 * time.Minute

// processorProfile records for ?seconds=, or half a minute.
func processorProfile(w http.ResponseWriter, r *http.Request) {
	length := 30 * time.Second
	if n, err := strconv.Atoi(r.FormValue("seconds")); err == nil && n > 0 {
		length = min(time.Duration(n)*time.Second, profileMost)
	}
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, "another profile is being recorded", http.StatusConflict)
		return
	}
	defer pprof.StopCPUProfile()
	select {
	case <-time.After(length):
	case <-r.Context().Done():
	}
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
