package bots

import (
	"strings"

	"github.com/safesteps/safesteps/dialog"
)

// splitText shares blocks out over as few messages as the text limit allows, in order. At least one message comes back.
func splitText(blocks []dialog.Block, caps Caps, f Formatter) []Message {
	whole := write(blocks, f)
	if caps.Text == 0 || Measure(whole.Text, whole.Plain, caps) <= caps.Text {
		return []Message{whole}
	}
	fits := func(b []dialog.Block) bool {
		marked, plain := f.Blocks(b)
		return Measure(marked, plain, caps) <= caps.Text
	}
	var messages []Message
	var open []dialog.Block
	for _, b := range pieces(blocks, fits) {
		// Invariant: open fits in one message, and every block before it is in messages.
		if with := append(open[:len(open):len(open)], b); fits(with) {
			open = with
			continue
		}
		messages = append(messages, write(open, f))
		open = []dialog.Block{b}
	}
	return append(messages, write(open, f))
}

func write(blocks []dialog.Block, f Formatter) Message {
	m := Message{Blocks: blocks}
	m.Text, m.Plain = f.Blocks(blocks)
	return m
}

// pieces cuts every block that is too long for a message of its own. No word, link or number is lost.
func pieces(blocks []dialog.Block, fits func([]dialog.Block) bool) []dialog.Block {
	var out []dialog.Block
	for _, b := range blocks {
		if fits([]dialog.Block{b}) {
			out = append(out, b)
			continue
		}
		out = append(out, cutBlock(b, fits)...)
	}
	return out
}

// cutBlock halves a block until each part fits: lists between items, texts between words.
func cutBlock(b dialog.Block, fits func([]dialog.Block) bool) []dialog.Block {
	first, second, ok := halve(b)
	if !ok {
		return []dialog.Block{b}
	}
	return pieces([]dialog.Block{first, second}, fits)
}

func halve(b dialog.Block) (first, second dialog.Block, ok bool) {
	first, second = b, b
	switch {
	case b.Help != nil:
		return halveHelp(b)
	case len(b.Items) > 1:
		mid := len(b.Items) / 2
		first.Items, second.Items = b.Items[:mid], b.Items[mid:]
		if len(b.Marks) == len(b.Items) {
			first.Marks, second.Marks = b.Marks[:mid], b.Marks[mid:]
		}
		return first, second, true
	case len(b.Items) == 1:
		one, two, cut := halveSpans(b.Items[0])
		first.Items, second.Items = [][]dialog.Span{one}, [][]dialog.Span{two}
		return first, second, cut
	}
	first.Spans, second.Spans, ok = halveSpans(b.Spans)
	return first, second, ok
}

// halveHelp turns a helpline card that is too long into what it is for and the ways to reach it.
func halveHelp(b dialog.Block) (first, second dialog.Block, ok bool) {
	h := b.Help
	about := append(append([]dialog.Span{}, h.Name...), dialog.Span{Text: " "})
	first = dialog.Block{Kind: dialog.Paragraph, Spans: append(about, h.What...)}
	second = dialog.Block{Kind: dialog.Bullets, Items: append(append([][]dialog.Span{}, h.Ways...), h.Notes...)}
	return first, second, true
}

// halveSpans cuts between spans, or inside the one span between two words, or, of one endless word, anywhere. A link or a
// number stays whole.
func halveSpans(spans []dialog.Span) (first, second []dialog.Span, ok bool) {
	if len(spans) > 1 {
		mid := len(spans) / 2
		return spans[:mid], spans[mid:], true
	}
	if len(spans) == 0 || len(spans[0].Text) < 2 || spans[0].Target != "" {
		return spans, nil, false
	}
	at := cutPoint(spans[0].Text)
	one, two := spans[0], spans[0]
	one.Text, two.Text = strings.TrimRight(one.Text[:at], " "), strings.TrimLeft(two.Text[at:], " ")
	return []dialog.Span{one}, []dialog.Span{two}, one.Text != "" && two.Text != ""
}

// cutPoint is a place near the middle of s: a space where there is one, else the start of a character.
func cutPoint(s string) int {
	mid := len(s) / 2
	if i := strings.LastIndexByte(s[:mid], ' '); i > 0 {
		return i
	}
	for mid < len(s)-1 && s[mid]&0xC0 == 0x80 {
		mid++
	}
	return mid
}
