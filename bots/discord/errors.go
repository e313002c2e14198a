package discord

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/safesteps/safesteps/bots"
)

// The codes of Discord's errors that change what we do.
const (
	codeUnknownChannel     = 10003
	codeUnknownUser        = 10013
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeNoMutualServer     = 50278
	codeCannotMessage      = 50007
)

// apiError is a call that Discord answered and refused. It holds no id, text or token.
type apiError struct {
	op         string
	status     int
	code       int // 0: none was given
	retryAfter time.Duration
}

// Error implements error.
func (e *apiError) Error() string {
	s := "discord: " + e.op + ": " + strconv.Itoa(e.status)
	if e.code != 0 {
		s += ", code " + strconv.Itoa(e.code)
	}
	if e.retryAfter > 0 {
		s += ", retry after " + e.retryAfter.String()
	}
	return s
}

// netError is a call that got no answer that makes sense. Its words hold no address, and so no token.
type netError struct {
	op    string
	words string
}

// Error implements error.
func (e *netError) Error() string { return "discord: " + e.op + ": " + e.words }

// passing reports whether the same call may well succeed a little later.
func passing(err error) bool {
	var a *apiError
	if errors.As(err, &a) {
		return a.status >= http.StatusInternalServerError
	}
	var n *netError
	return errors.As(err, &n)
}

// retryAfter is how long Discord asked to wait; 0 when it did not.
func retryAfter(err error) time.Duration {
	var a *apiError
	if errors.As(err, &a) {
		return a.retryAfter
	}
	return 0
}

func hasCode(err error, codes ...int) bool {
	var a *apiError
	if !errors.As(err, &a) {
		return false
	}
	for _, c := range codes {
		if a.code == c {
			return true
		}
	}
	return false
}

// refusedToken reports whether Discord does not know the token: waiting does not help.
func refusedToken(err error) bool {
	var a *apiError
	return errors.As(err, &a) && a.status == http.StatusUnauthorized
}

// unreachable reports whether somebody takes no direct messages.
func unreachable(err error) bool {
	return hasCode(err, codeCannotMessage, codeNoMutualServer, codeUnknownUser, codeUnknownChannel)
}

// sendError is the one place where an error of this channel becomes one that all channels share. It is nil for nil.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	wait := retryAfter(err)
	return &bots.SendError{Err: err, RetryAfter: wait, Temporary: wait > 0 || passing(err), Gone: unreachable(err)}
}
