package content

import (
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
)

// origin is where files are read from.
type origin struct {
	fsys    fs.FS
	trusted bool      // the files were checked before: only their values are wanted, and those only when they are asked for
	rooms   sync.Pool // of *room: trees of trusted files are not looked at again
}

// file is one content file while the library is being read.
type file struct {
	*origin
	path     string // as people see it
	name     string // the last part of the path without .yaml: an id or a locale
	text     string // of a trusted file only while it is read
	root     *node  // nil when the file could not be parsed; of a trusted file only while it is read
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

// readSize is how many bytes of a file are read at once.
const readSize = 16 << 10

// parsed reads the file and hands its tree to use. What cannot be read or parsed is a problem of the file; use is then not called.
func (f *file) parsed(use func(root *node)) {
	text := f.text
	if text == "" {
		var err error
		if text, err = f.load(); err != nil {
			f.problem(position{}, "cannot be read: %v", err)
			return
		}
	}
	if !f.trusted {
		var problems []Problem
		f.text = text
		f.root, problems = parseYAML(f.path, text, &room{})
		f.problems = append(f.problems, problems...)
		if f.root != nil {
			use(f.root)
		}
		return
	}
	r, ok := f.rooms.Get().(*room)
	if !ok {
		r = &room{}
	}
	root, problems := parseYAML(f.path, withoutSources(text), r)
	f.problems = append(f.problems, problems...)
	if root != nil {
		use(root)
	}
	r.empty()
	f.rooms.Put(r)
}

// load takes the text of the file into memory once.
func (f *file) load() (string, error) {
	opened, err := f.fsys.Open(f.path)
	if err != nil {
		return "", err
	}
	defer opened.Close()
	var text strings.Builder
	if info, err := opened.Stat(); err == nil {
		text.Grow(int(info.Size()))
	}
	_, err = io.CopyBuffer(&text, plainReader{opened}, make([]byte, readSize))
	return text.String(), err
}

// hash adds the file to a hash under a name.
func (f *file) hash(to io.Writer, name string, buffer []byte) error {
	size, from := int64(len(f.text)), io.Reader(strings.NewReader(f.text))
	if size == 0 {
		opened, err := f.fsys.Open(f.path)
		if err != nil {
			return err
		}
		defer opened.Close()
		info, err := opened.Stat()
		if err != nil {
			return err
		}
		size, from = info.Size(), opened
	}
	fmt.Fprintf(to, "%s %d\n", name, size)
	_, err := io.CopyBuffer(to, plainReader{from}, buffer)
	return err
}

// plainReader hides what else a reader can do, so that io.CopyBuffer uses its buffer.
type plainReader struct{ io.Reader }

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
