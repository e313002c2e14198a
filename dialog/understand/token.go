package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, number or sign of a message.
type token struct {
	word     string // folded, corrected and spelt out; what is matched
	typed    string // as it was typed, folded
	classes  []class
	sentence int16
	clause   int16 // commas and sentence ends
	capital  bool  // began with a capital letter
	shouted  bool  // was all capitals
	masked   bool  // part of an idiom
	first    bool  // first of its sentence
}

// maxTokens bounds the work for text that is all signs.
const maxTokens = 1600

// reading is one message while it is being read.
type reading struct {
	r          *Reader
	tokens     []token
	hits       []hit
	present    []bool       // by concept
	fired      []bool       // by rule
	cues       [nCues][]hit // the hits of concepts that the code asks for by name
	excepts    []hit        // where app names mean something else
	company    []int        // apps whose ordinary words are kept company
	mentions   []mention
	named      []bool // by token: part of an app's name
	question   bool
	exclaims   bool
	quotes     bool
	unknownApp bool
	safeWord   bool
	foreign    bool // the message is not in English
	language   string
	buf        []class
}

// piece is the place of a word in the folded text, before it is looked up.
type piece struct {
	start, end       int
	sentence, clause int16
	capital, shouted bool
}

// tokenise splits the text into words and corrects them.
func (rd *reading) tokenise(text string) {
	folded, pieces := rd.pieces(decomposed(text))
	rd.tokens = make([]token, 0, len(pieces)+8)
	rd.buf = make([]class, 0, len(pieces)*6)
	last := int16(-1)
	for _, p := range pieces {
		t := token{typed: folded[p.start:p.end], sentence: p.sentence, clause: p.clause, capital: p.capital, shouted: p.shouted, first: p.sentence != last}
		last = p.sentence
		rd.appendWord(t)
	}
}

// pieces folds the text and finds the words in it.
func (rd *reading) pieces(text string) (string, []piece) {
	var b strings.Builder
	b.Grow(len(text) + 8)
	pieces := make([]piece, 0, len(text)/4+1)
	var cur piece
	open, upper, ended, foreign := false, 0, false, false
	var sentence, clause int16
	closeWord := func() {
		if open {
			cur.end = b.Len()
			cur.shouted = upper > 0 && upper == cur.end-cur.start
			pieces = append(pieces, cur)
			b.WriteByte(' ')
			open = false
		}
	}
	begin := func(c rune) {
		if ended {
			sentence, clause, ended = sentence+1, clause+1, false
		}
		cur = piece{start: b.Len(), sentence: sentence, clause: clause, capital: unicode.IsUpper(c)}
		open, upper = true, 0
	}
	for i, c := range text {
		if len(pieces) >= maxTokens {
			break
		}
		f := fold(c)
		switch {
		case f < 0 || isApostrophe(c) && open:
			// vanishes inside a word
		case unicode.Is(unicode.Han, c) || isSign(c):
			closeWord()
			begin(c)
			b.WriteRune(f)
			closeWord()
		case unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mc, c):
			if !open {
				begin(c)
			}
			if unicode.IsUpper(c) {
				upper++
			}
			foreign = foreign || c >= utf8.RuneSelf
			b.WriteRune(f)
		case (c == '@' || c == '$' || c == '!') && open && letterAfter(text, i):
			b.WriteRune(c)
		case c == '-' && open && letterAfter(text, i):
			closeWord() // "tik-tok" is said in one breath
		case (c == ':' || c == '.' || c == ',') && open && insideNumber(text, i):
			// "8:15", "3.50" and "14,000" are one number
		default:
			closeWord()
			switch c {
			case '.', '!', '?', '\n', ';', ':', '…':
				ended = ended || c != '.' || !letterAfter(text, i)
			case ',', '(', ')', '-', '–', '—', '/', '+', '|', '&':
				clause++
			}
		}
		switch c {
		case '?':
			rd.question = true
		case '!':
			rd.exclaims = true
		case '"', '“', '”', '«':
			rd.quotes = true
		}
	}
	closeWord()
	folded := b.String()
	if foreign {
		return rd.unmasked(folded, pieces)
	}
	return folded, pieces
}

// unmasked replaces lookalike letters word by word.
func (rd *reading) unmasked(folded string, pieces []piece) (string, []piece) {
	var b strings.Builder
	b.Grow(len(folded))
	for i := range pieces {
		word := unmask(folded[pieces[i].start:pieces[i].end])
		pieces[i].start = b.Len()
		b.WriteString(word)
		pieces[i].end = b.Len()
		b.WriteByte(' ')
	}
	return b.String(), pieces
}

func isApostrophe(c rune) bool {
	return c == '\'' || c == '’' || c == '‘' || c == '`' || c == '´' || c == 'ʼ'
}

// isSign reports whether a sign is worth a token of its own: money and pictures.
func isSign(c rune) bool {
	return c == '£' || c == '€' || c == '$' || c >= 0x2190 && unicode.Is(unicode.So, c)
}

// insideNumber reports whether the sign at i stands inside a number: digits before it, and two after it, or three after a comma.
func insideNumber(text string, i int) bool {
	digits := 2
	if text[i] == ',' {
		digits = 3
	}
	if i == 0 || !isDigit(text[i-1]) || i+digits >= len(text) {
		return false
	}
	for _, c := range []byte(text[i+1 : i+1+digits]) {
		if !isDigit(c) {
			return false
		}
	}
	return i+1+digits == len(text) || !isDigit(text[i+1+digits])
}

func letterAfter(text string, i int) bool {
	_, size := utf8.DecodeRuneInString(text[i:])
	c, _ := utf8.DecodeRuneInString(text[i+size:])
	return unicode.IsLetter(c)
}

// split is the words of content written the same way as a message.
func split(text string) []string {
	var rd reading
	folded, pieces := rd.pieces(decomposed(text))
	words := make([]string, len(pieces))
	for i, p := range pieces {
		words[i] = folded[p.start:p.end]
	}
	return words
}
