package bots

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// HTML writes blocks as a page reads them: headings, lists, links that call or text. The first heading is of the given level,
// later ones one below it. Items that open something are buttons named "choice", for a form around them. Everything is escaped.
func HTML(blocks []dialog.Block, level int) template.HTML {
	var b bytes.Buffer
	b.Grow(len(blocks) << 8) // what a block takes, or a little more
	WriteHTML(&b, level, blocks)
	return template.HTML(b.String()) //nolint:gosec // every text went through EscapeHTML
}

// WriteHTML adds runs of blocks to a page as HTML does.
func WriteHTML(b *bytes.Buffer, level int, runs ...[]dialog.Block) {
	w := htmlWriter{b: b, level: level}
	for _, blocks := range runs {
		for i := range blocks {
			if i+1 < len(blocks) && leads(&blocks[i], &blocks[i+1]) {
				w.lead(blocks[i].Spans)
				continue
			}
			w.block(&blocks[i])
		}
	}
}

type htmlWriter struct {
	b     *bytes.Buffer
	level int
	under int  // how many headings deep the text is: 0 before the first, 1 under it, 2 under a later one
	led   bool // under a heading that a lead made
}

// leads reports whether a paragraph leads into the list or card after it.
func leads(b, next *dialog.Block) bool {
	if b.Kind != dialog.Paragraph || len(b.Spans) != 1 {
		return false
	}
	switch next.Kind {
	case dialog.Bullets, dialog.Numbered, dialog.Quote, dialog.HelpCard:
		return !strings.HasSuffix(b.Spans[0].Text, ".")
	default:
		return false
	}
}

// lead writes words that lead into a list: a heading of their own where they stand alone, a strong line where they begin a sentence.
func (w *htmlWriter) lead(spans []dialog.Span) {
	if strings.HasSuffix(spans[0].Text, ":") || strings.HasSuffix(spans[0].Text, "?") {
		w.element(`<p class="lead">`, "</p>\n", spans)
		return
	}
	w.led = true
	w.heading(w.under, spans)
}

// heading writes a heading so many levels below the first one.
func (w *htmlWriter) heading(below int, spans []dialog.Span) {
	tags := [...][2]string{{"<h1>", "</h1>\n"}, {"<h2>", "</h2>\n"}, {"<h3>", "</h3>\n"}, {"<h4>", "</h4>\n"}, {"<h5>", "</h5>\n"}, {"<h6>", "</h6>\n"}}
	tag := &tags[min(len(tags), w.level+below)-1]
	w.element(tag[0], tag[1], spans)
}

func (w *htmlWriter) block(b *dialog.Block) {
	switch b.Kind {
	case dialog.Heading:
		w.heading(min(w.under, 1), b.Spans)
		w.under, w.led = min(w.under+1, 2), false
	case dialog.Paragraph:
		w.element("<p>", "</p>\n", b.Spans)
	case dialog.Callout:
		w.element(`<p class="callout">`, "</p>\n", b.Spans)
	case dialog.Small:
		w.element(`<p class="small">`, "</p>\n", b.Spans)
	case dialog.Bullets:
		w.list("<ul>", "</ul>\n", b.Items)
	case dialog.Numbered:
		w.list("<ol>", "</ol>\n", b.Items)
	case dialog.Quote:
		w.list(`<ul class="say">`, "</ul>\n", b.Items)
	case dialog.ToDo:
		w.todo(b)
	case dialog.ProgressBar:
		w.progress(b)
	case dialog.HelpCard:
		w.card(b.Help)
	}
}

func (w *htmlWriter) element(open, end string, spans []dialog.Span) {
	w.write(open)
	w.spans(spans)
	w.write(end)
}

func (w *htmlWriter) list(open, end string, items [][]dialog.Span) {
	w.write(open)
	for _, item := range items {
		w.element("<li>", "</li>\n", item)
	}
	w.write(end)
}

// todo draws a box beside each step. The words of the item say the same, for those who do not see the box.
func (w *htmlWriter) todo(b *dialog.Block) {
	w.write(`<ul class="todo">`)
	for i, item := range b.Items {
		w.write("<li")
		if i < len(b.Marks) && b.Marks[i] != dialog.Unmarked {
			w.write(` class="` + b.Marks[i].String() + `"`)
		}
		if i >= len(b.Opens) {
			w.element(">", "</li>\n", item)
			continue
		}
		w.write(`><button name="choice" value="`)
		w.text(b.Opens[i])
		w.element(`">`, "</button></li>\n", item)
	}
	w.write("</ul>\n")
}

func (w *htmlWriter) progress(b *dialog.Block) {
	w.write(`<p class="progress"><progress max="` + strconv.Itoa(b.Total) + `" value="` + strconv.Itoa(b.Done) + `" aria-hidden="true"></progress> `)
	w.spans(b.Spans)
	w.write("</p>\n")
}

func (w *htmlWriter) card(h *dialog.Help) {
	w.write(`<div class="help">`)
	below := max(1, w.under)
	if w.led {
		below++
	}
	w.heading(below, h.Name)
	if len(h.What) > 0 {
		w.element("<p>", "</p>\n", h.What)
	}
	w.list(`<ul class="ways">`, "</ul>\n", h.Ways)
	for _, note := range h.Notes {
		w.element(`<p class="small">`, "</p>\n", note)
	}
	w.write("</div>\n")
}

func (w *htmlWriter) spans(spans []dialog.Span) {
	for i := range spans {
		s := &spans[i]
		switch s.Kind {
		case content.Strong:
			w.write("<strong>")
			w.text(s.Text)
			w.write("</strong>")
		case content.Link:
			w.anchor(`<a href="`, s.Target, `" rel="noreferrer">`, s.Text)
		case content.Phone:
			w.anchor(`<a class="call" href="tel:`, s.Target, `">`, s.Text)
		case content.TextLine:
			w.anchor(`<a class="call" href="sms:`, s.Target, `">`, s.Text)
		default:
			w.text(s.Text)
		}
	}
}

func (w *htmlWriter) anchor(before, target, after, text string) {
	w.write(before)
	w.text(target)
	w.write(after)
	w.text(text)
	w.write("</a>")
}

// write writes markup.
func (w *htmlWriter) write(markup string) { w.b.WriteString(markup) }

// text writes words, escaped.
func (w *htmlWriter) text(s string) { EscapeHTML(w.b, s) }

// escaper writes what HTML would take for markup as what it stands for, in an element or in the quotes of an attribute. Most texts
// hold an apostrophe, for which template.HTMLEscapeString makes two copies.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "\x00", "\uFFFD")

// EscapeHTML adds words to a page so that nothing in them is markup.
func EscapeHTML(b *bytes.Buffer, s string) {
	_, _ = escaper.WriteString(b, s) // a Buffer takes everything
}
