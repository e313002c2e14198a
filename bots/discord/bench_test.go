package discord_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// stage is a Discord, a bot with the whole dialog behind it, and what it logs.
type stage struct {
	*bottest.FakeDiscord
	t       testing.TB
	adapter *discord.Adapter
	runner  *bots.Runner
	store   *store.Memory
	config  discord.Config
	log     *logBuffer
	stop    func() error // stops the bot and returns what Run returned
	ended   chan error   // what Run returned
}

// logBuffer collects a log.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var library = sync.OnceValues(func() (*dialog.Library, error) {
	c, err := content.Embedded()
	if err != nil {
		return nil, err
	}
	return dialog.NewLibrary(c), nil
})

func testLibrary(t testing.TB) *dialog.Library {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// settings keeps settings in memory.
type settings struct {
	sealer *store.Sealer
	mu     sync.Mutex
	values map[string][]byte
}

func (s *settings) Key(channel, id string) store.Key { return s.sealer.Key(channel, id) }

func (s *settings) Setting(_ context.Context, name string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[name]
	return v, ok, nil
}

func (s *settings) PutSetting(_ context.Context, name string, value []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[name] = value
	return nil
}

func newSealer(t testing.TB) *store.Sealer {
	t.Helper()
	sealer, err := store.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

// newStage sets a stage; change, when it is not nil, changes the settings of the bot. Nothing runs yet.
func newStage(t testing.TB, opt bottest.DiscordOptions, change func(*discord.Config)) *stage {
	t.Helper()
	s := &stage{t: t, log: &logBuffer{}}
	if opt.Settle == nil {
		opt.Settle = func() { s.settle() }
	}
	s.FakeDiscord = bottest.NewFakeDiscord(t, opt)
	sealer := newSealer(t)
	s.store = store.NewMemory(sealer)
	s.config = discord.Config{
		Token: s.Token, APIURL: s.URL, Library: testLibrary(t), Settings: &settings{sealer: sealer, values: map[string][]byte{}},
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}.WithTimes(discord.Times{Pause: 20 * time.Millisecond, Identify: 20 * time.Millisecond, Retry: 5 * time.Millisecond})
	if change != nil {
		change(&s.config)
	}
	s.renew()
	return s
}

// renew makes a new process: adapter and Runner, with the same store.
func (s *stage) renew() {
	s.t.Helper()
	adapter, err := discord.New(s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.adapter = adapter
	s.runner = bots.NewRunner(bots.RunnerConfig{
		Library: s.config.Library, Store: s.store, Log: s.config.Log,
		Channels: map[string]bots.Channel{discord.Name: {Caps: adapter.Caps, Format: discord.Format()}},
	})
}

func (s *stage) settle() {
	s.WaitFor("all turns", func() bool { return s.adapter.Waiting() == 0 })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.runner.Drain(ctx); err != nil {
		s.t.Errorf("the Runner never settled: %v", err)
	}
}

// start runs the bot until the test ends or stop is called.
func (s *stage) start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	s.ended = done
	adapter, runner := s.adapter, s.runner
	go func() { done <- adapter.Run(ctx, runner) }()
	var once sync.Once
	var result error
	s.stop = func() error {
		once.Do(func() {
			cancel()
			select {
			case result = <-done:
			case <-time.After(15 * time.Second):
				s.t.Error("Run never ended")
			}
			s.settle()
			s.WaitFor("the bot is gone", func() bool { return s.GatewayLog().Open == 0 })
		})
		return result
	}
	s.t.Cleanup(func() { _ = s.stop() })
}

// WaitConnected waits until so many connections have a session, and the bot knows it: what is cut before cannot be resumed.
func (s *stage) WaitConnected(shards int) {
	s.t.Helper()
	s.FakeDiscord.WaitConnected(shards)
	s.WaitFor("the bot knows that it is connected", func() bool { return s.adapter.Stats().Connects.Load() >= int64(shards) })
}

// gateway starts the bot and waits until it is connected.
func gateway(t testing.TB, opt bottest.DiscordOptions, change func(*discord.Config)) *stage {
	t.Helper()
	s := newStage(t, opt, change)
	s.start()
	s.WaitConnected(1)
	return s
}

// endpoint starts the bot behind an interactions endpoint.
func endpoint(t testing.TB, opt bottest.DiscordOptions, change func(*discord.Config)) *stage {
	t.Helper()
	s := newStage(t, opt, func(c *discord.Config) {
		if change != nil {
			change(c)
		}
	})
	s.config.PublicKey = s.PublicKey
	s.renew()
	server := httptest.NewServer(s.adapter.InteractionsHandler(s.runner))
	t.Cleanup(server.Close)
	s.UseEndpoint(server.URL + discord.EndpointPath)
	s.start()
	s.WaitFor("commands", func() bool { return len(s.Commands()) > 0 })
	return s
}
