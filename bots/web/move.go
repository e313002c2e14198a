package web

import (
	"net/http"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// codeRate bounds how often one address may make or bring codes, so that a new session for each does not get past the bound on one
// person. A parents' evening is one address.
func codeRate() Rate { return Rate{PerSecond: 0.2, Burst: 60} }

// movePayload begins the payload that brings a list from another channel.
const movePayload = "move_"

// bring asks whether a list from another channel should come here. Looking at the page takes nothing: programs that show what is
// behind a link look at it too.
func (a *Adapter) bring(w http.ResponseWriter, r *http.Request) {
	code := dialog.CodeIn(dialog.Start{Payload: movePayload + r.PathValue("code")})
	if code == "" {
		a.trouble(w, r, http.StatusNotFound, "move.gone")
		return
	}
	words := a.words(r)
	title := words.Text("web.move.title")
	v := &screenView{frame: a.frame(r, title.Plain()), Form: formView{Nonce: newNonce(), Start: movePayload + code}}
	v.NoIndex = true
	v.Blocks = []dialog.Block{
		{Kind: dialog.Heading, Spans: title}, {Kind: dialog.Paragraph, Spans: words.Text("web.move.text")},
	}
	v.Nonce = newNonce() // what is typed is another form
	v.Buttons = []choiceView{{Label: v.Word("web.move.go"), Class: "primary"}}
	w.Header().Set("Cache-Control", "no-store")
	a.draw(w, http.StatusOK, "screen", v)
}

// library is the content as this site uses it, with the ways from here to other channels.
func (a *Adapter) library(r *http.Request) *dialog.Library {
	return bots.On(a.cfg.Library(), Name, a.Caps(bots.Room{}), a.places(r))
}

// tooManyCodes answers forms that have to do with codes when too many came from one address.
func (a *Adapter) tooManyCodes(w http.ResponseWriter, r *http.Request, acts []dialog.Act) bool {
	for _, act := range acts {
		if dialog.CodeIn(act) == "" && !dialog.AsksForCode(act) {
			continue
		}
		if _, ok := a.codes.allow(a.address(r), a.now()); !ok {
			a.trouble(w, r, http.StatusTooManyRequests, "move.tries")
			return true
		}
	}
	return false
}
