package bots

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// Markup is how a channel writes emphasis. The zero Markup is plain text. Escape is applied to every piece of text at the
// last moment; the other fields wrap what was escaped.
type Markup struct {
	Escape   func(string) string
	Strong   [2]string // around words that must not be overlooked
	Heading  [2]string
	Callout  [2]string
	Link     func(text, url string) string  // nil: "text (url)"
	Call     func(text, dial string) string // nil: the number as people write it
	BarFull  string                         // one filled cell of a progress bar; empty: "#"
	BarEmpty string
	NoBar    bool // progress is said in words alone
}

// NewFormatter returns a Formatter that lays blocks out as lines, in this markup.
func NewFormatter(m Markup) Formatter {
	if m.Escape == nil {
		m.Escape = func(s string) string { return s }
	}
	if m.BarFull == "" {
		m.BarFull, m.BarEmpty = "#", "-"
	}
	return formatter{m}
}

type formatter struct{ m Markup }

// Blocks implements Formatter.
func (f formatter) Blocks(blocks []dialog.Block) (markup, plain string) {
	w := writer{m: &f.m}
	size := lengthOf(blocks)
	w.plain.Grow(size)
	w.marked.Grow(size + size/4)
	for i := range blocks {
		if i > 0 {
			w.same(gap(blocks[i-1].Kind, blocks[i].Kind))
		}
		w.block(&blocks[i])
	}
	return w.marked.String(), w.plain.String()
}

// lengthOf is about how many bytes blocks take as text.
func lengthOf(blocks []dialog.Block) int {
	n := 0
	spans := func(all []dialog.Span) {
		n += 8
		for i := range all {
			n += len(all[i].Text)
		}
	}
	for i := range blocks {
		b := &blocks[i]
		spans(b.Spans)
		for _, item := range b.Items {
			spans(item)
		}
		if b.Help == nil {
			continue
		}
		spans(b.Help.Name)
		spans(b.Help.What)
		for _, lines := range [][][]dialog.Span{b.Help.Ways, b.Help.Notes} {
			for _, line := range lines {
				spans(line)
			}
		}
	}
	return n
}

// gap keeps a list close to the line that leads into it.
func gap(before, after dialog.BlockKind) string {
	switch after {
	case dialog.Bullets, dialog.Numbered, dialog.Quote, dialog.ToDo:
		if before == dialog.Paragraph {
			return "\n"
		}
	default:
	}
	return "\n\n"
}

// writer writes the markup, and beside it what a person will read.
type writer struct {
	m             *Markup
	marked, plain strings.Builder
}

// same writes text that needs no escaping to both.
func (w *writer) same(s string) {
	w.marked.WriteString(s)
	w.plain.WriteString(s)
}

func (w *writer) text(s string) {
	w.marked.WriteString(w.m.Escape(s))
	w.plain.WriteString(s)
}

func (w *writer) wrapped(around [2]string, spans []dialog.Span) {
	w.marked.WriteString(around[0])
	w.spans(spans, w.m.Strong[0] != "" && strings.Contains(around[0], w.m.Strong[0]))
	w.marked.WriteString(around[1])
}

func (w *writer) block(b *dialog.Block) {
	switch b.Kind {
	case dialog.Heading:
		w.wrapped(w.m.Heading, b.Spans)
	case dialog.Callout:
		w.wrapped(w.m.Callout, b.Spans)
	case dialog.Paragraph, dialog.Small:
		w.spans(b.Spans, false)
	case dialog.Bullets:
		w.items(b.Items, func(int) { w.same("• ") })
	case dialog.Numbered:
		w.items(b.Items, func(i int) { w.same(strconv.Itoa(i+1) + ". ") })
	case dialog.Quote:
		w.items(b.Items, func(int) { w.same("– ") })
	case dialog.ToDo:
		w.items(b.Items, func(i int) { w.same(box(b.Marks, i)) })
	case dialog.ProgressBar:
		w.bar(b)
	case dialog.HelpCard:
		w.card(b.Help)
	}
}

func box(marks []dialog.MarkKind, i int) string {
	if i < len(marks) && marks[i] == dialog.Done {
		return "☑ "
	}
	return "☐ "
}

func (w *writer) items(items [][]dialog.Span, bullet func(int)) {
	for i, item := range items {
		if i > 0 {
			w.same("\n")
		}
		bullet(i)
		w.spans(item, false)
	}
}

// barCells is how wide a progress bar is.
const barCells = 10

func (w *writer) bar(b *dialog.Block) {
	if w.m.NoBar {
		w.spans(b.Spans, false)
		return
	}
	full := 0
	if b.Total > 0 {
		full = b.Done * barCells / b.Total
	}
	w.same(strings.Repeat(w.m.BarFull, full) + strings.Repeat(w.m.BarEmpty, barCells-full) + " ")
	w.spans(b.Spans, false)
}

func (w *writer) card(h *dialog.Help) {
	w.spans(h.Name, false)
	if len(h.What) > 0 {
		w.same("\n")
		w.spans(h.What, false)
	}
	for _, way := range h.Ways {
		w.same("\n• ")
		w.spans(way, false)
	}
	for _, note := range h.Notes {
		w.same("\n")
		w.spans(note, false)
	}
}

// A telephone number in a line that runs from right to left keeps the order of its groups between these two: by the rules for mixed
// directions, which read spaces between numbers as part of the line around them, "0808 800 5000" would be shown as "5000 800 0808".
const (
	leftToRight    = "\u2066"
	endOfDirection = "\u2069"
)

func isNumber(s dialog.Span) bool { return s.Kind == content.Phone || s.Kind == content.TextLine }

// rightToLeft reports whether a line has letters that are written from right to left.
func rightToLeft(spans []dialog.Span) bool {
	for i := range spans {
		if strings.ContainsFunc(spans[i].Text, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) && unicode.IsLetter(r) }) {
			return true
		}
	}
	return false
}

// spans writes a run of spans. Inside text that is emphasised already, strong words need no mark of their own.
func (w *writer) spans(spans []dialog.Span, inside bool) {
	right := slices.ContainsFunc(spans, isNumber) && rightToLeft(spans)
	for i := range spans {
		s := &spans[i]
		number := right && isNumber(*s)
		if number {
			w.same(leftToRight)
		}
		switch {
		case s.Kind == content.Strong && !inside:
			w.marked.WriteString(w.m.Strong[0])
			w.text(s.Text)
			w.marked.WriteString(w.m.Strong[1])
		case s.Kind == content.Link:
			w.link(s)
		case s.Kind == content.Phone && w.m.Call != nil:
			w.marked.WriteString(w.m.Call(w.m.Escape(s.Text), s.Target))
			w.plain.WriteString(s.Text)
		default:
			w.text(s.Text)
		}
		if number {
			w.same(endOfDirection)
		}
	}
}

func (w *writer) link(s *dialog.Span) {
	if w.m.Link == nil {
		w.text(s.Text + " (" + s.Target + ")")
		return
	}
	w.marked.WriteString(w.m.Link(w.m.Escape(s.Text), w.m.Escape(s.Target)))
	w.plain.WriteString(s.Text)
}
