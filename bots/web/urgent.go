package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/understand"
)

// urgent draws urgent help. It needs no session, no store and no cookie, and leaves nothing behind.
func (a *Adapter) urgent(w http.ResponseWriter, r *http.Request) {
	a.helpScreen(w, r, "/urgent", dialog.AtUrgent)
}

// kid draws a child's help. Nothing about it is ever kept.
func (a *Adapter) kid(w http.ResponseWriter, r *http.Request) {
	a.helpScreen(w, r, "/kid", dialog.AtKid)
}

func (a *Adapter) helpScreen(w http.ResponseWriter, r *http.Request, base string, at dialog.ScreenID) {
	region, kind := splitKind(r.PathValue("kind"))
	tongue := r.PathValue("tongue")
	if region == "" || tongue == "" {
		s := a.known(r)
		region = cmp.Or(region, s.Region)
		if s.Locale != a.words(r).Locale() {
			tongue = cmp.Or(tongue, s.Locale)
		}
	}
	subject := region + "."
	if tongue != "" {
		subject = tongue + "/" + subject
	}
	// The button that leads here is pressed on the screen of the region and the language, so that the answer is too.
	press := dialog.Press{Screen: string(at) + ":" + subject, Choice: "u_" + kind}
	flag, where := asksWhere(kind)
	switch {
	case where:
		press.Screen, press.Choice = press.Screen+flag, kindWhere
	case kind == kindTongue:
		press.Choice = kind
	case !slices.Contains(content.RedFlags(), content.RedFlag(kind)):
		press.Choice = "other"
	}
	_, reply := dialog.Step(a.cfg.Library(), dialog.State{}, dialog.Input{At: a.now(), Locale: a.locale(r), Act: press})
	if reply.Locale != tongue {
		tongue = "" // a language that we do not speak
	}
	a.screen(w, r, draft{reply: reply, base: base, region: region, tongue: tongue, flash: a.takeFlash(w, r)})
}

// What stands in place of what has happened while it is asked in which country somebody is, or which language they read.
const (
	kindWhere  = "where"
	kindTongue = "lang"
)

// whereFor is the kind of the page that asks which country, and then leads back to what has happened; flag may be empty.
func whereFor(flag string) string {
	if flag == "" {
		return kindWhere
	}
	return kindWhere + "-" + flag
}

// asksWhere reports whether a page asks which country, and what it leads back to; flag is empty where that is the list.
func asksWhere(kind string) (flag string, asks bool) {
	if kind == kindWhere {
		return "", true
	}
	return strings.CutPrefix(kind, kindWhere+"-")
}

// splitKind reads the end of an address of help: "grooming", or with a region before it "ie.grooming", or "ie." alone.
func splitKind(s string) (region, kind string) {
	region, kind, ok := strings.Cut(s, ".")
	if !ok {
		return "", s
	}
	return region, kind
}

// known is what a session says of its person; the zero State where there is none, or none that can be read: help comes first.
func (a *Adapter) known(r *http.Request) dialog.State {
	s, err := a.state(r.Context(), a.person(r))
	if err != nil {
		return dialog.State{}
	}
	return s
}

// kidSays reads what a child typed, without keeping it: words that mean danger lead to the help for it, any others to the list.
func (a *Adapter) kidSays(w http.ResponseWriter, r *http.Request) {
	f, err := parseForm(r)
	if err != nil {
		a.badForm(w, r, err)
		return
	}
	to := "/kid"
	if f.text != "" {
		m := a.cfg.Library().Reader().Read(f.text, understand.Options{Locale: a.locale(r)})
		if m.Urgent != "" {
			to += "/" + string(m.Urgent)
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// gone says that nothing is held any more.
func (a *Adapter) gone(w http.ResponseWriter, r *http.Request) {
	lib, in := a.cfg.Library(), dialog.Input{At: a.now(), Locale: a.locale(r), Act: dialog.Command{Name: "forget"}}
	s, _ := dialog.Step(lib, dialog.State{}, in)
	in.Act = forgetYes()
	_, reply := dialog.Step(lib, s, in)
	a.screen(w, r, draft{reply: reply, base: "/gone"})
}

// trouble answers when something is wrong with a request or on our side: calm words, the number, and urgent help. Never a bare error.
func (a *Adapter) trouble(w http.ResponseWriter, r *http.Request, status int, key string) {
	_, reply := dialog.Step(a.cfg.Library(), dialog.State{}, dialog.Input{
		At: a.now(), Locale: a.locale(r), Act: dialog.Press{Screen: string(dialog.AtUrgent), Choice: "urgent"},
	})
	reply.Effects = nil
	a.drawScreen(w, r, status, draft{reply: reply, base: "/urgent", flash: flash{text: a.words(r).Text(key).Plain()}})
}

// notFound answers for a page that is not there.
func (a *Adapter) notFound(w http.ResponseWriter, r *http.Request) {
	status := http.StatusNotFound
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		status = http.StatusMethodNotAllowed
	}
	a.trouble(w, r, status, "web.not_found")
}
