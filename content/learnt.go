package content

import (
	"fmt"
	"slices"
	"strings"
)

// Weights is what was learnt from labelled messages.
type Weights struct {
	Classes []string          // what the letters of a row stand for, in order; they are keys of Points
	Rows    map[string]string // by feature, one letter for each class: how strongly it speaks for the class
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
type Families struct {
	Names []string          // a family is called by its most typical word
	Of    map[string]uint16 // the family of a word, by its place in Names
}

// learntFile is weights or families, as one file holds them.
type learntFile struct {
	weights  Weights
	families Families
	problems []Problem
}

// The ends of the names of the two kinds of files.
const (
	weightsFile  = "-weights"
	familiesFile = "-families"
)

// readLearnt reads LOCALE-weights.txt or LOCALE-families.txt. Lines that begin with # are for people. What it gives shares the file's memory.
func readLearnt(f *file) *learntFile {
	text := f.text
	if text == "" {
		var err error
		if text, err = f.load(); err != nil {
			return &learntFile{problems: []Problem{{File: f.path, What: "cannot be read: " + err.Error()}}}
		}
	}
	if !f.trusted {
		f.text = text
	}
	to := &learntFile{}
	read := to.weight
	switch {
	case strings.HasSuffix(f.name, weightsFile):
		to.weights.Rows = make(map[string]string, strings.Count(text, "\n"))
	case strings.HasSuffix(f.name, familiesFile):
		to.families.Of = make(map[string]uint16, strings.Count(text, " "))
		read = to.family
	default:
		return &learntFile{problems: []Problem{{File: f.path, What: "is a file that nothing is read from"}}}
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if first == "" || first == "#" {
			continue
		}
		if wrong := read(first, rest); wrong != "" {
			to.problems = append(to.problems, Problem{File: f.path, Line: number, What: wrong})
		}
	}
	return to
}

// weight reads "classes name name …", which comes first, and "feature letters"; what it gives is what is wrong.
func (to *learntFile) weight(feature, rest string) string {
	if to.weights.Classes == nil {
		if feature != "classes" {
			return "the names of the classes must come first"
		}
		to.weights.Classes = strings.Fields(rest)
		return ""
	}
	if len(rest) != len(to.weights.Classes) {
		return fmt.Sprintf("%s has %d letters, not one for each of %d classes", feature, len(rest), len(to.weights.Classes))
	}
	for i := range len(rest) {
		if rest[i] != '.' && Weight(rest[i]) == 0 {
			return fmt.Sprintf("%s: %q is not a weight", feature, rest[i])
		}
	}
	to.weights.Rows[feature] = rest
	return ""
}

// family reads "name word word …"; what it gives is what is wrong.
func (to *learntFile) family(name, rest string) string {
	if slices.Contains(to.families.Names, name) {
		return name + " is given twice"
	}
	n := uint16(len(to.families.Names))
	to.families.Names = append(to.families.Names, name)
	to.families.Of[name] = n
	for rest != "" {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		to.families.Of[word] = n
	}
	return ""
}
