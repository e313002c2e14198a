package dialog

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// ErrNewerState says that a state was written by a newer version. The row must be kept as it is.
var ErrNewerState = errors.New("dialog: the state was written by a newer version")

// errNoState says no more: what is wrong in the bytes may hold words of theirs.
var errNoState = errors.New("dialog: the stored state cannot be read")

// Decode reads what Encode of this or an older version wrote. No bytes are the zero State. It fails with ErrNewerState when a
// newer version wrote them, and with another error when they are no state at all.
//
// It is written by hand because every page and most turns do it: encoding/json takes five times as long. What it does not know it
// steps over, as encoding/json does.
func Decode(b []byte) (State, error) {
	if len(b) == 0 {
		return State{}, nil
	}
	var s State
	version := 0
	d := decoder{s: string(b)} // once: every string of the state is a part of it
	d.object(func(key string) {
		if key == "v" {
			version = d.number(0, 1<<30)
			return
		}
		d.field(&s, key)
	})
	switch {
	case d.bad || d.at != len(d.s):
		return State{}, errNoState
	case version > stateVersion:
		return State{}, fmt.Errorf("%w: %d, this one reads up to %d", ErrNewerState, version, stateVersion)
	case version < 1:
		return State{}, errors.New("dialog: the stored state has no version")
	}
	return s, nil
}

func (d *decoder) field(s *State, key string) {
	switch key {
	case "l":
		s.Locale = d.text()
	case "r":
		s.Region = d.text()
	case "d":
		s.Device = content.Device(d.text())
	case "n":
		s.Current = d.number(math.MinInt, math.MaxInt)
	case "c":
		s.Children = make([]Child, 0, 1)
		d.array(func() { s.Children = append(s.Children, d.child()) })
	case "s":
		s.At = parsePlace(d.text())
	case "b":
		s.Trail = make([]Place, 0, maxTrail)
		d.array(func() { s.Trail = append(s.Trail, parsePlace(d.text())) })
	case "f":
		s.Draft = d.texts()
	case "t":
		s.Seen = Day(d.number(0, 1<<16-1)) //nolint:gosec // the bound is its own
	case "i":
		s.Missed = uint8(d.number(0, 1<<8-1)) //nolint:gosec // the bound is its own
	case "e":
		s.Reminder = d.word("true")
	case "k":
		s.Partner = d.text()
	case "j":
		s.Counted = Stages(d.number(0, 1<<8-1)) //nolint:gosec // the bound is its own
	default:
		d.skip(0)
	}
}

func (d *decoder) child() Child {
	var c Child
	d.object(func(key string) {
		switch key {
		case "a":
			c.Age = content.AgeBand(d.text())
		case "p":
			c.Apps = d.texts()
		case "w":
			d.array(func() { c.Worries = append(c.Worries, content.Concern(d.text())) })
		case "m":
			c.Marks = map[string]Mark{}
			d.object(func(step string) {
				m := d.number(0, 1<<19-1)
				c.Marks[step] = Mark{Kind: MarkKind(m & 7), On: Day(m >> 3)} //nolint:gosec // the bound is theirs
			})
		case "q":
			c.Asked = Asked(d.number(0, 1<<8-1)) //nolint:gosec // the bound is its own
		default:
			d.skip(0)
		}
	})
	return c
}

// decoder reads JSON as Encode writes it: nothing stands between its parts. After a mistake bad is set, and what it gives is of no use.
type decoder struct {
	s   string
	at  int
	bad bool
}

// next takes a character, if it comes next.
func (d *decoder) next(c byte) bool {
	if d.at < len(d.s) && d.s[d.at] == c {
		d.at++
		return true
	}
	return false
}

// word takes a word, which must come next.
func (d *decoder) word(w string) bool {
	if len(d.s)-d.at < len(w) || d.s[d.at:d.at+len(w)] != w {
		d.bad = true
		return false
	}
	d.at += len(w)
	return true
}

// object takes an object. Field is to take the value of each key.
func (d *decoder) object(field func(key string)) {
	d.list("{", '}', func() {
		key := d.text()
		d.word(":")
		field(key)
	})
}

// array takes an array. Each is to take each of its values.
func (d *decoder) array(each func()) { d.list("[", ']', each) }

func (d *decoder) list(open string, end byte, each func()) {
	if !d.word(open) || d.next(end) {
		return
	}
	for !d.bad {
		if each(); d.next(end) {
			return
		}
		d.word(",")
	}
}

func (d *decoder) texts() []string {
	var all []string
	d.array(func() { all = append(all, d.text()) })
	return all
}

// number takes a whole number from least to most.
func (d *decoder) number(least, most int) int {
	from := d.at
	d.next('-')
	for d.at < len(d.s) && d.s[d.at] >= '0' && d.s[d.at] <= '9' {
		d.at++
	}
	n, err := strconv.Atoi(d.s[from:d.at])
	if err != nil || n < least || n > most {
		d.bad = true
	}
	return n
}

// text takes a string. Only what is not an id of ours, such as the id of content that an organisation brought, has escapes.
func (d *decoder) text() string {
	if !d.word(`"`) {
		return ""
	}
	from := d.at
	for ; d.at < len(d.s); d.at++ {
		switch c := d.s[d.at]; {
		case c == '"':
			d.at++
			return d.s[from : d.at-1]
		case c == '\\' || c < ' ' || c > '~':
			return d.escaped(from)
		}
	}
	d.bad = true
	return ""
}

// escaped takes the rest of a string that is more than plain characters.
func (d *decoder) escaped(from int) string {
	for ; d.at < len(d.s) && d.s[d.at] != '"'; d.at++ {
		if d.s[d.at] == '\\' {
			d.at++
		}
	}
	d.at = min(d.at+1, len(d.s))
	var text string
	if err := json.Unmarshal([]byte(d.s[from-1:d.at]), &text); err != nil {
		d.bad = true
	}
	return text
}

// maxDepth bounds how deep what is stepped over may be.
const maxDepth = 8

// skip steps over a value that a newer program added.
func (d *decoder) skip(depth int) {
	if d.at >= len(d.s) || depth > maxDepth {
		d.bad = true
		return
	}
	switch d.s[d.at] {
	case '"':
		d.text()
	case '{':
		d.object(func(string) { d.skip(depth + 1) })
	case '[':
		d.array(func() { d.skip(depth + 1) })
	case 't':
		d.word("true")
	case 'f':
		d.word("false")
	case 'n':
		d.word("null")
	default:
		d.skipNumber()
	}
}

func (d *decoder) skipNumber() {
	from := d.at
	for d.at < len(d.s) && strings.IndexByte("+-.0123456789eE", d.s[d.at]) >= 0 {
		d.at++
	}
	d.bad = d.bad || d.at == from
}
