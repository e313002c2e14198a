package web

import (
	"crypto/rand"
	"encoding/binary"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// draft is a screen on its way to a page.
type draft struct {
	reply  dialog.Reply
	flash  flash
	start  string // the payload of the link it was opened with
	back   bool   // a screen that was gone back to
	region string // the region that pages of help are for; empty: the one that is guessed
	tongue string // the language that pages of help are in; empty: the browser's
	base   string // "/urgent" or "/kid": the screen belongs to no session, and its choices are links; empty: a screen of the walk
}

// screenView is a screen as its page shows it.
type screenView struct {
	frame
	Notice  string
	Mistake bool
	Blocks  []dialog.Block // what it says
	Legend  string         // what the boxes are about, for those who do not see the page
	Form    formView
	Boxes   []choiceView
	Confirm string
	Buttons []choiceView
	Nav     []choiceView
	Front   bool // the first screen, for somebody new
}

// formView is what the forms of a page carry without showing it.
type formView struct {
	Screen, Nonce, Start string
	Back, Many           bool
}

// choiceView is one choice.
type choiceView struct {
	ID, Label, URL, Class string
	Picked                bool
}

// screen draws a screen of the walk. It is for one person alone, so it is kept nowhere.
func (a *Adapter) screen(w http.ResponseWriter, r *http.Request, d draft) {
	a.drawScreen(w, r, http.StatusOK, d)
}

func (a *Adapter) drawScreen(w http.ResponseWriter, r *http.Request, status int, d draft) {
	words := a.words(r)
	if d.reply.Locale != "" {
		words = a.cfg.Library().Words(d.reply.Locale)
	}
	v := &screenView{
		frame: a.frameIn(r, words, titleOf(words, &d.reply)), Notice: d.flash.text, Mistake: d.flash.mistake,
		Blocks: d.reply.Blocks, Legend: headingOf(&d.reply),
		Form: formView{Screen: d.reply.Screen, Nonce: newNonce(), Start: d.start, Back: d.back},
	}
	if notice := content.Text(d.reply.Notice).Plain(); v.Notice == "" {
		v.Notice = notice
	}
	if v.Mistake {
		v.Title = v.Word("web.mistake", content.Str("title", v.Title))
	}
	v.NoIndex = d.start != "" || r.URL.Path != "/"
	v.Nonce, v.Start = v.Form.Nonce, d.start
	if d.base == "/kid" {
		v.Kid = true
	}
	v.Front = d.reply.Screen == string(dialog.AtWelcome)
	if v.Front && r.URL.Path == "/" {
		a.listed(&v.frame, r, v.Word("web.about.what"))
	}
	v.choices(&d)
	w.Header().Set("Cache-Control", "no-store")
	a.draw(w, status, "screen", v)
}

// choices sorts the choices of a reply into boxes, buttons and ways on. Urgent help is on every page already, in its own place.
func (v *screenView) choices(d *draft) {
	if q := d.reply.Question; q != nil {
		v.Form.Many = q.Many
		v.Confirm = q.Confirm
		opened := opens(d.reply.Blocks)
		for _, c := range q.Choices {
			if slices.Contains(opened, c.ID) {
				continue // the item of the list is its button
			}
			if q.Many {
				v.Boxes = append(v.Boxes, v.choice(d, c))
			} else {
				v.Buttons = append(v.Buttons, v.choice(d, c))
			}
		}
	}
	for _, c := range d.reply.Nav {
		if c.Role != dialog.RoleUrgent {
			v.Nav = append(v.Nav, v.choice(d, c))
		}
	}
}

func opens(blocks []dialog.Block) []string {
	var ids []string
	for _, b := range blocks {
		ids = append(ids, b.Opens...)
	}
	return ids
}

func (v *screenView) choice(d *draft, c dialog.Choice) choiceView {
	out := choiceView{ID: c.ID, Label: c.Label, URL: c.URL, Picked: c.Picked}
	switch c.Role {
	case dialog.RolePrimary:
		out.Class = "primary"
	case dialog.RoleDanger:
		out.Class = "danger"
	case dialog.RoleAnswer, dialog.RoleNav, dialog.RoleUrgent:
	}
	if out.URL == "" {
		out.URL = d.linkOf(c.ID)
	}
	if d.base == "/urgent" && out.URL == "/" {
		out.Label = v.Word("web.back_to_steps")
	}
	return out
}

// linkOf is the address behind a choice that needs no form: a child's help, and on pages of help everything that leads to
// another of them. It is empty for every other choice.
func (d *draft) linkOf(choice string) string {
	switch {
	case choice == "kid":
		return d.help("/kid", "")
	case d.base == "":
		return ""
	case choice == "start":
		return "/"
	case choice == "other":
		return d.help(d.base, "")
	case choice == kindWhere:
		return d.help(d.base, whereFor(d.about()))
	case choice == kindTongue:
		return d.help(d.base, choice)
	}
	if flag, asked := asksWhere(d.about()); asked && len(choice) <= maxRegion {
		return helpURL(d.base, d.tongue, choice, flag) // a country on the page that asks which
	}
	if locale, ok := strings.CutPrefix(choice, kindTongue+"_"); ok {
		return helpURL(d.base, locale, d.region, "")
	}
	if kind, ok := strings.CutPrefix(choice, "u_"); ok {
		return d.help(d.base, kind)
	}
	return ""
}

// about is what a page of help is about: a red flag, or what stands in its place while something is asked. It is empty on the list.
func (d *draft) about() string {
	_, subject, _ := strings.Cut(d.reply.Screen, ":")
	if _, rest, ok := strings.Cut(subject, "/"); ok {
		subject = rest
	}
	_, kind := splitKind(subject)
	return kind
}

// maxRegion is how long a region's id may be.
const maxRegion = 4

// help is the address of help about something in the language and region of this page.
func (d *draft) help(base, kind string) string { return helpURL(base, d.tongue, d.region, kind) }

// helpURL is the address of help about something, or of its list, in a language and a region; either may be empty.
func helpURL(base, tongue, region, kind string) string {
	if region != "" {
		kind = region + "." + kind
	}
	switch {
	case tongue != "":
		return base + "/" + tongue + "/" + kind
	case kind == "":
		return base
	}
	return base + "/" + kind
}

// titleOf is the page's title. What is shown about something that happened has one that says nothing of it: titles stay in
// the browser's history, and on the screen for others to see.
func titleOf(words *content.Words, reply *dialog.Reply) string {
	name, _, _ := strings.Cut(reply.Screen, ":")
	if reply.Urgent || dialog.ScreenID(name) == dialog.AtFound || dialog.ScreenID(name) == dialog.AtAsk {
		return words.Text("web.title.help").Plain()
	}
	return headingOf(reply)
}

// headingOf is the first heading in plain words.
func headingOf(reply *dialog.Reply) string {
	for _, b := range reply.Blocks {
		if b.Kind == dialog.Heading {
			return content.Text(b.Spans).Plain()
		}
	}
	return ""
}

func newNonce() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return strconv.FormatUint(binary.BigEndian.Uint64(b[:])|1, 16)
}
