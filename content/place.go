package content

import (
	"path"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

// decode parses every file and fills the values, several files at a time.
func (s *shelf) decode() {
	known := newSchema(
		reflect.TypeFor[App](), reflect.TypeFor[Region](), reflect.TypeFor[UrgentFile](), reflect.TypeFor[TalkFile](),
		reflect.TypeFor[[]*Guide](), reflect.TypeFor[Questions](), reflect.TypeFor[never](), reflect.TypeFor[hardWords](), reflect.TypeFor[lawsFile](), reflect.TypeFor[triageFile](), reflect.TypeFor[knownApps](),
		reflect.TypeFor[HelplinesFile](),
	)
	var jobs []func()
	for _, f := range s.files {
		if fill := s.place(f, known); fill != nil {
			jobs = append(jobs, fill)
		}
	}
	together(jobs)
}

// place finds where a file belongs and gives the function that fills its value. It is nil for a file that is not ours to read.
func (s *shelf) place(f *file, known *schema) func() {
	dir, base := path.Split(strings.TrimPrefix(f.path, s.prefix))
	dir = strings.TrimSuffix(dir, "/")
	if path.Ext(base) == ".txt" && dir != triageDir {
		f.problem(position{}, "is a file that nothing is read from")
		return nil
	}
	switch dir {
	case appsDir:
		return shelve(&s.apps, f, known, false)
	case helplinesDir:
		return shelve(&s.regions, f, known, false)
	case urgentDir:
		return shelve(&s.urgent, f, known, baseOf(f.name) != DefaultLocale)
	case talkDir:
		return shelve(&s.talk, f, known, false)
	case learnDir:
		return shelve(&s.learn, f, known, false)
	case wordsDir:
		return put(&s.words, f, func() *Words { return decodeWords(f, known) }, f.name != DefaultLocale)
	case path.Join(helplinesDir, path.Base(dir)):
		return shelve(&s.told, f, known, true)
	case triageDir:
		return s.placeTriage(f, path.Ext(base), known)
	case "":
		return s.placeSingle(f, base, known)
	}
	f.problem(position{}, "is in a folder that nothing is read from")
	return nil
}

func (s *shelf) placeSingle(f *file, base string, known *schema) func() {
	switch base {
	case questionsFile:
		return single(&s.questions, f, known)
	case rulesFile:
		return single(&s.rules, f, known)
	case knownAppsFile:
		return single(&s.known, f, known)
	}
	switch {
	case s.trusted && (base == neverFile || base == hardFile):
		return nil // only the check asks for these
	case base == neverFile:
		return single(&s.never, f, known)
	case base == hardFile:
		return single(&s.hard, f, known)
	}
	f.problem(position{}, "is a file that nothing is read from")
	return nil
}

func (s *shelf) placeTriage(f *file, ext string, known *schema) func() {
	if ext == ".txt" {
		return put(&s.learnt, f, func() *learntFile { return readLearnt(f) }, true)
	}
	return shelve(&s.triage, f, known, true)
}

// shelved is a file and what was read from it.
type shelved[T any] struct {
	*file
	value *T
	read  func() *T // reads what was left for later; nil once value is there
	asked func() *T // what get gives
}

func single[T any](to *shelved[T], f *file, known *schema) func() {
	*to = shelved[T]{file: f, value: new(T)}
	return func() { f.decode(known, to.value) }
}

// shelve makes a place for a file whose keys are those of T.
func shelve[T any](to *[]*shelved[T], f *file, known *schema, later bool) func() {
	return put(to, f, func() *T {
		value := new(T)
		f.decode(known, value)
		return value
	}, later)
}

// put makes a place for a file and gives the function that fills it: nil when that may wait and the file was checked before.
func put[T any](to *[]*shelved[T], f *file, read func() *T, later bool) func() {
	place := &shelved[T]{file: f, value: new(T)}
	*to = append(*to, place)
	if later && f.trusted {
		place.read = read
		return nil
	}
	return func() { place.value = read() }
}

// get is the value. What was left for later is read when it is first asked for, and kept.
func (f *shelved[T]) get() func() *T {
	switch {
	case f.asked != nil:
	case f.read != nil:
		f.asked = sync.OnceValue(f.read)
	default:
		value := f.value
		f.asked = func() *T { return value }
	}
	return f.asked
}

// asked is what get gives, nil for a file that is not there.
func asked[T any](get func() *T) *T {
	if get == nil {
		return nil
	}
	return get()
}

// together runs independent jobs on every processor and waits for them all.
func together(jobs []func()) {
	queue := make(chan func(), len(jobs))
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wait.Go(func() {
			for job := range queue {
				job()
			}
		})
	}
	wait.Wait()
}
