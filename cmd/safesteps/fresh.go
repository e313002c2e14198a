package main

import (
	"net"
	"net/http"
	"sync"
)

// freshConns are connections on which nothing was asked yet. Browsers and Telegram's servers open some in advance, and
// http.Server.Shutdown waits five seconds for each, in case a request is on its way. Nobody minds if it has to be sent again.
type freshConns struct {
	mu  sync.Mutex
	all map[net.Conn]struct{}
}

// watch lets a server tell about its connections, and close the fresh ones when it shuts down.
func (f *freshConns) watch(server *http.Server) {
	f.all = map[net.Conn]struct{}{}
	server.ConnState = f.changed
	server.RegisterOnShutdown(f.closeAll)
}

func (f *freshConns) changed(c net.Conn, state http.ConnState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if state == http.StateNew {
		f.all[c] = struct{}{}
	} else {
		delete(f.all, c)
	}
}

func (f *freshConns) closeAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.all {
		_ = c.Close() // whoever opened it tries again
	}
}
