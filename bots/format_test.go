package bots_test

import (
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// TestNumbersKeepTheirOrder writes telephone numbers into lines of both directions. Only in a line from right to left do they need
// marks around them, outside of what a phone dials.
func TestNumbersKeepTheirOrder(t *testing.T) {
	line := func(words string) []dialog.Block {
		return []dialog.Block{{Kind: dialog.Paragraph, Spans: []dialog.Span{
			{Text: words}, {Kind: content.Phone, Text: "0808 800 5000", Target: "08088005000"}, {Text: "."},
		}}}
	}
	for _, c := range []struct{ name, words, want string }{
		{"English", "Call ", "Call 0808 800 5000."},
		{"Urdu", "فون کریں: ", "فون کریں: \u20660808 800 5000\u2069."},
		{"Hebrew", "חייג ", "חייג \u20660808 800 5000\u2069."},
	} {
		marked, plain := bots.NewFormatter(bots.Markup{}).Blocks(line(c.words))
		if marked != c.want || plain != c.want {
			t.Errorf("%s: %q and %q, want %q", c.name, marked, plain, c.want)
		}
	}
}
