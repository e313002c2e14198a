package content

import (
	"bytes"
	"strconv"
	"strings"
)

// never is what must not appear in any file: contacts that are wrong, and hosts no parent is to be sent to. File: data/never.yaml.
type never struct {
	Numbers []neverNumber `yaml:"numbers"`
	Words   []neverWords  `yaml:"words"`
	Hosts   []neverHost   `yaml:"hosts"`

	byFirst [256][]neverText // what index made of words and hosts, by the first byte
	digits  []neverDigits    // and of numbers
}

type neverNumber struct {
	Number string `yaml:"number"` // found whatever stands between its digits
	Why    string `yaml:"why"`
}

type neverWords struct {
	Words string `yaml:"words"` // found in any case
	Why   string `yaml:"why"`
}

type neverHost struct {
	Host string `yaml:"host"` // with all hosts below it
	Why  string `yaml:"why"`
}

// heard reports whether a file holds only what parents write, never what they read: they may well name a service that has gone.
func (f *file) heard() bool { return strings.Contains(f.path, triageDir+"/") }

// check looks for what must not appear, in the bytes of a file: a comment is copied into a text soon enough.
func (n *never) check(f *file) {
	for i := range len(f.text) {
		for _, bad := range n.byFirst[lower(f.text[i])] {
			if !beginsFold(f.text[i:], bad.text) || bad.host && (i == 0 || strings.IndexByte("/.@", f.text[i-1]) < 0) {
				continue
			}
			f.problem(f.offset(i), "%s", bad.what)
		}
	}
	n.checkNumbers(f)
}

// neverText is words or a host in small letters, with what is said when they are found.
type neverText struct {
	text string
	host bool // only where a host can stand
	what string
}

// index makes words and hosts findable by their first letter, and numbers by their digits.
func (n *never) index() {
	for _, bad := range n.Numbers {
		digits, _ := dialable(bad.Number)
		n.digits = append(n.digits, neverDigits{neverNumber: bad, whole: digits, national: []byte(strings.TrimPrefix(digits, "0"))})
	}
	add := func(t neverText) {
		if t.text != "" {
			n.byFirst[t.text[0]] = append(n.byFirst[t.text[0]], t)
		}
	}
	for _, w := range n.Words {
		add(neverText{text: strings.ToLower(w.Words), what: strconv.Quote(w.Words) + " must not be used: " + w.Why})
	}
	for _, h := range n.Hosts {
		add(neverText{text: h.Host, host: true, what: h.Host + " must not be linked: " + h.Why})
	}
}

// beginsFold reports whether text begins with small letters, in any case.
func beginsFold(text, small string) bool {
	if len(text) < len(small) {
		return false
	}
	for i := range len(small) {
		if lower(text[i]) != small[i] {
			return false
		}
	}
	return true
}

// lower is the small letter of a capital from A to Z, and any other byte itself.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// checkNumbers compares runs of digits with the numbers in their national and +44 form. A run is digits with at most two spaces, dashes,
// dots, slashes or brackets between any two of them.
func (n *never) checkNumbers(f *file) {
	text := f.text
	var run []byte
	begin, last := 0, -1 // where the run begins, and its last digit
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		if last >= 0 && (i-last > 3 || strings.Trim(text[last+1:i], " -.()/") != "") {
			n.checkRun(f, run, begin)
			run = run[:0]
		}
		if len(run) == 0 {
			begin = i
		}
		run = append(run, text[i])
		last = i
	}
	n.checkRun(f, run, begin)
}

func (n *never) checkRun(f *file, run []byte, at int) {
	for _, bad := range n.digits {
		// A long number is also found within a run, after +44 or a year; a short one must stand alone.
		if string(run) == bad.whole || len(bad.national) >= 9 && bytes.Contains(run, bad.national) {
			f.problem(f.offset(at), "%s must not be used: %s", bad.Number, bad.Why)
		}
	}
}

// neverDigits is a number as its digits.
type neverDigits struct {
	neverNumber
	whole    string
	national []byte // without the 0 before it
}

// offset is the place of a byte of the file.
func (f *file) offset(at int) position {
	before := f.text[:min(at, len(f.text))]
	return position{line: strings.Count(before, "\n") + 1, col: len(before) - strings.LastIndexByte(before, '\n')}
}
