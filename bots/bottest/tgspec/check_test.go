package tgspec

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

// load returns the real description; without it the test is skipped, or fails when CI=true.
func load(t testing.TB) *Spec {
	t.Helper()
	s, err := Shared()
	if err == nil {
		return s
	}
	if os.Getenv("CI") == "true" || !errors.Is(err, ErrNoSpecs) {
		t.Fatalf("needs telegram-bot-api.json: %v", err)
	}
	t.Skipf("needs telegram-bot-api.json: %v", err)
	return nil
}

func params(kv ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return m
}

func button(fields string) string { return `{"inline_keyboard":[[{` + fields + `}]]}` }

func TestCheckCall(t *testing.T) {
	s := load(t)
	plain := func(text, mode string) (string, error) {
		if mode == "bad" {
			return "", errors.New("no such mode")
		}
		return strings.ReplaceAll(strings.ReplaceAll(text, "<b>", ""), "</b>", ""), nil
	}
	tests := []struct {
		name   string
		method string
		params map[string]string
		want   string // part of the only problem, "" for none
	}{
		{"plain", "sendMessage", params("chat_id", "7", "text", "hi"), ""},
		{"method in capitals", "SENDMESSAGE", params("chat_id", "7", "text", "hi"), ""},
		{"unknown method", "sendMassage", params(), "unknown method sendMassage"},
		{"missing text", "sendMessage", params("chat_id", "7"), "required field text is missing"},
		{"unknown field", "sendMessage", params("chat_id", "7", "text", "hi", "txt", "x"), "field txt is not in the description"},
		{"chat is null", "sendMessage", params("chat_id", "null", "text", "hi"), `"null" is neither a number nor an @name`},
		{"chat by name", "sendMessage", params("chat_id", "@channel", "text", "hi"), ""},
		{"empty text", "sendMessage", params("chat_id", "7", "text", ""), "0 characters, must be 1-4096"},
		{"longest text", "sendMessage", params("chat_id", "7", "text", strings.Repeat("x", 4096)), ""},
		{"text too long", "sendMessage", params("chat_id", "7", "text", strings.Repeat("x", 4097)), "4097 characters, must be 1-4096"},
		{"surrogate pairs count twice", "sendMessage", params("chat_id", "7", "text", strings.Repeat("😀", 2049)), "4098 characters"},
		{"markup does not count", "sendMessage", params("chat_id", "7", "parse_mode", "HTML", "text", "<b>"+strings.Repeat("x", 4096)+"</b>"), ""},
		{"markup that cannot be parsed", "sendMessage", params("chat_id", "7", "parse_mode", "bad", "text", "x"), "text: no such mode"},
		{"number is text", "editMessageText", params("chat_id", "7", "message_id", "x", "text", "hi"), `message_id: "x" is not Integer`},
		{"boolean is text", "answerCallbackQuery", params("callback_query_id", "1", "show_alert", "yes"), `"yes" is not Boolean`},
		{"toast too long", "answerCallbackQuery", params("callback_query_id", "1", "text", strings.Repeat("x", 201)), "201 characters, must be 0-200"},
		{"keyboard", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"Kik","callback_data":"a"`)), ""},
		{"data of 64 bytes", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"K","callback_data":"`+strings.Repeat("é", 32)+`"`)), ""},
		{"data of 66 bytes", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"K","callback_data":"`+strings.Repeat("é", 33)+`"`)), "66 bytes, must be 1-64"},
		{"button without action", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"K"`)), "exactly one action, has 0"},
		{"button with two actions", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"K","url":"https://x.org","callback_data":"a"`)), "exactly one action, has 2"},
		{"button of another library", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", button(`"text":"K","label":"K","url":"https://x.org"`)), "no field label"},
		{"rows are null", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", `{"inline_keyboard":null}`), "must be an array, is null"},
		{"markup is not JSON", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", `{`), "not JSON"},
		{"two values", "sendMessage", params("chat_id", "7", "text", "hi", "reply_markup", `{} {}`), "more than one value"},
		{"description too long", "setMyCommands", params("commands", `[{"command":"start","description":"`+strings.Repeat("d", 257)+`"}]`), "257 characters, must be 1-256"},
		{"101 commands", "setMyCommands", params("commands", `[`+strings.Repeat(`{"command":"a","description":"b"},`, 100)+`{"command":"a","description":"b"}]`), "101 items, must be 0-100"},
		{"scope of no kind", "setMyCommands", params("commands", `[]`, "scope", `{"type":"everybody"}`), `is "everybody", must be`},
		{"limit too high", "getUpdates", params("limit", "101"), "101, must be 1-100"},
		{"too many connections", "setWebhook", params("url", "https://x.org", "max_connections", "101"), "101, must be 1-100"},
		{"short description", "setMyShortDescription", params("short_description", strings.Repeat("x", 121)), "must be 0-120"},
		{"no parameters", "getMe", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.CheckCall(Call{Method: tt.method, Params: tt.params}, plain)
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("got %q, want no problem", got)
			case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("got %q, want one problem with %q", got, tt.want)
			}
		})
	}
}

func TestCheckUploads(t *testing.T) {
	s := load(t)
	call := Call{Method: "sendDocument", Params: params("chat_id", "7"), Files: map[string]Upload{"document": {Name: "plan.html"}}}
	if got := s.CheckCall(call, nil); len(got) > 0 {
		t.Errorf("upload as a field: got %q", got)
	}
	call = Call{Method: "sendDocument", Params: params("chat_id", "7", "document", "attach://f"), Files: map[string]Upload{"f": {Name: "plan.html"}}}
	if got := s.CheckCall(call, nil); len(got) > 0 {
		t.Errorf("attached upload: got %q", got)
	}
	call.Files["other"] = Upload{Name: "x"}
	if got := s.CheckCall(call, nil); len(got) != 1 || !strings.Contains(got[0], "the upload other belongs to no field") {
		t.Errorf("stray upload: got %q", got)
	}
}

func TestCheckUpdate(t *testing.T) {
	s := load(t)
	head := `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},`
	tests := []struct{ name, update, want string }{
		{"message", head + `"text":"/start"}}`, ""},
		{"no id", `{"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}}}`, "Update.update_id is missing"},
		{"broken number", `{"update_id":1.5}`, "must be a Integer, is the number 1.5"},
		{"number as string", `{"update_id":"1"}`, "must be a Integer, is a string"},
		{"unknown origin", head + `"forward_origin":{"type":"future","date":1}}}`, "forward_origin"},
		{"sender without name", head + `"from":{"id":7,"is_bot":false}}}`, "User.first_name is missing"},
		{"field that is not there", head + `"botToken":"x"}}`, "Message has no field botToken"},
		{"press without chat_instance", `{"update_id":3,"callback_query":{"id":"1","from":{"id":7,"is_bot":false,"first_name":"P"},"data":"a"}}`, "CallbackQuery.chat_instance is missing"},
		{"not JSON", `{`, "not JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.CheckObject("Update", []byte(tt.update))
			if tt.want == "" && len(got) > 0 || tt.want != "" && !strings.Contains(strings.Join(got, "\n"), tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadCall(t *testing.T) {
	const markup = `{"inline_keyboard":[]}`
	jsonBody := `{"chat_id":7,"text":"a \"b\" é","silent":true,"reply_markup":` + markup + `}`
	form := url.Values{"chat_id": {"7"}, "text": {`a "b" é`}, "silent": {"true"}, "reply_markup": {markup}}
	var buf bytes.Buffer
	mw := multipart.NewWriter(&buf)
	for name, v := range form {
		if err := mw.WriteField(name, v[0]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := mw.CreateFormFile("document", "plan.html")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("<p>"))
	_ = mw.Close()
	bodies := map[string][2]string{
		"json":       {"application/json; charset=utf-8", jsonBody},
		"urlencoded": {"application/x-www-form-urlencoded", form.Encode()},
		"multipart":  {mw.FormDataContentType(), buf.String()},
	}
	for name, b := range bodies {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bot1:x/sendMessage?extra=1", strings.NewReader(b[1]))
		r.Header.Set("Content-Type", b[0])
		c, err := ReadCall(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := params("chat_id", "7", "text", `a "b" é`, "silent", "true", "reply_markup", markup, "extra", "1")
		for k, v := range want {
			if c.Params[k] != v {
				t.Errorf("%s: %s is %q, want %q", name, k, c.Params[k], v)
			}
		}
		if c.Method != "sendMessage" {
			t.Errorf("%s: method %q", name, c.Method)
		}
		if name == "multipart" && string(c.Files["document"].Content) != "<p>" {
			t.Errorf("upload: got %+v", c.Files)
		}
	}
	for name, b := range map[string][2]string{
		"cut JSON":          {"application/json", `{"chat_id":`},
		"JSON list":         {"application/json", `[]`},
		"cut multipart":     {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"},
		"broken urlencoded": {"application/x-www-form-urlencoded", "a=%zz"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bot1:x/sendMessage", strings.NewReader(b[1]))
		r.Header.Set("Content-Type", b[0])
		if _, err := ReadCall(r); !errors.Is(err, ErrBadBody) {
			t.Errorf("%s: got %v, want ErrBadBody", name, err)
		}
	}
}

func TestFindSaysWhatIsMissing(t *testing.T) {
	t.Setenv("SAFESTEPS_SPECS", t.TempDir())
	_, err := Find("telegram-bot-api.json")
	if !errors.Is(err, ErrNoSpecs) || !strings.Contains(err.Error(), "SAFESTEPS_SPECS") {
		t.Errorf("got %v", err)
	}
}

// TestLimits reads limits out of prose: the ones that matter to a bot must not be lost when the
// description is worded anew.
func TestLimits(t *testing.T) {
	s := load(t)
	tests := []struct {
		object, field string
		want          limit
	}{
		{"sendmessage", "text", limit{characters, 1, 4096, true}},
		{"editmessagetext", "text", limit{characters, 1, 4096, true}},
		{"senddocument", "caption", limit{characters, 0, 1024, true}},
		{"answercallbackquery", "text", limit{characters, 0, 200, false}},
		{"setmycommands", "commands", limit{items, 0, 100, false}},
		{"setwebhook", "secret_token", limit{characters, 1, 256, false}},
		{"setwebhook", "max_connections", limit{value, 1, 100, false}},
		{"getupdates", "limit", limit{value, 1, 100, false}},
		{"deletemessages", "message_ids", limit{items, 1, 100, false}},
		{"InlineKeyboardButton", "callback_data", limit{octets, 1, 64, false}},
		{"BotCommand", "command", limit{characters, 1, 32, false}},
	}
	for _, tt := range tests {
		o := s.methods[tt.object]
		if o == nil {
			o = s.types[tt.object]
		}
		if got := o.byName[tt.field].limit; got != tt.want {
			t.Errorf("%s.%s: got %+v, want %+v", tt.object, tt.field, got, tt.want)
		}
	}
	var methods []string
	for name := range s.methods {
		methods = append(methods, name)
	}
	if !slices.Contains(methods, "sendmessage") || len(methods) < 150 {
		t.Errorf("only %d methods", len(methods))
	}
}

func BenchmarkCheckCall(b *testing.B) {
	s := load(b)
	c := Call{Method: "sendMessage", Params: params("chat_id", "7", "text", "hello", "reply_markup", button(`"text":"Kik","callback_data":"a"`))}
	b.ReportAllocs()
	for b.Loop() {
		s.CheckCall(c, nil)
	}
}
