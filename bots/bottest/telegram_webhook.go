package bottest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// tgWebhook is the webhook that is set, and how deliveries go.
type tgWebhook struct {
	url       string // "" when none is set
	secret    string
	max       int
	route     string // scheme and host that stand for those of url
	pumping   map[tgLine]bool
	lastError string
	errorAt   time.Time
}

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (f *FakeTelegram) setWebhook(call tgspec.Call) (any, *tgError) {
	target := call.Params["url"]
	if target == "" {
		return f.deleteWebhook(call)
	}
	u, err := url.Parse(target)
	secret := call.Params["secret_token"]
	switch {
	case err != nil || u.Host == "":
		return nil, fail(wordBadWebhook)
	case u.Scheme != "https" && (u.Scheme != "http" || !f.opt.Local):
		return nil, fail(wordNoHTTPS)
	case len(secret) > 256:
		return nil, fail(wordSecretLong)
	case !secretToken.MatchString(secret):
		return nil, fail(wordSecretBad)
	}
	f.hook.url, f.hook.secret = target, secret
	f.hook.max = clampParam(call.Params["max_connections"], 40, 1, 100)
	f.setAllowed(call)
	f.dropPending(call)
	if f.poll != nil {
		f.poll.ended <- fail(wordPollByWebhook)
		f.poll = nil
	}
	f.notify()
	for _, q := range f.updates.queue {
		f.pump(q.line())
	}
	return true, nil
}

func (f *FakeTelegram) deleteWebhook(call tgspec.Call) (any, *tgError) {
	f.hook.url, f.hook.secret = "", ""
	f.dropPending(call)
	f.notify()
	return true, nil
}

func (f *FakeTelegram) dropPending(call tgspec.Call) {
	if call.Params["drop_pending_updates"] == "true" {
		f.updates.queue = nil
	}
}

func (f *FakeTelegram) getWebhookInfo(tgspec.Call) (any, *tgError) {
	info := map[string]any{"url": f.hook.url, "has_custom_certificate": false, "pending_update_count": len(f.updates.queue)}
	if f.hook.url != "" {
		info["max_connections"] = f.hook.max
	}
	if len(f.updates.allowed) > 0 {
		info["allowed_updates"] = f.updates.allowed
	}
	if f.hook.lastError != "" {
		info["last_error_message"], info["last_error_date"] = f.hook.lastError, f.hook.errorAt.Unix()
	}
	return info, nil
}

// Webhook returns the address and secret that the bot has set; both are empty when there is none.
func (f *FakeTelegram) Webhook() (address, secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hook.url, f.hook.secret
}

// RouteWebhook lets updates for the public https address go to a server of the test: base is its scheme
// and host, http://127.0.0.1:8080. The path stays that of the address.
func (f *FakeTelegram) RouteWebhook(base string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hook.route = strings.TrimSuffix(base, "/")
}

// UseWebhook sets the webhook as a call of the bot would, for a bot that is configured by hand.
func (f *FakeTelegram) UseWebhook(address, secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, failure := f.setWebhook(tgspec.Call{Method: "setWebhook", Params: map[string]string{"url": address, "secret_token": secret}})
	if failure != nil {
		panic(failure.text)
	}
}

// pump starts delivering the updates of a line, one after another, unless that is going on already or
// no webhook is set. The caller holds the lock.
func (f *FakeTelegram) pump(l tgLine) {
	if f.hook.url == "" || f.hook.pumping[l] {
		return
	}
	select {
	case <-f.stop:
		return
	default:
	}
	if f.hook.pumping == nil {
		f.hook.pumping = map[tgLine]bool{}
	}
	f.hook.pumping[l] = true
	f.posts.Go(func() { f.deliverLine(l) })
}

// deliverLine posts updates until the line has none left. One that is refused is posted again and
// again, and holds up those behind it, as with the real server.
func (f *FakeTelegram) deliverLine(l tgLine) {
	for {
		f.mu.Lock()
		q := f.nextIn(l)
		if q == nil || f.hook.url == "" {
			delete(f.hook.pumping, l)
			f.mu.Unlock()
			return
		}
		f.mu.Unlock()
		if status, err := f.post(q.tgUpdate); err == nil && status >= 200 && status <= 299 {
			f.taken(q)
			continue
		}
		select {
		case <-time.After(f.opt.RetryEvery):
		case <-f.stop:
			return
		}
	}
}

func (f *FakeTelegram) nextIn(l tgLine) *queued {
	for _, q := range f.updates.queue {
		if q.line() == l {
			return q
		}
	}
	return nil
}

// taken notes that the bot has an update.
func (f *FakeTelegram) taken(done *queued) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, q := range f.updates.queue {
		if q == done {
			f.updates.queue = append(f.updates.queue[:i:i], f.updates.queue[i+1:]...)
			break
		}
	}
	f.updates.handled[done.id]++
	f.notify()
}

// Deliver posts an update to the webhook once, now, in the calling goroutine, and returns the HTTP
// status. A held update that is answered with 2xx is held no longer; otherwise it stays. An update
// that the bot had before is simply posted again.
func (f *FakeTelegram) Deliver(id int64) (status int, err error) {
	f.mu.Lock()
	u := f.updates.all[id]
	f.mu.Unlock()
	if u == nil {
		return 0, fmt.Errorf("deliver: no update %d", id)
	}
	status, err = f.post(u)
	if err == nil && status >= 200 && status <= 299 {
		f.mu.Lock()
		f.unhold(id)
		f.updates.handled[id]++
		f.notify()
		f.mu.Unlock()
	}
	return status, err
}

// post sends one update to the webhook and carries out the call that the answer may hold.
func (f *FakeTelegram) post(u *tgUpdate) (int, error) {
	f.mu.Lock()
	target, secret := f.hook.target(), f.hook.secret
	f.mu.Unlock()
	if target == "" {
		return 0, fmt.Errorf("deliver: no webhook is set")
	}
	req, err := http.NewRequestWithContext(f.running, http.MethodPost, target, bytes.NewReader(u.body))
	if err != nil {
		return 0, fmt.Errorf("deliver: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	res, err := f.client.Do(req)
	if err != nil {
		f.webhookFailed("Connection failed")
		return 0, fmt.Errorf("deliver: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err := errors.Join(err, res.Body.Close()); err != nil {
		f.webhookFailed("Connection closed")
		return 0, fmt.Errorf("deliver: read the answer: %w", err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		f.webhookFailed("Wrong response from the webhook: " + strconv.Itoa(res.StatusCode) + " " + http.StatusText(res.StatusCode))
		return res.StatusCode, nil
	}
	f.callInAnswer(res.Header.Get("Content-Type"), body)
	return res.StatusCode, nil
}

// target is where updates are posted.
func (h *tgWebhook) target() string {
	if h.route == "" || h.url == "" {
		return h.url
	}
	u, err := url.Parse(h.url)
	if err != nil {
		return h.url
	}
	return h.route + u.RequestURI()
}

func (f *FakeTelegram) webhookFailed(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hook.lastError, f.hook.errorAt = text, f.opt.Clock()
	f.notify()
}

// callInAnswer carries out the method in the answer to a webhook. Its result goes nowhere, so methods
// that only ask are not carried out at all.
func (f *FakeTelegram) callInAnswer(contentType string, body []byte) {
	call, err := tgspec.ReadBody(contentType, bytes.NewReader(body))
	method := strings.ToLower(call.Method)
	if err != nil || method == "" || strings.HasPrefix(method, "get") || method == "setwebhook" || method == "deletewebhook" {
		return
	}
	delete(call.Params, "method")
	f.check(call)
	f.mu.Lock()
	defer f.mu.Unlock()
	_, failure := f.dispatch(call)
	f.note(call, failure)
}
