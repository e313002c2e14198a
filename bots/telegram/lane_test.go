package telegram

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// laneServer serves an adapter as the program does, with a page beside the webhook, and returns its address.
func laneServer(t testing.TB, a *Adapter, d *desk) (addr string, listener net.Listener) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a page") })
	mux.Handle(WebhookPath, a.WebhookHandler(d))
	lane := a.Lane(inner, d)
	server := &http.Server{Handler: mux}
	done := make(chan error, 1)
	go func() { done <- server.Serve(lane) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-done; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("the server ended with %v", err)
		}
	})
	return inner.Addr().String(), lane
}

// raw is one delivery as bytes.
func raw(secret, body string, headers ...string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bot.example.org\r\n%s: %s\r\nContent-Length: %d\r\n%s\r\n%s",
		WebhookPath, secretHeader, secret, len(body), strings.Join(append(headers, ""), "\r\n"), body)
}

// speak writes bytes and reads as many answers as are wanted.
func speak(t *testing.T, addr string, request string, answers int) (got []string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	go func() { _, _ = io.WriteString(c, request) }()
	in := bufio.NewReader(c)
	for range answers {
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("answer %d: %v", len(got)+1, err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(res.StatusCode, " ", string(body)))
	}
	return got
}

const pressUpdate = `{"update_id":6,"callback_query":{"id":"q1","from":{"id":7,"is_bot":false},"data":"hello/apps","message":{"message_id":3,"chat":{"id":7,"type":"private"}}}}`

func TestLane(t *testing.T) {
	pressed := `200 {"method":"answerCallbackQuery","callback_query_id":"q1"}`
	cases := []struct {
		name, request string
		want          []string
		events        int
	}{
		{"a message", raw(testSecret, goodUpdate), []string{"200 "}, 1},
		{"a press", raw(testSecret, pressUpdate), []string{pressed}, 1},
		{"one after the other", raw(testSecret, goodUpdate) + raw(testSecret, pressUpdate), []string{"200 ", pressed}, 2},
		{"header names in lower case", strings.Replace(raw(testSecret, goodUpdate), secretHeader, strings.ToLower(secretHeader), 1), []string{"200 "}, 1},
		{"asked to close", raw(testSecret, goodUpdate, "Connection: close"), []string{"200 "}, 1},
		{"no update", raw(testSecret, `{"hello":1}`), []string{"400 "}, 0},
		{"wrong secret", raw("other", goodUpdate), []string{"401 "}, 0},
		{"wrong secret behind a delivery", raw(testSecret, goodUpdate) + raw("other", goodUpdate), []string{"200 ", "401 "}, 1},
		{"a page", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", []string{"200 a page"}, 0},
		{"a page behind a delivery, and a delivery behind the page", raw(testSecret, goodUpdate) + "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + raw(testSecret, pressUpdate), []string{"200 ", "200 a page", pressed}, 2},
		{"chunked", "POST " + WebhookPath + " HTTP/1.1\r\nHost: x\r\n" + secretHeader + ": " + testSecret + "\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(goodUpdate), goodUpdate), []string{"200 "}, 1},
		{"a head that is too long for the lane", raw(testSecret, goodUpdate, "X-Long: "+strings.Repeat("x", laneBuffer)), []string{"200 "}, 1},
		{"no host", strings.Replace(raw(testSecret, goodUpdate), "Host: bot.example.org\r\n", "", 1), []string{"400 400 Bad Request: missing required Host header"}, 0},
		{"two lengths", raw(testSecret, goodUpdate, "Content-Length: 3"), []string{"400 400 Bad Request"}, 0},
		{"rubbish", "hello\r\n\r\n", []string{"400 400 Bad Request"}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := &desk{}
			addr, _ := laneServer(t, hookAdapter(t), d)
			got := speak(t, addr, c.request, len(c.want))
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) || len(d.events()) != c.events {
				t.Errorf("got %q and %d events, want %q and %d", got, len(d.events()), c.want, c.events)
			}
		})
	}
}

// TestLaneInPieces: a delivery may come byte by byte.
func TestLaneInPieces(t *testing.T) {
	d := &desk{}
	addr, _ := laneServer(t, hookAdapter(t), d)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, b := range []byte(raw(testSecret, goodUpdate)) {
		if _, err := c.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 || len(d.events()) != 1 || res.Header.Get("Date") == "" {
		t.Errorf("got %d, %d events and the date %q", res.StatusCode, len(d.events()), res.Header.Get("Date"))
	}
}

// TestLaneNotKept: a turn that fails is refused, so that Telegram delivers it again.
func TestLaneNotKept(t *testing.T) {
	d := &desk{before: func(bots.Event) error { return errors.New("the disk is full") }}
	addr, _ := laneServer(t, hookAdapter(t), d)
	if got := speak(t, addr, raw(testSecret, goodUpdate), 1); got[0] != "503 " {
		t.Errorf("got %q, want 503", got)
	}
}

// TestLaneTooMuchAtOnce: what does not fit in is refused by the other server.
func TestLaneTooMuchAtOnce(t *testing.T) {
	a := hookAdapter(t)
	a.inFlight.n = maxAtOnce
	addr, _ := laneServer(t, a, &desk{})
	if got := speak(t, addr, raw(testSecret, goodUpdate), 1); got[0] != "503 " {
		t.Errorf("got %q, want 503", got)
	}
	if n := a.stats.Overload.Load(); n != 1 {
		t.Errorf("counted %d times, want once", n)
	}
}

// TestLaneStops: closing lets the delivery at work end with its answer, and ends connections that wait.
func TestLaneStops(t *testing.T) {
	working, release := make(chan struct{}), make(chan struct{})
	d := &desk{before: func(bots.Event) error { close(working); <-release; return nil }}
	a := hookAdapter(t)
	addr, lane := laneServer(t, a, d)
	waits, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer waits.Close()
	answered := make(chan []string, 1)
	go func() { answered <- speak(t, addr, raw(testSecret, goodUpdate), 1) }()
	<-working
	if err := lane.Close(); err != nil {
		t.Fatal(err)
	}
	_ = waits.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := waits.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("a connection that waits ends with %v, want EOF", err)
	}
	close(release)
	if got := <-answered; got[0] != "200 " {
		t.Errorf("the delivery at work got %q, want 200", got)
	}
	a.inFlight.stop(t.Context())
	if a.inFlight.n != 0 {
		t.Errorf("%d deliveries are left", a.inFlight.n)
	}
}

// FuzzLaneHead: what the lane takes for a delivery, net/http reads the same way.
func FuzzLaneHead(f *testing.F) {
	f.Add([]byte(raw(testSecret, goodUpdate)))
	f.Add([]byte(raw(testSecret, goodUpdate, "Connection: keep-alive", "Content-Type: application/json", "X-Empty:")))
	f.Add([]byte(raw(testSecret, goodUpdate, "Transfer-Encoding: chunked")))
	f.Add([]byte(raw(testSecret, goodUpdate, " folded: line", "Content-Length : 4")))
	f.Add([]byte(strings.ReplaceAll(raw(testSecret, goodUpdate), "\r\n", "\n")))
	f.Fuzz(func(t *testing.T, b []byte) {
		end := bytes.Index(b, []byte("\r\n\r\n"))
		if !bytes.HasPrefix(b, []byte(requestLine)) || end < 0 || end+2 < len(requestLine) {
			return
		}
		h := parseHead(b[len(requestLine):end+2], end+4)
		if h.size == 0 || h.length < 0 {
			return
		}
		req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(b)))
		if err != nil {
			t.Fatalf("net/http refuses what the lane takes: %v", err)
		}
		if req.ContentLength != int64(h.length) || req.Header.Get(secretHeader) != string(h.secret) || req.Close != h.closes || len(req.TransferEncoding) > 0 {
			t.Errorf("net/http reads length %d, secret %q, close %v; the lane %d, %q, %v",
				req.ContentLength, req.Header.Get(secretHeader), req.Close, h.length, h.secret, h.closes)
		}
	})
}
