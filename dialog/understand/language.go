package understand

import (
	"cmp"
	"slices"
	"unicode"

	"github.com/safesteps/safesteps/content"
)

// tongue is another language as it is recognised.
type tongue struct {
	code  string
	words map[string]bool
	help  map[string]bool
}

// addTongues takes the languages and the danger phrases in them from every triage file.
func (r *Reader) addTongues(s sources) {
	for _, t := range append([]*content.Triage{s.triage}, s.others...) {
		for code, o := range t.Tongues {
			words := map[string]bool{}
			for _, word := range o.Words {
				for _, part := range split(word) {
					words[part] = true
				}
			}
			help := map[string]bool{}
			for _, phrase := range o.Help {
				help[joinWords(split(phrase))] = true
			}
			r.tongues = append(r.tongues, tongue{code: code, words: words, help: help})
		}
	}
	slices.SortFunc(r.tongues, func(a, b tongue) int { return cmp.Compare(a.code, b.code) })
}

func joinWords(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += " "
		}
		s += w
	}
	return s
}

// findLanguage counts the commonest words of each language. Alphabets that only one language here uses decide at once.
func (rd *reading) findLanguage() {
	if len(rd.tokens) == 0 {
		return
	}
	best, second, code := 0, 0, ""
	for _, o := range rd.r.tongues {
		n := 0
		for i := range rd.tokens {
			if o.words[rd.tokens[i].typed] {
				n++
			}
		}
		if n > best {
			best, second, code = n, best, o.code
		} else if n > second {
			second = n
		}
	}
	if script := rd.script(); script != "" {
		if best == second {
			code = script
		}
		rd.language, rd.foreign = code, true
		return
	}
	if best >= 2 && best*10 >= len(rd.tokens)*3 || best == 1 && len(rd.tokens) == 1 {
		rd.language, rd.foreign = code, true
	}
}

// script is the language that an alphabet stands for when most of the message is written in it.
func (rd *reading) script() string {
	counts := [len(scripts)]int{}
	for i := range rd.tokens {
		c := []rune(rd.tokens[i].typed[:min(4, len(rd.tokens[i].typed))])
		if len(c) == 0 || c[0] < 0x370 {
			continue
		}
		for s := range scripts {
			if unicode.Is(scripts[s].table, c[0]) {
				counts[s]++
			}
		}
	}
	for s := range scripts {
		if counts[s]*2 > len(rd.tokens) {
			return scripts[s].code
		}
	}
	return ""
}

// scripts are alphabets with the language that is likeliest in them here. The words of a language go first.
var scripts = [...]struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Arabic, "ar"}, {unicode.Cyrillic, "ru"}, {unicode.Han, "zh"}, {unicode.Bengali, "bn"}, {unicode.Gujarati, "gu"}, {unicode.Gurmukhi, "pa"},
	{unicode.Tamil, "ta"}, {unicode.Devanagari, "hi"}, {unicode.Greek, "el"}, {unicode.Hebrew, "he"}, {unicode.Hangul, "ko"}, {unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Thai, "th"}, {unicode.Ethiopic, "am"},
}

// maxSafeWords is how many words a message may have and still be the safe word: "please help me now".
const maxSafeWords = 6

// findSafeWord notices that the whole message is a cry for help.
func (rd *reading) findSafeWord() {
	if len(rd.tokens) == 0 || len(rd.tokens) > maxSafeWords {
		return
	}
	for _, h := range rd.hits {
		if h.target.kind == isConcept && rd.r.concepts[h.target.index].name == "safe_word" && h.start == 0 && h.end == len(rd.tokens) {
			rd.safeWord = true
			return
		}
	}
	words := make([]string, len(rd.tokens))
	for i := range rd.tokens {
		words[i] = rd.tokens[i].typed
	}
	said := joinWords(words)
	for _, o := range rd.r.tongues {
		if o.help[said] {
			rd.safeWord, rd.foreign, rd.language = true, true, o.code
			return
		}
	}
}
