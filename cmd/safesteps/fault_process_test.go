package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/store"
)

// The tests in the files fault_*_test.go start the whole program as a process of its own, at a strict fake of Telegram, and do
// to it what machines and networks do. The process is this test binary, run again: main begins where TestMain sees childClock.

// childClock holds by how much the clock of the child is wrong, as a duration. Its presence makes the child the program.
const childClock = "SAFESTEPS_FAULT_CLOCK"

// childJump names a file with one more duration, which the child's clock reads whenever it is looked at. Empty: none.
const childJump = "SAFESTEPS_FAULT_JUMP"

func TestMain(m *testing.M) {
	wrong, ok := os.LookupEnv(childClock)
	if !ok {
		os.Exit(m.Run())
	}
	signal.Ignore(syscall.SIGXFSZ) // a test limits the size of files
	by, err := time.ParseDuration(wrong)
	if err != nil {
		panic(err)
	}
	os.Exit(program(func() time.Time { return time.Now().Add(by + jump(os.Getenv(childJump))) }))
}

// jump reads how far the clock is set wrong just now.
func jump(path string) time.Duration {
	if path == "" {
		return 0
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	d, err := time.ParseDuration(string(b))
	if err != nil {
		return 0
	}
	return d
}

// faultNoon is when every test of faults begins for the program, the fake and the model: no midnight comes between them.
func faultNoon() time.Time { return time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC) }

// host is a place where the program runs, time and again on one database.
type host struct {
	t        testing.TB
	clock    time.Duration // how far the clock of the place is from the machine's
	dir      string
	settings map[string]string // of the environment
	logs     *logbook          // all that every process here wrote
	process  *process          // nil: none runs
	base     string            // its address, once it listens
	started  int               // processes so far
	ended    bool              // one of them was killed or asked to stop
}

// newHost makes a place with an empty database, and no channel but the web page.
func newHost(t testing.TB) *host {
	t.Helper()
	h := &host{t: t, clock: time.Until(faultNoon()), dir: t.TempDir(), logs: &logbook{}}
	h.settings = map[string]string{
		childClock:               h.clock.String(),
		"SAFESTEPS_DATABASE":     h.database(),
		"SAFESTEPS_SECRET":       faultSecret,
		"SAFESTEPS_LISTEN":       "127.0.0.1:0",
		"SAFESTEPS_ADMIN_LISTEN": "127.0.0.1:0",
	}
	return h
}

// now is the time by the clock of the place.
func (h *host) now() time.Time { return time.Now().Add(h.clock) }

// site is a host with a fake Telegram.
type site struct {
	*host
	fake *bottest.FakeTelegram
}

const (
	faultToken   = "424242:MARKEDtoken-nobody_may_ever_read_it"
	faultSecret  = "MARKEDsecret that seals the database"
	faultHook    = "MARKEDhook-secret_of-the-webhook"
	faultAddress = "https://bot.example.org/telegram/webhook"
)

// newSite makes a place with an empty database and a fake Telegram.
func newSite(t testing.TB, webhook bool) *site {
	t.Helper()
	s := &site{host: newHost(t)}
	s.fake = bottest.NewFakeTelegram(t, bottest.TelegramOptions{Token: faultToken, RetryEvery: 5 * time.Millisecond, Clock: s.now})
	s.settings["SAFESTEPS_TELEGRAM_TOKEN"], s.settings["SAFESTEPS_TELEGRAM_API_URL"] = faultToken, s.fake.URL
	if webhook {
		s.settings["SAFESTEPS_TELEGRAM_WEBHOOK_URL"] = faultAddress
		s.settings["SAFESTEPS_TELEGRAM_WEBHOOK_SECRET"] = faultHook
	}
	t.Cleanup(func() {
		s.kill()
		s.judge()
	})
	return s
}

// judge fails the test for what the program did wrong in its calls. A call that was cut off by the end of the program is not wrong.
func (s *site) judge() {
	for _, v := range s.fake.TakeViolations() {
		if !s.ended || !strings.HasSuffix(v, io.ErrUnexpectedEOF.Error()) {
			s.t.Errorf("fake Telegram: %s", v)
		}
	}
}

func (h *host) database() string { return filepath.Join(h.dir, "safesteps.db") }

// store opens the database as the program does. Nothing else may have it open.
func (h *host) store() *store.SQLite {
	h.t.Helper()
	db, err := store.Open(h.t.Context(), h.database(), []byte(faultSecret))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = db.Close() })
	return db
}

// process is one run of the program.
type process struct {
	cmd    *exec.Cmd
	said   *logbook      // what this run wrote
	ended  chan struct{} // closed when it has ended
	listen chan string   // its address, once
}

// launch starts the program with a changed environment and does not wait for it.
func (h *host) launch(changes map[string]string, args ...string) *process {
	h.t.Helper()
	settings := maps.Clone(h.settings)
	maps.Copy(settings, changes)
	p := &process{said: &logbook{also: h.logs}, ended: make(chan struct{}), listen: make(chan string, 1)}
	p.said.seen = func(all []byte) bool {
		m := listens.FindSubmatch(all)
		if m != nil {
			p.listen <- string(m[1])
		}
		return m != nil
	}
	p.cmd = exec.CommandContext(h.t.Context(), os.Args[0], args...) //nolint:gosec // this test binary
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + h.dir}
	for name, value := range settings {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the exit code tells
		close(p.ended)
	}()
	return p
}

var listens = regexp.MustCompile(`(http://127\.0\.0\.1:[0-9]+)\n`)

// start runs the program and waits until it listens.
func (s *site) start() {
	s.t.Helper()
	s.host.start()
	s.fake.RouteWebhook(s.base)
}

// start runs the program and waits until it listens.
func (h *host) start() {
	h.t.Helper()
	h.boot()
	select {
	case base := <-h.process.listen:
		h.base = base
	case <-h.process.ended:
		h.t.Fatalf("the program ended by itself:\n%s", h.process.said)
	case <-time.After(startWithin):
		h.t.Fatalf("the program does not listen after %s:\n%s", startWithin, h.process.said)
	}
}

// boot runs the program and does not wait.
func (h *host) boot() {
	h.t.Helper()
	h.started++
	h.process = h.launch(nil, "serve")
}

// startWithin and stopWithinTest bound what a busy machine may need.
const (
	startWithin = 20 * time.Second
	stopLimit   = 10 * time.Second // what is promised to an operator
)

// kill ends the process as a power cut would, and waits until it is gone.
func (h *host) kill() {
	if h.process == nil {
		return
	}
	_ = h.process.cmd.Process.Kill() // it may have ended
	<-h.process.ended
	h.ended = true
	h.process = nil
}

// stop asks the process to end, checks that it does so in time and without complaint, and returns how long it took.
func (h *host) stop() time.Duration {
	h.t.Helper()
	begin := time.Now()
	if err := h.process.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		h.t.Fatalf("ask it to stop: %v\n%s", err, h.process.said)
	}
	code := h.process.wait(h.t, stopLimit)
	if code != exitDone {
		h.t.Errorf("stopping: exit code %d\n%s", code, h.process.said)
	}
	h.process, h.ended = nil, true
	return time.Since(begin)
}

// wait returns the exit code of a process that ends by itself.
func (p *process) wait(t testing.TB, limit time.Duration) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(limit):
		_ = p.cmd.Process.Kill()
		t.Fatalf("it has not ended after %s:\n%s", limit, p.said)
	}
	return p.cmd.ProcessState.ExitCode()
}

// gone reports whether the process has ended.
func (p *process) gone() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// logbook keeps what a process writes.
type logbook struct {
	mu   sync.Mutex
	all  bytes.Buffer
	also *logbook              // gets everything too; nil: nobody
	seen func(all []byte) bool // looks at everything so far until it is content; nil: nobody looks
}

// Write implements io.Writer.
func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Write(p)
	if l.seen != nil && l.seen(l.all.Bytes()) {
		l.seen = nil
	}
	if l.also != nil {
		return l.also.Write(p)
	}
	return len(p), nil
}

// String is everything so far.
func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// await waits until the log has some words.
func (l *logbook) await(t testing.TB, words string) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(startWithin); ; {
		select {
		case <-look.C:
			if strings.Contains(l.String(), words) {
				return
			}
		case <-limit:
			t.Fatalf("it never says %q:\n%s", words, clip(l.String()))
		}
	}
}

// mustHold fails the test unless the text has every one of some words.
func mustHold(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("it does not say %q:\n%s", w, clip(text))
		}
	}
}

// clip keeps a failure readable.
func clip(text string) string {
	const most = 3000
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s\n… %d bytes more …\n%s", text[:most/2], len(text)-most, text[len(text)-most/2:])
}

// mustNotHold fails the test when the text has one of some words.
func mustNotHold(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("it says %q:\n%s", w, clip(text))
		}
	}
}
