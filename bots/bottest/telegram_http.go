package bottest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// serve answers one HTTP request: /bot<token>/<method>.
func (f *FakeTelegram) serve(w http.ResponseWriter, r *http.Request) {
	token, method, found := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !strings.HasPrefix(r.URL.Path, "/bot") || !found {
		writeAnswer(w, nil, fail(wordNotFound))
		return
	}
	if token != f.Token {
		writeAnswer(w, nil, fail(wordUnauthorized))
		return
	}
	call, err := tgspec.ReadCall(r)
	if err != nil {
		f.mu.Lock()
		f.violate(method + ": " + err.Error())
		f.mu.Unlock()
		writeAnswer(w, nil, fail("Bad Request: "+err.Error()))
		return
	}
	fault := f.takeFault(call.Method)
	if fault != nil {
		f.play(w, r, call, *fault)
		return
	}
	result, failure := f.do(r, call)
	if r.Context().Err() == nil {
		writeAnswer(w, result, failure)
	}
}

// do works a call off and notes it.
func (f *FakeTelegram) do(r *http.Request, call tgspec.Call) (any, *tgError) {
	f.check(call)
	if strings.EqualFold(call.Method, "getUpdates") {
		return f.getUpdates(r, call)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	result, failure := f.dispatch(call)
	f.note(call, failure)
	return result, failure
}

// check holds a call against the description of the Bot API. What the server itself refuses with an
// error is a violation too: a bot that works never sends it.
func (f *FakeTelegram) check(call tgspec.Call) {
	if f.spec == nil {
		return
	}
	problems := f.spec.CheckCall(call, plainText)
	if len(problems) == 0 {
		return
	}
	f.mu.Lock()
	f.violate(problems...)
	f.mu.Unlock()
}

func writeAnswer(w http.ResponseWriter, result any, failure *tgError) {
	status := http.StatusOK
	var body any = struct {
		OK     bool `json:"ok"`
		Result any  `json:"result"`
	}{true, result}
	if failure != nil {
		status, body = failure.code, failure.answer()
		if failure.retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(failure.retryAfter))
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // results are plain values of our own
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the client may have gone
}

// tgMethod is one method of the Bot API; it is called with the lock held.
type tgMethod func(f *FakeTelegram, call tgspec.Call) (any, *tgError)

// telegramMethods are the methods that the fake knows, by lower-case name; getUpdates is apart because
// it waits.
func telegramMethods() map[string]tgMethod {
	return map[string]tgMethod{
		"getme":                  (*FakeTelegram).getMe,
		"setmycommands":          (*FakeTelegram).setMyCommands,
		"getmycommands":          (*FakeTelegram).getMyCommands,
		"deletemycommands":       (*FakeTelegram).deleteMyCommands,
		"setmydescription":       (*FakeTelegram).setText,
		"getmydescription":       (*FakeTelegram).getText,
		"setmyshortdescription":  (*FakeTelegram).setText,
		"getmyshortdescription":  (*FakeTelegram).getText,
		"setmyname":              (*FakeTelegram).setText,
		"getmyname":              (*FakeTelegram).getText,
		"setwebhook":             (*FakeTelegram).setWebhook,
		"deletewebhook":          (*FakeTelegram).deleteWebhook,
		"getwebhookinfo":         (*FakeTelegram).getWebhookInfo,
		"sendmessage":            (*FakeTelegram).sendMessage,
		"senddocument":           (*FakeTelegram).sendFile,
		"sendphoto":              (*FakeTelegram).sendFile,
		"sendchataction":         (*FakeTelegram).sendChatAction,
		"editmessagetext":        (*FakeTelegram).editMessageText,
		"editmessagereplymarkup": (*FakeTelegram).editMessageReplyMarkup,
		"deletemessage":          (*FakeTelegram).deleteMessage,
		"answercallbackquery":    (*FakeTelegram).answerCallbackQuery,
		"getchat":                (*FakeTelegram).getChat,
		"leavechat":              (*FakeTelegram).leaveChat,
	}
}

func (f *FakeTelegram) dispatch(call tgspec.Call) (any, *tgError) {
	m := f.methods[strings.ToLower(call.Method)]
	if m == nil {
		f.violate("the fake does not know the method " + call.Method)
		return nil, fail(wordNoMethod)
	}
	return m(f, call)
}
