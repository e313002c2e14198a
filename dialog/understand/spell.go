package understand

import (
	"cmp"
	"slices"
)

// speller corrects words that are one slip (or two, when long) from a word we know.
//
// It keeps every known word under each form that it has with one letter left out, and compares those. A form is kept as its
// hash: two that share one cost a comparison, and the forms themselves would be most of the program's memory.
type speller struct {
	words []string
	forms []spelling // by hash
}

// spelling is a form of the word with the index word.
type spelling struct {
	hash uint32
	word int32
}

// The shortest words that are corrected: by one slip, and by two.
const (
	oneSlip  = 5
	twoSlips = 8
)

func newSpeller(l *lexicon) *speller {
	s := &speller{}
	letters := 0
	for word := range l.words {
		if len(word) >= oneSlip-1 && plainLetters(word) {
			s.words = append(s.words, word)
			letters += len(word) + 1
		}
	}
	s.forms = make([]spelling, 0, letters)
	for n, word := range s.words {
		s.forms = append(s.forms, spelling{hashForm(word, len(word)), int32(n)})
		for i := range len(word) {
			s.forms = append(s.forms, spelling{hashForm(word, i), int32(n)})
		}
	}
	slices.SortFunc(s.forms, func(a, b spelling) int { return cmp.Compare(a.hash, b.hash) })
	return s
}

// hashForm is the FNV-1a hash of a word without the letter at out.
func hashForm(word string, out int) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		if i != out {
			h = (h ^ uint32(word[i])) * 16777619
		}
	}
	return h
}

// under calls use with every word that has a form with this hash.
func (s *speller) under(hash uint32, use func(word string)) {
	at, _ := slices.BinarySearchFunc(s.forms, hash, func(f spelling, h uint32) int { return cmp.Compare(f.hash, h) })
	for ; at < len(s.forms) && s.forms[at].hash == hash; at++ {
		use(s.words[s.forms[at].word])
	}
}

func plainLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}

// correct is the nearest known word, empty when there is none near enough. The first letter is never corrected.
func (s *speller) correct(word string) string {
	if len(word) < oneSlip || len(word) > 24 || !plainLetters(word) {
		return ""
	}
	limit := 1
	if len(word) >= twoSlips {
		limit = 2
	}
	best, distance := "", limit+1
	try := func(w string) {
		if w[0] != word[0] {
			return
		}
		d := slips(word, w)
		if d == 2 && min(len(w), len(word)) < twoSlips-1 {
			return
		}
		if d < distance || d == distance && w < best {
			best, distance = w, d
		}
	}
	for out := range len(word) + 1 { // the last leaves nothing out
		s.under(hashForm(word, out), try)
	}
	if distance > limit {
		return ""
	}
	return best
}

// slips is how many letters must be put in, left out, changed or swapped with the next to turn one word into the other.
// It gives 3 for anything beyond two.
func slips(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	var rows [3][28]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, prev, before := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(rows[len(a)%3][len(b)], 3)
}
