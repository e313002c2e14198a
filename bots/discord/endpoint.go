package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// maxBody is the most bytes of an interaction. The longest holds a message and a field of 4,000 characters.
const maxBody = 512 << 10

// maxAge is how old, or how far ahead, a signature may be. What was overheard is no use later.
const maxAge = 5 * time.Minute

// InteractionsHandler is the endpoint that Discord calls with interactions. It answers 401 to a wrong signature, 413 to a body
// that is too large, 400 to what is no interaction, 409 to one that came before, and puts the first answer into the body of its
// own; 503 when there was none in time. It needs Config.PublicKey.
func (a *Adapter) InteractionsHandler(h bots.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status := a.serve(h, w, r); status != http.StatusOK {
			a.stats.Refused.Add(1)
			http.Error(w, http.StatusText(status), status)
		}
	})
}

// serve returns the status of a refusal, or 200 when it has answered.
func (a *Adapter) serve(h bots.Handler, w http.ResponseWriter, r *http.Request) int {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	case !a.signed(r.Header, body):
		return http.StatusUnauthorized
	}
	in, ok := readInteraction(body)
	if !ok {
		a.stats.Unreadable.Add(1)
		return http.StatusBadRequest
	}
	if in.Type == typePing {
		return write(w, callback{Type: answerPong})
	}
	return a.exchange(h, in, w, r)
}

// signed reports whether Discord wrote the body, and lately.
func (a *Adapter) signed(header http.Header, body []byte) bool {
	signature, err := hex.DecodeString(header.Get("X-Signature-Ed25519"))
	stamp := header.Get("X-Signature-Timestamp")
	if err != nil || len(signature) != ed25519.SignatureSize || len(a.key) != ed25519.PublicKeySize {
		return false
	}
	if !ed25519.Verify(a.key, append([]byte(stamp), body...), signature) {
		return false
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	return err == nil && a.cfg.Now().Sub(time.Unix(seconds, 0)).Abs() <= maxAge
}

// exchange runs the turn and writes its first answer.
func (a *Adapter) exchange(h bots.Handler, in *interaction, w http.ResponseWriter, r *http.Request) int {
	first, written := make(chan callback), make(chan struct{})
	defer close(written)
	gone, cancel := context.WithTimeout(r.Context(), a.cfg.times.window)
	defer cancel()
	taken := a.take(h, in, func(ctx context.Context, c callback) error {
		select {
		case first <- c:
		case <-gone.Done():
			return &netError{op: "answer", words: "nobody waits for it any more"}
		case <-ctx.Done():
			return &netError{op: "answer", words: "no answer in time"}
		}
		<-written // a follow-up must not overtake the answer
		return nil
	})
	if !taken {
		return http.StatusConflict
	}
	select {
	case c := <-first:
		return write(w, c)
	case <-gone.Done():
		return http.StatusServiceUnavailable
	}
}

func write(w http.ResponseWriter, c callback) int {
	body, err := encode(c)
	if err != nil {
		return http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // whoever hung up gets no answer; the state is kept
	_ = http.NewResponseController(w).Flush()
	return http.StatusOK
}
