package telegram

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/safesteps/safesteps/bots"
)

const (
	laneBuffer  = 8 << 10          // bytes; a head that does not fit is for the other server
	headTime    = 5 * time.Second  // for a head, from its first byte
	bodyTime    = 15 * time.Second // for a body
	answerTime  = 60 * time.Second // for the answer
	unusedTime  = 2 * time.Minute  // a connection without deliveries is closed after it
	requestLine = "POST " + WebhookPath + " HTTP/1.1\r\n"
)

// Lane serves Telegram's deliveries straight from the connections of a listener, in half the time that net/http takes for them.
// Every other connection comes out of the listener that is returned, with all its bytes, for an http.Server that has
// WebhookHandler on WebhookPath. A delivery that is in any way out of the ordinary goes there too: another HTTP version, a wrong
// secret, a body without length or too long, a header that the lane does not understand, or too much going on at once. So nothing
// is decided twice.
//
// Closing the listener lets no more deliveries in; Run waits for those that are being worked on.
func (a *Adapter) Lane(inner net.Listener, h bots.Handler) net.Listener {
	l := &lane{
		Listener: inner, hook: a.webhook(h),
		others: make(chan net.Conn), failures: make(chan error), done: make(chan struct{}), idle: map[net.Conn]struct{}{},
	}
	go l.accept()
	return l
}

type lane struct {
	net.Listener
	hook     *webhook
	others   chan net.Conn // for the other server
	failures chan error    // of accepting
	done     chan struct{} // closed by Close

	mu     sync.Mutex
	closed bool
	idle   map[net.Conn]struct{} // connections that wait for a request
}

// Accept implements net.Listener.
func (l *lane) Accept() (net.Conn, error) {
	select {
	case c := <-l.others:
		return c, nil
	case err := <-l.failures:
		return nil, err
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. Connections that wait for a request are closed; the others when they have been answered.
func (l *lane) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.closed = true
	close(l.done)
	for c := range l.idle {
		_ = c.Close()
	}
	return l.Listener.Close() //nolint:wrapcheck // a net.Listener gives its own errors
}

// accept looks at every connection in a goroutine of its own. What goes wrong is for Accept's caller to bear.
func (l *lane) accept() {
	for {
		c, err := l.Listener.Accept()
		if err == nil {
			go l.serve(c)
			continue
		}
		select {
		case l.failures <- err:
		case <-l.done:
			return
		}
	}
}

// wait notes that a connection waits for a request; false when it no longer may.
func (l *lane) wait(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.idle[c] = struct{}{}
	return true
}

func (l *lane) work(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.idle, c)
}

// serve answers deliveries until something else comes.
func (l *lane) serve(c net.Conn) {
	in := bufio.NewReaderSize(c, laneBuffer)
	patience := headTime
	for {
		_ = c.SetReadDeadline(time.Now().Add(patience)) // an error shows on reading
		if !l.wait(c) {
			_ = c.Close()
			return
		}
		head, err := readHead(c, in)
		l.work(c)
		switch {
		case err != nil:
			_ = c.Close()
			return
		case !l.ours(head) || !l.hook.a.inFlight.enter(maxAtOnce):
			l.pass(c, in)
			return
		case !l.answer(c, in, head):
			_ = c.Close()
			return
		}
		patience = unusedTime
	}
}

// pass hands a connection to the other server.
func (l *lane) pass(c net.Conn, in *bufio.Reader) {
	_ = c.SetDeadline(time.Time{}) // the other server sets its own
	select {
	case l.others <- &passedConn{Conn: c, in: in}:
	case <-l.done:
		_ = c.Close()
	}
}

// passedConn is a connection of which something has been read already.
type passedConn struct {
	net.Conn
	in *bufio.Reader // nil when it has nothing left
}

// Read implements io.Reader.
func (c *passedConn) Read(b []byte) (int, error) {
	if c.in != nil && c.in.Buffered() == 0 {
		c.in = nil
	}
	if c.in == nil {
		return c.Conn.Read(b) //nolint:wrapcheck // a net.Conn gives its own errors, io.EOF among them
	}
	return c.in.Read(b[:min(len(b), c.in.Buffered())]) //nolint:wrapcheck // as above
}

// laneHead is the little that the lane needs of a request's head.
type laneHead struct {
	size   int // of the head, with the empty line; 0: not a request for the lane
	length int // of the body; -1: not said
	secret []byte
	closes bool
}

// readHead waits for a request and reads its head as far as it can be one for the lane. It takes nothing out of in. The error is
// that of the connection.
func readHead(c net.Conn, in *bufio.Reader) (laneHead, error) {
	for n := 1; n <= laneBuffer; n = in.Buffered() + 1 {
		if _, err := in.Peek(n); err != nil {
			return laneHead{}, fmt.Errorf("telegram: a delivery: %w", err)
		}
		b, _ := in.Peek(in.Buffered())
		if known := min(len(b), len(requestLine)); string(b[:known]) != requestLine[:known] {
			return laneHead{}, nil
		}
		if end := bytes.Index(b, []byte("\r\n\r\n")); end >= 0 {
			return parseHead(b[len(requestLine):end+2], end+4), nil
		}
		if n == 1 { // its first bytes
			_ = c.SetReadDeadline(time.Now().Add(headTime))
		}
	}
	return laneHead{}, nil
}

// parseHead reads lines of a head. Whatever is not plainly right makes it one for the other server.
func parseHead(lines []byte, size int) laneHead {
	h := laneHead{size: size, length: -1}
	hosts := 0
	for len(lines) > 0 {
		line, rest, _ := bytes.Cut(lines, []byte("\r\n"))
		lines = rest
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found || !plainName(name) || !plainValue(value) {
			return laneHead{}
		}
		value = bytes.Trim(value, " \t")
		switch {
		case isFold(name, "host"):
			hosts++
		case isFold(name, "content-length"):
			n, err := strconv.ParseUint(string(value), 10, 31)
			if err != nil || h.length >= 0 {
				return laneHead{}
			}
			h.length = int(n)
		case len(name) == len(secretHeader) && bytes.EqualFold(name, []byte(secretHeader)):
			if h.secret != nil {
				return laneHead{}
			}
			h.secret = value
		case isFold(name, "connection"):
			h.closes = isFold(value, "close")
			if !h.closes && !isFold(value, "keep-alive") {
				return laneHead{}
			}
		case isFold(name, "transfer-encoding"), isFold(name, "expect"), isFold(name, "upgrade"), isFold(name, "trailer"):
			return laneHead{}
		}
	}
	if hosts != 1 {
		return laneHead{}
	}
	return h
}

// plainName reports whether a header's name is letters, digits, - and _ alone.
func plainName(name []byte) bool {
	for _, c := range name {
		if !isWord(c) && c != '-' {
			return false
		}
	}
	return len(name) > 0
}

// plainValue reports whether a header's value is printable ASCII.
func plainValue(value []byte) bool {
	for _, c := range value {
		if c < ' ' && c != '\t' || c > '~' {
			return false
		}
	}
	return true
}

// ours reports whether a request is a delivery like any other.
func (l *lane) ours(h laneHead) bool {
	return h.size > 0 && h.length >= 0 && h.length <= maxUpdate && l.hook.knows(h.secret)
}

// answer takes a delivery that was let in, and answers it. It returns false when the connection cannot be used any more.
func (l *lane) answer(c net.Conn, in *bufio.Reader, h laneHead) bool {
	defer l.hook.a.inFlight.leave()
	body := buffers.Get().(*bytes.Buffer)
	defer freeBuffer(body)
	if _, err := in.Discard(h.size); err != nil {
		return false
	}
	if in.Buffered() < h.length {
		_ = c.SetReadDeadline(time.Now().Add(bodyTime))
	}
	body.Grow(h.length)
	raw := body.AvailableBuffer()[:h.length]
	if _, err := io.ReadFull(in, raw); err != nil {
		return false
	}
	status, query := l.hook.take(context.Background(), raw)
	if status != http.StatusOK {
		l.hook.a.stats.Refused.Add(1)
	}
	return l.write(c, status, query, h.closes) && !h.closes
}

// write answers with a status and, in the body, the press that was made.
func (l *lane) write(c net.Conn, status int, query string, closes bool) bool {
	answer, out := bodies.Get().(*[]byte), bodies.Get().(*[]byte)
	defer freeBody(answer)
	defer freeBody(out)
	*answer = (*answer)[:0]
	if query != "" {
		*answer = appendAnswer(*answer, answerCallbackQuery, query)
	}
	*out = append(appendHead((*out)[:0], status, closes, len(*answer)), *answer...)
	_ = c.SetWriteDeadline(time.Now().Add(answerTime))
	_, err := c.Write(*out) // if it is lost, Telegram delivers again
	return err == nil
}

// appendHead writes the head of an answer with a body of n bytes of JSON.
func appendHead(b []byte, status int, closes bool, n int) []byte {
	b = append(b, "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(append(b, ' '), http.StatusText(status)...)
	b = append(b, "\r\nDate: "...)
	b = time.Now().UTC().AppendFormat(b, http.TimeFormat)
	if n > 0 {
		b = append(b, "\r\nContent-Type: application/json"...)
	}
	if closes {
		b = append(b, "\r\nConnection: close"...)
	}
	b = append(b, "\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(n), 10)
	return append(b, "\r\n\r\n"...)
}
