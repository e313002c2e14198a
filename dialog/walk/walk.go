// Package walk explores the dialog: every screen by every choice, as far as it is told to go. Tests hold their promises at
// every state it reaches.
package walk

import (
	"math/rand/v2"
	"time"

	"github.com/safesteps/safesteps/dialog"
)

// Edge is one turn of the exploration.
type Edge struct {
	From    dialog.State
	In      dialog.Input
	Kept    []byte // the state after the turn, as the store would hold it; nil: nothing is kept
	To      dialog.State
	Reply   dialog.Reply
	Offered bool // the input is a choice that From's screen offers
	New     bool // no edge before this one led here
}

// Report says how far an exploration went.
type Report struct {
	States  int                     // different states
	Edges   int                     // turns taken
	Screens map[dialog.ScreenID]int // edges by the screen they lead to
}

// Explore walks from the beginning until it has met the given number of states, and takes every edge of each: every choice on
// its screen and a few acts of other kinds. The order is random but the same for one seed.
func Explore(lib *dialog.Library, states int, seed uint64, visit func(Edge)) Report {
	return ExploreFrom(lib, "en-GB", states, seed, visit)
}

// ExploreFrom is Explore for a person whose platform says that they use a language: "en-US".
func ExploreFrom(lib *dialog.Library, locale string, states int, seed uint64, visit func(Edge)) Report {
	w := walker{
		lib: lib, locale: locale, visit: visit, most: states, seen: map[string]bool{},
		rand:   rand.New(rand.NewPCG(seed, seed)), //nolint:gosec // the same walk every time is the point
		report: Report{Screens: map[dialog.ScreenID]int{}},
	}
	w.from(nil, dialog.Reply{}, openings(lib))
	for len(w.open) > 0 {
		i := w.rand.IntN(len(w.open))
		n := w.open[i]
		w.open[i] = w.open[len(w.open)-1]
		w.open = w.open[:len(w.open)-1]
		w.from(n.kept, n.reply, n.acts())
	}
	return w.report
}

type walker struct {
	lib    *dialog.Library
	locale string
	visit  func(Edge)
	most   int
	seen   map[string]bool
	open   []node
	rand   *rand.Rand
	report Report
}

// node is a state that was met and not tried yet.
type node struct {
	kept  []byte
	reply dialog.Reply
}

// acts lists what is tried in a state: every choice, and things that can happen anywhere.
func (n node) acts() []dialog.Act {
	acts := []dialog.Act{
		dialog.Start{},
		dialog.Command{Name: "urgent"},
		dialog.Command{Name: "help"},
		dialog.Refused{},
		dialog.Tick{},
		dialog.Start{Payload: "move_" + code},
		dialog.Press{Screen: "gone:by", Choice: "x"},
	}
	words := typed()
	acts = append(acts, dialog.Say{Text: words[len(n.kept)%len(words)]})
	return append(Choices(n.reply), acts...)
}

// Choices lists every press that a reply offers.
func Choices(r dialog.Reply) []dialog.Act {
	var acts []dialog.Act
	if q := r.Question; q != nil {
		for _, c := range q.Choices {
			id := c.ID
			if q.Many {
				id = "+" + c.ID
				if c.Picked {
					id = "-" + c.ID
				}
			}
			acts = append(acts, dialog.Press{Screen: r.Screen, Choice: id})
		}
		if q.Many {
			acts = append(acts, dialog.Press{Screen: r.Screen, Choice: dialog.ConfirmID})
		}
	}
	for _, c := range r.Nav {
		acts = append(acts, dialog.Press{Screen: r.Screen, Choice: c.ID})
	}
	return acts
}

// typed are messages of every sort; one of them is tried in each state.
func typed() []string {
	return []string{
		"hello", "zxqv", "HELP", "a man keeps asking my daughter for nude pictures", "snap and insta", "my son uses an app called blorpchat",
		"can i talk to a real person", "how do i turn off location on snapchat", "something happened online but he wont talk about it", "thanks",
		"what is instant messaging", "she is on roblox and zangi, not tiktok", "delete my data", "who can i call", "start again", "how far am i",
		"something is going on with my girl",
	}
}

// openings are the ways into the dialog: by its first screen, by links, by commands and by words.
func openings(lib *dialog.Library) []dialog.Act {
	acts := []dialog.Act{
		dialog.Start{},
		dialog.Start{Payload: "urgent"},
		dialog.Start{Payload: "no_such-thing"},
		dialog.Start{Payload: "move_" + code},
		dialog.Start{Payload: "move_nothing"},
		dialog.Command{Name: "share", Args: "snapchat 11-12 leeds7"},
	}
	for _, text := range typed() {
		acts = append(acts, dialog.Say{Text: text})
	}
	for _, app := range lib.Apps() {
		acts = append(acts, dialog.Start{Payload: "app_" + app.ID})
	}
	for _, g := range lib.Guides("en") {
		acts = append(acts, dialog.Start{Payload: "topic_" + g.ID})
	}
	for _, name := range []string{
		"checklist", "apps", "talk", "progress", "privacy", "forget", "children", "settings", "restart", "learn", "helplines", "menu", "app", "urgent", "move", "share",
	} {
		acts = append(acts, dialog.Command{Name: name})
	}
	return acts
}

// from tries acts in one state.
func (w *walker) from(kept []byte, now dialog.Reply, acts []dialog.Act) {
	offered := len(Choices(now))
	for i, act := range acts {
		from, err := dialog.Decode(kept)
		if err != nil {
			panic(err) // Encode wrote it
		}
		in := dialog.Input{At: time.Date(2026, 12, 1+w.report.Edges%20, 12, 0, 0, 0, time.UTC), Locale: w.locale, Act: act}
		w.carry(&in)
		to, reply := dialog.Step(w.lib, from, in)
		w.report.Edges++
		e := Edge{From: from, In: in, To: to, Reply: reply, Kept: dialog.Encode(to), Offered: i < offered}
		e.New = w.meet(&e)
		w.visit(e)
	}
}

// code is every code of the exploration.
const code = "K7QM3XRT9WPD"

// carry adds what the Runner would: a new code where one is asked for, and a list behind one that is brought.
func (w *walker) carry(in *dialog.Input) {
	if dialog.AsksForCode(in.Act) {
		in.Code = code
	}
	if dialog.CodeIn(in.Act) == "" {
		return
	}
	in.Brought = &dialog.Brought{State: dialog.State{
		Locale: "en", Region: "gb", At: dialog.Place{Screen: dialog.AtPlan},
		Children: []dialog.Child{{Age: "11-12", Apps: []string{"kik"}}, {Apps: []string{"viber"}}},
	}}
}

// meet counts where an edge leads, and remembers a state that is new.
func (w *walker) meet(e *Edge) bool {
	w.report.Screens[dialog.ScreenOf(e.Reply)]++
	key := string(e.Kept) + "\x00" + e.Reply.Screen
	if w.seen[key] || w.report.States >= w.most {
		return false
	}
	w.seen[key] = true
	w.report.States++
	w.open = append(w.open, node{kept: e.Kept, reply: e.Reply})
	return true
}
