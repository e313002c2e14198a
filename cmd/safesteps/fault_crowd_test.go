package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// parent is one person: what they do, and the model of what they should see.
type parent struct {
	*bottest.TelegramPerson
	*model
	site *site
	id   int64
	rand *rand.Rand

	sent    []int64 // their updates, in order; as many as the model took acts
	acked   int     // how many of them the program has acknowledged
	pressed int     // the message whose button they pressed last; 0: they wrote
	run     int     // which process ran when they acted last

	avoids func(choice string) bool // choices they never make; nil: none
}

// crowd is many parents at one site.
type crowd struct {
	*bench
	t       testing.TB
	site    *site
	parents []*parent
	presses int // in all
}

// firstParent is the id of the first parent. Ids that long do not turn up by chance where the scan for them looks.
const firstParent = 7_340_551_900

func newCrowd(s *site, n int, seed uint64) *crowd {
	s.t.Helper()
	c := &crowd{bench: newBench(s.t), t: s.t, site: s}
	for i := range n {
		id := int64(firstParent + 101*i)
		c.parents = append(c.parents, &parent{
			TelegramPerson: s.fake.Person(id, id), model: newModel(c.bench), site: s, id: id,
			rand: rand.New(rand.NewPCG(seed, uint64(i))), //nolint:gosec // the same walk every time is the point
		})
	}
	return c
}

// drive lets every parent who has their answer go on, until done holds. Parents wait for nothing but their answer; one whose
// answer was lost in a crash goes on from what they see.
func (c *crowd) drive(what string, done func() bool) {
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
func (c *crowd) rest(what string) {
	c.t.Helper()
	var waiting *parent
	defer func() {
		if waiting != nil {
			c.t.Logf("%s: parent %d still waits.\n%s", what, waiting.id, waiting.difference())
		}
	}()
	c.site.fake.WaitFor(what, func() bool {
		for _, p := range c.parents {
			if !p.ready() {
				waiting = p
				return false
			}
		}
		waiting = nil
		return true
	})
}

// acknowledged is how many acts the program has acknowledged.
func (c *crowd) acknowledged() int {
	n := 0
	for _, p := range c.parents {
		n += p.count()
	}
	return n
}

// count brings up to date how many of the parent's updates were acknowledged.
func (p *parent) count() int {
	for p.acked < len(p.sent) && p.site.fake.Handled(p.sent[p.acked]) > 0 {
		p.acked++
	}
	return p.acked
}

// ready reports whether the parent has their answer, or will never get it.
func (p *parent) ready() bool {
	if p.count() < len(p.sent) {
		return false
	}
	return len(p.sent) == 0 || p.run != p.site.started || p.answered()
}

// answered reports whether the message they pressed, or the newest, shows what it should.
func (p *parent) answered() bool {
	chat := p.Chat()
	if p.shows(seenIn(chat.Screen()), false) {
		return true
	}
	if p.pressed == 0 {
		return false
	}
	for _, s := range chat.Messages() {
		if s.MessageID == p.pressed {
			return p.shows(seenIn(s), false)
		}
	}
	return false
}

// difference is what they see and what they should.
func (p *parent) difference() string {
	got, want := seenIn(p.Chat().Screen()), p.draw(p.reply)
	return fmt.Sprintf("%d of %d acts acknowledged, the last in run %d of %d, pressed message %d\nsees:\n%s\n%s\nshould see:\n%s\n%s",
		p.acked, len(p.sent), p.run, p.site.started, p.pressed, got.text, got.buttons, want.text, want.buttons)
}

// goOn does the next thing, chosen by chance from what they see, and returns how many acts it was.
func (p *parent) goOn() int {
	buttons, message := p.buttons()
	n := p.rand.IntN(100)
	switch {
	case len(buttons) == 0 || n < 2:
		p.write("/start", dialog.Start{})
	case n < 6:
		name := []string{"checklist", "progress", "urgent", "menu", "talk"}[p.rand.IntN(5)]
		p.write("/"+name, dialog.Command{Name: name})
	case n < 10:
		text := []string{"snap and insta", "zxqv zxqv", "thank you", "how do i hide her location", "TikTok"}[p.rand.IntN(5)]
		p.write(text, dialog.Say{Text: text})
	case n < 11:
		p.took(p.SendPhoto(""), dialog.Refused{}, 0)
	case n < 14: // a tap that shakes
		b := p.choose(buttons)
		p.press(b, message)
		p.press(b, message)
		return 2
	default:
		p.press(p.choose(buttons), message)
	}
	return 1
}

// buttons are those under the newest message of the bot.
func (p *parent) buttons() (all []bottest.TelegramButton, message int) {
	s := p.Chat().Screen()
	for _, row := range s.Rows {
		for _, b := range row {
			if _, choice := bots.ParseToken(b.Data); b.Data != "" && (p.avoids == nil || !p.avoids(choice)) {
				all = append(all, b)
			}
		}
	}
	return all, s.MessageID
}

// choose picks a button. The ways out that every screen has come up less often than their number would have it.
func (p *parent) choose(buttons []bottest.TelegramButton) bottest.TelegramButton {
	var answers []bottest.TelegramButton
	for _, b := range buttons {
		_, choice := bots.ParseToken(b.Data)
		if choice != "menu" && choice != "back" && choice != "urgent" && choice != "kid" && choice != "restart" {
			answers = append(answers, b)
		}
	}
	if len(answers) > 0 && p.rand.IntN(10) > 0 {
		return answers[p.rand.IntN(len(answers))]
	}
	return buttons[p.rand.IntN(len(buttons))]
}

func (p *parent) press(b bottest.TelegramButton, message int) {
	screen, choice := bots.ParseToken(b.Data)
	p.took(p.Forge(message, b.Data), dialog.Press{Screen: screen, Choice: choice}, message) // it may just have been replaced
}

func (p *parent) write(text string, act dialog.Act) { p.took(p.SendText(text), act, 0) }

// took notes an act that is on its way.
func (p *parent) took(update int64, act dialog.Act, message int) {
	p.sent = append(p.sent, update)
	p.step(uint64(update), act) //nolint:gosec // ids of updates are positive
	p.pressed, p.run = message, p.site.started
}

// audit compares the database with the models: each conversation is what exactly so many of its acts lead to, and among them
// are all that were acknowledged.
func (c *crowd) audit(what string, db *store.SQLite) {
	c.t.Helper()
	for _, p := range c.parents {
		rec, err := db.Load(c.t.Context(), db.Key(telegram.Name, strconv.FormatInt(p.id, 10)))
		if err != nil {
			c.t.Fatalf("%s: parent %d: %v", what, p.id, err)
		}
		if p.holds(rec, p.count()) < 0 {
			want := p.now()
			c.t.Errorf("%s: parent %d sent %d acts, %d acknowledged; the database does not hold what any of these led to\ngot  %v %s %v\nlast %v %s %v",
				what, p.id, len(p.sent), p.acked, rec.Rev != 0, rec.State, rec.Seen, want.row, want.state, want.seen)
		}
	}
}

// autopsy looks into what the process left on the disk.
func (c *crowd) autopsy() {
	c.t.Helper()
	c.site.autopsy(c.acknowledged() == 0, func(db *store.SQLite) { c.audit("after a kill", db) })
}

// autopsy lets look see a copy of what the process left on the disk, so that the next one finds it as it was. With early, the
// process may have been killed while it made the file, and then there is nothing to see.
func (h *host) autopsy(early bool, look func(*store.SQLite)) {
	h.t.Helper()
	dir := h.t.TempDir()
	path := filepath.Join(dir, "copy.db")
	for _, part := range []string{"", "-wal"} {
		b, err := os.ReadFile(h.database() + part)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(path+part, b, 0o600)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	db, err := store.Attach(h.t.Context(), path, []byte(faultSecret))
	if err != nil {
		if early {
			return
		}
		h.t.Fatalf("after a kill: %v", err)
	}
	look(db)
	if err := errors.Join(db.Close(), os.RemoveAll(dir)); err != nil {
		h.t.Fatal(err)
	}
	if h.t.Failed() {
		h.t.FailNow()
	}
}

// final holds the database and every chat against the models, when nothing is on its way any more: each parent presses once
// more and asks for the checklist, and sees what they should. The program is stopped in between.
func (c *crowd) final() {
	c.t.Helper()
	c.rest("every act acknowledged")
	for _, p := range c.parents {
		buttons, message := p.buttons()
		p.press(buttons[len(buttons)-1], message)
	}
	c.rest("the right screen on the next press")
	for _, p := range c.parents {
		p.write("/checklist", dialog.Command{Name: "checklist"})
	}
	c.rest("the right screen on the next command")
	c.site.stop()
	db := c.site.store()
	for _, p := range c.parents {
		p.count()
	}
	c.audit("in the end", db)
	c.auditCounts(c.t, db)
	if err := db.Close(); err != nil {
		c.t.Error(err)
	}
}

// auditCounts compares the daily totals: an act that was applied twice may leave the state as it is, but would be counted twice.
func (b *bench) auditCounts(t testing.TB, db *store.SQLite) {
	t.Helper()
	totals, err := db.Totals(t.Context(), "2020-01-01", "2099-12-31")
	if err != nil {
		t.Fatal(err)
	}
	got := map[store.Count]int64{}
	for _, total := range totals {
		got[total.Count] = total.N
	}
	for count, n := range got {
		if n > b.counts[count] && !b.loose[count] {
			t.Errorf("counted %s %s on %s: got %d, want %d", count.Name, count.Label, count.Day, n, b.counts[count])
		}
	}
	for count, want := range b.counts {
		if got[count] < want {
			t.Errorf("counted %s %s on %s: got %d, want %d", count.Name, count.Label, count.Day, got[count], want)
		}
	}
}

// hasNumber reports whether a screen offers the emergency number and urgent help.
func hasNumber(s bottest.TelegramScreen) bool {
	return strings.Contains(s.Text, "999") && len(s.Rows) > 0
}
