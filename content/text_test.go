package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseText(t *testing.T) {
	tests := []struct {
		name, in string
		want     Text
	}{
		{"plain", "Just words: 5 < 6 & *stars*", Text{{Text: "Just words: 5 < 6 & *stars*"}}},
		{"slot", "Hello {name_2}!", Text{{Text: "Hello "}, {Kind: slot, Text: "name_2"}, {Text: "!"}}},
		{"strong", "{strong:Do not pay}.", Text{{Kind: Strong, Text: "Do not pay"}, {Text: "."}}},
		{"phone", "Call {phone:0808 800 5000}", Text{{Text: "Call "}, {Kind: Phone, Text: "0808 800 5000", Target: "08088005000"}}},
		{"phone abroad", "{phone:+44 (20) 1234-5678}", Text{{Kind: Phone, Text: "+44 (20) 1234-5678", Target: "+442012345678"}}},
		{"link", "{link:Report it: now|https://example.com/a?b=c:d}", Text{{Kind: Link, Text: "Report it: now", Target: "https://example.com/a?b=c:d"}}},
		{"empty", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseText(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ParseText(%q) (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestParseTextRefuses(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"open", "Hello {name and so on and on and on", `{ is not closed, near "{name and so on and on a"`},
		{"closed", "Hello name}", `} without { before it, near "}"`},
		{"nested", "{strong:{name}}", "{ is not closed"},
		{"empty", "a {} b", "{} is not a slot"},
		{"capital slot", "{Name}", "{Name} is not a slot"},
		{"digit slot", "{2nd}", "{2nd} is not a slot"},
		{"unknown mark", "{bold:x}", "{bold:x} is unknown"},
		{"no words", "{strong: }", "{strong: } holds no words"},
		{"phone with words", "{phone:call us}", "{phone:call us} is not a telephone number"},
		{"phone too short", "{phone:9}", "is not a telephone number"},
		{"phone too long", "{phone:1234567890123456}", "is not a telephone number"},
		{"link without target", "{link:words}", "{link:words} is not a link"},
		{"link without words", "{link: |https://example.com}", "is not a link"},
		{"link to http", "{link:words|http://example.com}", "is not a link"},
		{"link to no host", "{link:words|https://localhost}", "is not a link"},
		{"link with a password", "{link:words|https://a:b@example.com}", "is not a link"},
		{"script", "{link:words|javascript:alert(1)}", "is not a link"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseText(tt.in)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ParseText(%q) = %v, %v; want an error with %q", tt.in, got, err, tt.want)
			}
		})
	}
}

func TestWith(t *testing.T) {
	text := parsed(t, "{n} of {total} for {who}, {n}!")
	got := text.With(Num("n", 2), Str("total", "5"), Arg{Name: "who", Spans: []Span{{Kind: Strong, Text: "you"}, {Text: " two"}}})
	want := []Span{{Text: "2"}, {Text: " of "}, {Text: "5"}, {Text: " for "}, {Kind: Strong, Text: "you"}, {Text: " two"}, {Text: ", "}, {Text: "2"}, {Text: "!"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("With (-want +got):\n%s", diff)
	}
	if got, want := Text(text.With(Num("n", 2))).Plain(), "2 of {total} for {who}, 2!"; got != want {
		t.Errorf("with slots unfilled: %q, want %q", got, want)
	}
	if got, want := text.Plain(), "{n} of {total} for {who}, {n}!"; got != want {
		t.Errorf("Plain = %q, want %q", got, want)
	}
	if diff := cmp.Diff([]string{"n", "total", "who"}, text.Slots()); diff != "" {
		t.Errorf("Slots (-want +got):\n%s", diff)
	}
}

func TestWithoutSlotsAllocatesNothing(t *testing.T) {
	text := parsed(t, "Call {phone:999} {strong:now}")
	if n := testing.AllocsPerRun(100, func() { text.With() }); n != 0 {
		t.Errorf("With allocates %v times", n)
	}
	if text.Slots() != nil {
		t.Errorf("Slots = %v, want none", text.Slots())
	}
}

func TestTextJSON(t *testing.T) {
	got, err := json.Marshal(map[string]any{"text": parsed(t, "{strong:Call} {phone:999}"), "date": Date{2027, 5, 1}, "dated": Dated{}})
	if want := `{"date":"2027-05-01","dated":{},"text":"Call 999"}`; err != nil || string(got) != want {
		t.Errorf("JSON is %s, %v; want %s", got, err, want)
	}
}

func parsed(t testing.TB, s string) Text {
	t.Helper()
	text, err := ParseText(s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func FuzzParseText(f *testing.F) {
	for _, seed := range []string{"a {b} c", "{strong:x}", "{link:a|https://b.c}", "{phone:999}", "}{", "{{}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := ParseText(s)
		if err != nil {
			return
		}
		for _, span := range text {
			if span.Kind == Plain && strings.ContainsAny(span.Text, "{}") {
				t.Errorf("%q: braces are left in %q", s, span.Text)
			}
		}
	})
}
