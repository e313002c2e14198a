package main

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
)

// TestDiscordKill ends the program as a power cut would, again and again while parents walk on Discord, by the gateway and by
// the endpoint. No act that was answered may be lost, none may be applied twice, even when it is delivered to the next process
// too, and everybody sees the right screen on their next press.
func TestDiscordKill(t *testing.T) {
	for name, endpoint := range ways() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newDiscordSite(t, endpoint)
			c := newDiscordCrowd(s, crowdSize, 17)
			k := &killer{t: t, site: returning{s, c}, crowd: c, rand: rand.New(rand.NewPCG(7, uint64(len(name))))} //nolint:gosec // seeded
			begin := time.Now()
			for range discordKills {
				k.round()
			}
			k.site.start()
			c.final()
			t.Logf("%d kills, %d acts of %d parents, %d delivered to two processes, %d lost without an answer, %s",
				discordKills, c.presses, crowdSize, c.repeats, c.lost, time.Since(begin).Round(time.Second/10))
			if c.repeats == 0 || c.lost == 0 {
				t.Error("no kill came between an act and its answer")
			}
		})
	}
}

// returning is a site to which the parents come back when it has started.
type returning struct {
	*discordSite
	crowd *discordCrowd
}

func (r returning) start() {
	r.discordSite.start()
	r.crowd.comeBack()
}

// TestDiscordEveryInteractionTwice delivers each interaction again: at once, long after it was answered, and to the next process.
// Each has one effect and one visible answer.
func TestDiscordEveryInteractionTwice(t *testing.T) {
	for name, endpoint := range ways() {
		t.Run(name, func(t *testing.T) {
			s := newDiscordSite(t, endpoint)
			s.start()
			c := newDiscordCrowd(s, 12, 53)
			for round := range 9 {
				c.actOnce()
				if round%2 == 0 {
					c.again()
				}
				c.rest("answers to everybody")
				if round%3 == 2 {
					s.stop()
					s.start()
				}
				c.again()
			}
			c.final()
			c.visibleOnce()
		})
	}
}

// TestDiscordLosesTheGateway ends the connection while parents act. What they did meanwhile is answered once, after it; only what
// comes while a session is invalid is lost, and then their next act shows where they are.
func TestDiscordLosesTheGateway(t *testing.T) {
	for _, c := range []struct {
		name string
		move bottest.DiscordMove
	}{
		{"cut", bottest.DiscordMove{Cut: true}},
		{"reconnect asked for", bottest.DiscordMove{Op: 7}},
		{"closed with an error", bottest.DiscordMove{Close: 4000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newDiscordSite(t, false)
			s.start()
			crowd := newDiscordCrowd(s, 6, 61)
			for range 2 {
				crowd.actOnce()
				s.fake.Gateway(c.move)
				crowd.rest("answers to everybody")
			}
			crowd.final()
			crowd.visibleOnce()
			if log := s.fake.GatewayLog(); log.Identifies != 1 || log.Resumes == 0 {
				t.Errorf("got %d identifies and %d resumes, want 1 and some", log.Identifies, log.Resumes)
			}
		})
	}
	t.Run("invalid session", func(t *testing.T) {
		t.Parallel()
		s := newDiscordSite(t, false)
		s.start()
		crowd := newDiscordCrowd(s, 6, 63)
		crowd.actOnce()
		crowd.rest("answers to everybody")
		s.fake.Gateway(bottest.DiscordMove{Op: 9, Data: false})
		s.fake.WaitFor("a new session", func() bool { return s.fake.GatewayLog().Identifies == 2 && s.fake.GatewayLog().Open == 1 })
		crowd.actOnce()
		crowd.final()
		crowd.visibleOnce()
	})
}

// TestDiscordTrouble lets the answers of the program go wrong in every way Discord and the network know. What can be brought
// later is brought, once; what cannot is seen on the next press.
func TestDiscordTrouble(t *testing.T) {
	page := `<html><head><title>502</title></head></html>`
	for _, f := range []struct {
		name     string
		endpoint bool
		fault    bottest.DiscordFault
		lost     bool // the answer does not arrive
	}{
		{name: "slow down", fault: bottest.DiscordFault{Path: "/callback", RetryAfter: 300 * time.Millisecond}},
		{name: "server error", fault: bottest.DiscordFault{Path: "/callback", Status: 500}},
		{name: "a proxy's page", fault: bottest.DiscordFault{Path: "/callback", Status: 502, Body: page}},
		{name: "hangs up", fault: bottest.DiscordFault{Path: "/callback", HangUp: true}},
		{name: "hangs up after it was done", fault: bottest.DiscordFault{Path: "/callback", HangUp: true, Applied: true}},
		{name: "slow", fault: bottest.DiscordFault{Path: "/callback", Delay: 300 * time.Millisecond}},
		{name: "refused", fault: bottest.DiscordFault{Path: "/callback", Status: 400, Code: 50035}, lost: true},
		{name: "too late", fault: bottest.DiscordFault{Path: "/callback", Status: 404, Code: 10062}, lost: true},
		{name: "answer of the endpoint lost", endpoint: true, fault: bottest.DiscordFault{Path: bottest.EndpointFault, HangUp: true}, lost: true},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := newDiscordSite(t, f.endpoint)
			s.start()
			c := newDiscordCrowd(s, 6, 67)
			c.actOnce()
			c.rest("the first screens")
			s.fake.Fail(len(c.parents), f.fault)
			c.actOnce()
			s.fake.WaitFor("the faults are used up", func() bool { return s.fake.FaultsLeft() == 0 })
			if f.lost {
				for _, p := range c.parents {
					p.run = 0 // they do not wait for it any more
					p.shown -= len(p.messages())
				}
			}
			c.final()
			if !f.lost {
				c.visibleOnce() // of a screen in several messages only the first is lost, so the count is known only here
			}
		})
	}
}

// TestDiscordManyParents measures the whole program on its database: of 200 parents who act at once, 99.9% have their first
// answer within the three seconds that Discord gives. A machine that is busy with something else may spoil a round, but not three.
func TestDiscordManyParents(t *testing.T) {
	for name, endpoint := range ways() {
		t.Run(name, func(t *testing.T) {
			s := newDiscordSite(t, endpoint)
			s.start()
			c := newDiscordCrowd(s, 200, 71)
			for range 3 {
				before := len(s.fake.Latencies())
				for range 5 {
					c.actOnce()
					c.rest("answers to everybody")
				}
				took := s.fake.Latencies()[before:]
				slices.Sort(took)
				worst := took[len(took)*999/1000]
				t.Logf("%d first answers: half within %s, 99.9%% within %s", len(took), took[len(took)/2], worst)
				if worst <= 3*time.Second {
					c.final()
					return
				}
			}
			t.Error("99.9% of first answers took longer than 3 s in three rounds")
		})
	}
}
