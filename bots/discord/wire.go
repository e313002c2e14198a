package discord

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// wire is the connection under a session: what the library does not tell, such as when anything was last heard, and what it
// cannot do, such as giving up on it.
type wire struct {
	last  atomic.Int64 // Unix nanoseconds
	mu    sync.Mutex
	conn  net.Conn
	ended chan struct{} // closed when the last words were said; nil: there was no connection

	closing atomic.Bool // what is written now is the last
}

func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err //nolint:wrapcheck // as the dialer's user expects it
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn, w.ended = conn, make(chan struct{})
	w.last.Store(time.Now().UnixNano())
	return &heardConn{Conn: conn, w: w, ended: w.ended}, nil
}

// farewell says that what is written from now on is the last, and returns what is closed once it was; nil, which never is, when
// there is no connection.
func (w *wire) farewell() <-chan struct{} {
	w.closing.Store(true)
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
}

func (w *wire) heard() time.Time { return time.Unix(0, w.last.Load()) }

// cut breaks the connection off.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		_ = w.conn.Close()
	}
}

// heardConn notes when something arrives, and when the last words were said.
type heardConn struct {
	net.Conn
	w     *wire
	ended chan struct{}
	once  sync.Once
}

// Read implements net.Conn.
func (c *heardConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.w.last.Store(time.Now().UnixNano())
	}
	return n, err //nolint:wrapcheck // a connection's errors are compared by its user
}

// Write implements net.Conn.
func (c *heardConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if c.w.closing.Load() {
		c.once.Do(func() { close(c.ended) })
	}
	return n, err //nolint:wrapcheck // as above
}

// knownGateway answers the one call that the library makes, for the gateway's address, without any network or token.
type knownGateway string

// RoundTrip implements http.RoundTripper.
func (g knownGateway) RoundTrip(req *http.Request) (*http.Response, error) {
	body := `{"url":` + strconv.Quote(string(g)) + `}`
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}, nil
}
