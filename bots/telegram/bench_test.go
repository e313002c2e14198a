package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"github.com/safesteps/safesteps/bots"
)

// aScreen is about as large as the screens of a walk.
func aScreen() bots.Message {
	text := strings.Repeat("Turn off <b>quick add</b> &amp; friend suggestions. ", 12)
	m := bots.Message{Screen: "card", Text: text, Plain: text, Edit: true}
	for _, l := range []string{"Done", "Later", "Could not find it", "My child said no", "Not for us", "Back", "Urgent help"} {
		m.Rows = append(m.Rows, []bots.Button{{Label: l, Data: bots.Token("card:snapchat.quick-add", l)}})
	}
	return m
}

// aPress is what Telegram delivers: the press, with the whole message that it was on.
func aPress() []byte {
	m := aScreen()
	o := outgoing{chat: 7, text: m.Text, rows: m.Rows}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(o.append(nil), &sent); err != nil {
		panic(err)
	}
	raw, err := json.Marshal(map[string]any{"update_id": 700000001, "callback_query": map[string]any{
		"id": "4611686018427387904", "from": map[string]any{"id": 7, "is_bot": false, "first_name": "Pat", "language_code": "en"},
		"message": map[string]any{
			"message_id": 3, "date": 1760000000, "chat": map[string]any{"id": 7, "type": "private", "first_name": "Pat"},
			"from": map[string]any{"id": 123456, "is_bot": true, "first_name": "Safesteps", "username": "safesteps_bot"},
			"text": sent["text"], "reply_markup": sent["reply_markup"],
		},
		"chat_instance": "-123", "data": bots.Token("card:snapchat.quick-add", "done"),
	}})
	if err != nil {
		panic(err)
	}
	return raw
}

func BenchmarkDecodePress(b *testing.B) {
	raw := aPress()
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := decodeUpdate(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeEdit(b *testing.B) {
	m := aScreen()
	o := outgoing{chat: 7, message: 3, text: m.Text, html: true, rows: m.Rows}
	buf := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buf = o.append(buf[:0])
	}
	b.SetBytes(int64(len(buf)))
}

// BenchmarkEncodeEditReflect is the same through encoding/json, to compare with.
func BenchmarkEncodeEditReflect(b *testing.B) {
	m := aScreen()
	type body struct {
		Chat    int64                     `json:"chat_id"`
		Message int64                     `json:"message_id"`
		Text    string                    `json:"text"`
		Mode    string                    `json:"parse_mode"`
		Preview models.LinkPreviewOptions `json:"link_preview_options"`
		Markup  struct {
			Rows [][]map[string]string `json:"inline_keyboard"`
		} `json:"reply_markup"`
	}
	b.ReportAllocs()
	for b.Loop() {
		x := body{Chat: 7, Message: 3, Text: m.Text, Mode: "HTML"}
		for _, row := range m.Rows {
			x.Markup.Rows = append(x.Markup.Rows, []map[string]string{{"text": row[0].Label, "callback_data": row[0].Data}})
		}
		if _, err := json.Marshal(x); err != nil {
			b.Fatal(err)
		}
	}
}

// bareServer is a Bot API that says yes to everything, as cheaply as net/http can.
func bareServer(b *testing.B) string {
	b.Helper()
	yes := []byte(`{"ok":true,"result":{"message_id":3,"date":1,"chat":{"id":7,"type":"private"}}}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(yes)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkEditCall is one edit, to the server and back.
func BenchmarkEditCall(b *testing.B) {
	a, err := New(Config{Token: "1:a", APIURL: bareServer(b)})
	if err != nil {
		b.Fatal(err)
	}
	m := aScreen()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			d := delivery{a: a, chat: 7}
			if err := d.edit(context.Background(), m, 3); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// answerAtOnce is the least a Runner can do: it answers before it returns.
type answerAtOnce struct{ out bots.Outcome }

func (h answerAtOnce) Handle(ctx context.Context, ev bots.Event) error {
	return ev.Reply.Respond(ctx, h.out)
}

// BenchmarkWebhookTurn is a press from the delivery, over a connection and its lane, to the edit and the answer.
func BenchmarkWebhookTurn(b *testing.B) {
	a, err := New(Config{Token: "1:a", APIURL: bareServer(b), WebhookURL: "https://x.example", WebhookSecret: testSecret})
	if err != nil {
		b.Fatal(err)
	}
	h := answerAtOnce{bots.Outcome{Messages: []bots.Message{aScreen()}}}
	server := httptest.NewUnstartedServer(a.WebhookHandler(h))
	server.Listener = a.Lane(server.Listener, h)
	server.Start()
	defer server.Close()
	raw := aPress()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) { deliverRaw(b, pb, server.Listener.Addr().String(), raw) })
}

// deliverRaw delivers an update again and again over one connection, at next to no cost of its own.
func deliverRaw(b *testing.B, pb *testing.PB, addr string, raw []byte) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Error(err)
		return
	}
	defer conn.Close()
	head := "POST " + WebhookPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + secretHeader + ": " + testSecret +
		"\r\nContent-Length: " + jsonLen(raw) + "\r\n\r\n"
	request := append([]byte(head), raw...)
	answer := make([]byte, 4096)
	for pb.Next() {
		if _, err := conn.Write(request); err != nil {
			b.Error(err)
			return
		}
		n, err := conn.Read(answer)
		if err != nil || !bytes.HasPrefix(answer[:n], []byte("HTTP/1.1 200")) {
			b.Errorf("%v %s", err, answer[:n])
			return
		}
	}
}

func jsonLen(raw []byte) string {
	n, _ := json.Marshal(len(raw))
	return string(n)
}
