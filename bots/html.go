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
	WriteHTML(&b, blocks, level)
	return template.HTML(b.String()) //nolint:gosec // every text went through EscapeHTML
}

// WriteHTML adds blocks to a page as HTML does.
func WriteHTML(b *bytes.Buffer, blocks []dialog.Block, level int) {
	w := htmlWriter{b: b, level: level}
	for i := range blocks {
		if i+1 < len(blocks) && leads(&blocks[i], &blocks[i+1]) {
			w.lead(blocks[i].Spans)
			continue
		}
		w.block(&blocks[i])
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
		w.element("p", "lead", spans)
		return
	}
	w.led = true
	w.element(w.heading(w.under), "", spans)
}

// heading is the tag of a heading so many levels below the first one.
func (w *htmlWriter) heading(below int) string {
	return [...]string{"h1", "h2", "h3", "h4", "h5", "h6"}[min(6, w.level+below)-1]
}

func (w *htmlWriter) block(b *dialog.Block) {
	switch b.Kind {
	case dialog.Heading:
		w.element(w.heading(min(w.under, 1)), "", b.Spans)
		w.under, w.led = min(w.under+1, 2), false
	case dialog.Paragraph:
		w.element("p", "", b.Spans)
	case dialog.Callout:
		w.element("p", "callout", b.Spans)
	case dialog.Small:
		w.element("p", "small", b.Spans)
	case dialog.Bullets:
		w.list("ul", "", b.Items)
	case dialog.Numbered:
		w.list("ol", "", b.Items)
	case dialog.Quote:
		w.list("ul", "say", b.Items)
	case dialog.ToDo:
		w.todo(b)
	case dialog.ProgressBar:
		w.progress(b)
	case dialog.HelpCard:
		w.card(b.Help)
	}
}

func (w *htmlWriter) open(tag, class string) {
	w.write("<")
	w.write(tag)
	if class != "" {
		w.write(` class="`)
		w.write(class)
		w.write(`"`)
	}
	w.write(">")
}

func (w *htmlWriter) end(tag string) {
	w.write("</")
	w.write(tag)
	w.write(">\n")
}

func (w *htmlWriter) element(tag, class string, spans []dialog.Span) {
	w.open(tag, class)
	w.spans(spans)
	w.end(tag)
}

func (w *htmlWriter) list(tag, class string, items [][]dialog.Span) {
	w.open(tag, class)
	for _, item := range items {
		w.element("li", "", item)
	}
	w.end(tag)
}

// todo draws a box beside each step. The words of the item say the same, for those who do not see the box.
func (w *htmlWriter) todo(b *dialog.Block) {
	w.open("ul", "todo")
	for i, item := range b.Items {
		class := ""
		if i < len(b.Marks) && b.Marks[i] != dialog.Unmarked {
			class = b.Marks[i].String()
		}
		if i >= len(b.Opens) {
			w.element("li", class, item)
			continue
		}
		w.open("li", class)
		w.write(`<button name="choice" value="`)
		w.text(b.Opens[i])
		w.write(`">`)
		w.spans(item)
		w.write("</button></li>\n")
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
	w.element(w.heading(below), "", h.Name)
	if len(h.What) > 0 {
		w.element("p", "", h.What)
	}
	w.list("ul", "ways", h.Ways)
	for _, note := range h.Notes {
		w.element("p", "small", note)
	}
	w.write("</div>\n")
}

func (w *htmlWriter) spans(spans []dialog.Span) {
	for _, s := range spans {
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
