package understand

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/safesteps/safesteps/content"
)

// tongue is another language as it is recognised.
type tongue struct {
	code string
	line string // says in it what is there; empty where the bot has words in that language
	help map[string]bool
}

// addTongues takes the languages from every triage file.
func (r *Reader) addTongues(s sources) {
	r.tongueWords = map[string][]int{}
	all := map[string]*content.Tongue{}
	for _, t := range append([]*content.Triage{s.triage}, s.others...) {
		maps.Copy(all, t.Tongues)
	}
	for n, code := range slices.Sorted(maps.Keys(all)) {
		help := map[string]bool{}
		for _, phrase := range all[code].Help {
			help[joinWords(split(phrase))] = true
		}
		r.tongues = append(r.tongues, tongue{code: code, line: strings.Clone(all[code].Line), help: help})
		for _, phrase := range all[code].Words {
			for _, word := range split(phrase) {
				if !slices.Contains(r.tongueWords[word], n) {
					r.tongueWords[word] = append(r.tongueWords[word], n)
				}
			}
		}
	}
}

// Line says in a language, by Meaning.Language, what is there; empty where the content has nothing to say in it.
func (r *Reader) Line(language string) string {
	for i := range r.tongues {
		if r.tongues[i].code == language {
			return r.tongues[i].line
		}
	}
	return ""
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
	best, second, code := rd.commonest()
	if script := rd.script(); script != "" {
		if best == second {
			code = script
		}
		rd.language, rd.foreign = code, true
		return
	}
	if english := rd.english(); best >= 2 && best*10 >= len(rd.tokens)*3 && best > english || best == 1 && len(rd.tokens) == 1 && english == 0 {
		rd.language, rd.foreign = code, true
	}
}

// english counts the words that are English and of no other language here: "how far am i" is not Welsh.
func (rd *reading) english() int {
	n := 0
	for i := range rd.tokens {
		word := rd.tokens[i].typed
		if _, ok := rd.r.families.Of(word); ok && len(rd.r.tongueWords[word]) == 0 {
			n++
		}
	}
	return n
}

// commonest is the language with the most words in the message, how many, and how many the next has.
func (rd *reading) commonest() (best, second int, code string) {
	var buf [64]int
	counts := append(buf[:0], make([]int, len(rd.r.tongues))...)
	for i := range rd.tokens {
		for _, n := range rd.r.tongueWords[rd.tokens[i].typed] {
			counts[n]++
		}
	}
	for n, count := range counts {
		if count > best {
			best, second, code = count, best, rd.r.tongues[n].code
		} else if count > second {
			second = count
		}
	}
	return best, second, code
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
	{unicode.Arabic, "ar"},
	{unicode.Cyrillic, "ru"},
	{unicode.Han, "zh"},
	{unicode.Bengali, "bn"},
	{unicode.Gujarati, "gu"},
	{unicode.Gurmukhi, "pa"},
	{unicode.Tamil, "ta"},
	{unicode.Devanagari, "hi"},
	{unicode.Greek, "el"},
	{unicode.Hebrew, "he"},
	{unicode.Hangul, "ko"},
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Thai, "th"},
	{unicode.Ethiopic, "am"},
}

// maxSafeWords is how many words a message may have and still be the safe word: "please help me now".
const maxSafeWords = 6

// findSafeWord notices that the whole message is a cry for help.
func (rd *reading) findSafeWord() {
	if len(rd.tokens) == 0 || len(rd.tokens) > maxSafeWords {
		return
	}
	for _, h := range rd.cues[cueSafeWord] {
		if h.start == 0 && h.end == len(rd.tokens) {
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
