package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// userAgent is what Discord asks bots to call themselves.
const userAgent = "DiscordBot (https://github.com/safesteps/safesteps, 1)"

// maxAnswer bounds what is read of an answer.
const maxAnswer = 1 << 20

// api is the REST API as far as we need it.
type api struct {
	base   string
	token  string
	client *http.Client
	retry  time.Duration
	stats  *Stats
}

func newAPI(cfg Config, stats *Stats) *api {
	client := cfg.Client
	if client == nil {
		transport := &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   64,
			IdleConnTimeout:       90 * time.Second,
			ResponseHeaderTimeout: 15 * time.Second,
		}
		client = &http.Client{Transport: transport, Timeout: 20 * time.Second}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &api{base: cfg.APIURL, token: cfg.Token, client: &own, retry: cfg.times.retry, stats: stats}
}

// call is one request. What names it in errors is op: the path holds tokens and ids.
type call struct {
	op     string
	method string
	path   string
	body   any  // sent as JSON; nil: no body
	auth   bool // needs the bot's token; answers to interactions are authorised by their path
	out    any  // takes the answer; nil: it is not read
	tries  int  // how often it is made in all; 0: once
}

// longestWait is the longest pause that we sit through when Discord asks for one.
const longestWait = 15 * time.Second

// do makes a call, again when it failed for now, for as long as ctx lasts. Errors are *apiError or *netError.
func (c *api) do(ctx context.Context, q call) error {
	body, err := encode(q.body)
	if err != nil {
		return &netError{op: q.op, words: "the request cannot be written"}
	}
	pause := c.retry
	for try := 1; ; try++ {
		err := c.once(ctx, q, body)
		if err == nil || try >= q.tries || ctx.Err() != nil {
			return err
		}
		wait := pause
		if after := retryAfter(err); after > 0 {
			wait = after
		} else if !passing(err) {
			return err
		}
		if deadline, ok := ctx.Deadline(); wait > longestWait || ok && time.Until(deadline) < wait {
			return err
		}
		if !sleep(ctx, wait) {
			return err
		}
		pause *= 2
		c.stats.Retries.Add(1)
	}
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(body)
	return b.Bytes(), err
}

func (c *api) once(ctx context.Context, q call, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, q.method, c.base+q.path, bytes.NewReader(body))
	if err != nil {
		return &netError{op: q.op, words: "the request cannot be made"}
	}
	req.Header.Set("User-Agent", userAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if q.auth {
		req.Header.Set("Authorization", "Bot "+c.token)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return newNetError(q.op, err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if res.StatusCode >= http.StatusMultipleChoices {
		return c.refusal(q.op, res, answer)
	}
	if err != nil {
		return newNetError(q.op, err)
	}
	if q.out != nil && json.Unmarshal(answer, q.out) != nil {
		return &netError{op: q.op, words: "the answer makes no sense"}
	}
	return nil
}

// refusal reads why Discord would not. The body may be a page of HTML; nothing of it but numbers goes further.
func (c *api) refusal(op string, res *http.Response, body []byte) error {
	var said struct {
		Code       int     `json:"code"`
		RetryAfter float64 `json:"retry_after"`
	}
	_ = json.Unmarshal(body, &said)
	e := &apiError{op: op, status: res.StatusCode, code: said.Code}
	if res.StatusCode == http.StatusTooManyRequests {
		c.stats.TooMany.Add(1)
		if said.RetryAfter == 0 {
			said.RetryAfter, _ = strconv.ParseFloat(res.Header.Get("Retry-After"), 64)
		}
		e.retryAfter = max(time.Duration(said.RetryAfter*float64(time.Second)), time.Millisecond)
	}
	return e
}

// newNetError keeps what kind of failure it was. The library's own words hold the address, and so a token.
func newNetError(op string, err error) error {
	words := "no answer"
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		words = "stopped"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		words = "no answer in time"
	}
	return &netError{op: op, words: words}
}
