package tgspec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// unit is what a limit counts.
type unit uint8

const (
	none       unit = iota
	characters      // UTF-16 code units, as Telegram counts text
	octets          // bytes
	items           // elements of an array
	value           // an integer itself
)

// limit is a bound that the prose of a field gives.
type limit struct {
	unit     unit
	min, max int
	parsed   bool // counted after entities parsing
}

// A limit is prose, but regular prose. Each pattern has the lower bound (or nothing) and the upper
// one; array says whether it speaks of a list.
type limitPattern struct {
	re    *regexp.Regexp
	unit  unit
	array bool
}

var limitPatterns = []limitPattern{
	{regexp.MustCompile(`(?i)(\d+)-(\d+) characters`), characters, false},
	{regexp.MustCompile(`(?i)(\d+)-(\d+) bytes`), octets, false},
	{regexp.MustCompile(`(?i)()up to (\d+) characters`), characters, false},
	{regexp.MustCompile(`(?i)()can't exceed (\d+) bytes`), octets, false},
	{regexp.MustCompile(`(?i)list of (\d+)-(\d+) `), items, true},
	{regexp.MustCompile(`(?i)(\d+)-(\d+) items`), items, true},
	{regexp.MustCompile(`(?i)()up to (\d+) (?:items|identifiers)`), items, true},
	{regexp.MustCompile(`(?i)()at most (\d+) `), items, true},
	{regexp.MustCompile(`(?i)values between (\d+)-(\d+) are accepted`), value, false},
	{regexp.MustCompile(`, (\d+)-(\d+)(?:\.|$)`), value, false},
	{regexp.MustCompile(`(?i)^must be between (\d+) and (\d+) if specified`), value, false},
}

// limitIn reads the limit out of a field's description; the zero limit when it gives none.
func limitIn(description string, types []string) limit {
	isArray := len(types) > 0 && strings.HasPrefix(types[0], "Array of ")
	isNumber := slices.Contains(types, "Integer") && len(types) == 1
	for _, p := range limitPatterns {
		if p.array != isArray || (p.unit == value) != isNumber {
			continue
		}
		m := p.re.FindStringSubmatch(description)
		if m == nil {
			continue
		}
		low, _ := strconv.Atoi(m[1]) // empty: no lower bound
		high, err := strconv.Atoi(m[2])
		if err != nil {
			continue
		}
		parsed := strings.Contains(description, "after entit")
		return limit{unit: p.unit, min: low, max: high, parsed: parsed}
	}
	return limit{}
}

// check returns what is wrong with n units, or "".
func (l limit) check(n int) string {
	if n >= l.min && n <= l.max {
		return ""
	}
	names := [...]string{characters: " characters", octets: " bytes", items: " items", value: ""}
	return fmt.Sprintf("%d%s, must be %d-%d", n, names[l.unit], l.min, l.max)
}

// text checks a string.
func (l limit) text(s string) string {
	switch l.unit {
	case characters:
		return l.check(UTF16Len(s))
	case octets:
		return l.check(len(s))
	case none, items, value:
	}
	return ""
}

// UTF16Len is the length of s in UTF-16 code units, which is how Telegram counts text and offsets.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
