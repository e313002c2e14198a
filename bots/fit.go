package bots

import (
	"unicode/utf8"

	"github.com/safesteps/safesteps/dialog"
)

// Fit turns a reply into messages that a channel can show. It is pure, and the only place that downgrades.
//
// Its promises, each held by a property test: every message is within every limit of caps; every choice can be reached;
// every link and number of the reply is there; the notice comes first; a label that was cut stands whole in the text; a
// private reply in a room that others read, where the channel cannot hide it, becomes "talk to me alone" and nothing else.
func Fit(r dialog.Reply, caps Caps, f Formatter) []Message {
	if caps.Shared && r.Private && !caps.Private {
		return []Message{alone(r, caps, f)}
	}
	blocks := r.Blocks
	if r.Notice != nil {
		blocks = append([]dialog.Block{{Kind: dialog.Callout, Spans: r.Notice}}, r.Blocks...)
	}
	controls, cut := layOut(r, caps)
	if len(cut) > 0 {
		blocks = append(blocks[:len(blocks):len(blocks)], dialog.Block{Kind: dialog.Bullets, Items: cut})
	}
	messages := splitText(blocks, caps, f)
	messages = place(messages, controls, caps, f)
	for i := range messages {
		m := &messages[i]
		m.Screen, m.Urgent = r.Screen, r.Urgent
		m.Edit = caps.Edit && !r.Fresh && i == 0
		m.Secret = r.Private && caps.Shared
	}
	return messages
}

// alone is all that a shared room gets to see.
func alone(r dialog.Reply, caps Caps, f Formatter) Message {
	blocks := []dialog.Block{{Kind: dialog.Paragraph, Spans: r.Apart.Text}}
	m := Message{Blocks: blocks}
	m.Text, m.Plain = f.Blocks(blocks)
	if caps.Alone != "" {
		m.Rows = [][]Button{{{Label: cutLabel(r.Apart.Label, caps.Label), URL: caps.Alone, Role: dialog.RolePrimary}}}
	}
	return m
}

// place puts the controls under the last message: nearest to the thumb. What does not fit there goes under messages before it.
func place(messages []Message, groups []group, caps Caps, f Formatter) []Message {
	for len(messages) < len(groups) {
		blocks := []dialog.Block{{Kind: dialog.Paragraph, Spans: firstWords(messages[0].Blocks)}}
		m := Message{Blocks: blocks}
		m.Text, m.Plain = f.Blocks(blocks)
		messages = append(messages, m)
	}
	from := len(messages) - len(groups)
	for i, g := range groups {
		messages[from+i].Rows, messages[from+i].Select = g.rows, g.menu
	}
	return messages
}

// firstWords is what a message of controls alone is headed with: the first words of the screen.
func firstWords(blocks []dialog.Block) []dialog.Span {
	for _, b := range blocks {
		switch {
		case len(b.Spans) > 0:
			return b.Spans
		case len(b.Items) > 0:
			return b.Items[0]
		case b.Help != nil:
			return b.Help.Name
		}
	}
	return nil
}

// Measure is the length of a message's text in the channel's units.
func Measure(marked, plain string, caps Caps) int {
	s := plain
	if caps.Raw {
		s = marked
	}
	if caps.UTF16 {
		return utf16Len(s)
	}
	return utf8.RuneCountInString(s)
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
