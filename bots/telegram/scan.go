package telegram

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// scanner reads JSON once, from front to back, and takes out the few fields that it is asked for. encoding/json spends four
// times as long on the same, mostly on looking at the screen that Telegram sends back with every press.
//
// It takes exactly what json.Valid takes. A value of the wrong type is skipped and noted, so that what stands beside it is
// still found.
type scanner struct {
	b      []byte
	i      int
	depth  int
	broken bool // this is no JSON; nothing after it is read
	wrong  bool // a value was not of the type that was asked for
}

// maxDepth is how deep values may be nested, as in encoding/json.
const maxDepth = 10000

// next skips white space and returns the byte after it without taking it; 0 at the end.
func (s *scanner) next() byte {
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) fail() {
	s.broken = true
	s.i = len(s.b)
}

// end fails when anything but white space is left.
func (s *scanner) end() {
	if s.next() != 0 || s.i < len(s.b) {
		s.fail()
	}
}

// take takes the byte c or fails.
func (s *scanner) take(c byte) {
	if s.next() != c || s.i >= len(s.b) {
		s.fail()
		return
	}
	s.i++
}

// null takes a null and reports whether there was one.
func (s *scanner) null() bool {
	if s.next() != 'n' {
		return false
	}
	s.literal("null")
	return true
}

func (s *scanner) literal(word string) {
	if len(s.b)-s.i < len(word) || string(s.b[s.i:s.i+len(word)]) != word {
		s.fail()
		return
	}
	s.i += len(word)
}

// mismatch skips a value of the wrong type.
func (s *scanner) mismatch() {
	s.wrong = true
	s.skip()
}

// object calls field for every name of an object; field must take the value. A null is no fields.
func (s *scanner) object(field func(name []byte)) {
	if s.null() {
		return
	}
	if s.next() != '{' {
		s.mismatch()
		return
	}
	s.fields(field)
}

// fields reads an object whose brace is next.
func (s *scanner) fields(field func(name []byte)) {
	s.i++
	if s.depth++; s.depth > maxDepth {
		s.fail()
		return
	}
	defer func() { s.depth-- }()
	if s.next() == '}' {
		s.i++
		return
	}
	for !s.broken {
		if s.next() != '"' {
			s.fail()
			return
		}
		name, _ := s.quoted()
		s.take(':')
		if s.broken {
			return
		}
		field(name)
		if s.next() != ',' {
			s.take('}')
			return
		}
		s.i++
	}
}

// skip takes any value.
func (s *scanner) skip() {
	switch c := s.next(); {
	case c == '{':
		s.fields(func([]byte) { s.skip() })
	case c == '[':
		s.list()
	case c == '"':
		s.quoted()
	case c == 't':
		s.literal("true")
	case c == 'f':
		s.literal("false")
	case c == 'n':
		s.literal("null")
	default:
		s.number()
	}
}

func (s *scanner) list() {
	s.i++
	if s.depth++; s.depth > maxDepth {
		s.fail()
		return
	}
	defer func() { s.depth-- }()
	if s.next() == ']' {
		s.i++
		return
	}
	for !s.broken {
		s.skip()
		if s.next() != ',' {
			s.take(']')
			return
		}
		s.i++
	}
}

// quoted takes a string and returns what stands between the quotes, and whether that is its plain meaning: no escapes, and
// nothing beyond ASCII that would have to be looked at.
func (s *scanner) quoted() (raw []byte, plain bool) {
	plain = true
	start := s.i + 1
	for i := start; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '"':
			s.i = i + 1
			return s.b[start:i], plain
		case c < ' ':
			s.fail()
			return nil, false
		case c == '\\':
			n := escape(s.b[i+1:])
			if n == 0 {
				s.fail()
				return nil, false
			}
			i += n
			plain = false
		case c >= utf8.RuneSelf:
			plain = false
		}
	}
	s.fail()
	return nil, false
}

// escape returns how many bytes belong to an escape after its backslash; 0: it is none.
func escape(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(b) < 5 {
			return 0
		}
		for _, c := range b[1:5] {
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return 0
			}
		}
		return 5
	}
	return 0
}

// number takes a number and returns it as it is written.
func (s *scanner) number() []byte {
	start := s.i
	if s.peek() == '-' {
		s.i++
	}
	switch {
	case s.peek() == '0':
		s.i++
	case !s.digits():
		s.fail()
		return nil
	}
	if s.peek() == '.' {
		s.i++
		if !s.digits() {
			s.fail()
			return nil
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.i++
		if c := s.peek(); c == '+' || c == '-' {
			s.i++
		}
		if !s.digits() {
			s.fail()
			return nil
		}
	}
	return s.b[start:s.i]
}

// peek returns the byte that is next, white space or not; 0 at the end.
func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

// digits takes all digits that follow and reports whether there were any.
func (s *scanner) digits() bool {
	start := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > start
}

// text takes a string into to. Here and in the methods below a null changes nothing.
func (s *scanner) text(to *string) {
	if s.null() {
		return
	}
	if s.next() != '"' {
		s.mismatch()
		return
	}
	start := s.i
	raw, plain := s.quoted()
	switch {
	case s.broken:
	case plain:
		*to = string(raw)
	default:
		s.wrong = json.Unmarshal(s.b[start:s.i], to) != nil || s.wrong
	}
}

// whole takes a whole number into to.
func (s *scanner) whole(to *int64) {
	if s.null() {
		return
	}
	c := s.next()
	if c != '-' && (c < '0' || c > '9') {
		s.mismatch()
		return
	}
	n, err := strconv.ParseInt(string(s.number()), 10, 64)
	if err != nil {
		s.wrong = true
		return
	}
	*to = n
}

// yes takes true or false into to.
func (s *scanner) yes(to *bool) {
	if s.null() {
		return
	}
	switch s.next() {
	case 't':
		s.literal("true")
		*to = true
	case 'f':
		s.literal("false")
		*to = false
	default:
		s.mismatch()
	}
}

// present notes in to that a value stands here, and takes it.
func (s *scanner) present(to *bool) {
	if !s.null() {
		*to = true
		s.skip()
	}
}
