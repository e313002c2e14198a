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
	rooms   sync.Pool // of *room: one for each file that is being read
	spare   sync.Pool // of *room: the same for trees that nobody looks at again
}

// file is one content file while the library is being read.
type file struct {
	*origin
	path     string // as people see it
	name     string // the last part of the path without .yaml: an id or a locale
	text     string // of a trusted file only while it is read
	root     *node  // nil when the file could not be parsed; nil of a trusted file and of typed words
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
	once, rooms := f.trusted || f.heard(), &f.rooms // typed words are not checked by their place in the tree
	if once {
		rooms = &f.spare
	}
	r := roomOf(rooms)
	defer rooms.Put(r)
	if once {
		defer r.empty()
	}
	if f.trusted {
		text = withoutSources(text)
	}
	made := r.made
	root, problems := parseYAML(f.path, text, r)
	f.problems = append(f.problems, problems...)
	if !f.trusted {
		f.text = text
	}
	if !once {
		f.root = root
		f.mentions = make([]mention, 0, (r.made-made)*2/5) // keys are not mentioned, nor is every value
	}
	if root != nil {
		use(root)
	}
}

func roomOf(rooms *sync.Pool) *room {
	if r, ok := rooms.Get().(*room); ok {
		return r
	}
	return &room{buffer: make([]byte, readSize)}
}

// load takes the text of the file into memory once.
func (f *file) load() (string, error) {
	var text strings.Builder
	r := roomOf(&f.spare)
	defer f.spare.Put(r)
	err := f.stream(func(from io.Reader, size int64) error {
		text.Grow(int(size))
		_, err := io.CopyBuffer(&text, plainReader{from}, r.buffer)
		return err //nolint:wrapcheck // stream wraps it
	})
	return text.String(), err
}

// hash adds the file to a hash under a name.
func (f *file) hash(to io.Writer, name string, buffer []byte) error {
	add := func(from io.Reader, size int64) error {
		fmt.Fprintf(to, "%s %d\n", name, size)
		_, err := io.CopyBuffer(to, plainReader{from}, buffer)
		return err //nolint:wrapcheck // stream wraps it
	}
	if f.text != "" {
		return add(strings.NewReader(f.text), int64(len(f.text)))
	}
	return f.stream(add)
}

// stream opens the file and hands it to use with its size in bytes.
func (f *file) stream(use func(from io.Reader, size int64) error) error {
	opened, err := f.fsys.Open(f.path)
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	if err := use(opened, info.Size()); err != nil {
		return fmt.Errorf("file: %w", err)
	}
	return nil
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
