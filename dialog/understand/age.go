package understand

import (
	"strconv"
	"strings"
)

// numberWords are the ages that are spelt out.
var numberWords = map[string]int{
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
}

// age is the child's age, when it is said. Of several the youngest counts. Ages of others, of the past and of rules are left out.
func (rd *reading) age() (int, bool) {
	best, found := 0, false
	for i := range rd.tokens {
		n, ok := rd.ageAt(i)
		if !ok || rd.notTheirAge(i) {
			continue
		}
		if !found || n < best {
			best, found = n, true
		}
	}
	return best, found
}

func (rd *reading) number(i int) (int, bool) {
	if i < 0 || i >= len(rd.tokens) {
		return 0, false
	}
	word := rd.tokens[i].word
	if n, ok := numberWords[rd.tokens[i].typed]; ok {
		return n, true
	}
	if len(word) > 2 || !isNumber(word) {
		return 0, false
	}
	n, _ := strconv.Atoi(word)
	return n, n >= 1 && n <= 17
}

func (rd *reading) word(i int) string {
	if i < 0 || i >= len(rd.tokens) {
		return ""
	}
	return rd.tokens[i].word
}

// ageAt reports whether the number at i is an age: "12yo", "she's 12", "aged twelve", or bare between commas.
func (rd *reading) ageAt(i int) (int, bool) {
	n, ok := rd.number(i)
	if !ok {
		return 0, false
	}
	before, after := rd.word(i-1), rd.word(i+1)
	if i+1 < len(rd.tokens) && rd.tokens[i+1].in(rd.r.sets.years) {
		return n, !rd.lasts(i)
	}
	if n < 4 && before != "hes" && before != "shes" && before != "both" && before != "aged" {
		return 0, false
	}
	if before == "year" || before == "yr" || before == "grade" || before == "y" {
		return 0, false // at school
	}
	if i == 0 && (after == "and" || after == "n" || after == "with") {
		return n, true
	}
	if before == "am" && rd.word(i-2) == "i" {
		before = "im"
	}
	switch before {
	case "is", "both", "shes", "hes", "im", "tiene", "tem", "aged", "age", "turned", "just", "only", "mine", "mines", "now", "an", "kids", "boys", "girls", "lads", "sons", "daughters", "brothers", "sisters", "nephews", "nieces":
		return n, !rd.counts(i + 1)
	case "at":
		if n <= latestHour {
			return 0, false // a time
		}
		fallthrough
	case "a", "my", "for", "are", "am", "nearly", "almost", "under":
		return n, (i+1 == len(rd.tokens) || rd.tokens[i+1].clause != rd.tokens[i].clause || after == "and" || after == "who" || after == "with") && before != "under" && before != "nearly" && before != "almost"
	case "of", "whos":
		return n, rd.theirChild(i-2) && !rd.counts(i+1)
	}
	if isChild(before) || before == "dd" || before == "ds" || before == "gone" && rd.word(i-2) == "just" {
		return n, !rd.counts(i + 1)
	}
	return n, rd.alone(i)
}

func isChild(word string) bool {
	switch word {
	case "daughter", "son", "girl", "boy", "lad", "lass", "kid", "child", "niece", "nephew", "brother", "sister", "grandson", "granddaughter":
		return true
	}
	return false
}

// theirChild reports whether the word at i is a child that somebody worries about, not one met by theirs: "a lass of 12", but not
// "she chats with a boy of 15".
func (rd *reading) theirChild(i int) bool {
	if !isChild(rd.word(i)) {
		return false
	}
	switch rd.word(i - 2) {
	case "with", "from", "by", "to":
		return false
	}
	return true
}

// latestHour is how late a bare number after "at" is taken for a time: few speak of what a younger child does "at 9".
const latestHour = 10

// lasts reports whether the years after the number at i are how long something took: "two years of nights", "been 12 yrs".
func (rd *reading) lasts(i int) bool {
	switch rd.word(i + 1) {
	case "year", "years", "yr", "yrs":
	default:
		return false
	}
	switch rd.word(i + 2) {
	case "old", "olds", "ol":
		return false
	}
	if _, spelt := numberWords[rd.tokens[i].typed]; spelt {
		return true
	}
	switch rd.word(i - 1) {
	case "been", "for", "last", "past", "over", "these", "of", "after", "in":
		return true
	}
	return false
}

// counts reports whether the word at i shows that the number before it counts things or tells the time.
func (rd *reading) counts(i int) bool {
	return i < len(rd.tokens) && rd.tokens[i].clause == rd.tokens[i-1].clause && rd.tokens[i].in(rd.r.sets.gone) && !(rd.word(i) == "am" && rd.word(i+1) == "i")
}

// alone reports whether a number stands by itself as ages do in "Shy lad, 14, gone since Friday" and "12. we had banned it".
func (rd *reading) alone(i int) bool {
	last := i+1 == len(rd.tokens) || rd.tokens[i+1].clause != rd.tokens[i].clause || rd.tokens[i+1].sentence != rd.tokens[i].sentence
	first := i == 0 || rd.tokens[i-1].clause != rd.tokens[i].clause || rd.tokens[i-1].sentence != rd.tokens[i].sentence
	n := len(rd.tokens)
	if n < 4 || !first || !last {
		return false
	}
	return !rd.counts(i + 1)
}

// notTheirAge reports whether the age at i is another person's, or past, or a rule.
func (rd *reading) notTheirAge(i int) bool {
	from := max(0, i-4)
	var before strings.Builder
	for j := from; j < i; j++ {
		if rd.tokens[j].sentence == rd.tokens[i].sentence {
			before.WriteString(rd.tokens[j].word)
			before.WriteByte(' ')
		}
	}
	s := " " + before.String()
	for _, cue := range [...]string{
		" was ", " were ", " when she ", " when he ", " when i ", " before shes ", " before hes ", " until ", " till ", " over ", " above ",
		" says hes ", " says shes ", " saying hes ", " claims ", " claimed ", " claiming ", " said he ", " said hes ", " says he ", " says she ", " said she ", " nearly ", " almost ",
		" age limit ", " minimum ", " being ", " she took at ", " he took at ", " taken at ", " pretending to be ", " pretended to be ", " under ", " since ", " met at ", " turn ", " turns ", " turning ",
	} {
		if strings.Contains(s, cue) {
			return true
		}
	}
	return rd.ageOfAnother(i)
}

// ageOfAnother reports whether the age belongs to someone who is not the child: "an 18 y/o who …", "from a 13 year old".
func (rd *reading) ageOfAnother(i int) bool {
	for _, h := range rd.cues[cueAnotherAge] {
		if h.start <= i && i < h.end {
			return true
		}
	}
	return false
}
