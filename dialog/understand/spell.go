package understand

// speller corrects words that are one slip (or two, when long) from a word we know.
//
// It keeps every known word under each form that it has with one letter left out, and compares those.
type speller struct {
	words []string
	forms map[string][]int32
}

// The shortest words that are corrected: by one slip, and by two.
const (
	oneSlip  = 5
	twoSlips = 8
)

func newSpeller(l *lexicon) *speller {
	s := &speller{forms: map[string][]int32{}}
	for word := range l.typable {
		if len(word) < oneSlip-1 || !plainLetters(word) {
			continue
		}
		n := int32(len(s.words))
		s.words = append(s.words, word)
		s.forms[word] = append(s.forms[word], n)
		for i := range len(word) {
			form := word[:i] + word[i+1:]
			s.forms[form] = append(s.forms[form], n)
		}
	}
	return s
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
	var buf [24]byte
	try := func(form []byte) {
		for _, n := range s.forms[string(form)] {
			w := s.words[n]
			if w[0] != word[0] {
				continue
			}
			d := slips(word, w)
			if d == 2 && min(len(w), len(word)) < twoSlips-1 {
				continue
			}
			if d < distance || d == distance && w < best {
				best, distance = w, d
			}
		}
	}
	try(append(buf[:0], word...))
	for i := range len(word) {
		form := append(buf[:0], word[:i]...)
		try(append(form, word[i+1:]...))
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
