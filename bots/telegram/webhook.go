package telegram

import (
	"bytes"
	"context"
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
func (a *Adapter) WebhookHandler(h bots.Handler) http.Handler { return a.webhook(h) }

func (a *Adapter) webhook(h bots.Handler) *webhook {
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
	case !s.knows([]byte(r.Header.Get(secretHeader))):
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
	status, query := s.take(r.Context(), body.Bytes())
	if status != http.StatusOK {
		s.refuse(w, status)
		return
	}
	if query != "" {
		answer := bodies.Get().(*[]byte)
		defer freeBody(answer)
		*answer = appendAnswer((*answer)[:0], answerCallbackQuery, query)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(*answer) // if it is lost, Telegram delivers again
	}
}

// knows compares the secret in a time that tells nothing about it, not even its length.
func (s *webhook) knows(given []byte) bool {
	sum := sha256.Sum256(given)
	return subtle.ConstantTimeCompare(sum[:], s.secret[:]) == 1 && s.a.cfg.WebhookSecret != ""
}

func (s *webhook) refuse(w http.ResponseWriter, status int) {
	s.a.stats.Refused.Add(1)
	w.WriteHeader(status)
}

// take runs the turn of an update and returns the status that tells Telegram what became of it, and the press that the answer
// should answer; empty: none. An update that cannot be read is acknowledged too: delivered again it would be no clearer, and it
// would hold up whatever its chat sends next.
func (s *webhook) take(ctx context.Context, raw []byte) (status int, query string) {
	u, err := decodeUpdate(raw)
	if errors.Is(err, errNotUpdate) {
		return http.StatusBadRequest, ""
	}
	s.a.stats.Updates.Add(1)
	if err != nil {
		s.a.unreadable()
		return http.StatusOK, ""
	}
	ev, fresh, ok := s.a.event(&u)
	if !ok {
		return http.StatusOK, ""
	}
	query, fresh.callback = fresh.callback, "" // our answer to this delivery answers the press
	answers := s.a.failed.take(u.ID, fresh)
	ev.Reply, ev.Again = answers, answers != fresh
	if err := try(ctx, s.h, ev); err != nil {
		s.a.stats.Failed.Add(1)
		s.a.failed.keep(u.ID, answers)
		return http.StatusServiceUnavailable, ""
	}
	return http.StatusOK, query
}
