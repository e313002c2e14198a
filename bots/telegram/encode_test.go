package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/quick"
	"time"
	"unicode/utf8"

	"github.com/go-telegram/bot"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

func TestAppendStringIsWhatEncodingJSONReads(t *testing.T) {
	same := func(s string) bool {
		var back string
		if err := json.Unmarshal(appendString(nil, s), &back); err != nil {
			t.Errorf("%q: %v", s, err)
			return false
		}
		return back == strings.ToValidUTF8(s, "\ufffd") || !utf8.ValidString(s)
	}
	for _, s := range []string{"", `"\`, "a\nb\tc\x00\x1f", "£ 👩‍👧", "\xff", "a\xffb\xc3", "\u2028", "<b>&amp;</b>"} {
		if !same(s) {
			t.Errorf("%q does not come back", s)
		}
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
	if err := quick.Check(func(b []byte) bool { return same(string(b)) }, nil); err != nil {
		t.Error(err)
	}
}

func TestLabelsOnButtonsComeBack(t *testing.T) {
	same := func(label string) bool {
		var call struct {
			Markup string `json:"reply_markup"`
		}
		var keyboard struct {
			Rows [][]struct{ Text string } `json:"inline_keyboard"`
		}
		o := outgoing{chat: 7, text: "x", rows: [][]bots.Button{{{Label: label, Data: "s|y"}}}}
		if err := json.Unmarshal(o.append(nil), &call); err != nil {
			t.Errorf("%q: %v", label, err)
			return false
		}
		if err := json.Unmarshal([]byte(call.Markup), &keyboard); err != nil {
			t.Errorf("%q: %v in %s", label, err, call.Markup)
			return false
		}
		return keyboard.Rows[0][0].Text == label || !utf8.ValidString(label)
	}
	for _, s := range []string{"", `"\`, `\"`, "a\nb\tc\x00\x1f", "£ 👩‍👧", "\xff", "\u2028", "<b>&amp;</b>"} {
		if !same(s) {
			t.Errorf("%q does not come back", s)
		}
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}

func TestTrapFieldsThatMisbehaveAreLeftOut(t *testing.T) {
	cases := []struct {
		name, want string
		o          outgoing
	}{
		{
			"new, with buttons", `{"chat_id":7,"text":"a\"b","parse_mode":"HTML","link_preview_options":{"is_disabled":true},"reply_markup":"{\"inline_keyboard\":[[{\"text\":\"Yes\",\"callback_data\":\"s|y\",\"style\":\"primary\"},{\"text\":\"Page\",\"url\":\"https://x.example\"}],[{\"text\":\"Help\",\"callback_data\":\"s|u\",\"style\":\"danger\"}]]}"}`,
			outgoing{chat: 7, text: `a"b`, html: true, rows: [][]bots.Button{
				{{Label: "Yes", Data: "s|y", Role: dialog.RolePrimary}, {Label: "Page", URL: "https://x.example"}}, nil, {{Label: "Help", Data: "s|u", Role: dialog.RoleUrgent}},
			}},
		},
		{"edit, plain, no buttons", `{"chat_id":-9,"message_id":3,"text":"x","link_preview_options":{"is_disabled":true}}`, outgoing{chat: -9, message: 3, thread: 4, text: "x"}},
		{"in a topic, rows without buttons", `{"chat_id":-9,"message_thread_id":4,"text":"x","link_preview_options":{"is_disabled":true}}`, outgoing{chat: -9, thread: 4, text: "x", rows: [][]bots.Button{nil, {}}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := string(c.o.append(nil)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFormatIsHTMLThatTelegramTakes(t *testing.T) {
	marked, plain := Format().Blocks([]dialog.Block{
		{Kind: dialog.Heading, Spans: []dialog.Span{{Text: `Tom & "Jerry" <3`}}},
		{Kind: dialog.Callout, Spans: []dialog.Span{{Text: "It's time"}}},
		{Kind: dialog.Paragraph, Spans: []dialog.Span{
			{Kind: content.Strong, Text: "Call"},
			{Text: " "},
			{Kind: content.Phone, Text: "0808 800 5000", Target: "08088005000"},
			{Text: " or "},
			{Kind: content.Link, Text: "the page", Target: "https://x.example/?a=1&b=2"},
		}},
	})
	const wantMarked = `<b>Tom &amp; &quot;Jerry&quot; &lt;3</b>` + "\n\n" + `<blockquote>It's time</blockquote>` + "\n\n" +
		`<b>Call</b> 0808 800 5000 or <a href="https://x.example/?a=1&amp;b=2">the page</a>`
	const wantPlain = "Tom & \"Jerry\" <3\n\nIt's time\n\nCall 0808 800 5000 or the page"
	if marked != wantMarked || plain != wantPlain {
		t.Errorf("got %s\n%s\nwant %s\n%s", marked, plain, wantMarked, wantPlain)
	}
}

func TestTrapFourThousandCharactersCountAfterParsing(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	word := "<&> 👩‍👧 "
	reply := dialog.Reply{Screen: "long", Fresh: true, Nav: []dialog.Choice{{ID: "urgent", Label: "Urgent help", Role: dialog.RoleUrgent}}}
	for range 40 {
		reply.Blocks = append(reply.Blocks, dialog.Block{Kind: dialog.Paragraph, Spans: []dialog.Span{{Text: strings.TrimSpace(strings.Repeat(word, 30))}}})
	}
	r.desk.screen = func(ev bots.Event) bots.Outcome {
		return bots.Outcome{Messages: bots.Fit(reply, r.a.Caps(ev.Room), Format())}
	}
	p := r.fake.Person(7, 7)
	r.answered(p.SendText("x"))
	whole, messages := "", 0
	for _, s := range p.Chat().Messages() {
		if s.FromBot {
			whole += s.Text
			messages++
		}
	}
	if got, want := strings.Count(whole, "👩‍👧"), 40*30; got != want || messages < 2 {
		t.Errorf("got %d words in %d messages, want %d in several", got, messages, want)
	}
}

func TestTrapButtonsCarryAtMost64Bytes(t *testing.T) {
	caps := testAdapter(t).Caps(bots.Room{ID: "7"})
	if caps.Data != 64 || caps.Text != 4096 || !caps.UTF16 || caps.Raw || caps.PerRow != 8 || caps.Buttons != 100 || caps.Many != bots.Toggles || !caps.Edit {
		t.Errorf("got %+v", caps)
	}
}

func TestTrapWrappedErrorsAreRecognised(t *testing.T) {
	wrapped := fmt.Errorf("call: %w", &bot.TooManyRequestsError{RetryAfter: 7})
	if got := retryAfter(fmt.Errorf("again: %w", libError(t.Context(), "getMe", wrapped))); got != 7*time.Second {
		t.Errorf("got %v, want 7 s", got)
	}
	blocked := fmt.Errorf("call: %w", newAPIError(sendMessage, 403, "Forbidden: bot was blocked by the user"))
	if e := sendErr(t, sendError(blocked)); !e.Gone {
		t.Errorf("got %+v, want gone", e)
	}
	if err := sendError(nil); err != nil {
		t.Errorf("nil became %v", err)
	}
	if e := sendErr(t, sendError(errors.New("a defect"))); e.Gone || e.Temporary || e.RetryAfter != 0 {
		t.Errorf("got %+v, want a plain failure", e)
	}
}
