package understand

import (
	"strings"
)

// appendWord adds a typed word to the message as the word that was meant: spelt out, unglued, corrected.
func (rd *reading) appendWord(t token) {
	r := rd.r
	if long, ok := r.expand[t.typed]; ok {
		for i, word := range long {
			t.first = t.first && i == 0
			rd.push(t, word)
		}
		return
	}
	if r.lex.known(t.typed) {
		rd.push(t, t.typed)
		return
	}
	if isNumber(t.typed) {
		rd.push(t, t.typed)
		return
	}
	if word, ok := rd.plain(t.typed); ok {
		rd.push(t, word)
		return
	}
	if name, ok := r.inflected(t.typed); ok {
		rd.push(t, name)
		return
	}
	if a, b, ok := digitsApart(t.typed); ok {
		rd.push(t, a)
		t.first, t.typed = false, b
		rd.appendWord(t)
		return
	}
	if a, b, ok := rd.unglued(t.typed); ok {
		rd.push(t, a)
		t.first = false
		rd.push(t, b)
		return
	}
	if word := r.spelling.correct(t.typed); word != "" {
		rd.push(t, word)
		return
	}
	rd.push(t, t.typed)
}

// inflected finds an app's name under the ending that another language gives it: "telegramda", "robloxie".
func (r *Reader) inflected(word string) (string, bool) {
	for cut := 1; cut <= 3 && len(word)-cut >= shortestGlued; cut++ {
		if name := word[:len(word)-cut]; r.names[name] {
			return name, true
		}
	}
	return "", false
}

func (rd *reading) push(t token, word string) {
	t.word = word
	start := len(rd.buf)
	rd.buf = rd.r.lex.classesOf(word, rd.buf)
	t.classes = rd.buf[start:len(rd.buf):len(rd.buf)]
	rd.tokens = append(rd.tokens, t)
}

// plain undoes drawn-out letters ("helllp") and digits for letters ("n00ds"), when that gives a word we know.
func (rd *reading) plain(word string) (string, bool) {
	if len(word) < 3 || len(word) > 40 {
		return "", false
	}
	for _, keep := range [...]int{2, 1} {
		if short := drawnIn(word, keep); short != word && rd.r.lex.known(short) {
			return short, true
		}
	}
	if !strings.ContainsAny(word, "0134578@$!") {
		return "", false
	}
	letters := false
	spelt := strings.Map(func(c rune) rune {
		if plain, ok := digitLetters[c]; ok {
			return plain
		}
		letters = true
		return c
	}, word)
	if letters && rd.r.lex.known(spelt) {
		return spelt, true
	}
	return "", false
}

var digitLetters = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', '$': 's', '!': 'i'}

// drawnIn cuts runs of one letter to at most keep.
func drawnIn(word string, keep int) string {
	run := 0
	var b strings.Builder
	changed := false
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			run++
		} else {
			run = 1
		}
		if run <= keep {
			b.WriteByte(word[i])
		} else {
			changed = true
		}
	}
	if !changed {
		return word
	}
	return b.String()
}

func isNumber(word string) bool {
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return word != ""
}

// digitsApart splits "12yo" and "yr7" where digits and letters meet.
func digitsApart(word string) (string, string, bool) {
	for i := 1; i < len(word); i++ {
		if isDigit(word[i]) != isDigit(word[i-1]) {
			return word[:i], word[i:], true
		}
	}
	return "", "", false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// unglued splits two words typed without a space, when both are words we know and neither is short, or one is short and so common
// that it is run into others: "tomy", "isbullying".
func (rd *reading) unglued(word string) (string, string, bool) {
	if len(word) < 5 || len(word) > 30 {
		return "", "", false
	}
	if _, english := rd.r.families.Of(word); !english {
		for i := 2; i <= len(word)-2; i++ {
			a, b := word[:i], word[i:]
			if i == 2 && runIn(a) && len(b) >= 3 && rd.r.lex.spelt(b) || len(b) == 2 && runIn(b) && i >= 3 && rd.r.lex.spelt(a) {
				return a, b, true
			}
		}
	}
	for i := 3; i <= len(word)-3 && len(word) >= 8; i++ {
		if rd.r.lex.spelt(word[:i]) && rd.r.lex.spelt(word[i:]) && (i >= 4 || len(word)-i >= 4) {
			return word[:i], word[i:], true
		}
	}
	return "", "", false
}

// runIn reports whether a word of two letters is one of the commonest.
func runIn(word string) bool {
	switch word {
	case "is", "to", "my", "he", "me", "we", "in", "on", "at", "it", "so", "be", "do", "im", "if", "as":
		return true
	}
	return false
}
