package discord

import (
	"net/url"
	"strings"

	"github.com/safesteps/safesteps/bots"
)

// Limits of a message that Fit has to know.
const (
	maxText    = 2000 // of a message's content, markup and all
	maxRows    = 5
	perRow     = 5
	maxLabel   = 80  // characters of a button; an option may have 100
	maxData    = 100 // bytes that a button can carry
	maxOptions = 25
)

// spareButtons is how many buttons the adapter itself puts into the row of urgent help: one to write words of one's own, and one
// to go on in direct messages.
const spareButtons = 2

// Caps implements bots.Adapter. In a server every answer is a message that one person alone sees.
func (a *Adapter) Caps(room bots.Room) bots.Caps {
	return bots.Caps{
		Text: maxText, UTF16: true, Raw: true, // Discord counts characters; UTF-16 units are never fewer
		Buttons: maxRows*perRow - spareButtons, Rows: maxRows, PerRow: perRow, Label: maxLabel, Data: maxData, Options: maxOptions,
		Many: bots.Select, Edit: true, Shared: room.Shared, Private: true,
	}
}

// Format is how Discord writes blocks: its Markdown. Telephone numbers stay plain text, because Discord makes links of web
// pages only.
func Format() bots.Formatter {
	return bots.NewFormatter(bots.Markup{
		Escape:  escape,
		Strong:  [2]string{"**", "**"},
		Heading: [2]string{"## ", ""},
		Callout: [2]string{"> **", "**"},
		Link:    link,
		NoBar:   true, // read aloud, ten signs are ten words
	})
}

// escape takes the meaning from every sign that Discord's Markdown reads.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch r {
		case '\\', '*', '_', '~', '`', '|', '<', '[', ']':
			b.WriteByte('\\')
		case '#', '-', '>':
			if i == 0 {
				b.WriteByte('\\') // it means something at the start of a line only
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// link writes a link with a text. The angle brackets keep Discord from loading a preview of the page. The formatter has escaped
// the address as if it were text, which is taken back.
func link(text, address string) string {
	return "[" + text + "](<" + linkAddress(unescape(address)) + ">)"
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// linkAddress writes an address so that nothing in it can end the link.
func linkAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(s)
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E").Replace(u.String())
}
