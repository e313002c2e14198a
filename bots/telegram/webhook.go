package telegram

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"

	"github.com/safesteps/safesteps/bots"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	maxUpdate    = 1 << 20 // bytes of an update
	maxAtOnce    = 1024    // deliveries worked on at a time; Telegram itself opens at most 100
)

// WebhookHandler takes Telegram's deliveries at WebhookPath. It answers 405 to anything but POST, 401 to a wrong or missing
// secret, 413 to a body that is too large, 400 to what is no update, 503 when the turn could not be kept or too much is going on,
// and 200 only when the turn is committed. A press is answered in the body of the 200, which saves a call.
//
// Without WebhookSecret every delivery is refused.
func (a *Adapter) WebhookHandler(h bots.Handler) http.Handler {
	return &webhook{a: a, h: h, secret: sha256.Sum256([]byte(a.cfg.WebhookSecret))}
}

type webhook struct {
	a      *Adapter
	h      bots.Handler
	secret [sha256.Size]byte
}

// ServeHTTP implements http.Handler.
func (s *webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		s.refuse(w, http.StatusMethodNotAllowed)
		return
	case !s.knows(r):
		s.refuse(w, http.StatusUnauthorized)
		return
	case r.ContentLength > maxUpdate:
		s.refuse(w, http.StatusRequestEntityTooLarge)
		return
	case !s.a.inFlight.enter(maxAtOnce):
		s.a.stats.Overload.Add(1)
		w.Header().Set("Retry-After", "1")
		s.refuse(w, http.StatusServiceUnavailable)
		return
	}
	defer s.a.inFlight.leave()
	body := buffers.Get().(*bytes.Buffer)
	defer freeBuffer(body)
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxUpdate)); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			s.refuse(w, http.StatusRequestEntityTooLarge)
		} else {
			s.refuse(w, http.StatusBadRequest)
		}
		return
	}
	s.deliver(w, r, body.Bytes())
}

// knows compares the secret in a time that tells nothing about it, not even its length.
func (s *webhook) knows(r *http.Request) bool {
	given := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	return subtle.ConstantTimeCompare(given[:], s.secret[:]) == 1 && s.a.cfg.WebhookSecret != ""
}

func (s *webhook) refuse(w http.ResponseWriter, status int) {
	s.a.stats.Refused.Add(1)
	w.WriteHeader(status)
}

// deliver runs the turn of an update and acknowledges it. One that cannot be read is acknowledged too: delivered again it would
// be no clearer, and it would hold up whatever its chat sends next.
func (s *webhook) deliver(w http.ResponseWriter, r *http.Request, raw []byte) {
	u, err := decodeUpdate(raw)
	if errors.Is(err, errNotUpdate) {
		s.refuse(w, http.StatusBadRequest)
		return
	}
	s.a.stats.Updates.Add(1)
	if err != nil {
		s.a.unreadable()
		return
	}
	ev, fresh, ok := s.a.event(&u)
	if !ok {
		return
	}
	query := fresh.callback
	fresh.callback = "" // our answer to this delivery answers the press
	answers := s.a.failed.take(u.ID, fresh)
	ev.Reply = answers
	if err := try(r.Context(), s.h, ev); err != nil {
		s.a.stats.Failed.Add(1)
		s.a.failed.keep(u.ID, answers)
		s.refuse(w, http.StatusServiceUnavailable)
		return
	}
	if query != "" {
		body := bodies.Get().(*[]byte)
		defer freeBody(body)
		*body = appendAnswer((*body)[:0], answerCallbackQuery, query)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(*body) // if it is lost, Telegram delivers again
	}
}
