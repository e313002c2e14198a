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

// Arg fills the slots of one name: with Spans, or where those are nil with one Span.
type Arg struct {
	Name  string
	Span  Span
	Spans []Span
}

// Str fills a slot with ordinary words.
func Str(name, value string) Arg { return Arg{Name: name, Span: Span{Text: value}} }

// Num fills a slot with a whole number in digits.
func Num(name string, n int) Arg { return Str(name, strconv.Itoa(n)) }

// With is t with its slots filled. A slot without an argument stays as {name} in ordinary words, so that a test sees it.
// Without slots the answer is t itself, nothing is copied, and the caller must not change it.
func (t Text) With(args ...Arg) []Span {
	if !slices.ContainsFunc(t, isSlot) {
		return t
	}
	spans := make([]Span, 0, len(t)+len(args))
	for i := range t {
		one, many := t[i].filled(args)
		if many == nil {
			spans = append(spans, one)
		}
		spans = append(spans, many...)
	}
	return spans
}

// Said is the words of t with its slots filled, without emphasis and without the targets of links, as Plain gives them.
func (t Text) Said(args ...Arg) string {
	if len(t) == 1 && t[0].Kind != slot {
		return t[0].Text
	}
	b := make([]byte, 0, 64)
	for i := range t {
		one, many := t[i].filled(args)
		if many == nil {
			b = append(b, one.Text...)
		}
		for j := range many {
			b = append(b, many[j].Text...)
		}
	}
	return string(b)
}

// filled is what stands for s: s itself, or what fills the slot that it is.
func (s *Span) filled(args []Arg) (Span, []Span) {
	if s.Kind != slot {
		return *s, nil
	}
	for i := range args {
		if args[i].Name == s.Text {
			return args[i].Span, args[i].Spans
		}
	}
	return Span{Text: "{" + s.Text + "}"}, nil
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
