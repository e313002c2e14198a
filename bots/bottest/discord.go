package bottest

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/discordspec"
	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// DiscordOptions shape a FakeDiscord. The zero value is a strict Discord with a window of three seconds.
type DiscordOptions struct {
	Window    time.Duration    // how long a first answer is taken; 0: 3 s
	TokenLife time.Duration    // how long later answers are taken; 0: 15 minutes
	Heartbeat time.Duration    // what Hello asks for; 0: 41.25 s
	Starts    DiscordStarts    // what is allowed at the gateway; zero: 1,000 sessions a day, and one shard at a time
	Unchecked bool             // nothing is held against the specs: for tests of time
	Lenient   bool             // fields that the documentation does not name are no violation: for other clients than ours
	Clock     func() time.Time // what signatures are stamped with; nil: time.Now
	Settle    func()           // waits until the bot has nothing more to show; called after every first answer; nil: nothing is waited for
}

// DiscordStarts is how many new sessions the gateway allows.
type DiscordStarts struct {
	Total, Remaining int
	ResetAfter       time.Duration
	Concurrency      int // how many shards may begin at the same time
}

// FakeDiscord is Discord on a loopback port: gateway, REST API, and the caller of an interactions endpoint. What it is sent is
// held against Discord's own OpenAPI document and the rules of its documentation; a fault is refused as Discord refuses it, and
// noted as a violation. It is safe for use by several goroutines.
type FakeDiscord struct {
	URL       string // of the API, with its version: what a bot is given
	Token     string
	PublicKey string // of the application, in hexadecimal digits
	AppID     string

	t       testing.TB
	opt     DiscordOptions
	spec    *discordspec.Spec // nil when the specs are absent
	server  *httptest.Server
	private ed25519.PrivateKey
	stop    chan struct{}
	posts   sync.WaitGroup // calls of the endpoint

	noting       sync.RWMutex // held for reading while a call is worked off and not yet noted; taken before mu
	mu           sync.Mutex
	changed      chan struct{} // closed and replaced at every change
	last         uint64        // the last snowflake
	people       map[string]*dcUser
	rooms        map[string]*dcRoom // by channel id
	interactions map[string]*dcInteraction
	byToken      map[string]*dcInteraction
	latencies    []time.Duration
	commands     []M
	endpoint     string // where interactions are posted; "": the gateway
	gate         dcGateway
	faults       []*plannedDiscordFault
	calls        []DiscordCall
	violations   []string
	forgetOld    bool // keep no interaction that is over: for tests with very many
}

// M is an object of JSON.
type M = map[string]any

// NewFakeDiscord starts a Discord that stops with the test. At the end of the test every violation that TakeViolations has not
// taken is an error. Without the specs nothing is held against them: the test then says so, or fails when CI=true.
func NewFakeDiscord(t testing.TB, opt DiscordOptions) *FakeDiscord {
	t.Helper()
	if opt.Window == 0 {
		opt.Window = 3 * time.Second
	}
	if opt.TokenLife == 0 {
		opt.TokenLife = 15 * time.Minute
	}
	if opt.Heartbeat == 0 {
		opt.Heartbeat = 41250 * time.Millisecond
	}
	if opt.Starts.Total == 0 {
		opt.Starts = DiscordStarts{Total: 1000, Remaining: 1000, ResetAfter: 24 * time.Hour, Concurrency: 1}
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	f := &FakeDiscord{
		t: t, opt: opt, Token: "MTAw.test-token.of-the-right-form", AppID: "1000000000000000001",
		stop: make(chan struct{}), changed: make(chan struct{}), last: 1 << 60,
		people: map[string]*dcUser{}, rooms: map[string]*dcRoom{}, interactions: map[string]*dcInteraction{}, byToken: map[string]*dcInteraction{},
	}
	if !opt.Unchecked {
		f.spec = loadDiscordSpec(t, !opt.Lenient)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	f.PublicKey, f.private = hex.EncodeToString(public), private
	f.gate.init()
	f.server = httptest.NewServer(http.HandlerFunc(f.serve))
	f.URL = f.server.URL + "/api/v10"
	t.Cleanup(f.close)
	return f
}

// loadDiscordSpec returns nil, and says so, when the specs are absent and this is not CI.
func loadDiscordSpec(t testing.TB, strict bool) *discordspec.Spec {
	t.Helper()
	openAPI, err := tgspec.Find(discordspec.OpenAPIFile)
	gateway, err2 := tgspec.Find(discordspec.GatewayFile)
	if err = errors.Join(err, err2); err == nil {
		spec, err := discordspec.Load(openAPI, gateway, strict)
		if err != nil {
			t.Fatal(err)
		}
		return spec
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("the description of Discord: %v", err)
	}
	t.Logf("requests are not checked against the description of Discord: %v", err)
	return nil
}

func (f *FakeDiscord) close() {
	close(f.stop)
	f.gate.closeAll(f)
	f.server.CloseClientConnections()
	f.server.Close()
	f.posts.Wait()
	for _, v := range f.TakeViolations() {
		f.t.Errorf("fake Discord: %s", v)
	}
}

// violate notes a fault of the bot; the caller holds f.mu.
func (f *FakeDiscord) violate(format string, args ...any) {
	f.violations = append(f.violations, fmt.Sprintf(format, args...))
}

// TakeViolations returns what the bot did wrong since the last call, and forgets it.
func (f *FakeDiscord) TakeViolations() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.violations
	f.violations = nil
	return v
}

// snowflake makes an id; the caller holds f.mu.
func (f *FakeDiscord) snowflake() string {
	f.last += 1 << 22
	return strconv.FormatUint(f.last, 10)
}

// notify wakes whoever waits; the caller holds f.mu.
func (f *FakeDiscord) notify() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// patience is how long a test waits for something that ought to happen.
const patience = 10 * time.Second

// WaitFor stops the test when something does not become true within ten seconds. ok is called without any lock of the fake.
func (f *FakeDiscord) WaitFor(what string, ok func() bool) {
	f.t.Helper()
	if !f.waitUntil(patience, ok) {
		f.t.Fatalf("never happened: %s", what)
	}
}

// waitUntil looks at every change of the fake, and now and then for changes elsewhere.
func (f *FakeDiscord) waitUntil(most time.Duration, ok func() bool) bool {
	deadline := time.NewTimer(most)
	defer deadline.Stop()
	for {
		f.mu.Lock()
		changed := f.changed
		f.mu.Unlock()
		if ok() {
			return true
		}
		look := time.NewTimer(5 * time.Millisecond)
		select {
		case <-changed:
		case <-look.C:
		case <-deadline.C:
			look.Stop()
			return ok()
		case <-f.stop:
			look.Stop()
			return false
		}
		look.Stop()
	}
}

// Latencies are how long every first answer took, in the order in which they came.
func (f *FakeDiscord) Latencies() []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]time.Duration(nil), f.latencies...)
}

// KeepOnlyOpen lets the fake forget every interaction, message and call that is over, for tests of memory.
func (f *FakeDiscord) KeepOnlyOpen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forgetOld = true
}
