package content

import (
	"fmt"
)

// file is one content file while the library is being read.
type file struct {
	path     string // as people see it
	name     string // the last part of the path without .yaml: an id or a locale
	data     []byte
	root     *node // nil when the file could not be parsed
	mentions []mention
	noted    []noted
	problems []Problem
}

// mention is a value whose use is declared in the schema by a tag.
type mention struct {
	is   string // prose, label, taps, url, id, alias, source, service, mine or review; within a Text also link, number and slot
	max  int    // characters; 0: only the limit that holds for every text
	key  string // the key it stands under
	text string
	at   position

	readable string // text with links, numbers and slots replaced by easyMark
}

// parse reads the YAML. What cannot be parsed is a problem of the file and leaves root nil.
func (f *file) parse() {
	root, problems := parseYAML(f.path, f.data)
	f.root = root
	f.problems = append(f.problems, problems...)
}

// problem notes what is wrong at a place.
func (f *file) problem(at position, format string, args ...any) {
	f.problems = append(f.problems, Problem{File: f.path, Line: at.line, Col: at.col, What: fmt.Sprintf(format, args...)})
}

// warn notes what should be better, but does not stop the library from being used.
func (f *file) warn(at position, format string, args ...any) {
	f.problem(at, format, args...)
	f.problems[len(f.problems)-1].Warning = true
}

// at finds the place of a value by keys and indexes from the root. Where the path leaves the file, it is the last place that exists.
func (f *file) at(path ...any) position {
	node := f.root
	if node == nil {
		return position{}
	}
	found := nodePlace(node)
	for _, part := range path {
		node = child(node, part)
		if node == nil {
			break
		}
		found = nodePlace(node)
	}
	return found
}
