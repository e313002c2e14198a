package web

import "github.com/safesteps/safesteps/bots"

// main writes a screen: a notice, and the form with what it carries unseen, what the screen says, and the choices.
func (v *screenView) main(m *markup) {
	m.raw(`<article class="card">`)
	if v.Notice != "" && !v.Mistake {
		m.raw(`<p class="notice" role="status">`)
		m.text(v.Notice)
		m.raw("</p>\n")
	}
	m.raw(`<form class="walk" action="/walk" method="post">` + "\n")
	m.hidden(fieldScreen, v.Form.Screen)
	m.hidden(fieldNonce, v.Form.Nonce)
	m.hidden(fieldStart, v.Form.Start)
	m.flag(fieldBack, v.Form.Back)
	m.flag(fieldMany, v.Form.Many)
	m.raw("\n")
	bots.WriteHTML(&m.b, 1, v.Blocks)
	m.boxes(v)
	m.choices("choices", v.Buttons)
	m.choices("ways", v.Nav)
	m.raw("</form>\n</article>\n")
	if v.Front {
		m.facts(v)
	}
}

// facts writes what somebody new should know at a glance.
func (m *markup) facts(v *screenView) {
	m.raw(`<ul class="facts">` + "\n")
	for _, key := range []string{"web.fact.free", "web.fact.account", "web.fact.time"} {
		m.raw(`<li><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="M4 10.5l4 4 8-9" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`)
		m.text(v.Word(key))
		m.raw("</li>\n")
	}
	m.raw("</ul>\n")
}

// boxes writes a question of many. A mistake stands above the boxes and is tied to them.
func (m *markup) boxes(v *screenView) {
	if len(v.Boxes) == 0 {
		return
	}
	m.raw("<fieldset")
	if v.Mistake {
		m.attr("aria-describedby", "mistake")
	}
	m.raw(`><legend class="unseen">`)
	m.text(v.Legend)
	m.raw("</legend>\n")
	if v.Mistake {
		m.raw(`<p class="mistake" id="mistake" role="alert">`)
		m.text(v.Notice)
		m.raw("</p>\n")
	}
	m.raw(`<div class="boxes">` + "\n")
	for i, c := range v.Boxes {
		m.raw(`<label><input type="checkbox" name="` + fieldPicked + `"`)
		m.attr("value", c.ID)
		if c.Picked {
			m.raw(" checked")
		}
		if v.Mistake && i == 0 {
			m.raw(` aria-invalid="true" aria-describedby="mistake"`)
		}
		m.raw("><span>")
		m.text(c.Label)
		m.raw("</span></label>\n")
	}
	m.raw("</div>\n</fieldset>\n" + `<div class="choices"><button class="primary" name="choice" value="ok">`)
	m.text(v.Confirm)
	m.raw("</button></div>\n")
}

// choices writes buttons, and links for those that need no form.
func (m *markup) choices(class string, list []choiceView) {
	if len(list) == 0 {
		return
	}
	m.raw("<div")
	m.attr("class", class)
	m.raw(">\n")
	for _, c := range list {
		tag := "button"
		if c.URL != "" {
			tag = "a"
		}
		m.raw("<")
		m.raw(tag)
		m.attr("class", c.Class)
		if c.URL != "" {
			m.attr("href", c.URL)
		} else {
			m.raw(` name="` + fieldChoice + `"`)
			m.attr("value", c.ID)
		}
		m.raw(">")
		m.text(c.Label)
		m.raw("</")
		m.raw(tag)
		m.raw(">\n")
	}
	m.raw("</div>\n")
}
