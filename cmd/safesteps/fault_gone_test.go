package main

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/dialog"
)

// TestSomebodyBlocksTheBot: their reminder is cancelled and said to be none; all else is there when they come back.
func TestSomebodyBlocksTheBot(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			c := newCrowd(s, 2, 109)
			for _, p := range c.parents {
				p.Start("")
				p.chooseAll("apps", "+kik", "ok", "later", "week")
			}
			blocker := c.parents[0]
			s.fake.WaitFor("the news", s.took(blocker.Block()))
			s.stop() // brings to an end what is on its way
			db := s.store()
			if st, err := db.Stats(t.Context()); err != nil || st.People != 2 || st.Reminders != 1 {
				t.Errorf("got %+v, %v; want two people and the other one's reminder", st, err)
			}
			rec, err := db.Load(t.Context(), db.Key(telegram.Name, "7340551900"))
			if err != nil {
				t.Fatal(err)
			}
			state, err := dialog.Decode(rec.State)
			if err != nil || state.Reminder || len(state.Children) == 0 || len(state.Children[0].Marks) == 0 {
				t.Errorf("got %s, %v; want the marks and no reminder", rec.State, err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			s.start()
			blocker.Unblock()
			update := blocker.SendText("/checklist")
			s.fake.WaitFor("an answer to who came back", func() bool {
				return s.fake.Handled(update) > 0 && strings.Contains(blocker.Chat().Screen().Text, "Kik")
			})
			s.stop()
		})
	}
}

// TestGroupBecomesASupergroup: it has another id from then on, and is answered there.
func TestGroupBecomesASupergroup(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			before := s.fake.Person(firstParent, -9)
			s.fake.WaitFor("a command", s.took(before.SendText("/start")))
			s.fake.WaitFor("an answer in the group", func() bool { return before.Chat().Screen().FromBot })
			after := before.Upgrade(-1000000000009)
			s.fake.WaitFor("a command", s.took(after.SendText("/start")))
			s.fake.WaitFor("an answer in the supergroup", func() bool { return after.Chat().Screen().FromBot })
			metrics := metricsAt.FindStringSubmatch(s.process.said.String())
			_, body := s.get(metrics[1])
			mustHold(t, body, `event="migrated"} 1`)
			s.stop()
		})
	}
}
