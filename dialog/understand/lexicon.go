package understand

import (
	"slices"
	"strings"
)

// class is a set of words that stand for one another in a pattern: one word, a word family ("send*"), several ("pic|photo*").
type class uint16

// target is what a pattern stands for.
type target struct {
	kind  targetKind
	place uint16 // see index
}

// index is where it stands among the Reader's concepts, apps or tongues.
func (t target) index() int { return int(t.place) }

func targetAt(kind targetKind, index int) target {
	return target{kind: kind, place: uint16(index)} //nolint:gosec // there are some hundreds of each
}

type targetKind uint8

const (
	isConcept targetKind = iota
	isAppName
	isAppWord    // an ordinary word that may be an app
	isAppPart    // a feature that gives an app away
	isAppCompany // makes an ordinary word an app
	isAppExcept  // the name means something else here
)

// element is one place of a pattern: a word of the class after at most gap other words of the same sentence.
type element struct {
	class class
	gap   uint8
}

type pattern struct {
	rest   []element // after the first word
	target target
}

// gapWords is how many words ".." in a pattern may stand for.
const gapWords = 4

// lexicon finds every pattern of the content in a message.
//
// A pattern is words with spaces between them. A word may be a family (send*), a choice (pic|photo*) or a named set (@child).
// ".." stands for up to four words of the same sentence.
type lexicon struct {
	building
	words   map[string]span // classes of a whole word; also of one that stands in no pattern but may stand in a message
	stems   map[string]span // classes of the words that begin with this
	classes []class         // what the spans are of
	lengths []int           // the lengths of stems, rising
	byFirst [][]pattern     // by class of the first word
}

// span is a part of the lexicon's classes.
type span struct{ from, to uint32 }

// building is what only making a lexicon needs.
type building struct {
	sets    map[string][]string
	ids     map[string]class // by the written form of the class
	ofWords map[string][]class
	ofStems map[string][]class
}

func newLexicon(sets map[string][]string) *lexicon {
	return &lexicon{building: building{sets: sets, ids: map[string]class{}, ofWords: map[string][]class{}, ofStems: map[string][]class{}}}
}

// add makes a pattern findable.
func (l *lexicon) add(written string, to target) {
	var elements []element
	gap := uint8(0)
	for part := range strings.FieldsSeq(written) {
		if part == ".." {
			gap = gapWords
			continue
		}
		for _, c := range l.compile(part) {
			elements = append(elements, element{class: c, gap: gap})
			gap = 0
		}
	}
	if len(elements) == 0 {
		return
	}
	first := elements[0].class
	for int(first) >= len(l.byFirst) {
		l.byFirst = append(l.byFirst, nil)
	}
	l.byFirst[first] = append(l.byFirst[first], pattern{rest: elements[1:], target: to})
}

// compile is the class of a written word, or several when it falls apart ("c.ai").
func (l *lexicon) compile(part string) []class {
	if strings.ContainsAny(part, "*|@") {
		return []class{l.classOf(part)}
	}
	var classes []class
	for _, word := range split(part) {
		classes = append(classes, l.classOf(word))
	}
	return classes
}

// classOf is the class of a choice of words.
func (l *lexicon) classOf(written string) class {
	if c, ok := l.ids[written]; ok {
		return c
	}
	c := class(len(l.ids))
	l.ids[written] = c
	for part := range strings.SplitSeq(written, "|") {
		if set, ok := strings.CutPrefix(part, "@"); ok {
			for _, word := range l.sets[set] {
				l.member(word, c)
			}
			continue
		}
		l.member(part, c)
	}
	return c
}

func (l *lexicon) member(word string, c class) {
	stem, family := strings.CutSuffix(word, "*")
	folded := strings.Join(split(stem), "")
	if folded == "" {
		return
	}
	into := l.ofWords
	if family {
		into = l.ofStems
	}
	if !slices.Contains(into[folded], c) {
		into[folded] = append(into[folded], c)
	}
}

// ordinary makes a word known that stands in no pattern.
func (l *lexicon) ordinary(word string) {
	folded := strings.Join(split(word), "")
	if _, is := l.ofWords[folded]; !is {
		l.ofWords[folded] = nil
	}
}

// finish makes the lexicon ready to be asked: no more can be added.
func (l *lexicon) finish() {
	for stem := range l.ofStems {
		if !slices.Contains(l.lengths, len(stem)) {
			l.lengths = append(l.lengths, len(stem))
		}
	}
	slices.Sort(l.lengths)
	byFirst := make([][]pattern, len(l.ids))
	for i, patterns := range l.byFirst { // without the room they grew into
		byFirst[i] = append(make([]pattern, 0, len(patterns)), patterns...)
	}
	l.byFirst = byFirst
	all := 0
	for _, of := range []map[string][]class{l.ofWords, l.ofStems} {
		for _, classes := range of {
			all += len(classes)
		}
	}
	l.classes = make([]class, 0, all)
	l.words, l.stems = l.spans(l.ofWords), l.spans(l.ofStems)
}

// spans lays the classes of each word one after the other: a slice for each word would take more memory than what it holds.
func (l *lexicon) spans(of map[string][]class) map[string]span {
	spans := make(map[string]span, len(of))
	for word, classes := range of {
		from := len(l.classes)
		l.classes = append(l.classes, classes...)
		spans[word] = span{uint32(from), uint32(len(l.classes))} //nolint:gosec // there are some ten thousand
	}
	return spans
}

// forget drops what was needed to build the Reader.
func (l *lexicon) forget() { l.building = building{} }

// classesOf appends the classes of a word.
func (l *lexicon) classesOf(word string, to []class) []class {
	to = l.appendSpan(to, l.words[word])
	for _, n := range l.lengths {
		if n > len(word) {
			break
		}
		to = l.appendSpan(to, l.stems[word[:n]])
	}
	return to
}

func (l *lexicon) appendSpan(to []class, s span) []class {
	return append(to, l.classes[s.from:s.to]...)
}

// spelt reports whether a whole word is known.
func (l *lexicon) spelt(word string) bool {
	_, is := l.words[word]
	return is
}

// maxEnding is how many letters a word may have beyond a stem and still be a known word of its family.
const maxEnding = 4

// known reports whether a word needs no correction.
func (l *lexicon) known(word string) bool {
	if l.spelt(word) {
		return true
	}
	for _, n := range l.lengths {
		if n > len(word) {
			return false
		}
		if n < 4 || n < len(word)-maxEnding {
			continue
		}
		if _, is := l.stems[word[:n]]; is {
			return true
		}
	}
	return false
}

// id is the class of a named set, for code that asks about single words.
func (l *lexicon) id(set string) class { return l.classOf("@" + set) }

func (t *token) in(c class) bool { return slices.Contains(t.classes, c) }
