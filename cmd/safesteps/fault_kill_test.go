package main

import (
	"math/rand/v2"
	"testing"
	"time"
)

// crowdSize is how many parents walk at the same time.
const crowdSize = 24

// TestKill ends the program as a power cut would, again and again while parents walk, by polling and by webhook. No press that
// was acknowledged may be lost, none may be applied twice, and everybody sees the right screen on their next press.
func TestKill(t *testing.T) {
	for _, mode := range []struct {
		name    string
		webhook bool
	}{{"polling", false}, {"webhook", true}} {
		t.Run(mode.name, func(t *testing.T) {
			s := newSite(t, mode.webhook)
			c := newCrowd(s, crowdSize, 11)
			k := &killer{t: t, site: s, crowd: c, rand: rand.New(rand.NewPCG(5, uint64(len(mode.name))))} //nolint:gosec // seeded
			begin := time.Now()
			for range killsInMode {
				k.round()
			}
			s.start()
			c.final()
			t.Logf("%d kills, %d acts of %d parents, %s", killsInMode, c.presses, crowdSize, time.Since(begin).Round(time.Second/10))
		})
	}
}

// killer ends the program at moments chosen by chance.
type killer struct {
	t    testing.TB
	site interface {
		boot()  // without waiting
		start() // until it works
		kill()
	}
	crowd interface {
		acknowledged() int                   // acts
		drive(what string, done func() bool) // lets everybody go on
		autopsy()                            // looks into what the killed process left behind
	}
	rand *rand.Rand
}

const (
	// actsBeforeKill is how many acts are acknowledged before a kill, at most.
	actsBeforeKill = 120
	// startingKills is the share of kills, in hundredths, that meet the program while it starts.
	startingKills = 15
)

// round is one life of the program. It ends in the middle of the parents' acts, up to three milliseconds after something was
// seen of it, or while it starts.
func (k *killer) round() {
	k.t.Helper()
	s, c := k.site, k.crowd
	if k.rand.IntN(100) < startingKills {
		s.boot()
		k.pause(300 * time.Millisecond)
	} else {
		s.start()
		until := c.acknowledged() + 1 + k.rand.IntN(actsBeforeKill)
		c.drive("acts before a kill", func() bool { return c.acknowledged() >= until })
		k.pause(3 * time.Millisecond)
	}
	s.kill()
	c.autopsy()
}

// pause lets up to most go by: the moment of the kill must not hang on what the test sees.
func (k *killer) pause(most time.Duration) {
	<-time.After(time.Duration(k.rand.Int64N(int64(most))))
}
