package content

import (
	"slices"
	"strings"
)

// checkReading holds every text a parent reads to short sentences, plain words and a low reading age, and gives the reading ages.
func (f *file) checkReading(r *reader) reading {
	var ages reading
	for _, m := range f.mentions {
		if m.is != "prose" && m.is != "label" && m.is != "taps" {
			continue
		}
		age, scored := r.check(f, m)
		if !scored {
			continue
		}
		ages.sum += age
		ages.texts++
		if age >= oldestText+0.05 { // what prints as 10.0 is 10
			f.problem(m.at, "%s: reading age %.1f; at most %.0f: use shorter words and sentences", m.key, age, oldestText)
		}
	}
	return ages
}

// check notes what is hard to read in one text. Its reading age is only given for prose that is long enough.
func (r *reader) check(f *file, m mention) (age float64, scored bool) {
	sentences := r.sentences(m.readable)
	words := 0
	for _, sentence := range sentences {
		words += len(sentence)
		if len(sentence) > longestSentence {
			f.problem(m.at, "%s: a sentence of %d words; at most %d", m.key, len(sentence), longestSentence)
		}
		if m.is != "taps" {
			r.checkHard(f, m, sentence)
		}
	}
	if m.is != "prose" || words < scoredFrom {
		return 0, false
	}
	return readingAge(sentences), true
}

// english reports whether a file's texts can be scored: the formulas and the hard words know no other language.
func (s *shelf) english(f *file) bool {
	dir, _, _ := strings.Cut(strings.TrimPrefix(f.path, s.prefix), "/")
	switch dir {
	case helplinesDir:
		return strings.Count(strings.TrimPrefix(f.path, s.prefix), "/") == 1
	case urgentDir, talkDir, learnDir, wordsDir:
		return f.name == DefaultLocale || strings.HasPrefix(f.name, DefaultLocale+"-")
	}
	return true
}

// names collects the first words of the names of apps, tools and services.
func (s *shelf) names() map[string]bool {
	names := map[string]bool{}
	add := func(name string) {
		first, _, _ := strings.Cut(strings.ToLower(name), " ")
		if !slices.Contains([]string{"", "a", "an", "the", "your"}, first) { // any sentence may begin with these
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
	return names
}
