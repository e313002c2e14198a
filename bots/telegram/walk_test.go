package telegram

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/bottest/tdlib"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	explore "github.com/safesteps/safesteps/dialog/walk"
)

// walkStates is how many states of the dialog are sent.
const walkStates = 10000

// TestWalk sends every reply of the walk through the adapter. The fake checks each call against the description of the Bot API;
// what it shows, as the server and as TDLib itself parse it, must be what Fit measured, with no link or number lost.
func TestWalk(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	oracle := theOracle(t)
	seen := map[string]bool{}
	failures := 0
	report := explore.Explore(bottest.Library(t), walkStates, 3, func(e explore.Edge) {
		if !e.New || failures > 20 {
			return
		}
		for _, m := range bots.Fit(e.Reply, r.a.Caps(bots.Room{}), Format()) {
			key := fmt.Sprint(m.Text, m.Rows)
			if seen[key] {
				continue
			}
			seen[key] = true
			for _, wrong := range sent(t, r, oracle, m, len(seen)) {
				failures++
				t.Errorf("screen %s: %s", e.Reply.Screen, wrong)
			}
		}
	})
	t.Logf("%d states, %d edges, %d different messages sent", report.States, report.Edges, len(seen))
}

// theOracle is TDLib; nil where it is not installed.
func theOracle(t *testing.T) *tdlib.Library {
	t.Helper()
	lib, err := tdlib.Shared()
	if errors.Is(err, tdlib.ErrNoLibrary) && os.Getenv("CI") != "true" {
		t.Logf("TDLib is not asked: %v", err)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// sent sends one message to a chat of its own and lists what is wrong with what arrived.
func sent(t *testing.T, r *rig, oracle *tdlib.Library, m bots.Message, n int) []string {
	t.Helper()
	id := int64(100000 + n)
	r.fake.Person(id, id).SendText("hello") // the bot may write only to those who wrote first
	if _, err := r.a.Send(t.Context(), bots.Room{ID: bots.RoomID(strconv.FormatInt(id, 10))}, m); err != nil {
		return []string{"was refused: " + err.Error()}
	}
	var wrong []string
	if got := r.fake.Chat(id).Screen().Text; bottest.Tidy(got) != bottest.Tidy(m.Plain) {
		wrong = append(wrong, "shows another text than was measured:\n"+got)
	}
	if oracle == nil {
		return wrong
	}
	text, entities, err := oracle.ParseHTML(m.Text)
	if err != nil {
		return append(wrong, "TDLib refuses it: "+err.Error())
	}
	if bottest.Tidy(text) != bottest.Tidy(m.Plain) {
		wrong = append(wrong, "TDLib reads another text than was measured:\n"+text)
	}
	return append(wrong, lost(m, text, entities)...)
}

// lost lists the links and numbers of a message that did not survive parsing.
func lost(m bots.Message, text string, entities []tdlib.Entity) []string {
	links := map[string]bool{}
	for _, e := range entities {
		links[e.URL] = true
	}
	var wrong []string
	each(m.Blocks, func(s dialog.Span) {
		switch {
		case s.Kind == content.Link && !links[s.Target] && !links[s.Target+"/"]:
			wrong = append(wrong, "lost the link "+s.Target)
		case s.Kind == content.Phone && !strings.Contains(text, s.Text):
			wrong = append(wrong, "lost the number "+s.Text)
		}
	})
	return wrong
}

func each(blocks []dialog.Block, visit func(dialog.Span)) {
	for _, b := range blocks {
		all := append([][]dialog.Span{b.Spans}, b.Items...)
		if b.Help != nil {
			all = append(append(append(all, b.Help.What), b.Help.Ways...), b.Help.Notes...)
		}
		for _, spans := range all {
			for _, s := range spans {
				visit(s)
			}
		}
	}
}
