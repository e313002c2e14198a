package content

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var embedded embed.FS

// What was learnt is used where it stands in the program. The file system above would give a copy, for the heap of every process.
var (
	//go:embed data/triage/en-weights.txt
	enWeights string
	//go:embed data/triage/en-families.txt
	enFamilies string
)

// builtIn is the text of a file as it stands in the program, empty for one that is read from the file system.
func builtIn(path string) string {
	switch path {
	case "data/triage/en-weights.txt":
		return enWeights
	case "data/triage/en-families.txt":
		return enFamilies
	}
	return ""
}

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

// Embedded loads the library that is built into the program, in a fraction of the time and memory that Load takes: its files were
// checked as a whole before they were built in. What a single visitor may never need is read when it is first asked for: the files of
// other languages, and what only editors ask about. The error lists every problem that makes the library unusable.
func Embedded() (*Library, error) {
	s := shelfOf(embedded)
	s.trusted = true
	s.find()
	s.decode()
	l := s.library()
	l.version = sync.OnceValue(embeddedVersion)
	l.audited = sync.OnceValue(auditEmbedded)
	for _, f := range s.files {
		l.reviews = append(l.reviews, f.reviews()...)
		s.problems = append(s.problems, f.problems...)
	}
	if len(s.problems) == 0 {
		return l, nil
	}
	var b strings.Builder
	for _, p := range sorted(s.problems) {
		b.WriteString("\n" + p.String())
	}
	return nil, fmt.Errorf("the embedded content is refused:%s", b.String())
}

// embeddedVersion names the content that is built in.
func embeddedVersion() string {
	s := shelfOf(embedded)
	s.find()
	return s.version()
}

// auditEmbedded is what only editors ask about the content that is built in.
func auditEmbedded() *audit {
	if l, _ := Load(embedded); l != nil {
		return l.audited()
	}
	return &audit{}
}

// Load reads a whole library from the folder "data" of fsys, or from its root when it has no such folder, and checks it.
// All problems come at once, in the order of the files. With only warnings among them the library is usable; with anything worse
// it is nil.
func Load(fsys fs.FS) (*Library, []Problem) {
	s := shelfOf(fsys)
	s.find()
	s.decode()
	l := s.library()
	version := s.version()
	l.version = func() string { return version }
	s.check(l)

	problems := append(s.problems, s.checkUnderstanding()...)
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
		return &shelf{origin: &origin{fsys: fsys}, prefix: rootDir + "/"}
	}
	return &shelf{origin: &origin{fsys: fsys}}
}

// shelf is the files of a library while it is being read. The parsed values stand in the order of the files, which is by path.
type shelf struct {
	*origin
	prefix   string
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
	learnt    []*shelved[learntFile]
}

// find lists every YAML file and what was learnt (.txt).
func (s *shelf) find() {
	start := path.Clean("./" + s.prefix)
	err := fs.WalkDir(s.fsys, start, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := path.Ext(name)
		if !entry.IsDir() && (ext == ".yaml" || ext == ".txt") {
			s.files = append(s.files, &file{origin: s.origin, path: name, name: strings.TrimSuffix(path.Base(name), ext)})
		}
		return nil
	})
	if err != nil {
		s.problem(".", "cannot be read: %v", err)
	}
}

// version is the hash of all content, what was learnt among it.
func (s *shelf) version() string {
	hash := sha256.New()
	buffer := make([]byte, readSize)
	for _, f := range s.files {
		if err := f.hash(hash, strings.TrimPrefix(f.path, s.prefix), buffer); err != nil {
			f.problem(position{}, "cannot be read: %v", err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))[:12]
}

// problem notes what is wrong with a path that holds no file.
func (s *shelf) problem(name, format string, args ...any) {
	s.problems = append(s.problems, Problem{File: path.Join(s.prefix, name), What: fmt.Sprintf(format, args...)})
}

// library puts what was read into the shape that look-ups want. It works on whatever is there; check says what is missing.
func (s *shelf) library() *Library {
	l := &Library{
		appByID: map[string]*App{}, steps: map[string]placedStep{}, region: map[string]*Region{}, offers: map[offer][]*Helpline{},
		urgent: map[audience]func() *UrgentFile{}, clocks: map[string]clock{}, talk: byLocale(s.talk), guides: map[string][]*Guide{}, words: map[string]func() *Words{},
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
		l.urgent[l.audienceOf(f.name)] = f.get()
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
		l.words[f.name] = f.get()
	}
	for _, f := range s.words {
		l.words[f.name] = chained(l.words, f.name)
	}
	if s.known.file != nil {
		l.known = readKnown(s.known.value)
	}
	l.triage = s.understanding()
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

// chained is the words of a locale, with those that answer for what they lack behind them.
func chained(words map[string]func() *Words, locale string) func() *Words {
	get := words[locale]
	if locale == DefaultLocale {
		return get
	}
	shorter := locale[:max(0, strings.LastIndexByte(locale, '-'))]
	behind := localized(words, shorter)
	return sync.OnceValue(func() *Words {
		w := get()
		w.next = asked(behind)
		return w
	})
}

// placeIn is where an id stands in a list, after the end when it does not.
func placeIn(ids []string, id string) int {
	if i := slices.Index(ids, id); i >= 0 {
		return i
	}
	return len(ids)
}
