package main

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
)

// TestStop asks the program to end while parents walk, again and again: it does so in time and without complaint, and keeps
// everything that it acknowledged.
func TestStop(t *testing.T) {
	for _, mode := range []struct {
		name    string
		webhook bool
	}{{"polling", false}, {"webhook", true}} {
		t.Run(mode.name, func(t *testing.T) {
			s := newSite(t, mode.webhook)
			c := newCrowd(s, crowdSize, 23)
			var longest time.Duration
			for range 6 {
				s.start()
				until := c.acknowledged() + 60
				c.drive("acts before the stop", func() bool { return c.acknowledged() >= until })
				longest = max(longest, s.stop())
				c.autopsy()
			}
			s.start()
			c.final()
			t.Logf("%d acts, longest stop %s", c.presses, longest.Round(time.Millisecond))
		})
	}
}

// TestStopWhileTelegramHangs: answers that cannot be brought to anybody do not hold up the end.
func TestStopWhileTelegramHangs(t *testing.T) {
	t.Parallel()
	s := newSite(t, false)
	c := newCrowd(s, 6, 29)
	s.start()
	for _, p := range c.parents {
		p.goOn()
	}
	c.rest("the first screens")
	hold := make(chan struct{})
	s.fake.Fail("editMessageText", 100, bottest.Fault{Hold: hold})
	for _, p := range c.parents {
		p.press(p.choose(p.mustSee()), p.Chat().Screen().MessageID)
	}
	s.fake.WaitFor("every press acknowledged", func() bool { return c.acknowledged() == len(c.parents)*2 })
	said := s.process.said
	if took := s.stop(); took < stopWithin/2 {
		t.Errorf("it stopped after %s without waiting for its answers", took)
	}
	mustHold(t, said.String(), "answers were still on their way")
	close(hold)
	s.fake.Heal()
	c.autopsy()
	s.start()
	c.final()
}

// mustSee is the buttons a parent sees, at least one.
func (p *parent) mustSee() []bottest.TelegramButton {
	p.site.t.Helper()
	buttons, _ := p.buttons()
	if len(buttons) == 0 {
		p.site.t.Fatalf("parent %d sees no button", p.id)
	}
	return buttons
}

// TestStopWithAnIdleConnection: somebody who has connected and asks nothing does not hold up the end.
func TestStopWithAnIdleConnection(t *testing.T) {
	s := newSite(t, true)
	s.start()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	c := newCrowd(s, 1, 31) // their act makes sure that the connection was accepted
	c.parents[0].goOn()
	c.rest("an answer")
	if took := s.stop(); took > 3*time.Second {
		t.Errorf("it took %s to stop", took)
	}
}
