package telegram

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	idleTime    = 60 * time.Second // a connection unused for longer is not used again
	maxConns    = 256              // open at a time; further calls wait for one
	maxHeaders  = 100              // lines of header in an answer
)

// wire posts to one server over HTTP/1.1 connections that stay open. It does the little that calls of the Bot API need, in a
// third of the time of http.Transport, which hands every request through two goroutines. It follows no redirects, sends no
// cookies and knows no proxies.
type wire struct {
	addr   string // host:port
	head   string // of every request, as far as the method's name
	tail   string // and from there to the length of the body
	tls    *tls.Config
	dialer net.Dialer
	slots  chan struct{}

	mu   sync.Mutex
	idle []*wireConn // the one used last is at the end
}

// proxyFor says which proxy a request has to go through; nil: none. http.ProxyFromEnvironment is one.
type proxyFor func(*http.Request) (*url.URL, error)

// newWire returns a wire to the server of base, an http or https address that ends with a slash; nil when calls have to go
// through a proxy.
func newWire(base string, proxy proxyFor) *wire {
	u, err := url.Parse(base)
	if err != nil {
		return nil
	}
	if via, err := proxy(&http.Request{URL: u}); via != nil || err != nil {
		return nil
	}
	w := &wire{
		head:   "POST " + u.EscapedPath(),
		tail:   " HTTP/1.1\r\nHost: " + u.Host + "\r\nUser-Agent: safesteps\r\nContent-Type: application/json\r\nContent-Length: ",
		dialer: net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second},
		slots:  make(chan struct{}, maxConns),
	}
	port := u.Port()
	if u.Scheme == "https" {
		w.tls = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
		if port == "" {
			port = "443"
		}
	} else if port == "" {
		port = "80"
	}
	w.addr = net.JoinHostPort(u.Hostname(), port)
	return w
}

// post sends a body and reads the answer. A connection that the server closed while it was idle is replaced without a word.
func (w *wire) post(ctx context.Context, deadline time.Time, method string, body []byte, answer *bytes.Buffer) (status int, err error) {
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { <-w.slots }()
	if c := w.take(); c != nil {
		status, err = c.exchange(ctx, deadline, w, method, body, answer)
		if err == nil || c.began || ctx.Err() != nil || isTimeout(err) {
			return status, err
		}
	}
	c, err := w.dial(ctx, deadline)
	if err != nil {
		return 0, err
	}
	return c.exchange(ctx, deadline, w, method, body, answer)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func (w *wire) take() *wireConn {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.idle)
	if n == 0 {
		return nil
	}
	c := w.idle[n-1]
	w.idle[n-1] = nil
	w.idle = w.idle[:n-1]
	if time.Since(c.used) > idleTime {
		_ = c.conn.Close()
		return nil
	}
	return c
}

// keep puts a connection back, and closes the one that has been idle for longest if that is too long.
func (w *wire) keep(c *wireConn) {
	c.used = time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.idle) > 0 && c.used.Sub(w.idle[0].used) > idleTime {
		_ = w.idle[0].conn.Close()
		copy(w.idle, w.idle[1:])
		w.idle = w.idle[:len(w.idle)-1]
	}
	w.idle = append(w.idle, c)
}

func (w *wire) dial(ctx context.Context, deadline time.Time) (*wireConn, error) {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, err := w.dialer.DialContext(ctx, "tcp", w.addr)
	if err != nil {
		return nil, err
	}
	if w.tls != nil {
		secure := tls.Client(conn, w.tls)
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("tls: %w", err)
		}
		conn = secure
	}
	return &wireConn{conn: conn, in: bufio.NewReaderSize(conn, 4096)}, nil
}

// wireConn is one connection. It serves one exchange at a time.
type wireConn struct {
	conn  net.Conn
	in    *bufio.Reader
	out   []byte    // the request; kept for the next one
	used  time.Time // last
	began bool      // the answer to the present request has begun
}

// exchange sends a request and reads the answer. The connection goes back to the wire when it can serve another, and is closed
// otherwise.
func (c *wireConn) exchange(ctx context.Context, deadline time.Time, w *wire, method string, body []byte, answer *bytes.Buffer) (int, error) {
	c.began = false
	if err := c.conn.SetDeadline(deadline); err != nil {
		_ = c.conn.Close()
		return 0, err
	}
	stop := func() bool { return true }
	if ctx.Done() != nil {
		stop = context.AfterFunc(ctx, func() { _ = c.conn.SetDeadline(time.Unix(1, 0)) })
	}
	status, reusable, err := c.converse(w, method, body, answer)
	if !stop() || err != nil || !reusable || cap(c.out) > maxPooled {
		_ = c.conn.Close()
		return status, err
	}
	w.keep(c)
	return status, nil
}

func (c *wireConn) converse(w *wire, method string, body []byte, answer *bytes.Buffer) (status int, reusable bool, err error) {
	c.out = append(append(append(c.out[:0], w.head...), method...), w.tail...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(append(c.out, "\r\n\r\n"...), body...)
	if _, err = c.conn.Write(c.out); err != nil {
		return 0, false, err
	}
	if _, err = c.in.Peek(1); err != nil {
		return 0, false, err
	}
	c.began = true
	h, err := c.header()
	for err == nil && h.status < 200 {
		h, err = c.header()
	}
	if err != nil {
		return 0, false, err
	}
	err = c.body(&h, answer)
	return h.status, h.reusable && c.in.Buffered() == 0, err
}

// answerHeader is the little that we need of an answer's header.
type answerHeader struct {
	status   int
	length   int64 // of the body; -1: not said
	chunked  bool
	reusable bool
}

var errAnswer = errors.New("an answer that is no HTTP")

func (c *wireConn) header() (answerHeader, error) {
	line, err := c.line()
	if err != nil {
		return answerHeader{}, err
	}
	// HTTP/1.1 200 OK
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.")) || line[8] != ' ' {
		return answerHeader{}, errAnswer
	}
	h := answerHeader{length: -1, reusable: line[7] == '1'}
	if h.status, err = strconv.Atoi(string(line[9:12])); err != nil || h.status < 100 {
		return answerHeader{}, errAnswer
	}
	for range maxHeaders {
		line, err := c.line()
		if err != nil {
			return answerHeader{}, err
		}
		if len(line) == 0 {
			return h, nil
		}
		if err := h.read(line); err != nil {
			return answerHeader{}, err
		}
	}
	return answerHeader{}, errAnswer
}

// line reads one line of the header, without its end. It is valid until the next read.
func (c *wireConn) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, errAnswer
	}
	if err != nil {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

func (h *answerHeader) read(line []byte) error {
	name, value, found := bytes.Cut(line, []byte(":"))
	if !found {
		return errAnswer
	}
	value = bytes.TrimSpace(value)
	switch {
	case isFold(name, "content-length"):
		n, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil || n < 0 || h.length >= 0 && h.length != n {
			return errAnswer
		}
		h.length = n
	case isFold(name, "transfer-encoding"):
		if !isFold(value, "chunked") {
			return errAnswer
		}
		h.chunked = true
	case isFold(name, "connection"):
		h.reusable = h.reusable && !isFold(value, "close")
	}
	return nil
}

// isFold compares with a lower-case name.
func isFold(b []byte, name string) bool {
	return len(b) == len(name) && bytes.EqualFold(b, []byte(name))
}

// body reads the body into answer, at most maxAnswer bytes.
func (c *wireConn) body(h *answerHeader, answer *bytes.Buffer) error {
	switch {
	case h.status == http.StatusNoContent || h.status == http.StatusNotModified:
		return nil
	case h.chunked:
		return c.chunks(h, answer)
	case h.length < 0:
		h.reusable = false
		return readAll(answer, c.in)
	case h.length > maxAnswer:
		return errLarge
	}
	n := int(h.length)
	answer.Grow(n)
	space := answer.AvailableBuffer()[:n]
	if _, err := io.ReadFull(c.in, space); err != nil {
		return err
	}
	answer.Write(space)
	return nil
}

// chunks reads a chunked body and the empty line behind it. Trailers are not expected: a connection that has some is not used again.
func (c *wireConn) chunks(h *answerHeader, answer *bytes.Buffer) error {
	if err := readAll(answer, httputil.NewChunkedReader(c.in)); err != nil {
		return err
	}
	end, err := c.in.Peek(2)
	if err != nil || string(end) != "\r\n" {
		h.reusable = false
		return nil
	}
	_, err = c.in.Discard(2)
	return err
}

var errLarge = errors.New("an answer that is too large")

// readAll reads to the end, at most maxAnswer bytes.
func readAll(answer *bytes.Buffer, from io.Reader) error {
	n, err := answer.ReadFrom(io.LimitReader(from, maxAnswer+1))
	if err == nil && n > maxAnswer {
		return errLarge
	}
	return err
}
