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
	room   []node // nodes are made many at a time
	failed bool
}

// deepest is how deep things may stand in each other.
const deepest = 40

// readPlainYAML is the tree of a file; false when it is not plain.
func readPlainYAML(data []byte) (*node, bool) {
	text := string(data)
	if !plainText(text) {
		return nil, false
	}
	p := &plainYAML{text: text, end: -1}
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
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
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
	if len(p.room) == 0 {
		p.room = make([]node, 128)
	}
	n := &p.room[0]
	p.room = p.room[1:]
	*n = node{kind: kind, line: int32(p.line), col: int32(utf8.RuneCountInString(p.text[p.begin:at]) + 1)} // a look ahead may have used it
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
	m := p.take(mappingNode, p.start)
	for p.indent == column && !p.dash() {
		key, after := p.key(p.start)
		if key == nil {
			return p.fail()
		}
		m.content = append(m.content, key, p.value(column, after, true))
	}
	if p.indent > column {
		return p.fail()
	}
	return m
}

func (p *plainYAML) list() *node {
	column := p.indent
	l := p.take(listNode, p.start)
	for p.indent == column && p.dash() {
		at := p.skipSpaces(p.start + 1)
		if at == p.end || p.text[at] == '#' {
			l.content = append(l.content, p.value(column, at, false))
			continue
		}
		item := *p // where the line is read as if it began with the item
		item.start, item.indent = at, at-p.begin
		key, _ := item.key(at)
		if item.dash() || key != nil {
			p.start, p.indent = item.start, item.indent
			l.content = append(l.content, p.block())
		} else {
			l.content = append(l.content, p.value(column, at, false))
		}
	}
	if p.indent > column {
		return p.fail()
	}
	return l
}

func (p *plainYAML) skipSpaces(at int) int {
	for at < p.end && p.text[at] == ' ' {
		at++
	}
	return at
}

// key reads a key and gives the place behind its colon; nil when none begins there.
func (p *plainYAML) key(at int) (key *node, after int) {
	first := p.text[at]
	if first == '"' || first == '\'' {
		words, end, ok := p.quotedInLine(at)
		if !ok || end >= p.end || p.text[end] != ':' || end+1 < p.end && p.text[end+1] != ' ' {
			return nil, 0
		}
		key = p.take(scalarNode, at)
		key.value = words
		return key, end + 1
	}
	if !p.beginsPlain(at) {
		return nil, 0
	}
	for i := at; i < p.end; i++ {
		switch {
		case p.text[i] == ':' && (i+1 == p.end || p.text[i+1] == ' '):
			key = p.take(scalarNode, at)
			key.value = strings.TrimRight(p.text[at:i], " ")
			key.plain = true
			return key, i + 1
		case p.text[i] == '#' && p.text[i-1] == ' ':
			return nil, 0
		}
	}
	return nil, 0
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
			if key, _ := p.key(p.start); key == nil { // words that begin on a line of their own
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
