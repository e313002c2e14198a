package bottest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/discordspec"
)

// dcError is a refusal in Discord's words.
type dcError struct {
	status int
	code   int
	text   string
}

// The refusals that bots meet.
func errUnauthorized() *dcError { return &dcError{401, 0, "401: Unauthorized"} }
func errNotFound() *dcError     { return &dcError{404, 0, "404: Not Found"} }
func errUnknown() *dcError      { return &dcError{404, 10062, "Unknown interaction"} }
func errWebhook() *dcError      { return &dcError{404, 10015, "Unknown Webhook"} }
func errAcked() *dcError {
	return &dcError{400, 40060, "Interaction has already been acknowledged."}
}
func errForm(what string) *dcError { return &dcError{400, 50035, "Invalid Form Body: " + what} }
func errClosedDM() *dcError        { return &dcError{403, 50007, "Cannot send messages to this user"} }
func errMissingAccess() *dcError   { return &dcError{403, 50001, "Missing Access"} }
func errFollowUps() *dcError {
	return &dcError{400, 40094, "This interaction has reached the maximum number of follow up messages."}
}

// DiscordCall is a call as it came, with how it was answered. Ids and tokens in its path are replaced by what they are.
type DiscordCall struct {
	Method string
	Path   string // "/interactions/{id}/{token}/callback"
	Body   json.RawMessage
	Auth   bool // it carried the bot's token
	Status int
	Code   int // of the error, 0 for none
}

// Calls returns every call that is not over the gateway, in order; with a path given, only those.
func (f *FakeDiscord) Calls(path ...string) []DiscordCall {
	f.noting.Lock()
	defer f.noting.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []DiscordCall
	for _, c := range f.calls {
		if len(path) == 0 || containsFold(path, c.Path) {
			out = append(out, c)
		}
	}
	return out
}

// request is one call being worked on.
type dcRequest struct {
	method string
	path   string   // without ids and tokens
	part   []string // of the path behind the version
	body   []byte
	auth   bool
}

// serve is the one door: gateway and REST API.
func (f *FakeDiscord) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/gw") {
		f.connect(w, r)
		return
	}
	raw, err := io.ReadAll(r.Body)
	part := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if err != nil || len(part) < 3 || part[0] != "api" || !strings.HasPrefix(part[1], "v") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	q := &dcRequest{method: r.Method, part: part[2:], body: raw}
	q.path = template(q.part)
	if a := r.Header.Get("Authorization"); a != "" {
		q.auth = true
		if a != "Bot "+f.Token {
			f.answer(w, q, nil, errUnauthorized())
			return
		}
	}
	if fault := f.takeFault(q); fault != nil {
		f.play(w, r, q, *fault)
		return
	}
	f.carryOut(w, q, r.URL.Query().Get("with_response") == "true")
}

// carryOut works a call off, notes it and answers it. Calls waits for what is worked off and not yet noted: a person is waiting
// for the work alone, and may ask for the calls in between.
func (f *FakeDiscord) carryOut(w http.ResponseWriter, q *dcRequest, withResponse bool) {
	f.noting.RLock()
	result, refusal := f.do(q, withResponse)
	result, status, code := outcome(result, refusal)
	f.note(q, status, code)
	f.noting.RUnlock()
	reply(w, result, status)
}

// template replaces what differs from call to call.
func template(part []string) string {
	out := make([]string, len(part))
	copy(out, part)
	for i := range out {
		switch {
		case i == 0:
		case strings.Trim(out[i], "0123456789") == "":
			out[i] = "{id}"
		case i == 2 && (out[0] == "interactions" || out[0] == "webhooks"):
			out[i] = "{token}"
		}
	}
	return "/" + strings.Join(out, "/")
}

func (f *FakeDiscord) answer(w http.ResponseWriter, q *dcRequest, result any, refusal *dcError) {
	result, status, code := outcome(result, refusal)
	f.note(q, status, code)
	reply(w, result, status)
}

func outcome(result any, refusal *dcError) (body any, status, code int) {
	switch {
	case refusal != nil:
		return M{"code": refusal.code, "message": refusal.text}, refusal.status, refusal.code
	case result == nil:
		return nil, http.StatusNoContent, 0
	}
	return result, http.StatusOK, 0
}

func reply(w http.ResponseWriter, result any, status int) {
	h := w.Header()
	if result != nil {
		h.Set("Content-Type", "application/json")
	}
	h.Set("X-RateLimit-Limit", "5")
	h.Set("X-RateLimit-Remaining", "4")
	h.Set("X-RateLimit-Reset-After", "1")
	h.Set("X-RateLimit-Bucket", "fake")
	w.WriteHeader(status)
	if result != nil {
		_ = json.NewEncoder(w).Encode(result) // whoever hung up gets no answer
	}
}

func (f *FakeDiscord) note(q *dcRequest, status, code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.forgetOld {
		f.calls = append(f.calls, DiscordCall{Method: q.method, Path: q.path, Body: q.body, Auth: q.auth, Status: status, Code: code})
	}
	f.notify()
}

// do works a call off. A nil result is 204.
func (f *FakeDiscord) do(q *dcRequest, withResponse bool) (any, *dcError) {
	open := q.part[0] == "interactions" || q.part[0] == "webhooks" || q.path == "/gateway"
	if !open && !q.auth {
		return nil, errUnauthorized()
	}
	switch q.method + " " + q.path {
	case "GET /gateway":
		return M{"url": f.gatewayURL()}, nil
	case "GET /gateway/bot":
		return f.gatewayBot(), nil
	case "GET /applications/@me":
		return M{"id": f.AppID, "name": "Safesteps", "description": "", "verify_key": f.PublicKey, "flags": 0}, nil
	case "GET /applications/{id}/commands":
		return f.knownCommands(), nil
	case "PUT /applications/{id}/commands":
		return f.putCommands(q)
	case "POST /interactions/{id}/{token}/callback":
		return f.callback(q, withResponse)
	case "POST /webhooks/{id}/{token}":
		return f.followUp(q)
	case "PATCH /webhooks/{id}/{token}/messages/@original", "GET /webhooks/{id}/{token}/messages/@original":
		return f.original(q)
	case "POST /users/@me/channels":
		return f.openDM(q)
	case "POST /channels/{id}/messages":
		return f.channelMessage(q)
	}
	return nil, errNotFound()
}

// check holds a body against the specification. A fault is refused, and noted: a bot that works never sends one.
func (f *FakeDiscord) check(name string, body []byte) *dcError {
	if f.spec == nil {
		return nil
	}
	err := f.spec.Body(name, body)
	if err == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.violate("%v", err)
	return errForm(err.Error())
}

func (f *FakeDiscord) knownCommands() []M {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]M{}, f.commands...)
}

// putCommands replaces all commands. What comes back names everything that was left out.
func (f *FakeDiscord) putCommands(q *dcRequest) (any, *dcError) {
	if refusal := f.check(discordspec.Commands, q.body); refusal != nil {
		return nil, refusal
	}
	var list []M
	if err := json.Unmarshal(q.body, &list); err != nil {
		return nil, errForm(err.Error())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range list {
		c["id"], c["application_id"], c["version"], c["nsfw"] = f.snowflake(), f.AppID, f.snowflake(), false
		for _, field := range []string{"default_member_permissions", "name_localizations", "description_localizations"} {
			if m, ok := c[field].(M); !ok && c[field] == nil || ok && len(m) == 0 {
				c[field] = nil
			}
		}
	}
	f.commands = list
	f.notify()
	return list, nil
}

// Commands are the names of the commands that the bot has registered.
func (f *FakeDiscord) Commands() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for _, c := range f.commands {
		names = append(names, fmt.Sprint(c["name"]))
	}
	return names
}

// SetCommands puts commands there as if an earlier version had registered them.
func (f *FakeDiscord) SetCommands(list ...M) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commands = list
}

// openDM returns the private channel with somebody; that it can be written to is not said yet.
func (f *FakeDiscord) openDM(q *dcRequest) (any, *dcError) {
	if refusal := f.check(discordspec.Channel, q.body); refusal != nil {
		return nil, refusal
	}
	var body struct {
		Recipient string `json:"recipient_id"`
	}
	_ = json.Unmarshal(q.body, &body)
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.people[body.Recipient]
	if u == nil {
		return nil, &dcError{400, 10013, "Unknown User"}
	}
	return M{"id": f.dm(u).id, "type": 1, "recipients": []M{u.json()}}, nil
}

func (f *FakeDiscord) channelMessage(q *dcRequest) (any, *dcError) {
	if refusal := f.check(discordspec.Message, q.body); refusal != nil {
		return nil, refusal
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	room := f.rooms[q.part[1]]
	switch {
	case room == nil:
		return nil, &dcError{404, 10003, "Unknown Channel"}
	case room.guild != "":
		return nil, errMissingAccess() // the bot asks for no permission to write
	case room.owner.closed:
		return nil, errClosedDM()
	}
	m := f.newMessage(room, "", q.body)
	room.shown(room.owner.id, nil, m)
	return m.json(f), nil
}

// DiscordFault is how a call goes wrong. With neither HangUp, Status nor RetryAfter the call is only slow.
type DiscordFault struct {
	Path       string // part of the call's path without ids, "" for any: "/callback", "/messages"
	Status     int    // 0 with RetryAfter: 429
	Code       int    // of the error
	Body       string // sent as it is, such as a page of HTML
	RetryAfter time.Duration
	HangUp     bool          // breaks the connection
	Applied    bool          // the call takes effect first; only its answer is lost
	Delay      time.Duration // real time before the answer
}

type plannedDiscordFault struct {
	left  int
	fault DiscordFault
}

// Fail lets the next n calls of a path go wrong.
func (f *FakeDiscord) Fail(n int, fault DiscordFault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, &plannedDiscordFault{left: n, fault: fault})
}

// FaultsLeft is how many calls have still to go wrong.
func (f *FakeDiscord) FaultsLeft() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, p := range f.faults {
		n += p.left
	}
	return n
}

// Heal forgets the faults that are left.
func (f *FakeDiscord) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = nil
}

func (f *FakeDiscord) takeFault(q *dcRequest) *DiscordFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.faults {
		if p.left > 0 && strings.Contains(q.path, p.fault.Path) {
			p.left--
			return &p.fault
		}
	}
	return nil
}

func (f *FakeDiscord) play(w http.ResponseWriter, r *http.Request, q *dcRequest, fault DiscordFault) {
	slowOnly := !fault.HangUp && fault.Status == 0 && fault.RetryAfter == 0
	var result any
	var refusal *dcError
	if fault.Applied {
		result, refusal = f.do(q, false)
	}
	timer := time.NewTimer(fault.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		return
	case <-f.stop:
		return
	}
	switch {
	case slowOnly && !fault.Applied:
		f.carryOut(w, q, false)
	case slowOnly:
		f.answer(w, q, result, refusal)
	case fault.HangUp:
		f.note(q, 0, 0)
		hangUp(w)
	default:
		f.note(q, fault.status(), fault.Code)
		fault.write(w)
	}
}

func (fault DiscordFault) status() int {
	if fault.Status == 0 {
		return http.StatusTooManyRequests
	}
	return fault.Status
}

func (fault DiscordFault) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	seconds := fault.RetryAfter.Seconds()
	if fault.RetryAfter > 0 {
		h.Set("Retry-After", fmt.Sprintf("%.3f", seconds))
		h.Set("X-RateLimit-Scope", "user")
	}
	if fault.Body != "" {
		h.Set("Content-Type", "text/html")
	}
	w.WriteHeader(fault.status())
	switch {
	case fault.Body != "":
		_, _ = io.WriteString(w, fault.Body)
	case fault.RetryAfter > 0:
		_ = json.NewEncoder(w).Encode(M{"message": "You are being rate limited.", "retry_after": seconds, "global": false})
	default:
		_ = json.NewEncoder(w).Encode(M{"code": fault.Code, "message": http.StatusText(fault.status())})
	}
}
