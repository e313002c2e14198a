package bottest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// tgUpdate is one update. The same one may be in the queue twice.
type tgUpdate struct {
	id   int64
	kind string // message, callback_query, …
	chat int64
	body json.RawMessage
}

// line is the line in which a webhook gets an update: presses have one beside that of the messages of a chat, as with the real
// server, where each person's presses have their own.
func (u *tgUpdate) line() tgLine { return tgLine{u.chat, u.kind == "callback_query"} }

type tgLine struct {
	chat    int64
	presses bool
}

// queued is an update on its way to the bot.
type queued struct {
	*tgUpdate
	returned bool // a getUpdates call has had it
	forced   bool // given at least once, whatever the offset: it was released by hand
}

// tgUpdates is everything that waits for the bot.
type tgUpdates struct {
	last    int64
	all     map[int64]*tgUpdate
	queue   []*queued
	held    []*tgUpdate
	hold    bool
	handled map[int64]int // how often each was confirmed or answered with 200
	allowed []string      // kinds that the bot wants, empty for all
}

// firstUpdate is where the numbers of updates begin; real ones are large.
const firstUpdate = 700000000

// push makes a new update of fields like {"message": …} and sends it on its way, or holds it. It
// returns the update's id, 0 when the bot does not want the kind. The caller holds the lock.
func (f *FakeTelegram) push(chat int64, kind string, value any) int64 {
	if f.updates.last == 0 {
		f.updates.last = firstUpdate
	}
	if len(f.updates.allowed) > 0 && !slices.Contains(f.updates.allowed, kind) {
		return 0
	}
	f.updates.last++
	id := f.updates.last
	body, err := json.Marshal(map[string]any{"update_id": id, kind: value})
	if err != nil {
		panic(err) // plain values of our own
	}
	if raw, isRaw := value.(json.RawMessage); !isRaw && f.spec != nil {
		f.violate(f.spec.CheckObject("Update", body)...)
	} else if isRaw && !json.Valid(raw) {
		panic("a raw update must be JSON")
	}
	u := &tgUpdate{id: id, kind: kind, chat: chat, body: body}
	f.updates.all[id] = u
	if f.updates.hold {
		f.updates.held = append(f.updates.held, u)
	} else {
		f.enqueue(u, false)
	}
	return id
}

func (f *FakeTelegram) enqueue(u *tgUpdate, forced bool) {
	f.updates.queue = append(f.updates.queue, &queued{tgUpdate: u, forced: forced})
	f.notify()
	f.pump(u.line())
}

// Hold keeps back every new update until Release or Deliver lets it go: so updates come late, out of
// order or twice.
func (f *FakeTelegram) Hold() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.updates.hold = true
}

// Release sends updates on their way in the order given: held ones, or ones that the bot had before,
// which then come again. The same id may be given twice. Without ids everything held goes in its
// order, and nothing is held any more.
func (f *FakeTelegram) Release(ids ...int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(ids) == 0 {
		f.updates.hold = false
		for _, u := range f.updates.held {
			ids = append(ids, u.id)
		}
	}
	for _, id := range ids {
		u := f.updates.all[id]
		if u == nil {
			panic("Release: no update " + strconv.FormatInt(id, 10))
		}
		f.unhold(id)
		f.enqueue(u, true)
	}
}

func (f *FakeTelegram) unhold(id int64) {
	f.updates.held = slices.DeleteFunc(f.updates.held, func(u *tgUpdate) bool { return u.id == id })
}

// Handled returns how often the bot took an update: confirmed it by a later offset, or answered its
// webhook with 200.
func (f *FakeTelegram) Handled(id int64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.updates.handled[id]
}

// Pending returns how many updates wait for the bot; held ones do not count.
func (f *FakeTelegram) Pending() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.updates.queue)
}

// Update returns an update as JSON; nil when there is none of that id.
func (f *FakeTelegram) Update(id int64) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if u := f.updates.all[id]; u != nil {
		return u.body
	}
	return nil
}

// tgPoll is a getUpdates call that waits.
type tgPoll struct{ ended chan *tgError }

// tgLastPoll is the getUpdates call before this one.
type tgLastPoll struct {
	offset int64
	at     time.Time
}

// getUpdates answers a poll: at once when there is something, else when something comes or the time is
// up. A second poll ends the first, and so does a webhook.
func (f *FakeTelegram) getUpdates(r *http.Request, call tgspec.Call) (any, *tgError) {
	f.mu.Lock()
	offset, limit, timeout, failure := f.startPoll(call)
	if failure != nil {
		f.mu.Unlock()
		return nil, failure
	}
	list := f.batch(offset, limit)
	if len(list) > 0 || timeout == 0 {
		f.mu.Unlock()
		return list, nil
	}
	if f.poll != nil {
		f.poll.ended <- fail(wordOtherPoll)
	}
	poll := &tgPoll{ended: make(chan *tgError, 1)}
	f.poll = poll
	f.notify()
	f.mu.Unlock()

	timer := time.NewTimer(timeout)
	defer timer.Stop()
	list, failure = f.wait(r, poll, timer, offset, limit)
	f.mu.Lock()
	if f.poll == poll {
		f.poll = nil
	}
	f.mu.Unlock()
	return list, failure
}

func (f *FakeTelegram) wait(r *http.Request, poll *tgPoll, timer *time.Timer, offset int64, limit int) ([]json.RawMessage, *tgError) {
	for {
		f.mu.Lock()
		changed := f.changed
		var list []json.RawMessage
		if f.poll == poll {
			list = f.batch(offset, limit)
		}
		f.mu.Unlock()
		if len(list) > 0 {
			return list, nil
		}
		select {
		case <-changed:
		case failure := <-poll.ended:
			return nil, failure
		case <-timer.C:
			return []json.RawMessage{}, nil
		case <-r.Context().Done():
			return nil, nil
		case <-f.stop:
			return []json.RawMessage{}, nil
		}
	}
}

// startPoll reads the parameters and confirms what lies before the offset. Like the real server it
// slows down a caller that asks for the same offset again and again: in real time, because that is
// about connections and not about people.
func (f *FakeTelegram) startPoll(call tgspec.Call) (offset int64, limit int, timeout time.Duration, failure *tgError) {
	if f.hook.url != "" {
		return 0, 0, 0, fail(wordWebhookActive)
	}
	offset, _ = strconv.ParseInt(call.Params["offset"], 10, 64)
	limit = clampParam(call.Params["limit"], 100, 1, 100)
	timeout = time.Duration(clampParam(call.Params["timeout"], 0, 0, 50)) * time.Second
	f.setAllowed(call)
	now := time.Now()
	if since := now.Sub(f.lastPoll.at); offset == f.lastPoll.offset {
		if since < 3*time.Second {
			timeout = max(timeout, 3*time.Second)
		}
		if since < time.Second/2 {
			limit = 1
		}
	}
	f.lastPoll = tgLastPoll{offset: offset, at: now}
	if offset < 0 {
		offset = f.fromEnd(-offset)
	}
	f.confirm(offset)
	return offset, limit, timeout, nil
}

func clampParam(s string, absent, low, high int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return absent
	}
	return min(max(n, low), high)
}

// setAllowed remembers allowed_updates; they hold until they are given again.
func (f *FakeTelegram) setAllowed(call tgspec.Call) {
	var kinds []string
	if raw := call.Params["allowed_updates"]; raw != "" && decodeJSON(raw, &kinds) == nil {
		f.updates.allowed = kinds
	}
}

// fromEnd forgets all updates but the last n and returns the id of the first that is left.
func (f *FakeTelegram) fromEnd(n int64) int64 {
	if drop := len(f.updates.queue) - int(n); drop > 0 {
		f.updates.queue = f.updates.queue[drop:]
	}
	if len(f.updates.queue) == 0 {
		return 0
	}
	return f.updates.queue[0].id
}

// confirm takes updates that lie before the offset out of the queue. One that was released by hand
// stays until it was returned once.
func (f *FakeTelegram) confirm(offset int64) {
	before := len(f.updates.queue)
	f.updates.queue = slices.DeleteFunc(f.updates.queue, func(q *queued) bool {
		done := q.id < offset && (q.returned || !q.forced)
		if done {
			f.updates.handled[q.id]++
		}
		return done
	})
	if len(f.updates.queue) != before {
		f.notify()
	}
}

// batch is the next updates for a poll, in the order of the queue.
func (f *FakeTelegram) batch(offset int64, limit int) []json.RawMessage {
	list := []json.RawMessage{}
	for _, q := range f.updates.queue {
		if len(list) == limit {
			break
		}
		if q.id >= offset || (q.forced && !q.returned) {
			list = append(list, q.body)
			q.returned = true
		}
	}
	return list
}

// Polling reports whether a getUpdates call is waiting now.
func (f *FakeTelegram) Polling() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.poll != nil
}
