package content

import (
	"strings"
)

// never is what must not appear in any file: contacts that are wrong, and hosts no parent is to be sent to. File: data/never.yaml.
type never struct {
	Numbers []neverNumber `yaml:"numbers"`
	Words   []neverWords  `yaml:"words"`
	Hosts   []neverHost   `yaml:"hosts"`
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
	lower := strings.ToLower(f.text)
	for _, w := range n.Words {
		for _, at := range indexes(lower, strings.ToLower(w.Words)) {
			f.problem(f.offset(at), "%q must not be used: %s", w.Words, w.Why)
		}
	}
	for _, h := range n.Hosts {
		for _, at := range indexes(lower, h.Host) {
			if at > 0 && (lower[at-1] == '/' || lower[at-1] == '.' || lower[at-1] == '@') {
				f.problem(f.offset(at), "%s must not be linked: %s", h.Host, h.Why)
			}
		}
	}
	n.checkNumbers(f, lower)
}

// checkNumbers compares runs of digits, whatever stands between them, with the numbers in their national and +44 form.
func (n *never) checkNumbers(f *file, text string) {
	runs := digitRuns(text)
	for _, bad := range n.Numbers {
		digits, _ := dialable(bad.Number)
		national := strings.TrimPrefix(digits, "0")
		for _, run := range runs {
			// A long number is also found within a run, after +44 or a year; a short one must stand alone.
			if run.digits == digits || len(national) >= 9 && strings.Contains(run.digits, national) {
				f.problem(f.offset(run.at), "%s must not be used: %s", bad.Number, bad.Why)
			}
		}
	}
}

// digitRun is digits with at most two spaces, dashes, dots, slashes or brackets between any two of them.
type digitRun struct {
	digits string
	at     int
}

func digitRuns(text string) []digitRun {
	var runs []digitRun
	last := -1 // where the last digit was
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		if last < 0 || i-last > 3 || strings.Trim(text[last+1:i], " -.()/") != "" {
			runs = append(runs, digitRun{at: i})
		}
		runs[len(runs)-1].digits += text[i : i+1]
		last = i
	}
	return runs
}

// indexes lists where part begins in text.
func indexes(text, part string) []int {
	var all []int
	for from := 0; part != ""; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			break
		}
		all = append(all, from+i)
		from += i + len(part)
	}
	return all
}

// offset is the place of a byte of the file.
func (f *file) offset(at int) position {
	before := f.text[:min(at, len(f.text))]
	return position{line: strings.Count(before, "\n") + 1, col: len(before) - strings.LastIndexByte(before, '\n')}
}
