package bottest

import (
	"fmt"
	"net/http"
	"strings"
)

// tgError is an answer with ok=false.
type tgError struct {
	code       int
	text       string // with the prefix "Bad Request: " and the like
	retryAfter int    // seconds, 0 for none
	migrateTo  int64  // 0 for none
}

// The server's own wordings. Those that the file of recorded wordings holds are compared with it by a
// test; the rest are the words of TDLib or of Telegram's servers behind it.
const (
	wordUnauthorized    = "Unauthorized"
	wordNotFound        = "Not Found"
	wordNoMethod        = "Not Found: method not found"
	wordChatEmpty       = "Bad Request: chat_id is empty"
	wordNoChat          = "Bad Request: chat not found"
	wordUpgraded        = "Bad Request: group chat was upgraded to a supergroup chat"
	wordBlocked         = "Forbidden: bot was blocked by the user"
	wordDeactivated     = "Forbidden: user is deactivated"
	wordKickedGroup     = "Forbidden: bot was kicked from the group chat"
	wordKickedSuper     = "Forbidden: bot was kicked from the supergroup chat"
	wordLeftGroup       = "Forbidden: bot is not a member of the group chat"
	wordLeftSuper       = "Forbidden: bot is not a member of the supergroup chat"
	wordWebhookActive   = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	wordOtherPoll       = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
	wordPollByWebhook   = "Conflict: terminated by setWebhook request"
	wordBadWebhook      = "Bad Request: invalid webhook URL specified"
	wordNoHTTPS         = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
	wordSecretLong      = "Bad Request: secret token is too long"
	wordSecretBad       = "Bad Request: secret token contains unallowed characters"
	wordTextEmpty       = "Bad Request: message text is empty"
	wordTextBlank       = "Bad Request: text must be non-empty"
	wordTextLong        = "Bad Request: message is too long"
	wordCaptionLong     = "Bad Request: message caption is too long"
	wordEditLong        = "Bad Request: MESSAGE_TOO_LONG"
	wordParseMode       = "Bad Request: unsupported parse_mode"
	wordNotModified     = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	wordEditNotFound    = "Bad Request: message to edit not found"
	wordCantEdit        = "Bad Request: message can't be edited"
	wordNoTextToEdit    = "Bad Request: there is no text in the message to edit"
	wordDeleteNotFound  = "Bad Request: message to delete not found"
	wordCantDelete      = "Bad Request: message can't be deleted"
	wordNoMessageID     = "Bad Request: message identifier is not specified"
	wordReplyNotFound   = "Bad Request: message to be replied not found"
	wordQueryTooOld     = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	wordMarkupJSON      = "Bad Request: can't parse reply keyboard markup JSON object"
	wordMarkupObject    = "Bad Request: object expected as reply markup"
	wordMarkupRows      = `Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`
	wordMarkupField     = `Bad Request: field "inline_keyboard" must be of type Array`
	wordMarkupLong      = "Bad Request: reply markup is too long"
	wordInlineExpected  = "Bad Request: inline keyboard expected"
	wordButtonData      = "Bad Request: BUTTON_DATA_INVALID"
	wordButtonURL       = "Bad Request: BUTTON_URL_INVALID"
	wordButtonTextless  = "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
	wordButtonObject    = "Bad Request: can't parse inline keyboard button: InlineKeyboardButton must be an Object"
	wordButtonText      = `Bad Request: can't parse inline keyboard button: Field "text" must be of type String`
	wordCommandsJSON    = "Bad Request: can't parse commands JSON object"
	wordCommandsArray   = "Bad Request: expected an Array of BotCommand"
	wordCommandsMany    = "Bad Request: BOT_COMMANDS_TOO_MUCH"
	wordCommandInvalid  = "Bad Request: BOT_COMMAND_INVALID"
	wordCommandDescribe = "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
	wordScopeJSON       = "Bad Request: can't parse BotCommandScope JSON object"
	wordScopeType       = "Bad Request: can't parse BotCommandScope: Unsupported type specified"
	wordNoFile          = "Bad Request: there is no %s in the request"
	wordFileEmpty       = "Bad Request: file must be non-empty"
	wordCantLeave       = "Bad Request: chat member status can't be changed in private chats"
)

// fail makes an error whose code follows from its prefix.
func fail(text string) *tgError {
	codes := []struct {
		prefix string
		code   int
	}{
		{"Bad Request", http.StatusBadRequest},
		{"Unauthorized", http.StatusUnauthorized},
		{"Forbidden", http.StatusForbidden},
		{"Not Found", http.StatusNotFound},
		{"Conflict", http.StatusConflict},
		{"Too Many Requests", http.StatusTooManyRequests},
	}
	for _, c := range codes {
		if strings.HasPrefix(text, c.prefix) {
			return &tgError{code: c.code, text: text}
		}
	}
	return &tgError{code: http.StatusInternalServerError, text: text}
}

func tooMany(seconds int) *tgError {
	e := fail(fmt.Sprintf("Too Many Requests: retry after %d", seconds))
	e.retryAfter = seconds
	return e
}

// badRequest words an error of the parsers as the server does: the first letter small.
func badRequest(err error) *tgError {
	text := err.Error()
	return fail("Bad Request: " + strings.ToLower(text[:1]) + text[1:])
}

type errorAnswer struct {
	OK          bool             `json:"ok"`
	Code        int              `json:"error_code"`
	Description string           `json:"description"`
	Parameters  *errorParameters `json:"parameters,omitempty"`
}

type errorParameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

func (e *tgError) answer() errorAnswer {
	a := errorAnswer{Code: e.code, Description: e.text}
	if e.retryAfter != 0 || e.migrateTo != 0 {
		a.Parameters = &errorParameters{MigrateTo: e.migrateTo, RetryAfter: e.retryAfter}
	}
	return a
}
