package content

import (
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Triage is how typed words are understood in one language: every word list, rule and weight that can lead to a decision.
// Files: data/triage/LOCALE.yaml and LOCALE-PART.yaml, joined; data/triage/LOCALE-weights.txt and LOCALE-families.txt.
//
// Package understand turns it into an index and says what a pattern may hold.
type Triage struct {
	Locale   string
	Sets     map[string][]string // named sets of single words, written @name in a pattern
	Expand   map[string]string   // how people shorten words when they type: "pls" is "please"
	Ordinary []string            // ordinary words that are close to a danger word and must never be corrected into one
	Concepts map[string]*Concept // what words mean
	Rules    []*TriageRule       // concepts that mean more together than alone
	Tongues  map[string]*Tongue  // other languages that are recognised
	Weights  Weights             // what was learnt from labelled messages; empty when there is none
	Families Families            // words of like meaning; empty when there are none
	Limits   TriageLimits        // when to be sure
}

// Concept is one idea that people put in many ways.
type Concept struct {
	Means   string   // the idea in words, for a reader of the file
	Points  Points   // how strongly it speaks for a kind of message before anything is learnt
	Mask    bool     // an idiom: its words mean nothing else
	Phrases []string // patterns
}

// Points is how strongly something speaks for (above 0) or against (below 0) each kind of message: a RedFlag, an intent,
// or "urgent" for every red flag at once. 1 is a hint, 3 is nearly certain.
type Points map[string]float32

// TriageRule joins concepts.
type TriageRule struct {
	ID      string   `yaml:"id"`
	Because string   `yaml:"because"`          // why it means that, for a reader of the file
	All     []string `yaml:"all"`              // every one of these concepts is there
	Any     []string `yaml:"any,omitempty"`    // and one of these
	Unless  []string `yaml:"unless,omitempty"` // and none of these
	Within  int      `yaml:"within,omitempty"` // words between the first and last of All and Any; 0: anywhere in the message
	Sure    RedFlag  `yaml:"sure,omitempty"`   // decides by itself for this red flag
	Points  Points   `yaml:"points,omitempty"`
}

// Tongue is a language other than the one the bot reads, known by its commonest words.
type Tongue struct {
	Name  string   // in that language
	Line  string   // says in it what is there; empty where the bot has words in that language
	Help  []string // the word for help; typed alone it is the safe word
	Words []string // words that show a message is in that language
}

// TriageLimits are the probabilities (0 to 1) at which a decision is made.
type TriageLimits struct {
	Urgent float32 `yaml:"urgent"` // from here a message is urgent
	Unsure float32 `yaml:"unsure"` // from here help is shown small and the bot asks
}

// triageFile is one file as it stands. Long lists are words with commas between them, over as many lines as are needed.
type triageFile struct {
	Sets     map[string]string       `yaml:"sets,omitempty" is:"list"`
	Expand   map[string]string       `yaml:"expand,omitempty"`
	Ordinary string                  `yaml:"ordinary,omitempty" is:"list"`
	Concepts map[string]*conceptFile `yaml:"concepts,omitempty"`
	Rules    []*TriageRule           `yaml:"rules,omitempty"`
	Tongues  map[string]*tongueFile  `yaml:"tongues,omitempty"`
	Limits   *TriageLimits           `yaml:"limits,omitempty"`
}

type conceptFile struct {
	Means   string `yaml:"means,omitempty"`
	Points  Points `yaml:"points,omitempty"`
	Mask    bool   `yaml:"mask,omitempty"`
	Phrases string `yaml:"phrases,omitempty" is:"list"`
}

type tongueFile struct {
	Name  string `yaml:"name,omitempty"`
	Line  string `yaml:"line,omitempty"`
	Help  string `yaml:"help,omitempty" is:"list"`
	Words string `yaml:"words,omitempty" is:"list"`
}

// tongues stands in place of a locale for the languages that are recognised but not read.
const tongues = "more"

// checkUnderstanding finds what is wrong in what typed words mean. A library without these files understands nothing, which is no
// problem of its own.
func (s *shelf) checkUnderstanding() []Problem {
	var problems []Problem
	if s.known.file != nil {
		problems = checkKnownApps(s.known.path, s.known.value)
	}
	triage := map[string]*Triage{}
	for _, f := range s.triage {
		problems = append(problems, triageOf(triage, f.name).join(f.path, f.value)...)
	}
	for _, f := range s.learnt {
		problems = append(problems, f.value.problems...)
	}
	for _, t := range triage {
		problems = append(problems, t.check(s.prefix+path.Join(triageDir, t.Locale+".yaml"), triage[tongues])...)
	}
	return problems
}

// understanding gives a function that reads what typed words mean, anew at every call: it is needed once, to make an index of it, and
// would otherwise be the largest thing a library keeps. Files that are not built in are kept as they were when they were checked.
func (s *shelf) understanding() func() map[string]*Triage {
	fsys, prefix := s.fsys, s.prefix
	var files []file // only what is needed to read them: the function is kept, and what it holds with it
	for _, f := range s.files {
		if path.Dir(strings.TrimPrefix(f.path, s.prefix)) == triageDir {
			files = append(files, file{path: f.path, name: f.name, text: f.text})
		}
	}
	known := newSchema(reflect.TypeFor[triageFile]())
	return func() map[string]*Triage {
		again := &shelf{origin: &origin{fsys: fsys, trusted: true}, prefix: prefix}
		for _, f := range files {
			again.place(&file{origin: again.origin, path: f.path, name: f.name, text: f.text}, known)
		}
		return again.understood()
	}
}

// understood reads what typed words mean, by locale.
func (s *shelf) understood() map[string]*Triage {
	files, learnt := make([]*triageFile, len(s.triage)), make([]*learntFile, len(s.learnt))
	var jobs []func()
	for i, f := range s.learnt {
		jobs = append(jobs, func() { learnt[i] = f.read() })
	}
	for i, f := range s.triage {
		jobs = append(jobs, func() { files[i] = f.read() })
	}
	together(jobs)
	all := map[string]*Triage{}
	for i, f := range s.triage {
		triageOf(all, f.name).join(f.path, files[i])
	}
	for i, f := range s.learnt {
		t := triageOf(all, f.name)
		if strings.HasSuffix(f.name, weightsFile) {
			t.Weights = learnt[i].weights()
		} else {
			t.Families = Families{learnt[i].words}
		}
	}
	return all
}

// Triage is how words typed in a language are understood; other locales are answered by DefaultLocale. tongues is what is recognised of
// the languages that the bot does not read. Both are nil when the content has none, and are read anew at every call: ask once.
func (l *Library) Triage(locale string) (read, others *Triage) {
	all := l.triage()
	return localized(all, locale), all[tongues]
}

// triageOf is the triage of the locale that a file name begins with.
func triageOf(all map[string]*Triage, name string) *Triage {
	locale, _, _ := strings.Cut(name, "-")
	if all[locale] == nil {
		all[locale] = &Triage{
			Locale: locale, Sets: map[string][]string{}, Expand: map[string]string{},
			Concepts: map[string]*Concept{}, Tongues: map[string]*Tongue{}, Limits: TriageLimits{Urgent: 0.5, Unsure: 0.2},
		}
	}
	return all[locale]
}

// join adds what one file holds.
func (t *Triage) join(name string, f *triageFile) []Problem {
	var problems []Problem
	twice := func(what, key string) {
		problems = append(problems, Problem{File: name, What: what + " " + strconv.Quote(key) + " is given twice"})
	}
	for key, words := range f.Sets {
		if t.Sets[key] != nil {
			twice("set", key)
		}
		t.Sets[key] = commaList(words)
	}
	for key, c := range f.Concepts {
		if t.Concepts[key] != nil {
			twice("concept", key)
		}
		t.Concepts[key] = &Concept{Means: c.Means, Points: c.Points, Mask: c.Mask, Phrases: commaList(c.Phrases)}
	}
	for key, o := range f.Tongues {
		if t.Tongues[key] != nil {
			twice("tongue", key)
		}
		t.Tongues[key] = &Tongue{Name: o.Name, Line: o.Line, Help: commaList(o.Help), Words: commaList(o.Words)}
	}
	for short, long := range f.Expand {
		t.Expand[short] = long
	}
	t.Ordinary = append(t.Ordinary, commaList(f.Ordinary)...)
	t.Rules = append(t.Rules, f.Rules...)
	if f.Limits != nil {
		t.Limits = *f.Limits
	}
	return problems
}

// check finds what only shows when all files of a locale are there: names that nothing defines.
// Rules may use the concepts of more, which are known in every language.
func (t *Triage) check(file string, more *Triage) []Problem {
	var problems []Problem
	seen := map[string]bool{}
	for _, r := range t.Rules {
		if seen[r.ID] || r.ID == "" {
			problems = append(problems, Problem{File: file, What: "rule " + strconv.Quote(r.ID) + " has no name of its own"})
		}
		seen[r.ID] = true
		if len(r.All) == 0 {
			problems = append(problems, Problem{File: file, What: "rule " + r.ID + ": all is empty"})
		}
		for _, name := range slices.Concat(r.All, r.Any, r.Unless) {
			if t.Concepts[name] == nil && (more == nil || more.Concepts[name] == nil) {
				problems = append(problems, Problem{File: file, What: "rule " + r.ID + ": no concept " + strconv.Quote(name)})
			}
		}
	}
	for name, c := range t.Concepts {
		if len(c.Phrases) == 0 {
			problems = append(problems, Problem{File: file, What: "concept " + name + ": phrases is empty"})
		}
		for _, phrase := range c.Phrases {
			problems = append(problems, t.checkPhrase(file, name, phrase)...)
		}
	}
	return problems
}

func (t *Triage) checkPhrase(file, concept, phrase string) []Problem {
	var problems []Problem
	for word := range strings.FieldsSeq(phrase) {
		for part := range strings.SplitSeq(word, "|") {
			if set, ok := strings.CutPrefix(part, "@"); ok && t.Sets[set] == nil {
				problems = append(problems, Problem{File: file, What: "concept " + concept + ": no set " + part + " in " + strconv.Quote(phrase)})
			}
		}
	}
	return problems
}

// commaList splits words with commas between them, over any number of lines.
func commaList(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	list := make([]string, 0, strings.Count(s, ",")+1)
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); strings.ContainsAny(part, "\n\t") || strings.Contains(part, "  ") {
			part = strings.Join(strings.Fields(part), " ")
		}
		if part != "" {
			list = append(list, part)
		}
	}
	return list
}
