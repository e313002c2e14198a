package discord

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"
)

// errProxy says that the way to Discord is barred. It holds no address.
var errProxy = errors.New("discord: the proxy does not let us through; only proxies of the kind http:// are known")

// reach opens a connection to an address, through the proxy that the environment names, if any.
func (w *wire) reach(ctx context.Context, scheme, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	proxy, err := w.proxy(&http.Request{URL: &url.URL{Scheme: scheme, Host: address}})
	switch {
	case err != nil:
		return nil, errProxy
	case proxy == nil:
		return dialer.DialContext(ctx, "tcp", address) //nolint:wrapcheck // as the dialer's user expects it
	case proxy.Scheme != "http":
		return nil, errProxy
	}
	host := proxy.Host
	if proxy.Port() == "" {
		host = net.JoinHostPort(proxy.Hostname(), "80")
	}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err //nolint:wrapcheck // as above
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // whoever uses the connection sets another
	}
	if err := tunnel(ctx, conn, proxy, address); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// tunnel asks a proxy to pass on what is said from now on. It says nothing itself before it is spoken to, so nothing that
// belongs to the connection is lost with the reader.
func tunnel(ctx context.Context, conn net.Conn, proxy *url.URL, address string) error {
	req := (&http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}).WithContext(ctx)
	if u := proxy.User; u != nil {
		password, _ := u.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	if err := req.Write(conn); err != nil {
		return errProxy
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), req) //nolint:bodyclose // it has none, and closing would wait for its end
	if err != nil || res.StatusCode != http.StatusOK {
		return errProxy
	}
	return nil
}
