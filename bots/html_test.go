package bots_test

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

func words(s string) []dialog.Span { return []dialog.Span{{Text: s}} }

func TestHTML(t *testing.T) {
	list := dialog.Block{Kind: dialog.Bullets, Items: [][]dialog.Span{words("a")}}
	card := dialog.Block{Kind: dialog.HelpCard, Help: &dialog.Help{Name: words("Line")}}
	head := func(s string) dialog.Block { return dialog.Block{Kind: dialog.Heading, Spans: words(s)} }
	para := func(s string) dialog.Block { return dialog.Block{Kind: dialog.Paragraph, Spans: words(s)} }
	for _, c := range []struct {
		name   string
		blocks []dialog.Block
		want   string
	}{
		{"everything is escaped", []dialog.Block{para(`<a href="x">&`)}, "<p>&lt;a href=&#34;x&#34;&gt;&amp;</p>"},
		{"the first heading stands above the others", []dialog.Block{head("A"), head("B"), head("C")}, "<h1>A</h1><h2>B</h2><h2>C</h2>"},
		{"words alone before a list are its heading", []dialog.Block{head("A"), para("Do not"), list}, "<h1>A</h1><h2>Do not</h2><ul><li>a</li></ul>"},
		{"under a later heading one lower", []dialog.Block{head("A"), head("B"), para("Do not"), list}, "<h1>A</h1><h2>B</h2><h3>Do not</h3><ul><li>a</li></ul>"},
		{"the beginning of a sentence is none", []dialog.Block{head("A"), para("How:"), list}, `<h1>A</h1><p class="lead">How:</p><ul><li>a</li></ul>`},
		{"a sentence stays one", []dialog.Block{head("A"), para("Well."), list}, "<h1>A</h1><p>Well.</p><ul><li>a</li></ul>"},
		{"a card is under its heading", []dialog.Block{head("A"), card}, `<h1>A</h1><div class="help"><h2>Line</h2><ul class="ways"></ul></div>`},
		{
			"or under the words before it",
			[]dialog.Block{head("A"), para("Who"), card, card},
			`<h1>A</h1><h2>Who</h2><div class="help"><h3>Line</h3><ul class="ways"></ul></div><div class="help"><h3>Line</h3><ul class="ways"></ul></div>`,
		},
		{
			"numbers call or text",
			[]dialog.Block{{Kind: dialog.Paragraph, Spans: []dialog.Span{
				{Kind: content.Phone, Text: "0800 1111", Target: "08001111"}, {Kind: content.TextLine, Text: "85258", Target: "85258"},
			}}},
			`<p><a class="call" href="tel:08001111">0800 1111</a><a class="call" href="sms:85258">85258</a></p>`,
		},
		{
			"items that open something are buttons",
			[]dialog.Block{{
				Kind: dialog.ToDo, Items: [][]dialog.Span{words("a"), words("b")},
				Marks: []dialog.MarkKind{dialog.Done, dialog.Unmarked}, Opens: []string{"x.a", "x.b"},
			}},
			`<ul class="todo"><li class="done"><button name="choice" value="x.a">a</button></li><li><button name="choice" value="x.b">b</button></li></ul>`,
		},
		{
			"items that open nothing are not",
			[]dialog.Block{{Kind: dialog.ToDo, Items: [][]dialog.Span{words("a")}, Marks: []dialog.MarkKind{dialog.Unmarked}}},
			`<ul class="todo"><li>a</li></ul>`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.ReplaceAll(string(bots.HTML(c.blocks, 1)), "\n", ""); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
