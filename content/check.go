package content

import (
	"path"
	"runtime"
	"slices"
	"strings"
)

// check adds the problems that only show when all files are known. l holds what was read so far and may be incomplete.
func (s *shelf) check(l *Library) {
	found := &audit{}
	l.audited = func() *audit { return found }
	s.checkPresence()
	s.checkNames()
	s.checkAliases()
	s.checkRanks()
	for _, f := range s.apps {
		checkApp(f.file, f.value)
	}
	for _, f := range s.regions {
		checkRegion(f.file, f.value)
	}
	for _, f := range s.urgent {
		s.checkUrgent(f.file, f.value)
	}
	for _, f := range s.talk {
		checkTalk(f.file, f.value)
	}
	for _, f := range s.learn {
		checkGuides(f.file, *f.value)
	}
	s.checkWords(l)
	s.checkReach(l)
	s.checkTranslations(l, found)
	if s.questions.file != nil {
		checkQuestions(s.questions.file, s.questions.value, l)
	}
	if s.rules.file != nil {
		checkLaws(s.rules.file, s.rules.value, l)
	}
	s.checkFiles(l, found)
}

// checkFiles checks what each file says, whatever its kind, several files at a time.
func (s *shelf) checkFiles(l *Library, found *audit) {
	names, table := s.names(), syllableTable()
	var hard map[string][]hardPhrase
	if s.hard.file != nil {
		hard = s.hard.value.byFirst()
	}
	if s.never.file != nil {
		s.never.value.index()
	}
	readers := make(chan *reader, runtime.GOMAXPROCS(0))
	for range cap(readers) {
		readers <- &reader{names: names, table: table, hard: hard, known: map[string]int{}}
	}
	ages := make([]reading, len(s.files))
	var jobs []func()
	for i, f := range s.files {
		jobs = append(jobs, func() {
			checkMentions(f)
			if s.never.file != nil && f != s.never.file && !f.heard() {
				s.never.value.check(f)
			}
			if s.english(f) {
				r := <-readers
				ages[i] = f.checkReading(r)
				readers <- r
			}
		})
	}
	together(jobs)
	facts := 0
	for _, f := range s.files {
		facts += len(f.noted)
	}
	found.facts = make([]Fact, 0, facts)
	for i, f := range s.files {
		l.reviews = append(l.reviews, f.reviews()...)
		found.facts = append(found.facts, f.facts()...)
		found.reading.sum += ages[i].sum
		found.reading.texts += ages[i].texts
	}
	if mean := found.reading.mean(); mean > oldestMean {
		s.problem("", "the mean reading age of all texts is %.1f; at most %.0f", mean, oldestMean)
	}
}

// checkPresence names what no library can do without.
func (s *shelf) checkPresence() {
	needed := []string{
		questionsFile, neverFile, hardFile,
		path.Join(urgentDir, DefaultLocale+".yaml"), path.Join(talkDir, DefaultLocale+".yaml"),
		path.Join(learnDir, DefaultLocale+".yaml"), path.Join(wordsDir, DefaultLocale+".yaml"),
	}
	for _, name := range needed {
		if !slices.ContainsFunc(s.files, func(f *file) bool { return f.path == s.prefix+name }) {
			s.problem(name, "the file is missing")
		}
	}
	if len(s.apps) == 0 {
		s.problem(appsDir, "holds no app")
	}
	if len(s.regions) == 0 {
		s.problem(helplinesDir, "holds no region")
	}
}

// checkNames holds apps and regions to the names of their files, so that each is found where one looks for it. Ids are then unique.
func (s *shelf) checkNames() {
	for _, f := range s.apps {
		sameAsFile(f.file, f.value.ID)
	}
	for _, f := range s.regions {
		sameAsFile(f.file, f.value.ID)
	}
}

func sameAsFile(f *file, id string) {
	if id != "" && id != f.name {
		f.problem(f.at("id"), "id %q and the name of the file must be the same", id)
	}
}

// checkAliases refuses a name that two apps claim, unless both call it an ordinary word: then the dialog asks which is meant.
func (s *shelf) checkAliases() {
	type claim struct {
		file     *file
		at       position
		ordinary bool
	}
	claims := map[string][]claim{}
	for _, f := range s.apps {
		ordinary := f.value.Words
		names := []mention{{text: strings.ToLower(f.value.ID), at: f.at("id")}, {text: strings.ToLower(f.value.Name), at: f.at("name")}}
		for _, m := range f.mentions {
			if m.is == "alias" {
				names = append(names, m)
			}
		}
		mine := map[string]bool{}
		for _, m := range names {
			if !mine[m.text] {
				claims[m.text] = append(claims[m.text], claim{file: f.file, at: m.at, ordinary: slices.Contains(ordinary, m.text)})
			}
			mine[m.text] = true
		}
	}
	for name, list := range claims {
		if len(list) < 2 || !slices.ContainsFunc(list, func(c claim) bool { return !c.ordinary }) {
			continue
		}
		for i, c := range list {
			other := list[(i+1)%len(list)].file.path
			c.file.problem(c.at, "%q is also a name in %s; list it under ordinary_words in both, or take it out of one", name, other)
		}
	}
}

// checkRanks refuses two apps on one place of the list. Pages that are never offered have no place.
func (s *shelf) checkRanks() {
	holder := map[int]*file{}
	for _, f := range s.apps {
		rank := f.value.Rank
		if rank == 0 {
			continue
		}
		if other, taken := holder[rank]; taken {
			f.problem(f.at("rank"), "rank %d is also in %s", rank, other.path)
		}
		holder[rank] = f.file
	}
}
