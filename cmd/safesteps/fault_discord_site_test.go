package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
)

// discordSite is a host with a fake Discord.
type discordSite struct {
	*host
	fake     *bottest.FakeDiscord
	endpoint bool // interactions come to the program; otherwise it fetches them from the gateway
}

// ways are the two in which interactions come.
func ways() map[string]bool { return map[string]bool{"gateway": false, "endpoint": true} }

// discordWindow is how long the fake takes a first answer. Somebody's interaction may be delivered once more to the next
// process, whose start takes time on a busy machine; the window that Discord has is the business of other tests.
const discordWindow = 30 * time.Second

// newDiscordSite makes a place with an empty database and a fake Discord.
func newDiscordSite(t testing.TB, endpoint bool) *discordSite {
	t.Helper()
	s := &discordSite{host: newHost(t), endpoint: endpoint}
	s.fake = bottest.NewFakeDiscord(t, bottest.DiscordOptions{Window: discordWindow, Clock: s.now})
	s.settings["SAFESTEPS_DISCORD_TOKEN"], s.settings["SAFESTEPS_DISCORD_API_URL"] = s.fake.Token, s.fake.URL
	if endpoint {
		s.settings["SAFESTEPS_DISCORD_PUBLIC_KEY"] = s.fake.PublicKey
	}
	t.Cleanup(func() {
		s.kill()
		s.judge()
	})
	return s
}

// judge fails the test for what the program did wrong in its calls. A call that was cut off by the end of the program is not wrong.
func (s *discordSite) judge() {
	for _, v := range s.fake.TakeViolations() {
		if !s.ended || !strings.HasSuffix(v, io.ErrUnexpectedEOF.Error()) {
			s.t.Errorf("fake Discord: %s", v)
		}
	}
}

// start runs the program and waits until interactions reach it.
func (s *discordSite) start() {
	s.t.Helper()
	s.host.start()
	if s.endpoint {
		s.fake.UseEndpoint(s.base + discord.EndpointPath)
		return
	}
	s.fake.WaitFor("a connection to the gateway", func() bool {
		if s.process.gone() {
			s.t.Fatalf("the program ended by itself:\n%s", clip(s.process.said.String()))
		}
		return s.fake.GatewayLog().Open > 0
	})
}

// kill ends the process as a power cut would, and waits until Discord has noticed.
func (s *discordSite) kill() {
	s.host.kill()
	s.fake.WaitFor("the gateway notices", func() bool { return s.fake.GatewayLog().Open == 0 })
}
