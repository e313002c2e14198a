package telegram

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// scripted is a server that answers the n-th request over all its connections with the n-th script; an empty one, and every
// one after the last, hangs up.
type scripted struct {
	net.Listener
	t       testing.TB
	conns   atomic.Int64
	mu      sync.Mutex
	scripts []string
	got     []string // bodies
}

func newScripted(t testing.TB, scripts ...string) *scripted {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{Listener: l, t: t, scripts: scripts}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.conns.Add(1)
			go s.serve(conn)
		}
	}()
	return s
}

func (s *scripted) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(req.Body)
		s.mu.Lock()
		n := len(s.got)
		s.got = append(s.got, string(body))
		script := ""
		if n < len(s.scripts) {
			script = s.scripts[n]
		}
		s.mu.Unlock()
		if _, err := io.WriteString(conn, script); err != nil || script == "" {
			return
		}
		if strings.HasSuffix(script, "<close>") {
			return
		}
	}
}

func (s *scripted) wire() *wire { return newWire("http://"+s.Addr().String()+"/bot1:a/", noProxy) }

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

func exchange(t testing.TB, w *wire, body string) (int, string, error) {
	t.Helper()
	var answer bytes.Buffer
	status, err := w.post(context.Background(), time.Now().Add(5*time.Second), "m", []byte(body), &answer)
	return status, answer.String(), err
}

func TestWireReadsAnswersOfEveryForm(t *testing.T) {
	cases := []struct {
		name, script string
		status       int
		want         string
		bad          bool
	}{
		{"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
		{"in any case, with spaces", "HTTP/1.1 400 Bad Request\r\ncontent-LENGTH:   2  \r\nX: y\r\n\r\nhi", 400, "hi", false},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\n\r\n", 200, "hi", false},
		{"to the end", "HTTP/1.1 200 OK\r\n\r\nhi<close>", 200, "hi<close>", false},
		{"of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
		{"after a 103", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
		{"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", false},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", false},
		{"without words", "HTTP/1.1 502 \r\nContent-Length: 0\r\n\r\n", 502, "", false},
		{"rubbish", "rubbish that is no answer\r\n\r\n<close>", 0, "", true},
		{"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n<close>", 0, "", true},
		{"status in words", "HTTP/1.1 two OK\r\n\r\n<close>", 0, "", true},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi<close>", 0, "", true},
		{"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nhi<close>", 0, "", true},
		{"unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi<close>", 0, "", true},
		{"header without colon", "HTTP/1.1 200 OK\r\nrubbish\r\n\r\n<close>", 0, "", true},
		{"header without end", "HTTP/1.1 200 OK\r\n" + strings.Repeat("x", 5000) + "<close>", 0, "", true},
		{"too many headers", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 200) + "\r\n<close>", 0, "", true},
		{"too large", "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nhi<close>", 200, "", true},
		{"cut off", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhi<close>", 200, "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newScripted(t, c.script)
			status, got, err := exchange(t, s.wire(), "body")
			if (err != nil) != c.bad || !c.bad && (status != c.status || got != c.want) {
				t.Errorf("got %d %q, %v, want %d %q", status, got, err, c.status, c.want)
			}
			if len(s.got) != 1 || s.got[0] != "body" {
				t.Errorf("the server got %q, want the body once", s.got)
			}
		})
	}
}

const hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

func TestWireKeepsItsConnection(t *testing.T) {
	s := newScripted(t, hi, hi, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", hi)
	w := s.wire()
	for range 4 {
		if _, got, err := exchange(t, w, "x"); err != nil || got != "hi" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if n := s.conns.Load(); n != 1 {
		t.Errorf("used %d connections, want 1", n)
	}
}

func TestWireReplacesAConnectionThatWasClosedWhileIdle(t *testing.T) {
	s := newScripted(t, hi, "", hi)
	w := s.wire()
	for range 2 { // the second finds the connection closed
		if _, got, err := exchange(t, w, "x"); err != nil || got != "hi" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if _, _, err := exchange(t, w, "x"); err == nil {
		t.Error("a fresh connection that is closed without an answer is no error")
	}
}

func TestWireSendsNothingTwiceOnceTheAnswerBegan(t *testing.T) {
	s := newScripted(t, hi, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhi<close>")
	w := s.wire()
	if _, _, err := exchange(t, w, "x"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := exchange(t, w, "y"); err == nil {
		t.Error("an answer that was cut off is no error")
	}
	if len(s.got) != 2 {
		t.Errorf("the server got %q, want two requests", s.got)
	}
}

func TestWireStopsInTimeAndOnRequest(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	w := newWire("http://"+silent.Addr().String()+"/", noProxy)
	var answer bytes.Buffer
	if _, err := w.post(context.Background(), time.Now().Add(10*time.Millisecond), "m", nil, &answer); !isTimeout(err) {
		t.Errorf("got %v, want that the time is up", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		conn, err := silent.Accept()
		for err == nil {
			cancel()
			var next net.Conn
			next, err = silent.Accept()
			if err == nil {
				_ = next.Close()
			}
		}
		_ = conn
	}()
	if _, err := w.post(ctx, time.Now().Add(time.Minute), "m", nil, &answer); err == nil {
		t.Error("no error although the call was cancelled")
	}
}

func TestWireWaitsForAFreeConnection(t *testing.T) {
	s := newScripted(t, hi)
	w := s.wire()
	for range maxConns {
		w.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var answer bytes.Buffer
	if _, err := w.post(ctx, time.Now().Add(time.Minute), "m", nil, &answer); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want cancelled: no connection is free", err)
	}
}

func TestWireSpeaksTLSAndChecksTheName(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hi") }))
	defer server.Close()
	server.Config.ErrorLog = nil
	w := newWire(server.URL+"/", noProxy)
	if _, _, err := exchange(t, w, "x"); err == nil || !strings.Contains(err.Error(), "tls:") {
		t.Errorf("got %v, want that the certificate is not trusted", err)
	}
	w.tls.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	for range 2 {
		if _, got, err := exchange(t, w, "x"); err != nil || got != "hi" {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

func TestCallsGoThroughAProxyWhereOneIsSet(t *testing.T) {
	via := func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy.example:3128") }
	broken := func(*http.Request) (*url.URL, error) { return nil, errors.New("not an address") }
	for name, proxy := range map[string]proxyFor{"a proxy": via, "a wrong setting": broken} {
		if w := newWire("https://api.telegram.org/bot1:a/", proxy); w != nil {
			t.Errorf("%s: calls would go round it", name)
		}
	}
}

func FuzzWireAnswer(f *testing.F) {
	f.Add([]byte(hi))
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200\r\n\r\nx"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := &wireConn{in: bufio.NewReaderSize(bytes.NewReader(raw), 4096)}
		h, err := c.header()
		if err != nil {
			return
		}
		var answer bytes.Buffer
		if err := c.body(&h, &answer); err == nil && h.length >= 0 && !h.chunked && h.status >= 200 && h.status != 204 && h.status != 304 && int64(answer.Len()) != h.length {
			t.Errorf("read %d bytes, the header said %d", answer.Len(), h.length)
		}
	})
}
