package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthcheckCmd asks a server on this machine how it is, for containers and supervisors that cannot.
type healthcheckCmd struct {
	Listen string `default:"127.0.0.1:8080" help:"Address that the server listens on." placeholder:"ADDR"`
	Ready  bool   `help:"Ask whether it can serve parents now (/readyz), not only whether it runs (/healthz)."`
}

// healthWithin is how long an answer may take.
const healthWithin = 5 * time.Second

// Run exits with 1 when the server is not well.
func (c *healthcheckCmd) Run(e *env) error {
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	addr, err := reachable(c.Listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(e.ctx, healthWithin)
	defer cancel()
	said, well := ask(ctx, "http://"+addr+path)
	if err := e.print("%s\n", said); err != nil {
		return err
	}
	if !well {
		return errNo
	}
	return nil
}

// reachable is where to reach a server that listens on an address: one that listens everywhere is asked on this machine.
func reachable(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", usageError{fmt.Errorf("SAFESTEPS_LISTEN: %w", err)}
	}
	switch host {
	case "", "0.0.0.0":
		host = "127.0.0.1"
	case "::":
		host = "::1"
	}
	return net.JoinHostPort(host, port), nil
}

// ask returns what the server says on one line, and whether it is well. It goes through no proxy and follows nobody elsewhere.
func ask(ctx context.Context, url string) (said string, well bool) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "no address to ask", false
	}
	res, err := client.Do(req)
	if err != nil {
		return "no answer: " + err.Error(), false
	}
	defer func() { _ = res.Body.Close() }()
	const most = 1 << 10
	body, _ := io.ReadAll(io.LimitReader(res.Body, most)) // the status is the answer
	line, _, _ := strings.Cut(strings.TrimSpace(string(body)), "\n")
	if line == "" {
		line = res.Status
	}
	return line, res.StatusCode == http.StatusOK
}
