package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// A session is one random number in one cookie. It names nobody, and there is none until somebody sends a first form.
const (
	sessionName = "safesteps"
	cookieBytes = 16
	cookieAge   = 365 * 24 * time.Hour // as long as a conversation is kept without a word
)

// cookieName is what a cookie is called. Over TLS the name tells the browser to take it from this host alone.
func (a *Adapter) cookieName(r *http.Request, name string) string {
	if a.secure(r) {
		return "__Host-" + name
	}
	return name
}

// person is who sent the request; empty when there is no session, or something in its place that we never made.
func (a *Adapter) person(r *http.Request) bots.PersonID {
	c, err := r.Cookie(a.cookieName(r, sessionName))
	if err != nil {
		return ""
	}
	if b, err := base64.RawURLEncoding.DecodeString(c.Value); err != nil || len(b) != cookieBytes {
		return ""
	}
	return bots.PersonID(c.Value)
}

func newPerson() bots.PersonID {
	b := make([]byte, cookieBytes)
	_, _ = rand.Read(b) // never fails
	return bots.PersonID(base64.RawURLEncoding.EncodeToString(b))
}

// remember sets the cookie; an empty person takes it away.
func (a *Adapter) remember(w http.ResponseWriter, r *http.Request, p bots.PersonID) {
	c := &http.Cookie{
		Name: a.cookieName(r, sessionName), Value: string(p), Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, Secure: a.secure(r), SameSite: http.SameSiteLaxMode,
	}
	if p == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// state is where a person stands; the zero State for nobody. An error means that it could not be read, not that there is none.
func (a *Adapter) state(ctx context.Context, p bots.PersonID) (dialog.State, error) {
	if p == "" {
		return dialog.State{}, nil
	}
	rec, err := a.cfg.Sessions.Load(ctx, a.cfg.Sessions.Key(Name, string(p)))
	if err != nil {
		return dialog.State{}, fmt.Errorf("web: load: %w", err)
	}
	s, err := dialog.Decode(rec.State)
	if err != nil {
		return dialog.State{}, fmt.Errorf("web: %w", err)
	}
	return s, nil
}
