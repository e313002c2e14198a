package content

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var embedded embed.FS

// The folders and files of a library.
const (
	rootDir       = "data"
	appsDir       = "apps"
	helplinesDir  = "helplines"
	urgentDir     = "urgent"
	talkDir       = "talk"
	learnDir      = "learn"
	wordsDir      = "words"
	triageDir     = "triage"
	questionsFile = "questions.yaml"
	neverFile     = "never.yaml"
	hardFile      = "hard_words.yaml"
	rulesFile     = "rules.yaml"
)

// Files is the content that is built into the program, for Load.
func Files() fs.FS { return embedded }

// Embedded loads the library that is built into the program. The error lists every problem that makes it unusable.
// How its texts read was checked before it was built in, as Load does, and is not checked again at every start; nor are translations
// compared with what they were made from.
func Embedded() (*Library, error) {
	l, problems := load(embedded, false)
	if l != nil {
		return l, nil
	}
	var b strings.Builder
	for _, p := range problems {
		if !p.Warning {
			b.WriteString("\n" + p.String())
		}
	}
	return nil, fmt.Errorf("the embedded content is refused:%s", b.String())
}

// Load reads a whole library from the folder "data" of fsys, or from its root when it has no such folder, and checks it.
// All problems come at once, in the order of the files. With only warnings among them the library is usable; with anything worse
// it is nil.
func Load(fsys fs.FS) (*Library, []Problem) { return load(fsys, true) }

// load reads a library; texts says whether to check how every text reads, too.
func load(fsys fs.FS, texts bool) (*Library, []Problem) {
	s := shelfOf(fsys)
	s.texts = texts
	version := s.read(fsys)
	s.decode()
	l := s.library()
	l.version = version
	s.check(l)

	problems := append(s.problems, l.readUnderstanding(s)...)
	for _, f := range s.files {
		problems = append(problems, f.problems...)
	}
	problems = sorted(problems)
	if refuses(problems) {
		return nil, problems
	}
	return l, problems
}

// shelfOf is an empty shelf for the files under data, or under the root where there is no such folder.
func shelfOf(fsys fs.FS) *shelf {
	if info, err := fs.Stat(fsys, rootDir); err == nil && info.IsDir() {
		return &shelf{prefix: rootDir + "/"}
	}
	return &shelf{}
}

// shelf is the files of a library while it is being read. The parsed values stand in the order of the files, which is by path.
type shelf struct {
	prefix   string
	texts    bool // check how every text reads
	files    []*file
	problems []Problem // those that belong to no file that exists

	apps      []*shelved[App]
	regions   []*shelved[Region]
	urgent    []*shelved[UrgentFile]
	talk      []*shelved[TalkFile]
	learn     []*shelved[[]*Guide]
	words     []*shelved[Words]
	told      []*shelved[HelplinesFile]
	questions shelved[Questions]
	never     shelved[never]
	hard      shelved[hardWords]
	rules     shelved[lawsFile]
	known     shelved[knownApps]
	triage    []*shelved[triageFile]
	weights   []*shelved[weights]
}

// shelved is a file and what was read from it.
type shelved[T any] struct {
	*file
	value *T
}

// read takes every YAML file into memory and gives the hash of all content, learnt weights (.txt) among it.
func (s *shelf) read(fsys fs.FS) (version string) {
	hash := sha256.New()
	start := path.Clean("./" + s.prefix)
	err := fs.WalkDir(fsys, start, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := path.Ext(name)
		if entry.IsDir() || ext != ".yaml" && ext != ".txt" {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		fmt.Fprintf(hash, "%s %d\n", strings.TrimPrefix(name, s.prefix), len(data))
		hash.Write(data)
		if !s.texts {
			data = withoutSources(data) // only the check asks what a translation was made from
		}
		s.files = append(s.files, &file{path: name, name: strings.TrimSuffix(path.Base(name), ext), data: data})
		return nil
	})
	if err != nil {
		s.problem(".", "cannot be read: %v", err)
	}
	return hex.EncodeToString(hash.Sum(nil))[:12]
}

// problem notes what is wrong with a path that holds no file.
func (s *shelf) problem(name, format string, args ...any) {
	s.problems = append(s.problems, Problem{File: path.Join(s.prefix, name), What: fmt.Sprintf(format, args...)})
}

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
		return shelve(&s.apps, f, known)
	case helplinesDir:
		return shelve(&s.regions, f, known)
	case urgentDir:
		return shelve(&s.urgent, f, known)
	case talkDir:
		return shelve(&s.talk, f, known)
	case learnDir:
		return shelve(&s.learn, f, known)
	case wordsDir:
		w := &shelved[Words]{file: f, value: &Words{}}
		s.words = append(s.words, w)
		return func() { w.value = decodeWords(f, known) }
	case path.Join(helplinesDir, path.Base(dir)):
		return shelve(&s.told, f, known)
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
		s.questions = shelved[Questions]{file: f, value: &Questions{}}
		return func() { f.decode(known, s.questions.value) }
	case neverFile:
		s.never = shelved[never]{file: f, value: &never{}}
		return func() { f.decode(known, s.never.value) }
	case hardFile:
		s.hard = shelved[hardWords]{file: f, value: &hardWords{}}
		return func() { f.decode(known, s.hard.value) }
	case rulesFile:
		s.rules = shelved[lawsFile]{file: f, value: &lawsFile{}}
		return func() { f.decode(known, s.rules.value) }
	case knownAppsFile:
		s.known = shelved[knownApps]{file: f, value: &knownApps{}}
		return func() { f.decode(known, s.known.value) }
	}
	f.problem(position{}, "is a file that nothing is read from")
	return nil
}

func (s *shelf) placeTriage(f *file, ext string, known *schema) func() {
	if ext == ".txt" {
		w := &shelved[weights]{file: f, value: &weights{}}
		s.weights = append(s.weights, w)
		return func() { w.value = readWeights(f.path, string(f.data)) }
	}
	t := &shelved[triageFile]{file: f, value: &triageFile{}}
	s.triage = append(s.triage, t)
	return func() { f.decode(known, t.value) }
}

func shelve[T any](to *[]*shelved[T], f *file, known *schema) func() {
	value := new(T)
	*to = append(*to, &shelved[T]{file: f, value: value})
	return func() { f.decode(known, value) }
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

// library puts what was read into the shape that look-ups want. It works on whatever is there; check says what is missing.
func (s *shelf) library() *Library {
	l := &Library{
		appByID: map[string]*App{}, steps: map[string]placedStep{}, region: map[string]*Region{}, offers: map[offer][]*Helpline{},
		urgent: map[audience]*UrgentFile{}, clocks: map[string]clock{}, talk: byLocale(s.talk), guides: map[string][]*Guide{}, words: map[string]*Words{},
		questions: s.questions.value,
	}
	for _, f := range s.apps {
		l.addApp(f.value)
	}
	slices.SortStableFunc(l.apps, func(a, b *App) int { return a.Rank - b.Rank })
	for _, f := range s.regions {
		l.addRegion(f.value)
	}
	for _, f := range s.urgent {
		l.urgent[l.audienceOf(f.name)] = f.value
	}
	if q := l.questions; q != nil {
		slices.SortStableFunc(l.regions, func(a, b *Region) int { return placeIn(q.Regions, a.ID) - placeIn(q.Regions, b.ID) })
	}
	if s.rules.file != nil {
		l.addLaws(s.rules.value)
	}
	for _, f := range s.learn {
		l.guides[f.name] = *f.value
	}
	for _, f := range s.words {
		l.words[f.name] = f.value
	}
	for locale, w := range l.words {
		w.next = fallback(l.words, locale)
	}
	s.addTongues(l)
	return l
}

func (l *Library) addApp(a *App) {
	l.apps = append(l.apps, a)
	l.appByID[a.ID] = a
	for _, step := range a.Steps {
		l.steps[StepKey(a.ID, step.ID)] = placedStep{app: a, step: step}
	}
}

func (l *Library) addRegion(r *Region) {
	l.regions = append(l.regions, r)
	l.region[r.ID] = r
	l.clocks[r.ID] = newClock(r)
	for child, order := range map[bool]map[Need][]string{false: r.Order, true: r.Child} {
		for need, ids := range order {
			var list []*Helpline
			for _, id := range ids {
				if h := r.Helpline(id); h != nil {
					list = append(list, h)
				}
			}
			l.offers[offer{region: r.ID, need: need, child: child}] = list
		}
	}
}

func byLocale[T any](files []*shelved[T]) map[string]*T {
	m := make(map[string]*T, len(files))
	for _, f := range files {
		m[f.name] = f.value
	}
	return m
}

// fallback is the words that answer for what locale lacks, nil for DefaultLocale.
func fallback(words map[string]*Words, locale string) *Words {
	if locale == DefaultLocale {
		return nil
	}
	shorter := locale[:max(0, strings.LastIndexByte(locale, '-'))]
	return localized(words, shorter)
}

// placeIn is where an id stands in a list, after the end when it does not.
func placeIn(ids []string, id string) int {
	if i := slices.Index(ids, id); i >= 0 {
		return i
	}
	return len(ids)
}
