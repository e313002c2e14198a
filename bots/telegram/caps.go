package telegram

import (
	"strings"

	"github.com/safesteps/safesteps/bots"
)

// Limits of the Bot API that Fit has to know.
const (
	maxText    = 4096  // UTF-16 units of a message, after its markup was parsed
	maxInput   = 32768 // bytes of a text before that
	maxButtons = 100   // in a message
	maxPerRow  = 8     // buttons shown in a row
	maxLabel   = 64    // characters of a button; longer ones are cut off on a phone
	maxData    = 64    // bytes that a button carries
)

// Caps implements bots.Adapter. In a group the only thing shown is a link to the private chat.
func (a *Adapter) Caps(room bots.Room) bots.Caps {
	c := bots.Caps{
		Text: maxText, UTF16: true,
		Buttons: maxButtons, Rows: maxButtons, PerRow: maxPerRow, Label: maxLabel, Data: maxData,
		Many: bots.Toggles, Edit: true, Shared: room.Shared,
	}
	if name := a.Username(); room.Shared && name != "" {
		c.Alone = "https://t.me/" + name + "?start=hello"
	}
	return c
}

// Format is how Telegram writes blocks: the few tags of its HTML. Telephone numbers stay plain text, because Telegram drops
// tel: links and the number with them.
func Format() bots.Formatter {
	return bots.NewFormatter(bots.Markup{
		Escape:  escaper().Replace,
		Strong:  [2]string{"<b>", "</b>"},
		Heading: [2]string{"<b>", "</b>"},
		Callout: [2]string{"<blockquote>", "</blockquote>"},
		Link:    func(text, url string) string { return `<a href="` + url + `">` + text + `</a>` },
	})
}

// escaper writes the four entities that Telegram knows; unlike html.EscapeString it leaves the apostrophe alone.
func escaper() *strings.Replacer {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
}
