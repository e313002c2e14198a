package discord

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// echo is a gateway that says back what it is told.
func echo(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = ws.Close() }()
	for {
		kind, b, err := ws.ReadMessage()
		if err != nil || ws.WriteMessage(kind, b) != nil {
			return
		}
	}
}

// proxyServer passes connections on to an address, whatever was asked for.
func proxyServer(t *testing.T, status int, to string) (proxy *url.URL, asked *string) {
	t.Helper()
	asked = new(string)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = r.Method + " " + r.Host + " " + r.Header.Get("Proxy-Authorization")
		if status != http.StatusOK {
			w.WriteHeader(status)
			return
		}
		far, err := new(net.Dialer).DialContext(context.Background(), "tcp", to)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		near, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(far, near) }()
		_, _ = io.Copy(near, far)
		_ = near.Close()
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("pat", "secret")
	return u, asked
}

// A session says once who it is, with and without encryption, and through a proxy.
func TestWireLetsOneSessionBegin(t *testing.T) {
	for _, c := range []struct {
		name            string
		secure, proxied bool
	}{{"plain", false, false}, {"encrypted", true, false}, {"through a proxy", false, true}, {"encrypted, through a proxy", true, true}} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewUnstartedServer(http.HandlerFunc(echo))
			w := newWire()
			if c.secure {
				s.StartTLS()
				w.roots = x509.NewCertPool()
				w.roots.AddCert(s.Certificate())
			} else {
				s.Start()
			}
			t.Cleanup(s.Close)
			address := "ws" + strings.TrimPrefix(s.URL, "http")
			var asked *string
			if c.proxied {
				var proxy *url.URL
				proxy, asked = proxyServer(t, http.StatusOK, s.Listener.Addr().String())
				w.proxy = http.ProxyURL(proxy)
				_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
				address = strings.Replace(address, s.Listener.Addr().String(), "example.com:"+port, 1) // which the certificate names too
			}
			ws, res, err := (&websocket.Dialer{NetDialContext: w.dial, NetDialTLSContext: w.dialTLS}).DialContext(t.Context(), address, nil)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			defer func() { _ = ws.Close() }()
			if c.proxied && (!strings.HasPrefix(*asked, "CONNECT example.com:") || !strings.HasSuffix(*asked, "Basic cGF0OnNlY3JldA==")) {
				t.Errorf("asked the proxy for %q", *asked)
			}
			tell := func(op int) error { return ws.WriteJSON(map[string]any{"op": op, "d": strings.Repeat("x", 300)}) }
			for _, op := range []int{1, 6, 1} {
				if err := tell(op); err != nil || w.invalid() {
					t.Fatalf("op %d: %v, invalid: %t", op, err, w.invalid())
				}
			}
			who := struct {
				Op int    `json:"op"`
				D  string `json:"d"`
			}{2, strings.Repeat("x", 300)}
			if err := ws.WriteJSON(who); err != nil || w.invalid() {
				t.Fatalf("the first time: %v, invalid: %t", err, w.invalid())
			}
			for range 4 {
				if _, _, err := ws.ReadMessage(); err != nil {
					t.Fatal(err)
				}
			}
			if err := ws.WriteJSON(who); !errors.Is(err, errInvalid) || !w.invalid() {
				t.Errorf("the second time: got %v, invalid: %t", err, w.invalid())
			}
			if _, _, err := ws.ReadMessage(); err == nil {
				t.Error("the connection lasts")
			}
		})
	}
}

// A proxy that is of no use says so without its address, which may hold a password.
func TestWireProxyErrors(t *testing.T) {
	refuses, _ := proxyServer(t, http.StatusForbidden, "")
	for _, proxy := range []*url.URL{refuses, {Scheme: "socks5", Host: "127.0.0.1:1"}} {
		w := newWire()
		w.proxy = http.ProxyURL(proxy)
		conn, err := w.dialTLS(t.Context(), "tcp", "gateway.example.com:443")
		if err == nil {
			_ = conn.Close()
		}
		if !errors.Is(err, errProxy) {
			t.Errorf("%s: got %v, want %v", proxy.Scheme, err, errProxy)
		}
	}
}
