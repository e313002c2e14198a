package web

import (
	"bytes"

	"github.com/safesteps/safesteps/bots"
)

// markup is a page as it is written. What is drawn anew for everybody is written by hand, because a template takes several times as long
// for it. Every text and value goes through the escaper; the addresses are ours or the content's.
type markup struct{ b bytes.Buffer }

// raw writes markup.
func (m *markup) raw(s string) { m.b.WriteString(s) }

// text writes words, in an element or in the quotes of an attribute.
func (m *markup) text(s string) { bots.EscapeHTML(&m.b, s) }

// attr writes an attribute; nothing when it is empty.
func (m *markup) attr(name, value string) {
	if value == "" {
		return
	}
	m.raw(" ")
	m.raw(name)
	m.raw(`="`)
	m.text(value)
	m.raw(`"`)
}

// hidden writes a field that nobody sees; nothing when it is empty.
func (m *markup) hidden(name, value string) {
	if value == "" {
		return
	}
	m.raw(`<input type="hidden"`)
	m.attr("name", name)
	m.attr("value", value)
	m.raw(">")
}

func (m *markup) flag(name string, on bool) {
	if on {
		m.hidden(name, "1")
	}
}

// link writes a link, and a space after it.
func (m *markup) link(class, to, label string) {
	m.raw("<a")
	m.attr("class", class)
	m.attr("href", to)
	m.raw(">")
	m.text(label)
	m.raw("</a> ")
}

// meta writes a line of what a page says of itself to search engines (name) or preview cards (property).
func (m *markup) meta(kind, name, value string) {
	m.raw("\n<meta")
	m.attr(kind, name)
	m.attr("content", value)
	m.raw(">")
}

// head writes a page up to its own part.
func (m *markup) head(f *frame, c *chrome) {
	m.raw("<!doctype html>\n<html")
	m.attr("lang", f.Lang)
	m.attr("dir", f.Dir)
	m.raw(">\n<head>\n" + `<meta charset="utf-8">` + "\n" + `<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n<title>")
	m.text(f.Title)
	m.raw(" - ")
	m.text(f.Site.Name)
	m.raw("</title>")
	if f.Description != "" {
		m.meta("name", "description", f.Description)
	}
	if f.NoIndex {
		m.meta("name", "robots", "noindex")
	}
	if f.Canonical != "" {
		m.card(f)
	}
	m.raw("\n")
	m.raw(c.files)
	m.raw("</head>\n<body>\n")
	m.raw(c.bar)
	m.raw(`<main id="main" tabindex="-1">` + "\n")
}

// card writes the address of a page that is listed, and what a preview of it shows.
func (m *markup) card(f *frame) {
	m.raw("\n" + `<link rel="canonical"`)
	m.attr("href", f.Canonical)
	m.raw(">")
	m.meta("property", "og:url", f.Canonical)
	m.meta("property", "og:type", "website")
	m.meta("property", "og:site_name", f.Site.Name)
	m.meta("property", "og:title", f.Title)
	m.meta("property", "og:description", f.Description)
	if f.Card != "" {
		m.meta("property", "og:image", f.Card)
		m.meta("name", "twitter:card", "summary_large_image")
	}
}

// foot writes a page from its own part on: the form for typed text, and what stands below.
func (m *markup) foot(f *frame, c *chrome) {
	m.raw("\n<form" + ` class="ask"`)
	if f.Kid {
		m.attr("action", "/kid")
	} else {
		m.attr("action", "/walk")
	}
	m.raw(` method="post">` + "\n")
	m.hidden(fieldNonce, f.Nonce)
	m.hidden(fieldStart, f.Start)
	m.raw("\n")
	m.raw(c.ask)
	m.raw("</main>\n")
	m.raw(c.foot)
	m.raw("</body>\n</html>\n")
}
