package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot"

	"github.com/safesteps/safesteps/bots"
)

// cause is why Telegram refused a call, as far as it changes what we do.
type cause uint8

const (
	otherCause    cause = iota
	notModified         // the edit would change nothing: it is there already
	queryTooOld         // the press can no longer be answered
	cannotEdit          // the message is deleted, too old, or not text
	badMarkup           // the HTML is not taken
	noThread            // the topic of the group is gone or closed
	unreachable         // the chat is not there, or the bot may not write in it
	otherPoller         // somebody else polls with our token
	webhookActive       // a webhook is set, so nobody can poll
)

// causes are the server's wordings, in the order in which they are looked for, each with words of our own: the server's may
// hold parts of a message, so they go no further.
var causes = [...]struct {
	wording string // part of the description, in lower case
	cause   cause
	words   string
}{
	{"message is not modified", notModified, "message is not modified"},
	{"query is too old", queryTooOld, "query is too old"},
	{"query id is invalid", queryTooOld, "query is too old"},
	{"query_id_invalid", queryTooOld, "query is too old"},
	{"message to edit not found", cannotEdit, "message to edit not found"},
	{"message can't be edited", cannotEdit, "message cannot be edited"},
	{"there is no text in the message to edit", cannotEdit, "message has no text to edit"},
	{"message_id_invalid", cannotEdit, "message to edit not found"},
	{"can't parse entities", badMarkup, "markup refused"},
	{"text is too long", badMarkup, "text with markup is too long"},
	{"message thread not found", noThread, "topic not found"},
	{"topic_closed", noThread, "topic closed"},
	{"topic_deleted", noThread, "topic deleted"},
	{"chat not found", unreachable, "chat not found"},
	{"user not found", unreachable, "user not found"},
	{"peer_id_invalid", unreachable, "chat not found"},
	{"have no access to the user", unreachable, "no access to the user"},
	{"have no rights to send", unreachable, "no right to write in the group"},
	{"not enough rights to send", unreachable, "no right to write in the group"},
	{"chat_write_forbidden", unreachable, "no right to write in the group"},
	{"terminated by other getupdates", otherPoller, "another process polls with the same token"},
	{"webhook is active", webhookActive, "a webhook is set for this token"},
	{"terminated by setwebhook", webhookActive, "a webhook was set for this token"},
	{"message is too long", otherCause, "message is too long"},
	{"message_too_long", otherCause, "message is too long"},
	{"message text is empty", otherCause, "message text is empty"},
	{"button_data_invalid", otherCause, "a button carries too much"},
	{"button_url_invalid", otherCause, "a button has a bad address"},
	{"reply_markup_too_long", otherCause, "too many buttons"},
}

// apiError is a call that Telegram answered and refused. It holds no id, text or token.
type apiError struct {
	method     string
	code       int
	cause      cause
	words      string
	retryAfter time.Duration
	migrateTo  int64
}

// Error implements error.
func (e *apiError) Error() string {
	s := "telegram: " + e.method + ": " + strconv.Itoa(e.code) + " " + e.words
	if e.retryAfter > 0 {
		s += ", retry after " + e.retryAfter.String()
	}
	return s
}

func newAPIError(method string, code int, description string) *apiError {
	e := &apiError{method: method, code: code, words: strings.ToLower(http.StatusText(code))}
	low := strings.ToLower(description)
	for i := range causes {
		if strings.Contains(low, causes[i].wording) {
			e.cause, e.words = causes[i].cause, causes[i].words
			break
		}
	}
	if code == http.StatusForbidden {
		e.cause = unreachable
	}
	return e
}

// netError is a call that got no answer that makes sense. Its words hold no address, and so no token.
type netError struct {
	method string
	words  string
}

// Error implements error.
func (e *netError) Error() string { return "telegram: " + e.method + ": " + e.words }

// passing reports whether the same call may well succeed a little later.
func passing(err error) bool {
	var a *apiError
	if errors.As(err, &a) {
		return a.code >= http.StatusInternalServerError
	}
	var n *netError
	return errors.As(err, &n)
}

// retryAfter is how long Telegram asked to wait; 0 when it did not.
func retryAfter(err error) time.Duration {
	var a *apiError
	if errors.As(err, &a) && a.code == http.StatusTooManyRequests {
		return max(a.retryAfter, time.Second)
	}
	return 0
}

func causeOf(err error) cause {
	var a *apiError
	if errors.As(err, &a) {
		return a.cause
	}
	return otherCause
}

// refusedToken reports whether Telegram does not know the token: waiting does not help.
func refusedToken(err error) bool {
	var a *apiError
	return errors.As(err, &a) && (a.code == http.StatusUnauthorized || a.code == http.StatusNotFound)
}

// sendError is the one place where an error of this channel becomes one that all channels share. It is nil for nil.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	wait := retryAfter(err)
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	return &bots.SendError{
		Err:        err,
		RetryAfter: wait,
		Temporary:  wait > 0 || ended || passing(err),
		Gone:       causeOf(err) == unreachable,
	}
}

// libError turns an error of the library, which may hold an answer's whole body, into one of ours.
func libError(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("telegram: %s: %w", method, ctx.Err())
	}
	var many *bot.TooManyRequestsError
	if errors.As(err, &many) {
		e := newAPIError(method, http.StatusTooManyRequests, "")
		e.retryAfter = time.Duration(many.RetryAfter) * time.Second
		return e
	}
	codes := []struct {
		err  error
		code int
	}{
		{bot.ErrorUnauthorized, http.StatusUnauthorized},
		{bot.ErrorNotFound, http.StatusNotFound},
		{bot.ErrorForbidden, http.StatusForbidden},
		{bot.ErrorBadRequest, http.StatusBadRequest},
		{bot.ErrorConflict, http.StatusConflict},
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return newAPIError(method, c.code, err.Error())
		}
	}
	return &netError{method: method, words: "no answer that makes sense"}
}
