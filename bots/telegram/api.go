package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The hot methods.
const (
	getUpdates          = "getUpdates"
	sendMessage         = "sendMessage"
	editMessageText     = "editMessageText"
	answerCallbackQuery = "answerCallbackQuery"
)

const (
	callTimeout = 15 * time.Second
	maxAnswer   = 16 << 20 // bytes of an answer: a hundred updates at their largest
)

// api calls methods of the Bot API with JSON both ways.
type api struct {
	base   string // with the token and a slash at the end
	token  string
	client *http.Client
	wire   *wire // for the hot methods; nil: client makes those calls too
}

func newAPI(cfg Config) *api {
	c := &api{base: cfg.APIURL + "/bot" + cfg.Token + "/", token: cfg.Token, client: newClient(cfg.Client)}
	if cfg.Client == nil {
		c.wire = newWire(c.base, http.ProxyFromEnvironment)
	}
	return c
}

// newClient returns the client for all calls: the given one, or one of our own. Neither follows redirects: whoever answers with
// one must not be sent the token anew.
func newClient(given *http.Client) *http.Client {
	c := &http.Client{}
	if given != nil {
		*c = *given
	} else {
		c.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
			ForceAttemptHTTP2:     true,
			TLSHandshakeTimeout:   10 * time.Second,
			MaxIdleConns:          maxConns,
			MaxIdleConnsPerHost:   maxConns,
			IdleConnTimeout:       90 * time.Second,
			ExpectContinueTimeout: time.Second,
			DisableCompression:    true,
		}
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// cold is the client for the library. Its timeout bounds calls whose context has none.
func (c *api) cold() *http.Client {
	cold := *c.client
	cold.Timeout = callTimeout
	return &cold
}

// buffers are for bodies and answers.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled is the largest buffer that is kept for the next call.
const maxPooled = 64 << 10

func freeBuffer(b *bytes.Buffer) {
	if b.Cap() <= maxPooled {
		b.Reset()
		buffers.Put(b)
	}
}

// call posts a body of JSON and hands the answer, whole and only valid during the call, to read; nil read discards it. The
// error is an *apiError when Telegram refused, a *netError when there was no answer, or the error of ctx.
func (c *api) call(ctx context.Context, method string, body []byte, timeout time.Duration, read func(answer []byte) error) error {
	answer := buffers.Get().(*bytes.Buffer)
	defer freeBuffer(answer)
	status, err := c.post(ctx, timeout, method, body, answer)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &netError{method: method, words: c.words(err)}
	}
	if status != http.StatusOK || !bytes.HasPrefix(answer.Bytes(), okPrefix) {
		return refusal(method, status, answer.Bytes())
	}
	if read == nil {
		return nil
	}
	if read(answer.Bytes()) != nil {
		return &netError{method: method, words: "an answer that cannot be read"}
	}
	return nil
}

// okPrefix is how the server begins every answer of success.
var okPrefix = []byte(`{"ok":true`)

func (c *api) post(ctx context.Context, timeout time.Duration, method string, body []byte, answer *bytes.Buffer) (status int, err error) {
	if c.wire != nil {
		return c.wire.post(ctx, time.Now().Add(timeout), method, body, answer)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("bad address")
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, readAll(answer, res.Body)
}

// words is what went wrong with a connection, without the address of the call, which holds the token.
func (c *api) words(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return "no answer in time"
	}
	return strings.ReplaceAll(err.Error(), c.token, "***")
}

// answer is what every method answers with, but for its result.
type answer struct {
	OK          bool   `json:"ok"`
	Code        int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int64 `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// refusal reads an answer of failure. Anything that is not the server's own JSON, such as a proxy's page, is known by its status.
func refusal(method string, status int, raw []byte) error {
	var a answer
	if json.Unmarshal(raw, &a) != nil || !a.OK && a.Code == 0 {
		if status == http.StatusOK {
			return &netError{method: method, words: "an answer that cannot be read"}
		}
		return newAPIError(method, status, "")
	}
	if a.OK {
		return &netError{method: method, words: "an answer in an unknown form"}
	}
	e := newAPIError(method, a.Code, a.Description)
	e.retryAfter = time.Duration(a.Parameters.RetryAfter) * time.Second
	e.migrateTo = a.Parameters.MigrateTo
	return e
}

// messageID reads the id of the message in the answer to sendMessage; 0 when there is none.
func messageID(raw []byte) int64 {
	var a struct {
		Result struct {
			ID int64 `json:"message_id"`
		} `json:"result"`
	}
	if json.Unmarshal(raw, &a) != nil {
		return 0
	}
	return a.Result.ID
}
