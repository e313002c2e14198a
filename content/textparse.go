package content

import (
	"fmt"
	"net/url"
	"strings"
)

// ParseText reads a text with braces in it, as a content file holds it. See Text for what braces mean.
func ParseText(s string) (Text, error) {
	var t Text
	for rest := s; rest != ""; {
		open := strings.IndexAny(rest, "{}")
		if open < 0 {
			return append(t, Span{Text: rest}), nil
		}
		if open > 0 {
			t = append(t, Span{Text: rest[:open]})
		}
		if rest[open] == '}' {
			return nil, fmt.Errorf("} without { before it, near %q", near(rest, open))
		}
		end := strings.IndexAny(rest[open+1:], "{}")
		if end < 0 || rest[open+1+end] == '{' {
			return nil, fmt.Errorf("{ is not closed, near %q", near(rest, open))
		}
		span, err := parseBraces(rest[open+1 : open+1+end])
		if err != nil {
			return nil, err
		}
		t = append(t, span)
		rest = rest[open+end+2:]
	}
	return t, nil
}

// parseBraces reads what stands between { and }.
func parseBraces(inner string) (Span, error) {
	name, value, marked := strings.Cut(inner, ":")
	if !marked {
		if !isSlotName(inner) {
			return Span{}, fmt.Errorf("{%s} is not a slot: a slot is a-z, 0-9 and _", inner)
		}
		return Span{Kind: slot, Text: inner}, nil
	}
	if strings.TrimSpace(value) == "" {
		return Span{}, fmt.Errorf("{%s} holds no words", inner)
	}
	switch name {
	case "strong":
		return Span{Kind: Strong, Text: value}, nil
	case "phone":
		digits, ok := dialable(value)
		if !ok {
			return Span{}, fmt.Errorf("{%s} is not a telephone number", inner)
		}
		return Span{Kind: Phone, Text: value, Target: digits}, nil
	case "link":
		words, target, ok := strings.Cut(value, "|")
		if !ok || strings.TrimSpace(words) == "" || !isHTTPS(target) {
			return Span{}, fmt.Errorf("{%s} is not a link: write {link:words|https://address}", inner)
		}
		return Span{Kind: Link, Text: words, Target: target}, nil
	}
	return Span{}, fmt.Errorf("{%s} is unknown: only strong, phone and link take words after a colon", inner)
}

func isSlotName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

// dialable is the digits of a telephone number, with a leading + when it has one. It fails on anything that is neither a digit
// nor one of the marks people put between digits, and on fewer than 2 or more than 15 digits.
func dialable(number string) (string, bool) {
	var b strings.Builder
	for i, r := range number {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			b.WriteRune(r)
		case !strings.ContainsRune(" -()/.", r):
			return "", false
		}
	}
	n := len(strings.TrimPrefix(b.String(), "+"))
	return b.String(), n >= 2 && n <= 15
}

// isHTTPS reports whether s is a whole https address with a host and without a name or password.
func isHTTPS(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Hostname(), ".") && u.User == nil && !strings.ContainsAny(s, " \t")
}

// near is a few words of s from a byte on, for an error message.
func near(s string, at int) string {
	const most = 24
	if runes := []rune(s[at:]); len(runes) > most {
		return string(runes[:most])
	}
	return s[at:]
}
