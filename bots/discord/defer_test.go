package discord_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/store"
)

// shortPatience lets turns be deferred early.
func shortPatience(c *discord.Config) {
	*c = c.WithTimes(discord.Times{
		Defer: 50 * time.Millisecond, Pause: 20 * time.Millisecond, Identify: 20 * time.Millisecond, Retry: 5 * time.Millisecond,
	})
}

// lateStore answers late, whether it is asked or told something.
type lateStore struct{ *store.Memory }

func (l lateStore) Load(ctx context.Context, key store.Key) (store.Record, error) {
	late(ctx)
	return l.Memory.Load(ctx, key)
}

func (l lateStore) Save(ctx context.Context, turn store.Turn) error {
	late(ctx)
	return l.Memory.Save(ctx, turn)
}

func late(ctx context.Context) {
	select {
	case <-time.After(150 * time.Millisecond):
	case <-ctx.Done():
	}
}

// slowStore puts a slow store behind a stage, which must not have taken anything yet.
func slowStore(s *stage) {
	s.t.Helper()
	s.runner = bots.NewRunner(bots.RunnerConfig{
		Library: s.config.Library, Store: lateStore{s.store}, Log: s.config.Log,
		Channels: map[string]bots.Channel{discord.Name: {Caps: s.adapter.Caps, Format: discord.Format()}},
	})
	if s.adapter.Endpoint() {
		server := httptest.NewServer(s.adapter.InteractionsHandler(s.runner))
		s.t.Cleanup(server.Close)
		s.UseEndpoint(server.URL)
	}
}

// edits counts the answers that were put in place of a request for time.
func edits(s *stage) int { return len(s.Calls("/webhooks/{id}/{token}/messages/@original")) }

func defersAndAnswers(t *testing.T, s *stage) {
	t.Helper()
	pat := s.Person(patID)
	pat.Command("checklist")
	if got := pat.Screen(); !got.Ephemeral || !strings.Contains(got.Text, "Safer apps") {
		t.Errorf("after a slow command:\n%s", got)
	}
	pat.Press("Check the apps")
	if got := pat.Screen(); got.Messages != 1 || !strings.Contains(got.Text, "Which apps") {
		t.Errorf("after a slow press:\n%s", got)
	}
	pat.Type("which numbers can I call")
	if got := pat.Screen(); !strings.Contains(got.Text, "Who to call") {
		t.Errorf("after slow words:\n%s", got)
	}
	if got := edits(s); got != 2 {
		t.Errorf("got %d edits, want 2: the words come as a new message", got)
	}
	if got := s.adapter.Stats().Deferred.Load(); got != 3 {
		t.Errorf("deferred %d times, want 3", got)
	}
	if got := pat.Bystander(); got != "" {
		t.Errorf("others see:\n%s", got)
	}
}

func TestGatewayDefers(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, shortPatience)
	slowStore(s)
	s.start()
	s.WaitConnected(1)
	defersAndAnswers(t, s)
}

// A turn in time is answered at once, with nothing before it.
func TestNothingIsDeferredInTime(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	pat.Press("Check the apps")
	var kinds []int
	for _, c := range s.Calls("/interactions/{id}/{token}/callback") {
		var body struct {
			Type int `json:"type"`
		}
		if err := json.Unmarshal(c.Body, &body); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, body.Type)
		if c.Auth {
			t.Error("an answer carried the bot's token, which it needs not")
		}
	}
	if len(kinds) != 2 || kinds[0] != 4 || kinds[1] != 7 {
		t.Errorf("got answers of types %v, want 4 and 7", kinds)
	}
}
