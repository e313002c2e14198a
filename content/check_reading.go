package content

import (
	"strings"
)

// checkReading holds every text a parent reads to short sentences, plain words and a low reading age, and all of them to a mean.
func (s *shelf) checkReading(l *Library) {
	r := &reader{names: s.names(), known: map[string]int{}, table: syllableTable()}
	hard := s.hard.value
	for _, f := range s.files {
		if english(f, s) {
			for _, m := range f.mentions {
				l.reading.add(f, m, r.sentences(m.readable), hard)
			}
		}
	}
	if mean := l.ReadingAge(); mean > oldestMean {
		s.problem("", "the mean reading age of all texts is %.1f; at most %.0f", mean, oldestMean)
	}
}

// add checks one text and counts its reading age.
func (all *reading) add(f *file, m mention, sentences [][]word, hard *hardWords) {
	if m.is != "prose" && m.is != "label" && m.is != "taps" {
		return
	}
	words := 0
	for _, sentence := range sentences {
		words += len(sentence)
		if len(sentence) > longestSentence {
			f.problem(m.at, "%s: a sentence of %d words; at most %d", m.key, len(sentence), longestSentence)
		}
	}
	if m.is == "taps" {
		return
	}
	for _, sentence := range sentences {
		hard.check(f, m, sentence)
	}
	if m.is == "label" || words < scoredFrom {
		return
	}
	age := readingAge(sentences)
	all.sum += age
	all.texts++
	if age >= oldestText+0.05 { // what prints as 10.0 is 10
		f.problem(m.at, "%s: reading age %.1f; at most %.0f: use shorter words and sentences", m.key, age, oldestText)
	}
}

// english reports whether a file's texts can be scored: the formulas and the hard words know no other language.
func english(f *file, s *shelf) bool {
	dir := strings.TrimPrefix(strings.TrimSuffix(f.path, "/"+f.name+".yaml"), s.prefix)
	switch dir {
	case urgentDir, talkDir, learnDir, wordsDir:
		return f.name == DefaultLocale || strings.HasPrefix(f.name, DefaultLocale+"-")
	}
	return true
}

// names collects the first words of the names of apps, tools and services.
func (s *shelf) names() map[string]bool {
	names := map[string]bool{}
	add := func(name string) {
		if first, _, _ := strings.Cut(strings.ToLower(name), " "); first != "" {
			names[first] = true
		}
	}
	for _, f := range s.apps {
		add(f.value.Name)
		if f.value.Parental != nil {
			add(f.value.Parental.Name)
		}
	}
	for _, f := range s.regions {
		for _, h := range f.value.Services {
			add(h.Name)
		}
	}
	delete(names, "the")
	delete(names, "your")
	return names
}
