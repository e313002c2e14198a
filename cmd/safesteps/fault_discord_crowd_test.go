package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// discordParent is one person: what they do, and the model of what they should see. Nobody delivers to Discord's bots what one
// of them did not take: an act is acknowledged when it is answered, and what has no answer may be kept or lost, but not both.
type discordParent struct {
	*bottest.DiscordPerson
	*model
	site *discordSite
	id   string
	rand *rand.Rand

	acts  []*bottest.DiscordAct // in order; as many as the model took
	acked int                   // how many of them are answered, or come before one that is
	kept  int                   // how many of them the database held when it was looked at last
	shown int                   // how often something should have been put before them or changed, when all is answered one by one
	run   int                   // which process ran when they acted last
	again bool                  // their last acts were delivered once more to a later process
}

// discordCrowd is many parents at one site: every other in a server, the rest in direct messages.
type discordCrowd struct {
	*bench
	t       testing.TB
	site    *discordSite
	parents []*discordParent
	rand    *rand.Rand
	presses int // in all
	repeats int // acts that were delivered to two processes
	lost    int // acts that were not kept, and not answered
}

func newDiscordCrowd(s *discordSite, n int, seed uint64) *discordCrowd {
	s.t.Helper()
	var a discord.Adapter
	b := benchOf(s.t, a.Caps(bots.Room{}), discord.Format(), "en-GB")
	b.cards = true
	c := &discordCrowd{bench: b, t: s.t, site: s, rand: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // seeded
	for i := range n {
		id := strconv.Itoa(70000000000000001 + 101*i)
		p := &discordParent{
			DiscordPerson: s.fake.Person(id), model: newModel(b), site: s, id: id,
			rand: rand.New(rand.NewPCG(seed, uint64(i))), //nolint:gosec // the same walk every time is the point
		}
		if i%2 == 1 {
			p.DiscordPerson = s.fake.PersonInDM(id)
		}
		c.parents = append(c.parents, p)
	}
	return c
}

// seenOnDiscord is the last message of a screen in the form of the model, without the buttons that the channel adds.
func seenOnDiscord(s bottest.DiscordScreen) drawn {
	var rows strings.Builder
	for _, row := range s.Rows {
		for _, b := range row {
			if !ownButton(b) {
				fmt.Fprintf(&rows, "[%s %s%s]", b.Label, b.ID, b.URL)
			}
		}
		rows.WriteByte('\n')
	}
	d := drawn{text: oneLine(s.Text), buttons: rows.String()}
	if m := s.Menu; m != nil {
		d.menu = strings.TrimRight(m.ID, "?*")
		for i, label := range m.Options {
			d.menu += fmt.Sprintf("[%s %s %t]", label, m.Values[i], slices.Contains(m.Picked, label))
		}
	}
	return d
}

// ownButton reports whether the channel added a button: words of one's own, and direct messages.
func ownButton(b bottest.DiscordButton) bool { return b.ID == "say|" || b.ID == "dm|" }

// drive lets every parent who has their answer go on, until done holds. One whose answer was lost goes on from what they see.
func (c *discordCrowd) drive(what string, done func() bool) {
	c.t.Helper()
	c.site.fake.WaitFor(what, func() bool {
		if c.site.process != nil && c.site.process.gone() {
			c.t.Fatalf("%s: the program ended by itself:\n%s", what, clip(c.site.process.said.String()))
		}
		for _, p := range c.parents {
			if p.ready() {
				c.presses += p.goOn()
			}
		}
		return done()
	})
}

// rest waits until every parent has their answer and does nothing more.
func (c *discordCrowd) rest(what string) {
	c.t.Helper()
	var waiting *discordParent
	defer func() {
		if waiting != nil {
			c.t.Logf("%s: parent %s still waits.\n%s", what, waiting.id, waiting.difference())
		}
	}()
	c.site.fake.WaitFor(what, func() bool {
		i := slices.IndexFunc(c.parents, func(p *discordParent) bool { return !p.ready() })
		if i < 0 {
			waiting = nil
			return true
		}
		waiting = c.parents[i]
		return false
	})
}

// acknowledged is how many acts were answered.
func (c *discordCrowd) acknowledged() int {
	n := 0
	for _, p := range c.parents {
		n += p.count()
	}
	return n
}

// count brings up to date how many of the parent's acts were answered.
func (p *discordParent) count() int {
	for i := p.acked; i < len(p.acts); i++ {
		if p.acts[i].Answered() {
			p.acked = i + 1
		}
	}
	return p.acked
}

// ready reports whether the parent has their answer, or will never get it.
func (p *discordParent) ready() bool {
	if len(p.acts) == 0 || p.run != p.site.started {
		return true
	}
	return p.count() == len(p.acts) && p.answered()
}

// answered reports whether they see what they should.
func (p *discordParent) answered() bool {
	s := seenOnDiscord(p.Last())
	return p.shows(s, p.again) || p.again && s == p.draw(p.anew())
}

// anew is the answer to the last act when it is kept already: a cry for help is answered again.
func (p *discordParent) anew() dialog.Reply {
	state, err := dialog.Decode(p.now().state)
	if err != nil {
		panic(err) // Encode wrote it
	}
	_, reply := dialog.Step(p.lib, state, dialog.Input{At: p.at, Locale: p.locale, Act: p.act})
	return reply
}

// difference is what they see and what they should.
func (p *discordParent) difference() string {
	got, want := seenOnDiscord(p.Last()), p.draw(p.reply)
	return fmt.Sprintf("%d of %d acts answered, the last in run %d of %d\nsees:\n%s\n%s\n%s\nshould see:\n%s\n%s\n%s",
		p.acked, len(p.acts), p.run, p.site.started, got.text, got.buttons, got.menu, want.text, want.buttons, want.menu)
}

// audit compares the database with the models: each conversation is what exactly so many of its acts lead to, and among them
// are all that were answered.
func (c *discordCrowd) audit(what string, db *store.SQLite) {
	c.t.Helper()
	for _, p := range c.parents {
		rec, err := db.Load(c.t.Context(), db.Key(discord.Name, p.id))
		if err != nil {
			c.t.Fatalf("%s: parent %s: %v", what, p.id, err)
		}
		if p.kept = p.holds(rec, p.count()); p.kept < 0 {
			want := p.now()
			c.t.Errorf("%s: parent %s did %d acts, %d answered; the database does not hold what any of these led to\ngot  %v %s %v\nlast %v %s %v",
				what, p.id, len(p.acts), p.acked, rec.Rev != 0, rec.State, rec.Seen, want.row, want.state, want.seen)
		}
	}
}

// autopsy looks into what the process left on the disk.
func (c *discordCrowd) autopsy() {
	c.t.Helper()
	c.site.autopsy(c.acknowledged() == 0, func(db *store.SQLite) { c.audit("after a kill", db) })
}

// comeBack is what becomes of acts without an answer when there is a new process: some are delivered to it once more, whether
// they were kept or not, and of the others those that were not kept are lost.
func (c *discordCrowd) comeBack() {
	for _, p := range c.parents {
		open := p.acts[p.acked:]
		if len(open) == 0 {
			continue
		}
		repeat := c.rand.IntN(2) == 0
		for _, act := range open {
			repeat = repeat && act.Open()
		}
		if !repeat {
			c.lost += len(p.acts) - p.kept
			p.cut(p.kept)
			p.acts = p.acts[:p.kept]
			continue
		}
		p.run, p.again = c.site.started, true
		for _, act := range open {
			act.Again()
			c.repeats++
		}
	}
}

// final holds the database and every screen against the models, when nothing is on its way any more: each parent presses once
// more and asks for the checklist, and sees what they should. The program is stopped in between.
func (c *discordCrowd) final() {
	c.t.Helper()
	c.rest("every act answered")
	for _, p := range c.parents {
		if buttons := p.buttons(); len(buttons) > 0 {
			p.press(buttons[len(buttons)-1].ID)
		}
	}
	c.rest("the right screen on the next press")
	for _, p := range c.parents {
		p.took(p.Begin("checklist"), nil)
	}
	c.rest("the right screen on the next command")
	c.site.stop()
	db := c.site.store()
	c.audit("in the end", db)
	c.auditCounts(c.t, db)
	if err := db.Close(); err != nil {
		c.t.Error(err)
	}
}
