package bottest

import (
	"slices"
	"strconv"
	"strings"
)

// Entity marks a part of a text, as a MessageEntity of the Bot API. Offset and Length are UTF-16
// code units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`      // text_link
	Language string `json:"language,omitempty"` // pre
	EmojiID  string `json:"custom_emoji_id,omitempty"`
	UserID   int64  `json:"-"` // text_mention
	Unix     int64  `json:"unix_time,omitempty"`
	Format   string `json:"date_time_format,omitempty"`
}

// htmlTags are the tags that Telegram knows, with the entity that each makes.
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold",
	"i": "italic", "em": "italic",
	"u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler",
	"a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
	"tg-emoji": "custom_emoji", "tg-time": "date_time",
}

func (p *htmlParser) startTag() error {
	begin := p.at
	p.at++
	name := p.until(func(c byte) bool { return isSpace(c) || c == '>' })
	if p.peek(0) == 0 {
		return refuse("Unclosed start tag at byte offset %d", begin)
	}
	name = asciiLower(name)
	if htmlTags[name] == "" {
		return refuse("Unsupported start tag %v at byte offset %d", quoted(name), begin)
	}
	tag := htmlTag{name: name, offset: p.units, start: p.out.Len()}
	for p.peek(0) != '>' {
		p.skipSpace()
		if p.peek(0) == '>' {
			break
		}
		if err := p.attribute(&tag, begin); err != nil {
			return err
		}
	}
	p.at++
	if name == "span" && tag.attr["class"] != "tg-spoiler" {
		return refuse("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, tag)
	return nil
}

// attribute reads one attribute; p.at stands on its first byte.
func (p *htmlParser) attribute(tag *htmlTag, begin int) error {
	name := p.until(func(c byte) bool { return isSpace(c) || strings.IndexByte(`=>/"'`, c) >= 0 })
	if name == "" {
		return refuse("Empty attribute name in the tag %v at byte offset %d", quoted(tag.name), begin)
	}
	p.skipSpace()
	if p.peek(0) != '=' {
		if p.at >= len(p.in) {
			return refuse("Unclosed start tag %v at byte offset %d", quoted(tag.name), begin)
		}
		tag.set(name, "")
		return nil
	}
	p.at++
	p.skipSpace()
	if p.at >= len(p.in) {
		return refuse("Unclosed start tag %v at byte offset %d", quoted(tag.name), begin)
	}
	value, err := p.attributeValue()
	if err != nil {
		return err
	}
	if p.at >= len(p.in) {
		return refuse("Unclosed start tag at byte offset %d", begin)
	}
	tag.set(name, value)
	return nil
}

func (p *htmlParser) attributeValue() (string, error) {
	quote := p.peek(0)
	if quote != '\'' && quote != '"' {
		start := p.at
		token := p.until(func(c byte) bool { return !isAlnum(c) && c != '.' && c != '-' })
		if c := p.peek(0); !isSpace(c) && c != '>' || p.at >= len(p.in) && token == "" {
			return "", refuse("Unexpected end of name token at byte offset %d", start)
		}
		return asciiLower(token), nil
	}
	p.at++
	var b strings.Builder
	for p.at < len(p.in) && p.peek(0) != quote {
		if r, size := htmlCharacter(p.in[p.at:]); p.peek(0) == '&' && size > 0 {
			writeRune(&b, r)
			p.at += size
			continue
		}
		b.WriteByte(p.in[p.at])
		p.at++
	}
	if p.at < len(p.in) {
		p.at++
	}
	return b.String(), nil
}

// set remembers an attribute that means something; the last one of a name holds.
func (t *htmlTag) set(name, value string) {
	if t.attr == nil {
		t.attr = map[string]string{}
	}
	t.attr[name] = value
}

// until reads up to the first byte that stops, or the end.
func (p *htmlParser) until(stop func(byte) bool) string {
	start := p.at
	for p.at < len(p.in) && !stop(p.in[p.at]) {
		p.at++
	}
	return p.in[start:p.at]
}

func (p *htmlParser) skipSpace() { p.until(func(c byte) bool { return !isSpace(c) }) }

func (p *htmlParser) endTag() error {
	begin := p.at
	if len(p.open) == 0 {
		return refuse("Unexpected end tag at byte offset %d", begin)
	}
	p.at += 2
	name := asciiLower(p.until(func(c byte) bool { return isSpace(c) || c == '>' }))
	p.skipSpace()
	if p.peek(0) != '>' {
		return refuse("Unclosed end tag at byte offset %d", begin)
	}
	p.at++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return refuse("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	if p.units == tag.offset {
		return nil
	}
	return p.close(tag)
}

// close adds the entity of a tag that has text in it.
func (p *htmlParser) close(tag htmlTag) error {
	e := Entity{Type: htmlTags[tag.name], Offset: tag.offset, Length: p.units - tag.offset}
	switch tag.name {
	case "a":
		return p.closeLink(tag, e)
	case "pre", "code":
		p.closeCode(tag, e)
		return nil
	case "blockquote":
		if _, ok := tag.attr["expandable"]; ok {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		id, err := strconv.ParseInt(tag.attr["emoji-id"], 10, 64)
		if err != nil || id == 0 {
			return refuse("Invalid custom emoji identifier specified")
		}
		e.EmojiID = strconv.FormatInt(id, 10)
	case "tg-time":
		unix, err := strconv.ParseInt(tag.attr["unix"], 10, 32)
		if err != nil || unix <= 0 {
			return nil
		}
		e.Unix, e.Format = unix, tag.attr["format"]
		if e.Format != "r" && strings.Trim(e.Format, "tTdDwW") != "" {
			return refuse("Invalid date format used")
		}
	}
	p.entities = append(p.entities, e)
	return nil
}

// closeLink adds a link. A target that is not a web address is dropped without a word: the text
// stays, the link is lost.
func (p *htmlParser) closeLink(tag htmlTag, e Entity) error {
	target := tag.attr["href"]
	if target == "" {
		target = p.out.String()[tag.start:]
	}
	if id := linkedUser(target); id != 0 {
		e.Type, e.UserID = "text_mention", id
	} else if e.URL = checkedLink(target); e.URL == "" {
		return nil
	}
	p.entities = append(p.entities, e)
	return nil
}

// closeCode adds code or pre; the two over the same text make one pre with a language.
func (p *htmlParser) closeCode(tag htmlTag, e Entity) {
	if class, ok := strings.CutPrefix(tag.attr["class"], "language-"); ok && tag.name == "code" {
		e.Language = class
	}
	if n := len(p.entities); n > 0 {
		last := &p.entities[n-1]
		same := last.Offset == e.Offset && last.Length == e.Length
		switch {
		case same && e.Type == "pre" && last.Type == "code" && last.Language != "":
			last.Type = "pre"
			return
		case same && e.Type == "code" && e.Language != "" && last.Type == "pre" && last.Language == "":
			last.Language = e.Language
			return
		}
	}
	p.entities = append(p.entities, e)
}

func asciiLower(s string) string {
	b := []byte(s)
	if !slices.ContainsFunc(b, func(c byte) bool { return c >= 'A' && c <= 'Z' }) {
		return s
	}
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}
