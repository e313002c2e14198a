package content

import (
	"fmt"
	"strings"
)

// Weights is what was learnt from labelled messages.
type Weights struct {
	Classes []string // what the letters of a row stand for, in order; they are keys of Points
	rows    wordIndex
}

// Row is one letter for each class: how strongly a feature speaks for it. It is empty for a feature that nothing was learnt about.
func (w *Weights) Row(feature []byte) string {
	at := find(&w.rows, feature)
	if at < 0 {
		return ""
	}
	from := at + len(feature) + 1
	return w.rows.text[from : from+len(w.Classes)]
}

// ParseWeights reads weights as a file holds them: "classes name name …", then a line "feature letters" for each feature. Lines that
// begin with # are for people. What it gives shares the text's memory.
func ParseWeights(text string) (Weights, []Problem) {
	f := parseLearnt(text, "\n", (*learntFile).weight)
	return f.weights(), f.problems
}

// Letters are weights: a is weightStep for the class, b twice as much and so on; A is weightStep against it. '.' is nothing.
const (
	weightStep = 0.08
	weightMost = 26
)

// Weight is what a letter of a row stands for, in Points.
func Weight(letter byte) float32 {
	switch {
	case 'a' <= letter && letter <= 'z':
		return float32(letter-'a'+1) * weightStep
	case 'A' <= letter && letter <= 'Z':
		return -float32(letter-'A'+1) * weightStep
	}
	return 0
}

// WeightLetter is the letter that comes nearest to so many Points.
func WeightLetter(points float32) byte {
	n := min(int(max(points, -points)/weightStep+0.5), weightMost)
	switch {
	case n == 0:
		return '.'
	case points > 0:
		return 'a' + byte(n-1)
	}
	return 'A' + byte(n-1)
}

// Families are words of like meaning, so that a word that no labelled message held still counts as its relatives do.
type Families struct{ words wordIndex }

// Of is the family of a word, called by its most typical word.
func (f *Families) Of(word string) (name string, ok bool) {
	at := find(&f.words, word)
	if at < 0 {
		return "", false
	}
	line := f.words.text[strings.LastIndexByte(f.words.text[:at], '\n')+1:]
	return line[:strings.IndexAny(line, " \n")], true
}

// learntFile is weights or families, as one file holds them.
type learntFile struct {
	classes  []string // of weights
	words    wordIndex
	problems []Problem
}

func (f *learntFile) weights() Weights { return Weights{Classes: f.classes, rows: f.words} }

// The ends of the names of the two kinds of files.
const (
	weightsFile  = "-weights"
	familiesFile = "-families"
)

// readLearnt reads LOCALE-weights.txt or LOCALE-families.txt. Lines that begin with # are for people. What it gives shares the file's memory.
func readLearnt(f *file) *learntFile {
	text := f.text
	if f.trusted {
		text = builtIn(f.path)
	}
	if text == "" {
		var err error
		if text, err = f.load(); err != nil {
			return &learntFile{problems: []Problem{{File: f.path, What: "cannot be read: " + err.Error()}}}
		}
	}
	if !f.trusted {
		f.text = text
	}
	var to *learntFile
	switch {
	case strings.HasSuffix(f.name, weightsFile):
		to = parseLearnt(text, "\n", (*learntFile).weight)
	case strings.HasSuffix(f.name, familiesFile):
		to = parseLearnt(text, " ", (*learntFile).family)
	default:
		return &learntFile{problems: []Problem{{File: f.path, What: "is a file that nothing is read from"}}}
	}
	for i := range to.problems {
		to.problems[i].File = f.path
	}
	return to
}

// parseLearnt gives every line that is not for people to read: where it begins in the text, its first word, and the rest of it. What read
// gives is what is wrong. A word of the index ends with end, at most.
func parseLearnt(text, end string, read func(to *learntFile, at int, first, rest string) string) *learntFile {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	words := strings.Count(text, "\n")
	if end != "\n" {
		words += strings.Count(text, end)
	}
	to := &learntFile{words: newWordIndex(text, words)}
	at, number := 0, 0
	for line := range strings.Lines(text) {
		number++
		first, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if first != "" && first != "#" {
			if wrong := read(to, at, first, rest); wrong != "" {
				to.problems = append(to.problems, Problem{Line: number, What: wrong})
			}
		}
		at += len(line)
	}
	return to
}

func (to *learntFile) weight(at int, feature, rest string) string {
	if to.classes == nil {
		if feature != "classes" {
			return "the names of the classes must come first"
		}
		to.classes = strings.Fields(rest)
		return ""
	}
	if len(rest) != len(to.classes) {
		return fmt.Sprintf("%s has %d letters, not one for each of %d classes", feature, len(rest), len(to.classes))
	}
	for i := range len(rest) {
		if rest[i] != '.' && Weight(rest[i]) == 0 {
			return fmt.Sprintf("%s: %q is not a weight", feature, rest[i])
		}
	}
	if !to.words.add(at, len(feature)) {
		return feature + " is given twice"
	}
	return ""
}

// family reads "name word word …". A word that stands in two families is of the first.
func (to *learntFile) family(at int, name, rest string) string {
	if !to.words.add(at, len(name)) {
		return name + " is given twice"
	}
	at += len(name) + 1
	for rest != "" {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		to.words.add(at, len(word))
		at += len(word) + 1
	}
	return ""
}
