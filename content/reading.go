package content

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what a parent is asked to read.
const (
	longestSentence = 20   // words
	oldestText      = 10.0 // reading age in years of one text
	oldestMean      = 9.0  // of all texts together
	scoredFrom      = 12   // words: a formula says little about fewer
)

// reading is the reading ages of a library's texts.
type reading struct {
	sum   float64
	texts int
}

// ReadingAge is the mean reading age, in years, of all texts long enough to be scored.
func (l *Library) ReadingAge() float64 {
	return l.audited().reading.mean()
}

func (r reading) mean() float64 {
	if r.texts == 0 {
		return 0
	}
	return r.sum / float64(r.texts)
}

// readingAge is the mean of two formulas, each a school grade plus five years: Flesch-Kincaid counts syllables, the Automated
// Readability Index letters. Both count words per sentence.
func readingAge(sentences [][]word) float64 {
	var words, syllables, letters float64
	for _, s := range sentences {
		for _, w := range s {
			words++
			syllables += float64(w.syllables)
			letters += float64(w.letters)
		}
	}
	perSentence := words / float64(len(sentences))
	fleschKincaid := 0.39*perSentence + 11.8*syllables/words - 15.59
	automated := 4.71*letters/words + 0.5*perSentence - 21.43
	return (fleschKincaid+automated)/2 + 5
}

// word is one word as the formulas see it.
type word struct {
	text      string // lower case; empty for a name, a number or the words of a link
	syllables int
	letters   int
}

// easy stands for a name, a number or a link: a reader takes it in at a glance.
func easy() word { return word{syllables: 1, letters: 4} }

// reader splits texts into sentences and words. It belongs to one goroutine.
type reader struct {
	names map[string]bool // first words of names, lower case: they are names also where a sentence begins
	known map[string]int  // syllables of words seen before
	table map[string]int  // see syllableTable
	hard  map[string][]hardPhrase

	words []word   // room for the words of one text
	all   [][]word // room for its sentences
}

// sentences splits one text. Link words, numbers and slots were replaced by easyMark before. The answer is good until the next call.
func (r *reader) sentences(text string) [][]word {
	words, all := r.words[:0], r.all[:0]
	start, inName := 0, false
	for token := range strings.FieldsSeq(text) {
		if r.isName(token, start == len(words)) {
			if !inName {
				words = append(words, easy())
			}
			inName = !endsPhrase(token)
		} else {
			words = r.add(words, token)
			inName = false
		}
		if endsSentence(token) && start < len(words) {
			all = append(all, words[start:])
			start, inName = len(words), false
		}
	}
	if start < len(words) {
		all = append(all, words[start:])
	}
	r.words, r.all = words, all
	return all
}

// easyMark stands in a text for what counts as one easy word.
const easyMark = "0"

// readable is the words of t with easyMark in the place of links, numbers and slots.
func (t Text) readable() string {
	if len(t) == 1 && t[0].Kind == Plain {
		return t[0].Text
	}
	var b strings.Builder
	for _, s := range t {
		switch s.Kind {
		case Plain, Strong:
			b.WriteString(s.Text)
		default:
			b.WriteString(easyMark)
		}
	}
	return b.String()
}

// add appends the words of a token: made-up is two, anything with a digit is one.
func (r *reader) add(to []word, token string) []word {
	if strings.ContainsAny(token, "0123456789") {
		return append(to, easy())
	}
	for part := range strings.FieldsFuncSeq(token, betweenWords) {
		part = strings.ToLower(strings.Trim(part, "'"))
		if part == "" {
			continue
		}
		n, ok := r.known[part]
		if !ok {
			n = syllables(part, r.table)
			r.known[part] = n
		}
		to = append(to, word{text: part, syllables: n, letters: len(part) - strings.Count(part, "'")})
	}
	return to
}

func betweenWords(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\'' }

// isName reports whether a token is part of a name: a capital inside a sentence, or at its beginning when it is known as a name.
func (r *reader) isName(token string, first bool) bool {
	if !capital(token) {
		return false
	}
	if !first {
		return true
	}
	bare := strings.ToLower(strings.Trim(token, `.,;:!?"'()`))
	return r.names[strings.TrimSuffix(bare, "'s")]
}

// capital reports whether a token begins with a capital letter and is not the word I.
func capital(token string) bool {
	token = strings.TrimLeft(token, `"'(`)
	first, _ := utf8.DecodeRuneInString(token)
	return unicode.IsUpper(first) && token != "I" && !strings.HasPrefix(token, "I'")
}

// endsSentence reports whether a full stop, question or exclamation mark ends the token, before closing quotes.
func endsSentence(token string) bool {
	bare := strings.TrimRight(token, `"')`)
	return strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "!") || strings.HasSuffix(bare, "?")
}

// endsPhrase reports whether a name cannot go on after the token.
func endsPhrase(token string) bool {
	return strings.ContainsAny(token[len(token)-1:], ",;:") || endsSentence(token)
}
