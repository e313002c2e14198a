package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// modes are the two ways in which updates come.
func modes() map[string]bool { return map[string]bool{"polling": false, "webhook": true} }

// TestEveryUpdateTwice delivers each update again, at once or long after it was answered: one visible answer to each act.
func TestEveryUpdateTwice(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			c := newCrowd(s, 12, 53)
			for round := range 12 {
				before := c.changes()
				ids := c.actOnce()
				if round%2 == 0 {
					s.fake.Release(ids...)
				}
				c.rest("answers to everybody")
				s.fake.Release(ids...)
				s.fake.WaitFor("everything taken again", func() bool { return s.fake.Pending() == 0 })
				c.visibleOnce(before)
			}
			c.final()
		})
	}
}

// TestLateAndOutOfOrder holds updates back and delivers them in any order between parents: each parent sees their own in order.
func TestLateAndOutOfOrder(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			c := newCrowd(s, 12, 59)
			for range 10 {
				before := c.changes()
				s.fake.Hold()
				ids := c.actOnce()
				for i := range ids { // the last parent first
					s.fake.Release(ids[len(ids)-1-i])
				}
				c.rest("answers to everybody")
				s.fake.Release()
				c.visibleOnce(before)
			}
			c.final()
		})
	}
}

// TestPoison: updates that cannot be read are passed over, and whoever sent them goes on like everybody else.
func TestPoison(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			c := newCrowd(s, 6, 61)
			var poison []int64
			until := 0
			for i := range 5 {
				stranger := s.fake.Person(int64(firstParent-1-i), int64(firstParent-1-i))
				poison = append(poison, stranger.Poison()...)
				until += 20
				c.drive("acts among poison", func() bool { return c.acknowledged() >= until })
			}
			c.rest("answers to everybody")
			for _, id := range poison {
				s.fake.WaitFor("the poison taken", func() bool { return s.fake.Handled(id) > 0 })
			}
			c.final()
		})
	}
}

// TestTelegramTrouble lets the calls of the program fail in every way Telegram's server and the network know. What can be
// brought later is brought, once; what cannot is seen on the next press.
func TestTelegramTrouble(t *testing.T) {
	page := `<html><head><title>502</title></head></html>`
	for _, f := range []struct {
		name   string
		method string
		fault  bottest.Fault
		lost   bool // the answer does not arrive
	}{
		{name: "slow down", method: "editMessageText", fault: bottest.Fault{RetryAfter: 1}},
		{name: "server error", method: "editMessageText", fault: bottest.Fault{Status: 500}},
		{name: "a proxy's page", method: "editMessageText", fault: bottest.Fault{Status: 502, Body: page}},
		{name: "hangs up", method: "editMessageText", fault: bottest.Fault{HangUp: true}},
		{name: "hangs up after it was done", method: "editMessageText", fault: bottest.Fault{HangUp: true, Applied: true}},
		{name: "slow", method: "editMessageText", fault: bottest.Fault{Delay: 300 * time.Millisecond}},
		{name: "slow down, new message", method: "sendMessage", fault: bottest.Fault{RetryAfter: 1}},
		{name: "hangs up, new message", method: "sendMessage", fault: bottest.Fault{HangUp: true}},
		{name: "no answer to presses", method: "answerCallbackQuery", fault: bottest.Fault{Status: 400}},
		{name: "refused", method: "editMessageText", fault: bottest.Fault{Status: 400}, lost: true},
		{name: "blocked", method: "sendMessage", fault: bottest.Fault{Status: 403}, lost: true},
		{name: "polls fail", method: "getUpdates", fault: bottest.Fault{Status: 500}},
		{name: "polls hang up", method: "getUpdates", fault: bottest.Fault{HangUp: true, Applied: true}},
	} {
		for mode, webhook := range modes() {
			if webhook && (f.method == "getUpdates" || f.method == "answerCallbackQuery") {
				continue // by webhook there are no such calls
			}
			t.Run(fmt.Sprintf("%s, %s", mode, f.name), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, webhook)
				s.start()
				trouble(t, newCrowd(s, 6, 67), f.method, f.fault, f.lost)
			})
		}
	}
}

// trouble lets one call for each parent go wrong.
func trouble(t *testing.T, c *crowd, method string, fault bottest.Fault, lost bool) {
	t.Helper()
	c.actOnce()
	c.rest("the first screens")
	before := c.changes()
	calls := len(c.parents)
	if method == "getUpdates" {
		calls = 1
	}
	c.site.fake.Fail(method, calls, fault)
	for _, p := range c.parents {
		if method == "sendMessage" {
			p.write("/talk", dialog.Command{Name: "talk"})
			continue
		}
		buttons, message := p.buttons()
		p.press(buttons[0], message)
	}
	if lost {
		c.site.fake.WaitFor("every act acknowledged and every answer refused", func() bool {
			return c.acknowledged() == 2*len(c.parents) && c.site.fake.FaultsLeft() == 0
		})
		for _, p := range c.parents {
			p.run = 0 // they do not wait for it any more
		}
	} else {
		c.rest("answers to everybody")
		c.visibleOnce(before)
	}
	c.site.fake.WaitFor("the faults are used up", func() bool { return c.site.fake.FaultsLeft() == 0 })
	c.site.fake.Heal()
	c.final()
}

// actOnce lets every parent do one thing that changes what they see: they press the first button, or write when there is none.
func (c *crowd) actOnce() (ids []int64) {
	for _, p := range c.parents {
		buttons, message := p.buttons()
		if len(buttons) == 0 {
			p.write("/start", dialog.Start{})
		} else {
			p.press(buttons[p.rand.IntN(len(buttons))], message)
		}
		ids = append(ids, p.sent[len(p.sent)-1])
	}
	return ids
}

// changes is what could be seen to change in each chat so far, with what it shows now.
func (c *crowd) changes() map[*parent]sight {
	all := map[*parent]sight{}
	for _, p := range c.parents {
		all[p] = sight{p.Chat().Changes(), seenIn(p.Chat().Screen()), len(p.sent)}
	}
	return all
}

// sight is what a parent saw at some moment.
type sight struct {
	changes int
	screen  drawn
	acts    int
}

// visibleOnce checks that since a moment each parent, who did one thing, saw one answer and no more.
func (c *crowd) visibleOnce(before map[*parent]sight) {
	c.t.Helper()
	for p, was := range before {
		if len(p.sent) != was.acts+1 {
			c.t.Fatalf("parent %d did %d things, want 1", p.id, len(p.sent)-was.acts)
		}
		want := len(p.messages())
		if p.pressed == 0 {
			want++ // what they wrote themselves
		} else if want == 1 && seenIn(p.Chat().Screen()) == was.screen {
			want = 0 // the answer looks like what was there: there is nothing to draw
		}
		if got := p.Chat().Changes() - was.changes; got != want {
			c.t.Errorf("parent %d saw %d changes after one act, want %d", p.id, got, want)
		}
	}
}
