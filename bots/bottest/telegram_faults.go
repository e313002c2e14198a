package bottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// Fault is how a call goes wrong. Parts combine: Hold or Delay first, then either HangUp or an answer.
// With neither HangUp, Status nor Body the call is only slow.
type Fault struct {
	Status     int             // HTTP status; 0 with RetryAfter: 429
	Body       string          // sent as it is; "": an answer with ok=false for an API status, a page of HTML from 500 on
	RetryAfter int             // seconds, told as Telegram does
	HangUp     bool            // breaks the connection in the middle of the answer
	Applied    bool            // the call takes effect first; only its answer is lost
	Delay      time.Duration   // real time before the answer
	Hold       <-chan struct{} // the answer waits until the channel is closed
}

type plannedFault struct {
	method string // lower case, "" for any
	left   int
	fault  Fault
}

// Fail lets the next n calls of a method go wrong; method "" means any method. Faults of a method are
// used up in the order in which they were planned.
func (f *FakeTelegram) Fail(method string, n int, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, &plannedFault{method: strings.ToLower(method), left: n, fault: fault})
}

// Heal forgets the faults that are left.
func (f *FakeTelegram) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = nil
}

// FaultsLeft is how many planned faults no call has met yet.
func (f *FakeTelegram) FaultsLeft() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, p := range f.faults {
		n += p.left
	}
	return n
}

func (f *FakeTelegram) takeFault(method string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	method = strings.ToLower(method)
	for _, p := range f.faults {
		if p.left > 0 && (p.method == "" || p.method == method) {
			p.left--
			f.notify()
			return &p.fault
		}
	}
	return nil
}

// play answers a call with a fault.
func (f *FakeTelegram) play(w http.ResponseWriter, r *http.Request, call tgspec.Call, fault Fault) {
	slowOnly := !fault.HangUp && fault.Status == 0 && fault.Body == "" && fault.RetryAfter == 0
	var result any
	var failure *tgError
	if fault.Applied {
		result, failure = f.do(r, call)
	}
	if !f.pause(r, fault) {
		return
	}
	switch {
	case slowOnly && !fault.Applied:
		result, failure = f.do(r, call)
		writeAnswer(w, result, failure)
	case slowOnly:
		writeAnswer(w, result, failure)
	default:
		if !fault.Applied {
			f.check(call)
			f.mu.Lock()
			f.note(call, &tgError{code: fault.status(), text: "planned fault"})
			f.mu.Unlock()
		}
		fault.write(w)
	}
}

// pause waits as the fault says; false when the client or the test went away.
func (f *FakeTelegram) pause(r *http.Request, fault Fault) bool {
	if fault.Hold != nil {
		select {
		case <-fault.Hold:
		case <-r.Context().Done():
			return false
		case <-f.stop:
			return false
		}
	}
	return f.sleep(r, fault.Delay)
}

func (f *FakeTelegram) sleep(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-f.stop:
	}
	return false
}

func (fault Fault) status() int {
	switch {
	case fault.Status != 0:
		return fault.Status
	case fault.RetryAfter != 0:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

func (fault Fault) write(w http.ResponseWriter) {
	switch {
	case fault.HangUp:
		hangUp(w)
	case fault.Body != "":
		w.WriteHeader(fault.status())
		_, _ = w.Write([]byte(fault.Body))
	case fault.status() == http.StatusTooManyRequests:
		writeAnswer(w, nil, tooMany(max(fault.RetryAfter, 1)))
	case fault.status() >= http.StatusInternalServerError:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(fault.status())
		_, _ = fmt.Fprintf(w, "<html><head><title>%d %s</title></head></html>", fault.status(), http.StatusText(fault.status()))
	default:
		prefixes := map[int]string{400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
		writeAnswer(w, nil, &tgError{code: fault.status(), text: prefixes[fault.status()] + ": planned fault"})
	}
}

// hangUp promises more than it sends and breaks the connection.
func hangUp(w http.ResponseWriter) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"ok\":tr")
	_ = buffer.Flush()
	_ = conn.Close()
}

// TelegramCall is a call as it came, with how it was answered.
type TelegramCall struct {
	Method string
	Params map[string]string // as tgspec.Call.Params
	Files  map[string]TelegramFile
	At     time.Time
	Code   int    // 200, or the error code
	Error  string // the description of the error, "" for none
}

func (f *FakeTelegram) note(call tgspec.Call, failure *tgError) {
	c := TelegramCall{Method: call.Method, Params: call.Params, At: f.opt.Clock(), Code: http.StatusOK}
	for name, u := range call.Files {
		if c.Files == nil {
			c.Files = map[string]TelegramFile{}
		}
		c.Files[name] = TelegramFile{Name: u.Name, Content: u.Content}
	}
	if failure != nil {
		c.Code, c.Error = failure.code, failure.text
	}
	f.calls = append(f.calls, c)
	f.notify()
}

// Calls returns every call but getUpdates in the order in which they were worked off; with methods
// given, only those.
func (f *FakeTelegram) Calls(methods ...string) []TelegramCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []TelegramCall
	for _, c := range f.calls {
		if len(methods) == 0 || containsFold(methods, c.Method) {
			out = append(out, c)
		}
	}
	return out
}

// ForgetCalls empties the log, before the part of a test that counts.
func (f *FakeTelegram) ForgetCalls() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = nil
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// JSON is the call for a golden file: indented, keys sorted, nested JSON as JSON whatever the form of
// the body was.
func (c TelegramCall) JSON() []byte {
	params := map[string]any{}
	for name, v := range c.Params {
		params[name] = v
		if !textParams[name] && json.Valid([]byte(v)) {
			params[name] = json.RawMessage(v)
		}
	}
	for name, file := range c.Files {
		params[name] = "file " + file.Name
	}
	raw, err := json.MarshalIndent(map[string]any{"method": c.Method, "params": params}, "", "  ")
	if err != nil {
		panic(err) // valid JSON and strings only
	}
	return raw
}

// textParams are text even when they look like JSON.
var textParams = map[string]bool{
	"text": true, "caption": true, "callback_query_id": true, "url": true, "secret_token": true,
	"description": true, "short_description": true, "name": true, "parse_mode": true, "language_code": true,
}
