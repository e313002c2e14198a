package telegram

import (
	"encoding/json"
	"strings"
	"testing"
)

var scanSeeds = []string{
	`{"update_id":5,"message":{"message_id":1,"text":"hi \u00a3 \ud83d\ude42 \"q\" \\ \/ \b\f\n\r\t","chat":{"id":-9,"type":"group"},"from":{"id":7,"is_bot":false,"language_code":"en"}}}`,
	`{"update_id":5,"message":{"text":"£ 🙂","from":null,"is_topic_message":true,"message_thread_id":3,"x":[1,-0.5e+3,[],{},[{}],true,false,null]}}`,
	` { "update_id" : 5 , "message" : { "chat" : { } , "from" : { } } } `,
	`{"update_id":5,"message":{"text":"a\ud83d lonely","media_group_id":""}}`,
	`{"update_id":05}`, `{"update_id":5,}`, `{"update_id":5}x`, `{"update_id":5`, `{"update_id":-}`, `{"a":"\u12g4","update_id":5}`,
	`{"update_id":1e3}`, `{"update_id":5,"message":{"text":7,"message_id":9}}`, `{"update_id":5,"a":[1,]}`, `{"update_id":5,"a":tru}`,
	`{"update_id":5,"a":"` + "\x01" + `"}`, `{"update_id":5,"a":01}`, `{"update_id":5,"a":1.}`, `{"update_id":5,"a":.5}`, `{"update_id":5 "a":1}`,
	`{update_id:5}`, `"x"`, `5`, ``, ` `, `[`, `{"update_id":5,"message":{"text":"` + "\xff" + `"}}`, "{\"update_id\":5,\"a\":\"\\", `{"":{"":{}}}`,
}

// checkScan holds the scanner against encoding/json.
func checkScan(t *testing.T, raw []byte) {
	t.Helper()
	s := scanner{b: raw}
	s.skip()
	s.end()
	if got, want := !s.broken, json.Valid(raw); got != want {
		t.Errorf("%q: valid %v, encoding/json says %v", raw, got, want)
	}
	u, err := decodeUpdate(raw)
	if err != nil || u.Message == nil || !onceEach(raw) {
		return
	}
	var whole struct {
		Fields map[string]json.RawMessage `json:"message"` // a map, because names count exactly as they are written
	}
	if err := json.Unmarshal(raw, &whole); err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	want := message{}
	read := func(fields map[string]json.RawMessage, name string, to any) {
		if v := fields[name]; v != nil && json.Unmarshal(v, to) != nil {
			t.Errorf("%q: %s was taken, encoding/json does not take it", raw, name)
		}
	}
	read(whole.Fields, "message_id", &want.ID)
	read(whole.Fields, "message_thread_id", &want.Thread)
	read(whole.Fields, "is_topic_message", &want.InTopic)
	read(whole.Fields, "text", &want.Text)
	read(whole.Fields, "media_group_id", &want.Album)
	read(whole.Fields, "migrate_to_chat_id", &want.MigratedTo)
	var chat map[string]json.RawMessage
	read(whole.Fields, "chat", &chat)
	read(chat, "id", &want.Chat.ID)
	read(chat, "type", &want.Chat.Type)
	got := *u.Message
	got.From, got.Media, got.SenderChat = nil, false, false
	if got != want {
		t.Errorf("%q: got %+v, encoding/json reads %+v", raw, got, want)
	}
}

// onceEach reports whether every name stands once and as it is: encoding/json reads capitals, escapes and doubles otherwise.
func onceEach(raw []byte) bool {
	s := string(raw)
	for _, name := range []string{"message", "chat", "type", "text", "message_id", "message_thread_id", "is_topic_message", "media_group_id", "migrate_to_chat_id"} {
		if strings.Count(s, `"`+name+`"`) > 1 {
			return false
		}
	}
	return strings.Count(s, `"id"`) <= 2 && !strings.Contains(s, `\u`) && strings.Count(strings.ToLower(s), `"message"`) == 1
}

func TestScannerReadsWhatEncodingJSONReads(t *testing.T) {
	for _, raw := range scanSeeds {
		checkScan(t, []byte(raw))
	}
	checkScan(t, aPress())
	u, err := decodeUpdate([]byte(scanSeeds[0]))
	if err != nil || u.Message.Text != "hi £ 🙂 \"q\" \\ / \b\f\n\r\t" || *u.Message.From != (user{ID: 7, Language: "en"}) {
		t.Errorf("got %+v, %v", u.Message, err)
	}
	deep := strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)
	checkScan(t, []byte(deep))
	checkScan(t, []byte("["+deep+"]"))
	checkScan(t, []byte(strings.Repeat(`{"a":`, maxDepth+1)+"1"+strings.Repeat("}", maxDepth+1)))
}

func FuzzScanner(f *testing.F) {
	for _, raw := range scanSeeds {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { checkScan(t, raw) })
}
