package discord

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// wire is the connection under a session: what the library does not tell, such as when anything was last heard, and what it
// cannot do, such as giving up on it. It lets one session begin, and no other: to an invalid session the library says who it is
// at once and on the same connection, where Discord asks for a wait and counts.
type wire struct {
	last  atomic.Int64 // Unix nanoseconds
	proxy func(*http.Request) (*url.URL, error)
	roots *x509.CertPool // nil: the system's

	mu    sync.Mutex
	conn  net.Conn
	ended chan struct{} // closed when the last words were said; nil: there was no connection

	closing    atomic.Bool // what is written now is the last
	identified atomic.Bool // the session has begun
	again      atomic.Bool // the library wanted to begin another: this one is invalid
}

func newWire() *wire { return &wire{proxy: http.ProxyFromEnvironment} }

// dial connects without encryption, dialTLS with it; both as the library's WebSocket wants it.
func (w *wire) dial(ctx context.Context, _, address string) (net.Conn, error) {
	conn, err := w.reach(ctx, "http", address)
	if err != nil {
		return nil, err
	}
	return w.listenTo(conn), nil
}

func (w *wire) dialTLS(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err //nolint:wrapcheck // as the dialer's user expects it
	}
	conn, err := w.reach(ctx, "https", address)
	if err != nil {
		return nil, err
	}
	safe := tls.Client(conn, &tls.Config{ServerName: host, RootCAs: w.roots, MinVersion: tls.VersionTLS12})
	if err := safe.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err //nolint:wrapcheck // as above
	}
	return w.listenTo(safe), nil
}

func (w *wire) listenTo(conn net.Conn) net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn, w.ended = conn, make(chan struct{})
	w.last.Store(time.Now().UnixNano())
	return &heardConn{Conn: conn, w: w, ended: w.ended}
}

// invalid reports whether Discord has declared the session invalid.
func (w *wire) invalid() bool { return w.again.Load() }

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
	if identifies(b) && !c.w.identified.CompareAndSwap(false, true) {
		c.w.again.Store(true)
		_ = c.Close()
		return 0, errInvalid
	}
	n, err := c.Conn.Write(b)
	if c.w.closing.Load() {
		c.once.Do(func() { close(c.ended) })
	}
	return n, err //nolint:wrapcheck // as above
}

// identifyBegins is how the library begins to say who it is.
const identifyBegins = `{"op":2,`

// identifies reports whether what is written is a frame of text in which the library says who it is. It writes each frame at
// once, and masks it, as every client does.
func identifies(frame []byte) bool {
	const text, lengths, masked = 1, 0x7f, 4
	if len(frame) < 2 || frame[0]&0x0f != text {
		return false
	}
	at := 2
	switch frame[1] & lengths {
	case 126:
		at += 2
	case 127:
		at += 8
	}
	if len(frame) < at+masked+len(identifyBegins) {
		return false
	}
	mask, words := frame[at:at+masked], frame[at+masked:]
	for i := range len(identifyBegins) {
		if words[i]^mask[i%masked] != identifyBegins[i] {
			return false
		}
	}
	return true
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
