package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// bench is what every model of a test shares: the dialog, and how a channel shows it.
type bench struct {
	lib    *dialog.Library
	caps   bots.Caps
	format bots.Formatter
	locale string                // of every parent, as the channel knows it
	cards  bool                  // the channel has cards, so that only the words of a text are compared, and not the space between them
	at     time.Time             // the moment of every act
	counts map[store.Count]int64 // what has to have been counted
	loose  map[store.Count]bool  // what may have been counted more often: nothing tells twice of somebody of whom nothing is kept
}

// newBench is for Telegram.
func newBench(t testing.TB) *bench {
	t.Helper()
	a, err := telegram.New(telegram.Config{Token: faultToken})
	if err != nil {
		t.Fatal(err)
	}
	return benchOf(t, a.Caps(bots.Room{}), telegram.Format(), "en")
}

func benchOf(t testing.TB, caps bots.Caps, format bots.Formatter, locale string) *bench {
	t.Helper()
	c, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{
		lib: dialog.NewLibrary(c), caps: caps, format: format, locale: locale, at: faultNoon(),
		counts: map[store.Count]int64{}, loose: map[store.Count]bool{},
	}
}

// drawn is the last message of a screen, as a person sees it.
type drawn struct {
	text    string
	buttons string
	menu    string
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (b *bench) draw(r dialog.Reply) drawn {
	messages := bots.Fit(r, b.caps, b.format)
	last := messages[len(messages)-1]
	var rows strings.Builder
	for _, row := range last.Rows {
		for _, x := range row {
			fmt.Fprintf(&rows, "[%s %s%s]", x.Label, x.Data, x.URL)
		}
		rows.WriteByte('\n')
	}
	d := drawn{text: last.Plain, buttons: rows.String()}
	if b.cards {
		d.text = oneLine(d.text)
	}
	if m := last.Select; m != nil {
		d.menu = m.Data
		for _, o := range m.Options {
			d.menu += fmt.Sprintf("[%s %s %t]", o.Label, o.Value, o.Picked)
		}
	}
	return d
}

// seenIn is a message of the fake in the same form.
func seenIn(s bottest.TelegramScreen) drawn {
	var rows strings.Builder
	for _, row := range s.Rows {
		for _, x := range row {
			fmt.Fprintf(&rows, "[%s %s%s]", x.Label, x.Data, x.URL)
		}
		rows.WriteByte('\n')
	}
	return drawn{text: s.Text, buttons: rows.String()}
}

// kept is what the database has to hold about a person after some of their acts.
type kept struct {
	row   bool // there is one
	state []byte
	seen  []uint64 // the events that led there, the last of them
}

// model is one person as they should be: the dialog alone, taken through the same acts, with the state encoded and decoded at
// every turn.
type model struct {
	*bench
	after   []kept          // after the first n acts, for every n; the first is nothing at all
	counted [][]store.Count // by each act
	act     dialog.Act      // the last
	reply   dialog.Reply
}

func newModel(b *bench) *model { return &model{bench: b, after: []kept{{}}} }

// now is what has to be there in the end.
func (m *model) now() kept { return m.after[len(m.after)-1] }

// step takes one act.
func (m *model) step(id uint64, act dialog.Act) {
	k := m.now()
	state, err := dialog.Decode(k.state)
	if err != nil {
		panic(err) // Encode wrote it
	}
	next, reply := dialog.Step(m.lib, state, dialog.Input{At: m.at, Locale: m.locale, Act: act})
	m.act, m.reply = act, reply
	var counted []store.Count
	forget := next.IsZero() // somebody who only asked for help: nothing is kept
	for _, e := range reply.Effects {
		switch e := e.(type) {
		case dialog.Forget:
			forget = true
		case dialog.Count:
			count := store.Count{Day: m.at.Format(time.DateOnly), Name: e.Name, Label: e.Label}
			counted = append(counted, count)
			m.counts[count]++
			m.loose[count] = m.loose[count] || next.IsZero()
		case dialog.Remind:
		}
	}
	if forget {
		k = kept{}
	} else {
		seen := append(slices.Clone(k.seen), id)
		k = kept{row: true, state: dialog.Encode(next), seen: seen[max(0, len(seen)-store.MaxSeen):]}
	}
	m.after, m.counted = append(m.after, k), append(m.counted, counted)
}

// cut takes back all acts but the first n: they were lost.
func (m *model) cut(n int) {
	for _, lost := range m.counted[n:] {
		for _, count := range lost {
			m.counts[count]--
		}
	}
	m.after, m.counted = m.after[:n+1], m.counted[:n]
}

// messages are those that answer the last act.
func (m *model) messages() []bots.Message { return bots.Fit(m.reply, m.caps, m.format) }

// shows reports whether a screen is the answer to the last act. After a crash the answer may be the screen drawn anew.
func (m *model) shows(s drawn, crashed bool) bool {
	if s == m.draw(m.reply) {
		return true
	}
	if !crashed {
		return false
	}
	state, err := dialog.Decode(m.now().state)
	return err == nil && s == m.draw(dialog.Show(m.lib, state))
}

// holds finds which number of acts, from the given one up, led to what is in the database; -1 when none did.
func (m *model) holds(rec store.Record, from int) int {
	for n := from; n < len(m.after); n++ {
		k := m.after[n]
		if k.row == (rec.Rev != 0) && string(k.state) == string(rec.State) && slices.Equal(k.seen, rec.Seen) {
			return n
		}
	}
	return -1
}
