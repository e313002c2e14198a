// Package bottest holds the fakes of the chat platforms, as strict as the real ones, and what the
// tests of every adapter share.
package bottest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// TelegramOptions shape a FakeTelegram. The zero value is a strict server with the real clock and no
// flood limits.
type TelegramOptions struct {
	Clock         func() time.Time // dates of messages, ages of queries, flood limits; nil: time.Now
	Token         string           // "": a token of the right form
	Username      string           // of the bot; "": safesteps_test_bot
	QueryLifetime time.Duration    // how long a press can be answered; 0: 30 s
	Flood         bool             // 1 message a second in a chat, 20 a minute in a group, 30 a second in all
	Local         bool             // as a server started with --local: webhooks may be plain http
	RetryEvery    time.Duration    // pause before a webhook is tried again; 0: 20 ms of real time
}

// FakeTelegram is a Bot API server on a loopback port. Everything it refuses, it refuses in the words
// of the real server. It also notes violations: calls that the description of the Bot API forbids
// although the server might let them pass. It is safe for use by several goroutines.
type FakeTelegram struct {
	URL   string // without a slash at the end, as for bot.WithServerURL
	Token string

	t       testing.TB
	opt     TelegramOptions
	spec    *tgspec.Spec // nil when the specs are absent
	server  *httptest.Server
	stop    chan struct{}
	running context.Context // ends with stop; for webhook deliveries
	end     context.CancelFunc
	posts   sync.WaitGroup // webhook deliveries
	client  *http.Client   // for webhooks
	methods map[string]tgMethod

	mu         sync.Mutex
	changed    chan struct{} // closed and replaced at every change
	me         tgUser
	users      map[int64]*tgUser
	chats      map[int64]*tgChat
	queries    map[string]*tgQuery
	queryOf    map[int64]*tgQuery // by update
	open       map[*tgQuery]bool  // not answered yet
	commands   map[string][]byte  // by scope and language
	texts      map[string]string  // descriptions, by method and language
	updates    tgUpdates
	hook       tgWebhook
	poll       *tgPoll // the getUpdates call that waits
	lastPoll   tgLastPoll
	faults     []*plannedFault
	flood      floodLog
	calls      []TelegramCall
	violations []string
}

// NewFakeTelegram starts a server that stops with the test. At the end of the test every violation
// that TakeViolations has not taken is an error. Without the specs the calls are not checked against
// the description of the Bot API: the test then says so, or fails when CI=true.
func NewFakeTelegram(t testing.TB, opt TelegramOptions) *FakeTelegram {
	t.Helper()
	f := &FakeTelegram{
		t: t, opt: opt.withDefaults(), spec: loadTelegramSpec(t),
		stop: make(chan struct{}), client: webhookClient(),
		changed: make(chan struct{}),
		users:   map[int64]*tgUser{}, chats: map[int64]*tgChat{}, queries: map[string]*tgQuery{}, queryOf: map[int64]*tgQuery{}, open: map[*tgQuery]bool{}, methods: telegramMethods(),
		commands: map[string][]byte{}, texts: map[string]string{},
	}
	f.running, f.end = context.WithCancel(context.Background())
	f.Token = f.opt.Token
	f.me = tgUser{ID: 123456, IsBot: true, FirstName: "Safesteps", Username: f.opt.Username}
	f.updates.all, f.updates.handled = map[int64]*tgUpdate{}, map[int64]int{}
	f.server = httptest.NewServer(http.HandlerFunc(f.serve))
	f.URL = f.server.URL
	t.Cleanup(f.close)
	return f
}

// webhookClient posts updates; like the real server it follows no redirect.
func webhookClient() *http.Client {
	return &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 100},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (o TelegramOptions) withDefaults() TelegramOptions {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Token == "" {
		o.Token = "123456:AAtest-token_of-the-right-length-12345"
	}
	if o.Username == "" {
		o.Username = "safesteps_test_bot"
	}
	if o.QueryLifetime == 0 {
		o.QueryLifetime = 30 * time.Second
	}
	if o.RetryEvery == 0 {
		o.RetryEvery = 20 * time.Millisecond
	}
	return o
}

func (f *FakeTelegram) close() {
	close(f.stop)
	f.end()
	f.server.CloseClientConnections()
	f.server.Close()
	f.posts.Wait()
	f.client.CloseIdleConnections()
	for _, v := range f.TakeViolations() {
		f.t.Errorf("fake Telegram: %s", v)
	}
}

// loadTelegramSpec returns nil, and says so, when the specs are absent and this is not CI.
func loadTelegramSpec(t testing.TB) *tgspec.Spec {
	t.Helper()
	spec, err := tgspec.Shared()
	switch {
	case err == nil:
		return spec
	case !errors.Is(err, tgspec.ErrNoSpecs) || os.Getenv("CI") == "true":
		t.Fatalf("the description of the Bot API: %v", err)
	}
	t.Logf("calls are not checked against the description of the Bot API: %v", err)
	return nil
}

// SpecFile returns the path of a file of third-party specifications. When it is absent the test is
// skipped and says what it lacks, or fails when CI=true.
func SpecFile(t testing.TB, name string) string {
	t.Helper()
	path, err := tgspec.Find(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("needs %s: %v", name, err)
	}
	t.Skipf("needs %s: %v", name, err)
	return ""
}

// Violations returns what calls did wrong so far, in order.
func (f *FakeTelegram) Violations() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.violations...)
}

// TakeViolations returns the violations and forgets them, for a test that expects some.
func (f *FakeTelegram) TakeViolations() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.violations
	f.violations = nil
	return v
}

// violate notes a violation; the caller holds the lock.
func (f *FakeTelegram) violate(problems ...string) {
	f.violations = append(f.violations, problems...)
}

// notify wakes everybody who waits for a change; the caller holds the lock.
func (f *FakeTelegram) notify() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// changes returns a channel that is closed at the next change.
func (f *FakeTelegram) changes() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// waitLimit is how long WaitFor waits at most, in real time.
const waitLimit = 10 * time.Second

// WaitFor waits until cond holds, asking after every change that the server sees, and fails the test
// after ten seconds. It may only be called from the goroutine of the test; cond may use every
// accessor of the fake.
func (f *FakeTelegram) WaitFor(what string, cond func() bool) {
	f.t.Helper()
	if !f.waitUntil(cond) {
		f.t.Fatalf("gave up waiting for: %s", what)
	}
}

func (f *FakeTelegram) waitUntil(cond func() bool) bool {
	limit := time.NewTimer(waitLimit)
	defer limit.Stop()
	for {
		changed := f.changes()
		if cond() {
			return true
		}
		select {
		case <-changed:
		case <-limit.C:
			return false
		}
	}
}

// Settled reports whether every update was taken (confirmed by getUpdates or answered with 200 by the
// webhook) and every press that can still be answered was answered. A
// message may still follow when the bot answers first and sends later.
func (f *FakeTelegram) Settled() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.updates.queue) > 0 {
		return false
	}
	for q := range f.open {
		if f.opt.Clock().Sub(q.at) <= f.opt.QueryLifetime {
			return false
		}
	}
	return true
}
