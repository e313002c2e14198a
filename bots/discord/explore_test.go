package discord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	explore "github.com/safesteps/safesteps/dialog/walk"
)

// walkStates is how many states of the dialog are sent.
const walkStates = 10000

// TestExplore sends every reply of the walk to direct messages. The fake holds each body against the description of Discord;
// what it shows must be what Fit measured, with no link, number or choice lost.
func TestExplore(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, nil)
	pat := s.PersonInDM(patID)
	s.KeepOnlyOpen()
	seen := map[string]bool{}
	failures := 0
	report := explore.Explore(testLibrary(t), walkStates, 4, func(e explore.Edge) {
		if !e.New || failures > 20 {
			return
		}
		for _, m := range bots.Fit(e.Reply, s.adapter.Caps(bots.Room{}), discord.Format()) {
			key := fmt.Sprint(m.Text, m.Rows, m.Select)
			if seen[key] {
				continue
			}
			seen[key] = true
			for _, wrong := range sentAs(t, s, pat, m) {
				failures++
				t.Errorf("screen %s: %s", e.Reply.Screen, wrong)
			}
		}
	})
	t.Logf("%d states, %d edges, %d different messages sent", report.States, report.Edges, len(seen))
}

// sentAs sends a message and lists what is wrong with what arrived.
func sentAs(t *testing.T, s *stage, pat *bottest.DiscordPerson, m bots.Message) []string {
	t.Helper()
	if _, err := s.adapter.Send(t.Context(), bots.Room{ID: patID}, m); err != nil {
		return []string{err.Error() + " " + strings.Join(s.TakeViolations(), "; ")}
	}
	got := pat.Last()
	text, labels := shown(got)
	var wrong []string
	if oneLine(text) != oneLine(m.Plain) {
		wrong = append(wrong, "shows another text than was measured:\n"+text+"\nwant\n"+m.Plain)
	}
	if want := bottest.Labels(m); fmt.Sprint(labels) != fmt.Sprint(want) {
		wrong = append(wrong, fmt.Sprintf("offers %v, want %v", labels, want))
	}
	raw := got.Raw
	for _, c := range got.Cards {
		raw += "\n" + c.Title + "\n" + c.Text
	}
	each(m.Blocks, func(span dialog.Span) {
		switch {
		case span.Kind == content.Link && !strings.Contains(raw, "(<"+span.Target+">)"):
			wrong = append(wrong, "lost the link "+span.Target)
		case span.Kind == content.Phone && !strings.Contains(text, span.Text):
			wrong = append(wrong, "lost the number "+span.Text)
		}
	})
	return wrong
}

// oneLine compares words, not the space between them.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

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
