package discord_test

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// No sign in a text may mean anything to Discord: what is shown is what was written.
func TestFormatEscapes(t *testing.T) {
	for _, text := range []string{
		"plain words", "**not strong**", "snake_case_name", "~~gone~~", "`code`", "||hidden||", "# no heading", "- no item", "> no quote",
		"<@123456789> <t:1> <#5>", "[words](https://example.org)", `a \ b`, "@everyone", `\*`, "it's 5 * 3",
	} {
		marked, plain := discord.Format().Blocks([]dialog.Block{{Kind: dialog.Paragraph, Spans: []content.Span{{Text: text}}}})
		if got := bottest.PlainDiscord(marked); got != text || plain != text {
			t.Errorf("%q: written %q, shown %q, measured %q", text, marked, got, plain)
		}
		for _, sign := range []string{"**", "~~", "||", "<@", "](", "_n"} {
			if i := strings.Index(marked, sign); i >= 0 && (i == 0 || marked[i-1] != '\\') {
				t.Errorf("%q: %q keeps %s", text, marked, sign)
			}
		}
	}
}

// Progress is said in words: a row of signs says nothing when it is read aloud.
func TestFormatProgress(t *testing.T) {
	block := dialog.Block{Kind: dialog.ProgressBar, Done: 3, Total: 10, Spans: []content.Span{{Text: "3 of 10 steps done"}}}
	if marked, plain := discord.Format().Blocks([]dialog.Block{block}); marked != "3 of 10 steps done" || plain != marked {
		t.Errorf("got %q, %q", marked, plain)
	}
}

func TestFormatLinks(t *testing.T) {
	for _, address := range []string{
		"https://example.org/", "https://example.org/a_b/c~d(e)?x=[1]&y=*", "https://example.org/a b", "https://example.org/<x>",
	} {
		marked, _ := discord.Format().Blocks([]dialog.Block{{Kind: dialog.Paragraph, Spans: []content.Span{{Kind: content.Link, Text: "a_page", Target: address}}}})
		rest, ok := strings.CutPrefix(marked, `[a\_page](<`)
		rest, closed := strings.CutSuffix(rest, ">)")
		if !ok || !closed || strings.ContainsAny(rest, `<>\ `) {
			t.Errorf("%s: got %s", address, marked)
		}
	}
}
