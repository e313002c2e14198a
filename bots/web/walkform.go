package web

import (
	"html/template"
	"strings"

	"github.com/safesteps/safesteps/bots"
)

// walkForm writes the form of a screen: what it carries unseen, what the screen says, and the choices. It is most of what is drawn
// anew for everybody, and a template takes several times as long for it. Every text and value goes through the escaper; the addresses
// are ours or the content's.
func (v *screenView) walkForm() template.HTML {
	w := formWriter{}
	w.b.Grow(pageSize)
	w.raw(`<form class="walk" action="/walk" method="post">` + "\n")
	w.hidden(fieldScreen, v.Form.Screen)
	w.hidden(fieldNonce, v.Form.Nonce)
	w.hidden(fieldStart, v.Form.Start)
	w.flag(fieldBack, v.Form.Back)
	w.flag(fieldMany, v.Form.Many)
	w.raw("\n" + string(v.Body))
	w.boxes(v)
	w.choices("choices", v.Buttons)
	w.choices("ways", v.Nav)
	w.raw("</form>\n")
	return template.HTML(w.b.String()) //nolint:gosec // every text went through the escaper
}

type formWriter struct{ b strings.Builder }

// raw writes markup.
func (w *formWriter) raw(markup string) { w.b.WriteString(markup) }

// text writes words, in an element or in the quotes of an attribute.
func (w *formWriter) text(s string) { bots.EscapeHTML(&w.b, s) }

// attr writes an attribute; nothing when it is empty.
func (w *formWriter) attr(name, value string) {
	if value == "" {
		return
	}
	w.raw(" " + name + `="`)
	w.text(value)
	w.raw(`"`)
}

// hidden writes a field that nobody sees; nothing when it is empty.
func (w *formWriter) hidden(name, value string) {
	if value == "" {
		return
	}
	w.raw(`<input type="hidden" name="` + name + `"`)
	w.attr("value", value)
	w.raw(">")
}

func (w *formWriter) flag(name string, on bool) {
	if on {
		w.hidden(name, "1")
	}
}

// boxes writes a question of many. A mistake stands above the boxes and is tied to them.
func (w *formWriter) boxes(v *screenView) {
	if len(v.Boxes) == 0 {
		return
	}
	w.raw("<fieldset")
	if v.Mistake {
		w.attr("aria-describedby", "mistake")
	}
	w.raw(`><legend class="unseen">`)
	w.text(v.Legend)
	w.raw("</legend>\n")
	if v.Mistake {
		w.raw(`<p class="mistake" id="mistake" role="alert">`)
		w.text(v.Notice)
		w.raw("</p>\n")
	}
	w.raw(`<div class="boxes">` + "\n")
	for i, c := range v.Boxes {
		w.raw(`<label><input type="checkbox" name="` + fieldPicked + `"`)
		w.attr("value", c.ID)
		if c.Picked {
			w.raw(" checked")
		}
		if v.Mistake && i == 0 {
			w.raw(` aria-invalid="true" aria-describedby="mistake"`)
		}
		w.raw("><span>")
		w.text(c.Label)
		w.raw("</span></label>\n")
	}
	w.raw("</div>\n</fieldset>\n" + `<div class="choices"><button class="primary" name="choice" value="ok">`)
	w.text(v.Confirm)
	w.raw("</button></div>\n")
}

// choices writes buttons, and links for those that need no form.
func (w *formWriter) choices(class string, list []choiceView) {
	if len(list) == 0 {
		return
	}
	w.raw(`<div class="` + class + `">` + "\n")
	for _, c := range list {
		tag := "button"
		if c.URL != "" {
			tag = "a"
		}
		w.raw("<" + tag)
		w.attr("class", c.Class)
		if c.URL != "" {
			w.attr("href", c.URL)
		} else {
			w.raw(` name="` + fieldChoice + `"`)
			w.attr("value", c.ID)
		}
		w.raw(">")
		w.text(c.Label)
		w.raw("</" + tag + ">\n")
	}
	w.raw("</div>\n")
}
