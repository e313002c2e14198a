package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How much of a message is looked at. What people paste beyond that is almost never their own words.
const (
	firstCharacters = 4000
	lastCharacters  = 500
)

// bounded cuts a message to its first and last characters, without looking at what lies between.
func bounded(text string) string {
	if len(text) <= firstCharacters+lastCharacters {
		return text
	}
	head := 0
	for n := 0; n < firstCharacters && head < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[head:])
		head += size
	}
	tail := len(text)
	for n := 0; n < lastCharacters && tail > head; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:tail])
		tail -= size
	}
	if tail == head {
		return text
	}
	return text[:head] + "\n" + text[tail:]
}

// decomposed splits accents from letters and full-width letters into plain ones; plain English comes back as it is.
func decomposed(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return norm.NFKD.String(strings.ToValidUTF8(text, " "))
		}
	}
	return text
}

// fold is the plain lower-case form of a letter, or -1 for what must vanish: accents, zero-width and control marks.
func fold(c rune) rune {
	if c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}
	if unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf) || 0x1F3FB <= c && c <= 0x1F3FF {
		return -1
	}
	switch c {
	case 'ı', 'İ':
		return 'i'
	case 'ł', 'Ł':
		return 'l'
	case 'ø', 'Ø':
		return 'o'
	case 'đ', 'Đ', 'ð', 'Ð':
		return 'd'
	case 'ß':
		return 's'
	}
	return unicode.ToLower(c)
}

// lookalikes are Cyrillic and Greek letters that pass for Latin ones.
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ѐ': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm',
	'п': 'n', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'г': 'r', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 's', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w', 'γ': 'y',
}

// unmask turns lookalikes into Latin letters in a word that holds Latin letters too. Words of another alphabet stay as they are.
func unmask(word string) string {
	latin, foreign := false, false
	for _, c := range word {
		switch {
		case 'a' <= c && c <= 'z':
			latin = true
		case lookalikes[c] != 0:
			foreign = true
		}
	}
	if !latin || !foreign {
		return word
	}
	return strings.Map(func(c rune) rune {
		if plain, ok := lookalikes[c]; ok {
			return plain
		}
		return c
	}, word)
}
