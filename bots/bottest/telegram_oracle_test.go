package bottest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/safesteps/safesteps/bots/bottest/tdlib"
)

// oracle loads TDLib; without it the test is skipped, or fails when CI=true.
func oracle(t testing.TB) *tdlib.Library {
	t.Helper()
	lib, err := tdlib.Shared()
	if err == nil {
		return lib
	}
	if os.Getenv("CI") == "true" || !errors.Is(err, tdlib.ErrNoLibrary) {
		t.Fatalf("needs TDLib: %v", err)
	}
	t.Skipf("needs TDLib: %v", err)
	return nil
}

// verdict is what a parser says of a text, in a form that can be compared.
type verdict struct {
	Text     string
	Order    []string // of the entities, without what sets equal ones apart: TDLib's sort is not stable
	Entities []string // sorted
	Error    string
}

func (v *verdict) add(kind string, offset, length int, url, lang string, user int64) {
	place := fmt.Sprintf("%s %d+%d", kind, offset, length)
	v.Order = append(v.Order, place)
	v.Entities = append(v.Entities, fmt.Sprintf("%s %q %q %d", place, url, lang, user))
	slices.Sort(v.Entities)
}

// kinds are TDLib's names of the Bot API's entities.
var kinds = map[string]string{
	"textEntityTypeBold": "bold", "textEntityTypeItalic": "italic", "textEntityTypeUnderline": "underline",
	"textEntityTypeStrikethrough": "strikethrough", "textEntityTypeSpoiler": "spoiler", "textEntityTypeCode": "code",
	"textEntityTypePre": "pre", "textEntityTypePreCode": "pre", "textEntityTypeTextUrl": "text_link",
	"textEntityTypeMentionName": "text_mention", "textEntityTypeBlockQuote": "blockquote",
	"textEntityTypeExpandableBlockQuote": "expandable_blockquote", "textEntityTypeCustomEmoji": "custom_emoji",
	"textEntityTypeDateTime": "date_time",
}

func ours(s string) verdict {
	text, entities, err := ParseHTML(s)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	v := verdict{Text: text}
	for _, e := range entities {
		v.add(e.Type, e.Offset, e.Length, e.URL, e.Language, e.UserID)
	}
	return v
}

func theirs(t testing.TB, lib *tdlib.Library, s string) verdict {
	t.Helper()
	text, entities, err := lib.ParseHTML(s)
	var refused *tdlib.ParseError
	if errors.As(err, &refused) {
		return verdict{Error: refused.Message}
	}
	if err != nil {
		t.Fatal(err)
	}
	v := verdict{Text: text}
	for _, e := range entities {
		v.add(kinds[e.Kind], e.Offset, e.Length, e.URL, e.Lang, e.UserID)
	}
	return v
}

// TestParseHTMLRecorded replays the answers of TDLib that were recorded.
func TestParseHTMLRecorded(t *testing.T) {
	raw, err := os.ReadFile(SpecFile(t, "tdlib-parse-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Mode, Input, Text, Error string
			Entities                 []struct {
				Offset, Length int
				Kind           string `json:"@type"`
				URL, Language  string
			}
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range file.Cases {
		if c.Mode != "HTML" {
			continue
		}
		n++
		want := verdict{Text: c.Text, Error: c.Error}
		for _, e := range c.Entities {
			want.add(kinds[e.Kind], e.Offset, e.Length, e.URL, e.Language, 0)
		}
		if diff := cmp.Diff(want, ours(c.Input)); diff != "" {
			t.Errorf("%q (-recorded +ours):\n%s", c.Input, diff)
		}
	}
	if n < 80 {
		t.Errorf("only %d cases of HTML", n)
	}
}

// TestParseHTMLOracle compares our parser with TDLib on texts put together from what is hard.
func TestParseHTMLOracle(t *testing.T) {
	lib := oracle(t)
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom(htmlPieces), 0, 14).Draw(rt, "pieces")
		s := strings.Join(pieces, "")
		if diff := cmp.Diff(theirs(t, lib, s), ours(s)); diff != "" {
			rt.Errorf("%q (-TDLib +ours):\n%s", s, diff)
		}
	})
}

// TestParseHTMLWellFormed does the same on texts that are right most of the time, as ours are.
func TestParseHTMLWellFormed(t *testing.T) {
	lib := oracle(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawHTML(rt, 4)
		if diff := cmp.Diff(theirs(t, lib, s), ours(s)); diff != "" {
			rt.Errorf("%q (-TDLib +ours):\n%s", s, diff)
		}
	})
}

// TestParseHTMLLinks compares the links that are kept, on whole addresses.
func TestParseHTMLLinks(t *testing.T) {
	lib := oracle(t)
	rapid.Check(t, func(rt *rapid.T) {
		target := strings.Join(rapid.SliceOfN(rapid.SampledFrom(linkPieces), 0, 9).Draw(rt, "target"), "")
		s := `<a href="` + target + `">x</a>`
		if diff := cmp.Diff(theirs(t, lib, s), ours(s)); diff != "" {
			rt.Errorf("%q (-TDLib +ours):\n%s", s, diff)
		}
	})
}

func drawHTML(rt *rapid.T, depth int) string {
	var b strings.Builder
	for range rapid.IntRange(0, 3).Draw(rt, "parts") {
		b.WriteString(rapid.SampledFrom([]string{"", "a", "é", "😀", " ", "\n", "&amp;", "&lt;b&gt;", "0800 1111"}).Draw(rt, "text"))
		if depth == 0 {
			continue
		}
		tag := rapid.SampledFrom([]string{"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler", "pre-code"}).Draw(rt, "tag")
		inner := drawHTML(rt, depth-1)
		switch tag {
		case "a":
			fmt.Fprintf(&b, `<a href="https://www.example.org/%d?x=1&amp;y=2">%s</a>`, depth, inner)
		case "pre-code":
			fmt.Fprintf(&b, `<pre><code class="language-go">%s</code></pre>`, inner)
		default:
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, inner, tag)
		}
	}
	return b.String()
}

var htmlPieces = []string{
	"<b>", "</b>", "<i>", "</i>", "</>", "<B>", "</B>", "<em >", "</em >", "<br>", "<br/>", "<h1>", "<p>", "<", ">", "</", "&", ";",
	"<a href=\"https://www.nspcc.org.uk/\">", "<a href='tel:08001111'>", "<a href=mailto:x@y.org>", "<a href=\"mailto:x@y.org\">", "<a>",
	"<a href=\"tg://user?id=42\">", "<a href='tg:resolve?domain=a_b'>", "</a>", "<a href=\"", "\"", "'", "=",
	"<code>", "<code class=\"language-go\">", "<code class=language-c>", "</code>", "<pre>", "</pre>",
	"<span class=\"tg-spoiler\">", "<span>", "<span class=\"x\">", "</span>", "<tg-spoiler>", "</tg-spoiler>", "<s>", "</s>", "<u>", "</u>",
	"<blockquote>", "<blockquote expandable>", "<blockquote Expandable=1>", "</blockquote>", "<tg-emoji emoji-id=\"5\">", "<tg-emoji>", "</tg-emoji>",
	"<tg-time unix=\"5\" format=\"r\">", "<tg-time unix=\"x\">", "<tg-time>", "<tg-time unix=\"5\" format=\"rt\">", "</tg-time>",
	"&lt;", "&gt", "&amp;", "&quot;", "&nbsp;", "&pound;", "&#163;", "&#xA3;", "&#XA3;", "&#0;", "&#55357;", "&#1114111;", "&#1114110;", "&#;", "&#x;", "&LT;", "&ltx;", "&amp;lt;", "&#128512;", "&#99999999999;",
	"a", "B1", " ", "\n", "\t", "\r", "é", "😀", "0800 1111", "x.org", "/start", "- ", "<b\n>", "<b x>", "<b x=>", "<b x=y>", "<b x=\"&quot;y\">", "<b =x>", "<b/>", "<b x/>", "<!-- -->",
}

var linkPieces = []string{
	"http://", "https://", "HTTPS://", "ftp://", "tel:", "mailto:", "tg://", "tg:", "ton://", "tonsite://", "javascript:", "//", "/", "?", "#", ":", "@", ".", "..",
	"www.nspcc.org.uk", "WWW.X.Org", "x", "x.y", "user?id=5", "resolve?domain=a", "id=7", "80", "0", "443", "65536", "0080", "-1", "+5", "%20", "%zz", "%C3", "é", "😀", "[::1]", "[", "]",
	" ", "&amp;", "&lt;", "a b", "_", "-", "~", "(x)", "'", "*", "!", "\\", "|", "^", "{", "}", "`", "<", ">", "=", "a=b",
}
