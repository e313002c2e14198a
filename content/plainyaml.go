package content

import (
	"strings"
	"unicode/utf8"
)

// plainYAML reads the plain part of YAML that content files are written in: mappings, lists, flow brackets, quotes, >- and |.
// It is several times as fast as the library and keeps the words where they stand in the file. At the first thing it does not know,
// or that is wrong, it gives up, and the library reads the whole file: what it does accept, the library reads in the same way.
// TestPlainYAML and FuzzPlainYAML hold it to that.
type plainYAML struct {
	text   string
	line   int // of the current line, from 1
	begin  int // where the current line begins
	end    int // where it ends, before the line break
	indent int // columns before the first character that counts; -1 after the last line
	start  int // where that character is
	depth  int
	room   *room
	failed bool
}

// deepest is how deep things may stand in each other.
const deepest = 40

// readPlainYAML is the tree of a file, made in a room; false when it is not plain.
func readPlainYAML(text string, in *room) (*node, bool) {
	if !plainText(text) {
		return nil, false
	}
	p := &plainYAML{text: text, end: -1, room: in}
	p.next()
	if p.indent < 0 {
		return nil, false
	}
	root := p.block()
	if p.failed || p.indent >= 0 {
		return nil, false
	}
	return root, true
}

// plainText reports whether text holds nothing that YAML reads in a way of its own: other line breaks, tabs, control characters.
func plainText(text string) bool {
	ascii := true
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
		ascii = ascii && c < 0x80
	}
	if ascii {
		return true
	}
	if !utf8.ValidString(text) {
		return false
	}
	for _, other := range [...]string{"\u0085", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"} {
		if strings.Contains(text, other) {
			return false
		}
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 && r < 0xa0 })
}

func (p *plainYAML) fail() *node {
	p.failed, p.indent = true, -1
	return nil
}

// take makes a node that begins at a place of the current line.
func (p *plainYAML) take(kind nodeKind, at int) *node {
	n := p.room.node()
	*n = node{kind: kind, line: int32(p.line), col: int32(utf8.RuneCountInString(p.text[p.begin:at]) + 1)} // the room may have been used before
	return n
}

// advance goes to the next line, whatever is on it; false after the last one.
func (p *plainYAML) advance() bool {
	if p.end >= len(p.text) {
		p.indent = -1
		return false
	}
	p.line++
	p.begin = p.end + 1
	p.end = len(p.text)
	if i := strings.IndexByte(p.text[p.begin:], '\n'); i >= 0 {
		p.end = p.begin + i
	}
	p.start = p.begin
	for p.start < p.end && p.text[p.start] == ' ' {
		p.start++
	}
	p.indent = p.start - p.begin
	return true
}

// next goes to the next line that is neither empty nor a comment.
func (p *plainYAML) next() {
	for p.advance() {
		if p.start == p.end || p.text[p.start] == '#' {
			continue
		}
		if p.indent == 0 && (p.text[p.start] == '%' || p.marker("---") || p.marker("...")) {
			p.fail()
		}
		return
	}
}

func (p *plainYAML) marker(m string) bool { return strings.HasPrefix(p.text[p.start:p.end], m) }

// block reads what begins on the current line, at its indent.
func (p *plainYAML) block() *node {
	if p.depth++; p.depth > deepest {
		return p.fail()
	}
	defer func() { p.depth-- }()
	if p.dash() {
		return p.list()
	}
	return p.mapping()
}

// dash reports whether an item of a list begins on the current line.
func (p *plainYAML) dash() bool {
	return p.indent >= 0 && p.text[p.start] == '-' && (p.start+1 == p.end || p.text[p.start+1] == ' ')
}

func (p *plainYAML) mapping() *node {
	column := p.indent
	m, from := p.take(mappingNode, p.start), len(p.room.open)
	for p.indent == column && !p.dash() {
		key, after := p.key(p.start)
		if key == nil {
			return p.fail()
		}
		value := p.value(column, after, true)
		p.room.open = append(p.room.open, key, value)
	}
	m.content = p.room.closed(from)
	if p.indent > column {
		return p.fail()
	}
	return m
}

func (p *plainYAML) list() *node {
	column := p.indent
	l, from := p.take(listNode, p.start), len(p.room.open)
	for p.indent == column && p.dash() {
		at := p.skipSpaces(p.start + 1)
		item := p.item(column, at)
		p.room.open = append(p.room.open, item)
	}
	l.content = p.room.closed(from)
	if p.indent > column {
		return p.fail()
	}
	return l
}

// item reads what stands behind a dash. Another list or a mapping may begin there, as if the line began with it.
func (p *plainYAML) item(column, at int) *node {
	if at < p.end && p.text[at] != '#' {
		line := *p
		line.start, line.indent = at, at-p.begin
		if _, isKey := p.keyAt(at); line.dash() || isKey {
			p.start, p.indent = line.start, line.indent
			return p.block()
		}
	}
	return p.value(column, at, false)
}

func (p *plainYAML) skipSpaces(at int) int {
	for at < p.end && p.text[at] == ' ' {
		at++
	}
	return at
}

// key reads a key and gives the place behind its colon; nil when none begins there.
func (p *plainYAML) key(at int) (key *node, after int) {
	k, ok := p.keyAt(at)
	if !ok {
		return nil, 0
	}
	key = p.take(scalarNode, at)
	key.value, key.plain = k.words, k.plain
	return key, k.after
}

// plainKey is a key with the place behind its colon.
type plainKey struct {
	words string
	plain bool
	after int
}

// keyAt looks for a key at a place of the current line.
func (p *plainYAML) keyAt(at int) (plainKey, bool) {
	first := p.text[at]
	if first == '"' || first == '\'' {
		words, end, ok := p.quotedInLine(at)
		if !ok || end >= p.end || p.text[end] != ':' || end+1 < p.end && p.text[end+1] != ' ' {
			return plainKey{}, false
		}
		return plainKey{words: words, after: end + 1}, true
	}
	if !p.beginsPlain(at) {
		return plainKey{}, false
	}
	for i := at; i < p.end; i++ {
		switch {
		case p.text[i] == ':' && (i+1 == p.end || p.text[i+1] == ' '):
			return plainKey{words: strings.TrimRight(p.text[at:i], " "), plain: true, after: i + 1}, true
		case p.text[i] == '#' && p.text[i-1] == ' ':
			return plainKey{}, false
		}
	}
	return plainKey{}, false
}

// beginsPlain reports whether words without quotes may begin with the character at a place.
func (p *plainYAML) beginsPlain(at int) bool {
	if strings.IndexByte(",[]{}#&*!|>'\"%@`", p.text[at]) >= 0 {
		return false
	}
	return strings.IndexByte("-?:", p.text[at]) < 0 || at+1 < p.end && p.text[at+1] != ' '
}

// value reads what stands behind a key or dash, on the same line or below. It leaves the current line at what follows.
func (p *plainYAML) value(column, at int, ofKey bool) *node {
	at = p.skipSpaces(at)
	if at == p.end || p.text[at] == '#' {
		return p.below(column, at, ofKey)
	}
	switch p.text[at] {
	case '|', '>':
		return p.blockScalar(column, at)
	case '[', '{':
		f := plainFlow{p: p, at: at, column: column}
		return p.closed(f.value(), f.at)
	case '"', '\'':
		n := p.take(scalarNode, at)
		words, end, ok := p.quoted(at, column)
		if !ok {
			return p.fail()
		}
		n.value = words
		return p.closed(n, end)
	}
	return p.plainScalar(column, at)
}

// closed wants nothing but a comment behind a value, and goes on.
func (p *plainYAML) closed(n *node, at int) *node {
	if p.failed {
		return nil
	}
	if rest := p.skipSpaces(at); rest < p.end && (p.text[rest] != '#' || rest == at) {
		return p.fail()
	}
	p.next()
	return n
}

// below reads a value that begins on a line of its own; nothing at all when none does.
func (p *plainYAML) below(column, at int, ofKey bool) *node {
	nothing := p.take(scalarNode, at)
	nothing.plain = true
	p.next()
	if p.indent > column || ofKey && p.indent == column && p.dash() {
		if !p.dash() {
			if _, isKey := p.keyAt(p.start); !isKey { // words that begin on a line of their own
				return p.fail()
			}
		}
		return p.block()
	}
	return nothing
}

// plainScalar reads words without quotes, and the lines they go on over.
func (p *plainYAML) plainScalar(column, at int) *node {
	if !p.beginsPlain(at) {
		return p.fail()
	}
	n := p.take(scalarNode, at)
	n.plain = true
	words, comment, ok := p.plainLine(at)
	if !ok {
		return p.fail()
	}
	n.value = words
	p.nextAfterWords(column, comment)
	for !comment && p.indent > column {
		if words, comment, ok = p.plainLine(p.start); !ok {
			return p.fail()
		}
		n.value += " " + words
		p.nextAfterWords(column, comment)
	}
	return n
}

// nextAfterWords goes to the next line that counts. Words that go on after an empty line or a comment are left to the library.
func (p *plainYAML) nextAfterWords(column int, comment bool) {
	line := p.line
	p.next()
	if !comment && p.indent > column && p.line != line+1 {
		p.fail()
	}
}

// plainLine is the words from a place to the end of the line or a comment. It fails on what would make a mapping of them.
func (p *plainYAML) plainLine(at int) (words string, comment, ok bool) {
	end := p.end
	for i := at; i < p.end; i++ {
		if p.text[i] == ':' && (i+1 == p.end || p.text[i+1] == ' ') {
			return "", false, false
		}
		if p.text[i] == '#' && p.text[i-1] == ' ' {
			end, comment = i, true
			break
		}
	}
	return strings.TrimRight(p.text[at:end], " "), comment, true
}
