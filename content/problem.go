package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in a content file, with its place.
type Problem struct {
	File    string // as people see it: data/apps/snapchat.yaml
	Line    int    // from 1; 0 when the problem is about the whole file
	Col     int    // from 1; 0 when the problem is about the whole file
	What    string
	Warning bool  // true when the library may still be used
	About   About // what a warning is about; empty for everything else
}

// About is what a warning is about, so that many of them can be counted and read in groups.
type About string

// The closed set of what warnings are about, what is most pressing first.
const (
	AboutOverdue   About = "overdue"        // its review day is past
	AboutSoon      About = "soon due"       // its review day is near
	AboutUnsourced About = "without source" // nobody wrote down where it is from
	AboutWeak      About = "weakly sourced" // general knowledge

	AboutTranslation About = "not translated" // a text of another language is missing, or was made from words that have changed
)

// String is file:line:col: what, or file: what without a place.
func (p Problem) String() string {
	what := p.What
	if p.Warning {
		what = "warning: " + what
	}
	if p.Line == 0 {
		return p.File + ": " + what
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, what)
}

// position is a place in a file, both from 1.
type position struct{ line, col int }

// refuses reports whether any of the problems is more than a warning.
func refuses(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning })
}

// sorted puts problems into reading order and drops those said twice.
func sorted(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), strings.Compare(a.What, b.What))
	})
	return slices.Compact(problems)
}
