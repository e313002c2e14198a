package telegram

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

const testSecret = "webhook-secret_1"

// clock is a time that moves only when somebody waits.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// wait moves the time and takes none, but for the poller's patience: that is about how often the server is asked, in real time.
func (c *clock) wait(ctx context.Context, d time.Duration) error {
	if d == patience {
		return sleep(ctx, d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.waits = append(c.waits, d)
		c.now = c.now.Add(d)
	}
	return ctx.Err()
}

func (c *clock) waited() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.waits...)
}

// desk is a handler that commits at once and answers later, in the order of each person's turns, as the Runner does.
type desk struct {
	mu      sync.Mutex
	got     []bots.Event
	errs    []error // what answering came to
	answers bots.Lanes
	came    chan struct{} // closed at the next event; nil: nobody waits

	before func(ev bots.Event) error // runs before the commit; nil: nothing
	screen func(ev bots.Event) bots.Outcome
}

func (d *desk) Handle(_ context.Context, ev bots.Event) error {
	if d.before != nil {
		if err := d.before(ev); err != nil {
			return err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.got = append(d.got, ev)
	if d.came != nil {
		close(d.came)
		d.came = nil
	}
	if d.screen != nil {
		d.answers.Add(string(ev.Person), func() { d.answer(ev) })
	}
	return nil
}

func (d *desk) answer(ev bots.Event) {
	err := ev.Reply.Respond(context.Background(), d.screen(ev))
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.errs = append(d.errs, err)
	}
}

func (d *desk) events() []bots.Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bots.Event(nil), d.got...)
}

// await waits until cond holds for the events that came, asking after each.
func (d *desk) await(t testing.TB, what string, cond func([]bots.Event) bool) {
	t.Helper()
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	for {
		d.mu.Lock()
		events, came := d.got, d.came
		if came == nil {
			came = make(chan struct{})
			d.came = came
		}
		d.mu.Unlock()
		if cond(events) {
			return
		}
		select {
		case <-came:
		case <-limit.C:
			t.Fatalf("gave up waiting for: %s", what)
		}
	}
}

// settle waits for the answers and returns the errors they came to.
func (d *desk) settle() []error {
	d.answers.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]error(nil), d.errs...)
}

// says is a screen of one message with one row of buttons.
func says(text string, labels ...string) bots.Outcome {
	m := bots.Message{Screen: "s", Text: text, Plain: text, Edit: true}
	var row []bots.Button
	for _, l := range labels {
		row = append(row, bots.Button{Label: l, Data: bots.Token("s", l)})
	}
	if row != nil {
		m.Rows = [][]bots.Button{row}
	}
	return bots.Outcome{Messages: []bots.Message{m}}
}

// rig is an adapter at a fake server.
type rig struct {
	t     testing.TB
	fake  *bottest.FakeTelegram
	a     *Adapter
	desk  *desk
	clock *clock
	logs  *logbook
	stop  context.CancelFunc
	ended chan error
}

type rigOptions struct {
	fake     bottest.TelegramOptions
	change   func(*Config)
	realWait bool // pauses take their time
}

func newRig(t testing.TB, opt rigOptions) *rig {
	t.Helper()
	r := &rig{t: t, desk: &desk{}, clock: newClock(), logs: &logbook{}}
	if opt.fake.Clock == nil {
		opt.fake.Clock = r.clock.Now
	}
	r.fake = bottest.NewFakeTelegram(t, opt.fake)
	cfg := Config{
		Token: r.fake.Token, APIURL: r.fake.URL, Now: r.clock.Now, wait: r.clock.wait,
		Log: slog.New(slog.NewTextHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if opt.realWait {
		cfg.wait, cfg.Now = sleep, time.Now
	}
	if opt.change != nil {
		opt.change(&cfg)
	}
	a, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.a = a
	return r
}

// poll starts Run with polling; the test's end stops it.
func (r *rig) poll() *rig {
	r.t.Helper()
	r.start()
	r.fake.WaitFor("the first poll", r.fake.Polling)
	return r
}

// end stops Run and checks that it ended well.
func (r *rig) end() {
	if r.stop == nil {
		return
	}
	r.stop()
	r.stop = nil
	if err := <-r.ended; err != nil {
		r.t.Errorf("Run: got %v, want nil", err)
	}
	r.desk.settle()
}

// hook lets the fake deliver to the adapter's webhook, without Run.
func (r *rig) hook() *rig {
	server := httptest.NewServer(r.a.WebhookHandler(r.desk))
	r.t.Cleanup(server.Close)
	r.t.Cleanup(func() { r.desk.settle() })
	r.fake.RouteWebhook(server.URL)
	r.fake.UseWebhook("https://bot.example.org"+WebhookPath, testSecret)
	name := "safesteps_test_bot"
	r.a.username.Store(&name)
	return r
}

// newHookRig is a rig whose updates come by webhook.
func newHookRig(t testing.TB, opt rigOptions) *rig {
	t.Helper()
	change := opt.change
	opt.change = func(c *Config) {
		c.WebhookURL, c.WebhookSecret = "https://bot.example.org"+WebhookPath, testSecret
		if change != nil {
			change(c)
		}
	}
	return newRig(t, opt).hook()
}

// handled waits until the bot has taken all these updates.
func (r *rig) handled(ids ...int64) {
	r.t.Helper()
	for _, id := range ids {
		r.fake.WaitFor("an update taken", func() bool { return r.fake.Handled(id) > 0 })
	}
}

// acts are what the handler was given, in order.
func (r *rig) acts() []dialog.Act {
	var out []dialog.Act
	for _, ev := range r.desk.events() {
		out = append(out, ev.Act)
	}
	return out
}

// logbook is a log that several goroutines write.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// sendErr is err as every channel's error.
func sendErr(t testing.TB, err error) *bots.SendError {
	t.Helper()
	var e *bots.SendError
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want a *bots.SendError", err, err)
	}
	return e
}

// transport lets a function stand for the network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// start is poll without waiting for a poll that waits: for a fake that has updates already.
func (r *rig) start() { r.startWith(r.desk) }

func (r *rig) startWith(h bots.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop, r.ended = cancel, make(chan error, 1)
	go func() { r.ended <- r.a.Run(ctx, h) }()
	r.t.Cleanup(r.end)
}
