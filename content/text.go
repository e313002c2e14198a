package content

import (
	"slices"
	"strconv"
	"strings"
)

// SpanKind says how a piece of text is meant. Channels decide how it looks.
type SpanKind uint8

// The closed set of span kinds.
const (
	Plain    SpanKind = iota // ordinary words
	Strong                   // words that must not be overlooked
	Link                     // Text is shown, Target is an https URL
	Phone                    // Text is the number as people write it, Target the digits to dial
	TextLine                 // the same for a number that takes text messages alone
	slot                     // a {name} in a Text that With fills; never leaves this package
)

// Span is a run of text with one meaning. Text never holds markup: a channel's formatter escapes it at the last moment.
type Span struct {
	Kind   SpanKind
	Text   string
	Target string // Link: an https URL; Phone: digits to dial; otherwise empty
}

// Text is one sentence or paragraph written by a person in a content file, read once when the library is loaded.
//
// Inside a content file braces have a meaning, everything else is literal:
//
//	{name}                      a slot that the dialog fills
//	{strong:words}              words that must not be overlooked
//	{phone:0808 800 5000}       a telephone number
//	{link:words|https://…}      a link
type Text []Span

// Arg fills the slots of one name with spans.
type Arg struct {
	Name  string
	Spans []Span
}

// Str fills a slot with ordinary words.
func Str(name, value string) Arg { return Arg{Name: name, Spans: []Span{{Text: value}}} }

// Num fills a slot with a whole number in digits.
func Num(name string, n int) Arg { return Str(name, strconv.Itoa(n)) }

// With is t with its slots filled. A slot without an argument stays as {name} in ordinary words, so that a test sees it.
// Without slots the answer is t itself, nothing is copied, and the caller must not change it.
func (t Text) With(args ...Arg) []Span {
	if !slices.ContainsFunc(t, isSlot) {
		return t
	}
	spans := make([]Span, 0, len(t)+len(args))
	for _, s := range t {
		if s.Kind != slot {
			spans = append(spans, s)
			continue
		}
		i := slices.IndexFunc(args, func(a Arg) bool { return a.Name == s.Text })
		if i < 0 {
			spans = append(spans, Span{Text: "{" + s.Text + "}"})
			continue
		}
		spans = append(spans, args[i].Spans...)
	}
	return spans
}

// Slots lists the names of the slots in t, in order, each once. It is nil when there are none.
func (t Text) Slots() []string {
	var names []string
	for _, s := range t {
		if isSlot(s) && !slices.Contains(names, s.Text) {
			names = append(names, s.Text)
		}
	}
	return names
}

// Plain is the words of t alone, without emphasis and without the targets of links. An unfilled slot reads {name}.
func (t Text) Plain() string {
	if len(t) == 1 && !isSlot(t[0]) {
		return t[0].Text
	}
	var b strings.Builder
	for _, s := range t {
		if isSlot(s) {
			b.WriteString("{" + s.Text + "}")
			continue
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

// MarshalText writes the words alone, as Plain gives them: for people and programs that read the library as JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.Plain()), nil }

// UnmarshalText reads a text as a content file holds it, with braces. The error names the braces that are wrong.
func (t *Text) UnmarshalText(b []byte) error {
	parsed, err := ParseText(string(b))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}

func isSlot(s Span) bool { return s.Kind == slot }
