package web

import (
	"encoding/base64"
	"net/http"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// flashName is the cookie that carries the line about a turn over to the page that shows it: a sentence of ours, for a minute.
const (
	flashName = "safesteps-note"
	flashAge  = 60
	maxFlash  = 700
)

// flash is the line about the last turn.
type flash struct {
	text    string
	mistake bool // the answer was not accepted
}

func (a *Adapter) setFlash(w http.ResponseWriter, r *http.Request, f flash) {
	if f.text == "" || len(f.text) > maxFlash {
		return
	}
	kind := "n"
	if f.mistake {
		kind = "e"
	}
	http.SetCookie(w, a.flashCookie(r, base64.RawURLEncoding.EncodeToString([]byte(kind+f.text)), flashAge))
}

func (a *Adapter) flashCookie(r *http.Request, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: a.cookieName(r, flashName), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: a.secure(r), SameSite: http.SameSiteLaxMode,
	}
}

// takeFlash returns the line and takes it away, so that it is shown once.
func (a *Adapter) takeFlash(w http.ResponseWriter, r *http.Request) flash {
	c, err := r.Cookie(a.cookieName(r, flashName))
	if err != nil {
		return flash{}
	}
	http.SetCookie(w, a.flashCookie(r, "", -1))
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(b) < 2 || len(b) > maxFlash+1 {
		return flash{}
	}
	return flash{text: string(b[1:]), mistake: b[0] == 'e'}
}

// flashOf is the line of a reply. A question of many that keeps its place with nothing picked was not accepted.
func flashOf(reply dialog.Reply, f form) flash {
	refused := f.many && f.choice == dialog.ConfirmID && len(f.picked) == 0 && reply.Screen == f.screen &&
		reply.Question != nil && !reply.Question.Optional
	return flash{text: content.Text(reply.Notice).Plain(), mistake: refused}
}
