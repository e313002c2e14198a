package understand

import (
	"maps"
	"slices"
)

// Features that are learnt from labelled messages, beside the concepts, rules and forms. Each is a line of the weights file and counts
// once a message:
//
//	word:stem           a word without its ending
//	word:^first         the word, and the two words, that a message begins with: questions and orders are known by them
//	begins:threa        the first letters of a longer word: its whole family of forms
//	family:scared       a word of like meaning, from the families file
//	pair:meet_him       two words that stand next to each other
//	pair:@child_meet    the same with a set, a one-word concept, an app or a number in place of a word
//
// Words of idioms and names of apps are no words.

// maxWords is how many words of a message are weighed one by one.
const maxWords = 150

// starts marks the words that a message begins with.
const starts = "^"

// beginning is how many letters of a word are weighed as its beginning.
const beginning = 5

// kindOfWord is a set or one-word concept that a word belongs to, or what else may stand for it in a pair.
type kindOfWord uint16

const (
	anApp kindOfWord = iota
	aNumber
	firstSet
)

// kindsOfWords makes the names of the kinds, and says which of them a class of words or a concept is. The sets that only the code asks
// about are none.
func (r *Reader) kindsOfWords(sets map[string][]string) {
	r.kindNames = []string{anApp: "@app", aNumber: "@number"}
	r.kindOfClass = make([]kindOfWord, len(r.lex.ids))
	for _, set := range slices.Sorted(maps.Keys(sets)) {
		if class, used := r.lex.ids["@"+set]; used && !slices.Contains(r.sets.all(), class) {
			r.kindOfClass[class] = kindOfWord(len(r.kindNames))
			r.kindNames = append(r.kindNames, "@"+set)
		}
	}
	r.kindOfConcept = make([]kindOfWord, len(r.concepts))
	for i, c := range r.concepts {
		r.kindOfConcept[i] = kindOfWord(len(r.kindNames))
		r.kindNames = append(r.kindNames, "@"+c.name)
	}
}

// featureFunc is given the name of a feature, valid only during the call, and where the words begin and end that it was made of.
type featureFunc func(name []byte, from, to int)

// features finds the features of the message, each once.
func (rd *reading) features(use featureFunc) {
	n := min(len(rd.tokens), maxWords)
	if n == 0 {
		return
	}
	f := finder{rd: rd, use: use, kinds: rd.kindsAt(n), buf: make([]byte, 0, 64)}
	for i := range n {
		f.wordAt(i)
		if i+1 < n && rd.tokens[i+1].sentence == rd.tokens[i].sentence {
			f.pairAt(i)
		}
	}
	f.name("word:", starts, rd.tokens[0].word)
	f.found(0, 1)
	if n > 1 {
		f.name("word:", starts, rd.tokens[0].word, "_", rd.tokens[1].word)
		f.found(0, 2)
	}
}

// finder notes which features were found already.
type finder struct {
	rd    *reading
	use   featureFunc
	kinds [][]kindOfWord
	buf   []byte
	seen  [seenSize]uint32 // open hash table of the names so far
	full  int
}

const seenSize = 8192

// weighed reports whether the word at i is a word of its own.
func (rd *reading) weighed(i int) bool {
	return !rd.tokens[i].masked && !rd.mentioned(i) && !isNumber(rd.tokens[i].word)
}

func (f *finder) wordAt(i int) {
	if !f.rd.weighed(i) {
		return
	}
	word := f.rd.tokens[i].word
	f.name("word:", stem(word))
	f.found(i, i+1)
	if len(word) > beginning && plainLetters(word) {
		f.name("begins:", word[:beginning])
		f.found(i, i+1)
	}
	if family, ok := f.rd.r.families.Of(word); ok {
		f.name("family:", family)
		f.found(i, i+1)
	}
}

func (f *finder) pairAt(i int) {
	a, b := "", ""
	if f.rd.weighed(i) {
		a = stem(f.rd.tokens[i].word)
	}
	if f.rd.weighed(i + 1) {
		b = stem(f.rd.tokens[i+1].word)
	}
	if a != "" && b != "" {
		f.name("pair:", a, "_", b)
		f.found(i, i+2)
	}
	if b != "" {
		for _, k := range f.kinds[i] {
			f.name("pair:", f.rd.r.kindNames[k], "_", b)
			f.found(i, i+2)
		}
	}
	if a != "" {
		for _, k := range f.kinds[i+1] {
			f.name("pair:", a, "_", f.rd.r.kindNames[k])
			f.found(i, i+2)
		}
	}
}

func (f *finder) name(parts ...string) {
	f.buf = f.buf[:0]
	for _, p := range parts {
		f.buf = append(f.buf, p...)
	}
}

// found gives the name to use, unless it was found before.
func (f *finder) found(from, to int) {
	h := uint32(2166136261)
	for _, c := range f.buf {
		h = (h ^ uint32(c)) * 16777619
	}
	h |= 1 // 0 is an empty place
	at := h >> 3 % seenSize
	for f.seen[at] != 0 {
		if f.seen[at] == h {
			return
		}
		at = (at + 1) % seenSize
	}
	if f.full < seenSize/2 {
		f.seen[at] = h
		f.full++
	}
	f.use(f.buf, from, to)
}

// kindsAt is the kinds of the first n words.
func (rd *reading) kindsAt(n int) [][]kindOfWord {
	kinds := make([][]kindOfWord, n)
	for i := range n {
		switch {
		case rd.mentioned(i):
			kinds[i] = append(kinds[i], anApp)
		case isNumber(rd.tokens[i].word):
			kinds[i] = append(kinds[i], aNumber)
		}
		for _, c := range rd.tokens[i].classes {
			if k := rd.r.kindOfClass[c]; k != 0 {
				kinds[i] = append(kinds[i], k)
			}
		}
	}
	for _, h := range rd.hits {
		if h.target.kind == isConcept && h.end == h.start+1 && h.start < n {
			kinds[h.start] = append(kinds[h.start], rd.r.kindOfConcept[h.target.index()])
		}
	}
	return kinds
}

// stem cuts the commonest endings.
func stem(word string) string {
	n := len(word)
	switch {
	case n > 5 && word[n-3:] == "ing":
		return word[:n-3]
	case n > 4 && word[n-2:] == "ed":
		return word[:n-2]
	case n > 4 && word[n-2:] == "es":
		return word[:n-2]
	case n > 3 && word[n-1] == 's' && word[n-2] != 's':
		return word[:n-1]
	case n > 4 && word[n-1] == 'e':
		return word[:n-1]
	}
	return word
}
