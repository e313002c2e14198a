package discord_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
)

// hasty are waits for tests of lost connections.
func hasty(c *discord.Config) {
	*c = c.WithTimes(discord.Times{
		Pause: 10 * time.Millisecond, Identify: 10 * time.Millisecond, Invalid: 10 * time.Millisecond, Retry: 5 * time.Millisecond,
		Open: 2 * time.Second, Hang: 1500 * time.Millisecond, Silence: 600 * time.Millisecond,
	})
}

// beating is a gateway whose heartbeats are so quick that a silence shows in a test.
func beating() bottest.DiscordOptions {
	return bottest.DiscordOptions{Heartbeat: 100 * time.Millisecond, Window: 10 * time.Second} // a loss takes longer than three seconds
}

// works wants an answer to a command over the gateway.
func works(t *testing.T, s *stage) {
	t.Helper()
	pat := s.Person(patID)
	pat.Command("checklist")
	if pat.Screen().Messages == 0 {
		t.Error("nothing is shown")
	}
}

// What somebody did while the connection was lost is answered after it: the session is resumed.
func TestTrapEventsDuringALoss(t *testing.T) {
	for _, c := range []struct {
		name string
		move bottest.DiscordMove
	}{
		{"cut", bottest.DiscordMove{Cut: true}},
		{"reconnect asked for", bottest.DiscordMove{Op: 7}},
		{"closed with an error", bottest.DiscordMove{Close: 4000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := gateway(t, beating(), hasty)
			s.Gateway(c.move)
			s.WaitFor("the loss", func() bool { return s.GatewayLog().Open == 0 })
			works(t, s)
			log := s.GatewayLog()
			if log.Identifies != 1 || log.Resumes != 1 {
				t.Errorf("got %d identifies and %d resumes, want 1 and 1", log.Identifies, log.Resumes)
			}
		})
	}
}

// The library hangs for ever, its lock held, when a resume is answered with "reconnect". The session is thrown away.
func TestTrapReconnectInAnswerToResume(t *testing.T) {
	s := gateway(t, beating(), hasty)
	s.PlanGateway("resume", bottest.DiscordMove{Op: 7})
	s.Gateway(bottest.DiscordMove{Cut: true})
	s.WaitFor("the hung session noticed", func() bool { return s.adapter.Stats().Hung.Load() == 1 })
	s.WaitFor("a new session", func() bool { return s.GatewayLog().Identifies == 2 && s.GatewayLog().Open == 1 })
	works(t, s)
}

// waits collects the pauses between gateway connections and lets none of them last.
type waits struct {
	mu   sync.Mutex
	list []time.Duration
}

func (w *waits) sleep(ctx context.Context, d time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, d)
	return ctx.Err() == nil
}

// An invalid session is given up for a new one, after one to five seconds and on a connection of its own. The library would say
// who it is at once, and on the same connection.
func TestTrapInvalidSession(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(s *stage)
	}{
		{"in answer to a resume", func(s *stage) {
			s.PlanGateway("resume", bottest.DiscordMove{Op: 9, Data: false})
			s.Gateway(bottest.DiscordMove{Cut: true})
		}},
		{"out of the blue", func(s *stage) { s.Gateway(bottest.DiscordMove{Op: 9, Data: false}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &waits{}
			s := gateway(t, bottest.DiscordOptions{Heartbeat: 100 * time.Millisecond, Window: 10 * time.Second}, func(c *discord.Config) {
				*c = c.WithTimes(discord.Times{Retry: 5 * time.Millisecond}).WithSleep(w.sleep)
			})
			w.mu.Lock()
			before := len(w.list)
			w.mu.Unlock()
			c.make(s)
			s.WaitFor("a new session", func() bool { return s.GatewayLog().Identifies == 2 && s.adapter.Stats().Connects.Load() == 2 })
			works(t, s)
			w.mu.Lock()
			defer w.mu.Unlock()
			list := w.list[before:]
			if len(list) < 2 || list[len(list)-2] < time.Second || list[len(list)-2] > 5*time.Second || list[len(list)-1] < time.Second {
				t.Errorf("got waits %v; want one to five seconds, and then the turn to begin", list)
			}
			if got := s.adapter.Stats().Invalid.Load(); got != 1 {
				t.Errorf("counted %d invalid sessions, want 1", got)
			}
		})
	}
}

// A first session that Discord cannot begin is tried again in the same way.
func TestSessionThatCannotBegin(t *testing.T) {
	w := &waits{}
	s := newStage(t, beating(), func(c *discord.Config) {
		*c = c.WithTimes(discord.Times{Retry: 5 * time.Millisecond}).WithSleep(w.sleep)
	})
	s.PlanGateway("identify", bottest.DiscordMove{Op: 9, Data: false})
	s.start()
	s.WaitConnected(1)
	works(t, s)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.list) != 3 || w.list[0] != 0 || w.list[1] < time.Second || w.list[2] < 4*time.Second {
		t.Errorf("got waits %v; want none, one to five seconds, and the five seconds between two sessions", w.list)
	}
	if got := s.GatewayLog(); got.Identifies != 2 || got.Dials != 2 {
		t.Errorf("got %d identifies on %d connections, want 2 on 2", got.Identifies, got.Dials)
	}
}

// When Discord allows no more sessions today, none begins before it allows them anew.
func TestSessionStartLimit(t *testing.T) {
	w := &waits{}
	s := newStage(t, bottest.DiscordOptions{
		Starts: bottest.DiscordStarts{Total: 1000, Remaining: 1, ResetAfter: 3 * time.Hour, Concurrency: 1},
	}, func(c *discord.Config) {
		*c = c.WithTimes(discord.Times{Retry: 5 * time.Millisecond}).WithSleep(w.sleep)
		c.Shards = 2
	})
	s.start()
	s.WaitConnected(2)
	s.TakeViolations() // the fake lets time not pass, and so sees the second come too early
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.list)
	if len(w.list) != 2 || w.list[0] != 0 || w.list[1] < 3*time.Hour-time.Minute || w.list[1] > 3*time.Hour {
		t.Errorf("got waits %v, want none and almost three hours", w.list)
	}
}

// Opening has no deadline in the library.
func TestTrapGatewayThatSaysNothing(t *testing.T) {
	s := newStage(t, beating(), hasty)
	s.PlanGateway("identify", bottest.DiscordMove{})
	s.start()
	s.WaitFor("a second try", func() bool { return s.GatewayLog().Identifies >= 2 })
	s.WaitConnected(1)
	works(t, s)
}

// A connection that is open and dead is noticed and cut, so that the session can be resumed: the library waits for five missed
// beats, and then closes in a way that ends the session.
func TestTrapZombieConnection(t *testing.T) {
	var quiet []time.Duration
	told := make(chan time.Duration, 10)
	s := gateway(t, bottest.DiscordOptions{Heartbeat: 250 * time.Millisecond}, func(c *discord.Config) {
		hasty(c)
		c.Quiet = func(since time.Duration) { told <- since }
	})
	s.SilenceGateway(true)
	s.WaitFor("the silence noticed", func() bool { return s.adapter.Stats().Silent.Load() == 1 })
	s.SilenceGateway(false)
	s.WaitFor("the session resumed", func() bool { return s.GatewayLog().Resumes > 0 && s.GatewayLog().Open == 1 })
	works(t, s)
	for len(told) > 0 {
		quiet = append(quiet, <-told)
	}
	if len(quiet) == 0 {
		t.Error("nobody was told of the silence")
	}
	if closes := s.GatewayLog().Closes; slices.Contains(closes, 1000) {
		t.Errorf("closed with %v; 1000 ends the session", closes)
	}
}

// After these codes every further try fails too, and a bot may identify 1,000 times a day only.
func TestTrapFatalCloseCodes(t *testing.T) {
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		s := newStage(t, beating(), hasty)
		s.PlanGateway("identify", bottest.DiscordMove{Close: code})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := s.adapter.Run(ctx, s.runner)
		cancel()
		if err == nil || !strings.Contains(err.Error(), "for good") {
			t.Errorf("%d: got %v, want a refusal for good", code, err)
		}
		if got := s.GatewayLog().Dials; got != 1 {
			t.Errorf("%d: dialled %d times, want once", code, got)
		}
	}
	t.Run("while running", func(t *testing.T) {
		s := gateway(t, beating(), hasty)
		s.PlanGateway("resume", bottest.DiscordMove{Close: 4004})
		s.Gateway(bottest.DiscordMove{Close: 4004})
		err := <-s.ended
		s.ended <- nil // for the end of the test
		if got := s.GatewayLog().Dials; err == nil || got != 2 {
			t.Errorf("got %v after %d dials, want a refusal after 2", err, got)
		}
	})
}

// The library goes on dialling after it was told to stop.
func TestTrapStopDuringReconnecting(t *testing.T) {
	s := gateway(t, beating(), hasty)
	s.RefuseGateway(true)
	s.Gateway(bottest.DiscordMove{Cut: true})
	s.WaitFor("tries", func() bool { return s.GatewayLog().Dials > 2 })
	if err := s.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	s.RefuseGateway(false)
	dials := s.GatewayLog().Dials
	if s.waitALittle(func() bool { return s.GatewayLog().Dials > dials }) {
		t.Error("dialled again after the stop")
	}
}

// waitALittle watches for something that must not happen.
func (s *stage) waitALittle(happened func() bool) bool {
	timer := time.NewTimer(500 * time.Millisecond)
	defer timer.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-timer.C:
			return happened()
		case <-look.C:
			if happened() {
				return true
			}
		}
	}
}

func TestShards(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, func(c *discord.Config) {
		hasty(c)
		c.Shards = 3
	})
	s.start()
	s.WaitConnected(3)
	works(t, s)
	s.PersonInDM(patID).Command("checklist")
	if err := s.adapter.Healthy(time.Now()); err != nil {
		t.Errorf("healthy: %v", err)
	}
	if got := s.GatewayLog(); got.Identifies != 3 || got.Open != 3 {
		t.Errorf("got %+v, want 3 sessions", got)
	}
}

func TestDiscordIsDownAtTheStart(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, hasty)
	s.Fail(2, bottest.DiscordFault{Path: "/applications/@me", Status: 503})
	s.Fail(2, bottest.DiscordFault{Path: "/gateway/bot", HangUp: true})
	s.RefuseGateway(true)
	s.start()
	s.WaitFor("tries", func() bool { return s.GatewayLog().Dials >= 2 })
	if s.adapter.Healthy(time.Now()) == nil {
		t.Error("healthy without a connection")
	}
	s.RefuseGateway(false)
	s.WaitConnected(1)
	works(t, s)
}
