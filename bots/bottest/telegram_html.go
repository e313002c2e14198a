package bottest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxHTML is the most bytes of text that the Bot API server takes before it parses markup.
const maxHTML = 1 << 15

// serverError is an error in the server's own words, which begin with a capital letter.
type serverError string

// Error is the words.
func (e serverError) Error() string { return string(e) }

func refuse(format string, args ...any) error { return serverError(fmt.Sprintf(format, args...)) }

// ErrTextTooLong is the error of ParseHTML for a text of more than 32,768 bytes.
var ErrTextTooLong error = serverError("Text is too long")

const badUnicode = serverError("Text contains invalid Unicode characters after decoding HTML entities, " +
	"check for unmatched surrogate code units")

// ParseHTML reads Telegram's subset of HTML as the Bot API server does: it returns the text that
// people see and its entities, ordered by offset, then longer first. Nothing is trimmed. An error has
// the server's wording without "Bad Request: ".
func ParseHTML(s string) (text string, entities []Entity, err error) {
	if len(s) > maxHTML {
		return "", nil, ErrTextTooLong
	}
	p := &htmlParser{in: s}
	if err := p.run(); err != nil {
		return "", nil, refuse("Can't parse entities: %v", err)
	}
	out := p.out.String()
	if !utf8.ValidString(out) {
		return "", nil, refuse("Can't parse entities: %v", badUnicode)
	}
	sortEntities(p.entities)
	return out, p.entities, nil
}

// htmlParser goes through the text once. Positions in the input are bytes, those in the output
// UTF-16 code units.
type htmlParser struct {
	in       string
	at       int
	out      strings.Builder
	units    int // UTF-16 length of out
	open     []htmlTag
	entities []Entity
}

// htmlTag is an open tag.
type htmlTag struct {
	name   string
	attr   map[string]string
	offset int // in UTF-16 code units of the output
	start  int // in bytes of the output
}

func (p *htmlParser) run() error {
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '<' && p.peek(1) == '/':
			if err := p.endTag(); err != nil {
				return err
			}
		case c == '<':
			if err := p.startTag(); err != nil {
				return err
			}
		case c == '&':
			p.character()
		default:
			p.copyRune()
		}
	}
	if n := len(p.open); n > 0 {
		return refuse("Can't find end tag corresponding to start tag %v", quoted(p.open[n-1].name))
	}
	p.dropLanguages()
	return nil
}

// peek returns the byte n places on, 0 past the end.
func (p *htmlParser) peek(n int) byte {
	if p.at+n < len(p.in) {
		return p.in[p.at+n]
	}
	return 0
}

func (p *htmlParser) write(r rune) {
	writeRune(&p.out, r)
	p.units++
	if r > 0xFFFF {
		p.units++
	}
}

// writeRune writes r even when it is half of a surrogate pair, which strings.Builder would replace:
// the result must then be refused.
func writeRune(b *strings.Builder, r rune) {
	if r >= 0xD800 && r <= 0xDFFF {
		b.Write([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F})
		return
	}
	b.WriteRune(r)
}

func (p *htmlParser) copyRune() {
	r, size := utf8.DecodeRuneInString(p.in[p.at:])
	if r == utf8.RuneError && size == 1 {
		p.out.WriteByte(p.in[p.at])
		p.at++
		return
	}
	p.write(r)
	p.at += size
}

func (p *htmlParser) character() {
	r, size := htmlCharacter(p.in[p.at:])
	if size == 0 {
		p.copyRune()
		return
	}
	p.write(r)
	p.at += size
}

// htmlCharacter reads a character reference at the start of s; size 0 when there is none. Telegram
// knows four names and numbers; the semicolon may be missing.
func htmlCharacter(s string) (r rune, size int) {
	if strings.HasPrefix(s, "&#") {
		return htmlNumber(s)
	}
	end := 1
	for end < len(s) && isLetter(s[end]) {
		end++
	}
	switch s[1:end] {
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "amp":
		r = '&'
	case "quot":
		r = '"'
	default:
		return 0, 0
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

func htmlNumber(s string) (rune, int) {
	digits, base := s[2:], 10
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n := 0
	for n < len(digits) && digitValue(digits[n]) < base {
		n++
	}
	v, err := strconv.ParseUint(digits[:n], base, 32)
	if err != nil || v == 0 || v >= 0x10FFFF {
		return 0, 0
	}
	size := len(s) - len(digits) + n
	if size < len(s) && s[size] == ';' {
		size++
	}
	return rune(v), size
}

func digitValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return 16
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == 0
}

func isAlnum(c byte) bool { return isLetter(c) || (c >= '0' && c <= '9') }

// quoted marks a name that is printed between plain quotes, as the server does, whatever is in it.
type quoted string

// Format writes the name between double quotes without escaping.
func (q quoted) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, `"`+string(q)+`"`) }

// dropLanguages forgets the language of code that no pre stands around.
func (p *htmlParser) dropLanguages() {
	for i := range p.entities {
		if p.entities[i].Type == "code" {
			p.entities[i].Language = ""
		}
	}
}

func sortEntities(es []Entity) {
	slices.SortStableFunc(es, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		if a.Length != b.Length {
			return b.Length - a.Length
		}
		return a.rank() - b.rank()
	})
}

// entityOrder is the order of entities over the same text, from the outermost to the innermost. A pre
// with a language stands before one without.
var entityOrder = []string{
	"blockquote", "expandable_blockquote", "pre of a language", "pre", "code", "text_link", "text_mention",
	"date_time", "bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji",
}

func (e Entity) rank() int {
	if e.Type == "pre" && e.Language != "" {
		return slices.Index(entityOrder, "pre of a language")
	}
	return slices.Index(entityOrder, e.Type)
}
