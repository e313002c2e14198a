package main

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestDiscordKill ends the program as a power cut would, again and again while parents walk on Discord, by the gateway and by
// the endpoint. No act that was answered may be lost, none may be applied twice, even when it is delivered to the next process
// too, and everybody sees the right screen on their next press.
func TestDiscordKill(t *testing.T) {
	for name, endpoint := range ways() {
		t.Run(name, func(t *testing.T) {
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
