package content

import "strings"

// quotedInLine reads words in quotes that end on the current line, and gives the place behind them.
func (p *plainYAML) quotedInLine(at int) (words string, end int, ok bool) {
	quote := p.text[at]
	from := at + 1
	var b strings.Builder
	for i := from; i < p.end; i++ {
		switch {
		case p.text[i] == '\\' && quote == '"':
			if i+1 == p.end {
				return "", 0, false
			}
			escaped, known := unescape(p.text[i+1])
			if !known {
				return "", 0, false
			}
			b.WriteString(p.text[from:i])
			b.WriteByte(escaped)
			i++
			from = i + 1
		case p.text[i] == quote && quote == '\'' && i+1 < p.end && p.text[i+1] == '\'':
			b.WriteString(p.text[from : i+1])
			i++
			from = i + 1
		case p.text[i] == quote:
			if b.Len() == 0 {
				return p.text[from:i], i + 1, true
			}
			b.WriteString(p.text[from:i])
			return b.String(), i + 1, true
		}
	}
	return "", 0, false
}

// unescape is what a letter after a backslash stands for; the rarer ones are left to the library.
func unescape(c byte) (byte, bool) {
	switch c {
	case '"', '\\', '/':
		return c, true
	case 'n':
		return '\n', true
	}
	return 0, false
}

// quoted reads words in quotes that may go on over lines. A line break is a space. The current line is then the last one.
func (p *plainYAML) quoted(at, column int) (words string, end int, ok bool) {
	if words, end, ok = p.quotedInLine(at); ok {
		return words, end, true
	}
	quote := p.text[at]
	var parts []string
	from := at + 1
	for {
		rest := p.text[from:p.end]
		if i := strings.IndexByte(rest, quote); i >= 0 {
			if strings.Contains(rest[:i], `\`) || strings.HasPrefix(rest[i+1:], "'") && quote == '\'' {
				return "", 0, false
			}
			return strings.Join(append(parts, rest[:i]), " "), from + i + 1, true
		}
		if strings.Contains(rest, `\`) {
			return "", 0, false
		}
		parts = append(parts, strings.TrimRight(rest, " "))
		if !p.advance() || p.start == p.end || p.indent <= column || p.indent == 0 {
			return "", 0, false
		}
		from = p.start
	}
}

// blockScalar reads the lines under | or >, with or without a dash. Lines of > are joined, but at empty ones; deeper lines in them
// are left to the library.
func (p *plainYAML) blockScalar(column, at int) *node {
	header := strings.TrimRight(p.text[at:p.end], " ")
	folded := header[0] == '>'
	if header = header[1:]; header != "" && header != "-" {
		return p.fail()
	}
	n := p.take(scalarNode, at)
	var b strings.Builder
	depth, empty, widest := -1, 0, 0 // widest: spaces on an empty line
	for p.advance() {
		if p.start == p.end {
			empty, widest = empty+1, max(widest, p.indent)
			continue
		}
		if p.indent <= column {
			break
		}
		switch {
		case depth < 0:
			depth = p.indent
		case folded && empty == 0:
			b.WriteByte(' ')
		case !folded:
			b.WriteByte('\n')
		}
		if p.indent < depth || widest > depth || folded && p.indent > depth {
			return p.fail()
		}
		b.WriteString(strings.Repeat("\n", empty))
		b.WriteString(p.text[p.begin+depth : p.end])
		empty = 0
	}
	if widest > depth {
		return p.fail()
	}
	if depth < 0 {
		return p.fail()
	}
	n.value = b.String()
	p.settle()
	return n
}

// settle stays on the current line when it counts, and goes on when it is a comment.
func (p *plainYAML) settle() {
	switch {
	case p.indent < 0:
	case p.text[p.start] == '#':
		p.next()
	case p.indent == 0 && (p.text[p.start] == '%' || p.marker("---") || p.marker("...")):
		p.fail()
	}
}

// plainFlow reads what stands in brackets, over any number of lines.
type plainFlow struct {
	p      *plainYAML
	at     int
	column int // lines must be deeper than this
}

func (f *plainFlow) fail() *node { return f.p.fail() }

// space skips spaces, line breaks and comments.
func (f *plainFlow) space() {
	for !f.p.failed {
		from := f.at
		f.at = f.p.skipSpaces(f.at)
		if f.at < f.p.end && (f.p.text[f.at] != '#' || f.at == from && f.at > f.p.start) {
			return
		}
		f.p.next()
		if f.p.indent <= f.column || f.p.indent == 0 {
			f.fail()
			return
		}
		f.at = f.p.start
	}
}

func (f *plainFlow) value() *node {
	if f.p.depth++; f.p.depth > deepest {
		return f.fail()
	}
	defer func() { f.p.depth-- }()
	switch f.p.text[f.at] {
	case '[':
		return f.list()
	case '{':
		return f.mapping()
	}
	return f.scalar()
}

func (f *plainFlow) list() *node {
	l, from := f.p.take(listNode, f.at), len(f.p.room.open)
	f.at++
	for f.space(); !f.p.failed; f.space() {
		if f.p.text[f.at] == ']' {
			f.at++
			l.content = f.p.room.closed(from)
			return l
		}
		item := f.value()
		f.p.room.open = append(f.p.room.open, item)
		if !f.separated(']') {
			return f.fail()
		}
	}
	return nil
}

func (f *plainFlow) mapping() *node {
	m, from := f.p.take(mappingNode, f.at), len(f.p.room.open)
	f.at++
	for f.space(); !f.p.failed; f.space() {
		if f.p.text[f.at] == '}' {
			f.at++
			m.content = f.p.room.closed(from)
			return m
		}
		if c := f.p.text[f.at]; c == '[' || c == '{' {
			return f.fail()
		}
		line := f.p.line
		key := f.scalar()
		if f.p.failed || f.p.line != line || f.at+1 >= f.p.end || f.p.text[f.at] != ':' || f.p.text[f.at+1] != ' ' {
			return f.fail()
		}
		f.at++
		f.space()
		if f.p.failed || strings.IndexByte(",}", f.p.text[f.at]) >= 0 { // a value that is nothing is left to the library
			return f.fail()
		}
		value := f.value()
		f.p.room.open = append(f.p.room.open, key, value)
		if !f.separated('}') {
			return f.fail()
		}
	}
	return nil
}

// separated takes the comma behind an entry, or stays at the closing bracket.
func (f *plainFlow) separated(closing byte) bool {
	f.space()
	switch {
	case f.p.failed:
		return false
	case f.p.text[f.at] == ',':
		f.at++
		return true
	}
	return f.p.text[f.at] == closing
}

// scalar reads words with or without quotes. Without, they end at a comma, a bracket, or the colon of a key.
func (f *plainFlow) scalar() *node {
	p := f.p
	n := p.take(scalarNode, f.at)
	if c := p.text[f.at]; c == '"' || c == '\'' {
		words, end, ok := p.quotedInLine(f.at)
		if !ok {
			return f.fail()
		}
		n.value, f.at = words, end
		return n
	}
	if !f.beginsPlain() {
		return f.fail()
	}
	n.plain = true
	for {
		end := f.plainEnd()
		n.value += strings.TrimRight(p.text[f.at:end], " ")
		f.at = end
		if end < p.end {
			if strings.IndexByte(",]}:", p.text[end]) < 0 {
				return f.fail()
			}
			return n
		}
		line := p.line
		if p.next(); p.line != line+1 || p.indent <= f.column {
			return f.fail()
		}
		if f.at = p.start; strings.IndexByte(",]}", p.text[f.at]) >= 0 {
			return n
		}
		n.value += " "
	}
}

// beginsPlain is plainYAML's, but that in brackets fewer words may begin with a dash or a colon.
func (f *plainFlow) beginsPlain() bool {
	p := f.p
	switch p.text[f.at] {
	case '?', ':':
		return false
	case '-':
		return f.at+1 < p.end && strings.IndexByte(" ,[]{}", p.text[f.at+1]) < 0
	}
	return p.beginsPlain(f.at)
}

// plainEnd is where words without quotes end on the current line: at a comma, a bracket, a comment, or the colon of a key.
func (f *plainFlow) plainEnd() int {
	p := f.p
	for i := f.at; i < p.end; i++ {
		switch p.text[i] {
		case ',', '[', ']', '{', '}':
			return i
		case ':':
			if i+1 == p.end || strings.IndexByte(" ,[]{}", p.text[i+1]) >= 0 {
				return i
			}
		case '#':
			if p.text[i-1] == ' ' {
				return i
			}
		}
	}
	return p.end
}
