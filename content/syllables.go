package content

import "strings"

// irregularWords is common words whose spelling misleads the rules, cut into syllables.
const irregularWords = `some-one some-thing some-time some-where some-body some-times ev-ery ev-ery-thing ev-ery-where ev-ery-day
	an-y-one busi-ness safe-ty life-line time-line life-time home-work home-page safe-guard fore-head be-yond i-de-a a-re-a
	cre-ate cre-a-ted re-act po-em sci-ence cli-ent re-al-ise wed-nes-day eve-ning eve-nings choco-late fam-i-liar mil-lion
	name-less there-fore where-fore more-o-ver here-by ca-fe rec-i-pe cli-che are-n't were-n't a-pos-tro-phe
	su-i-cide half-way un-safe face-book side-ways base-ment take-a-way make-up live-stream live-streams live-stream-ing web-page`

// syllableTable reads irregularWords.
func syllableTable() map[string]int {
	table := map[string]int{}
	for _, cut := range strings.Fields(irregularWords) {
		table[strings.ReplaceAll(cut, "-", "")] = strings.Count(cut, "-") + 1
	}
	return table
}

// syllables counts the syllables of an English word in lower case, by its vowels and the endings that stay silent. Words of the
// table, also with an s, are looked up. The answer is at least 1.
func syllables(word string, table map[string]int) int {
	word = strings.TrimSuffix(word, "'s")
	if n, ok := table[word]; ok {
		return n
	}
	if n, ok := table[strings.TrimSuffix(word, "s")]; ok {
		return n
	}
	n := vowelGroups(word) + hiatuses(word) - silentEnding(word)
	if stem, ok := strings.CutSuffix(word, "n't"); ok && stem != "" && !isVowel(stem[len(stem)-1]) {
		n++ // did-n't, but don't
	}
	return max(n, 1)
}

// vowelGroups counts runs of vowels; y is one unless it begins the word.
func vowelGroups(word string) int {
	n := 0
	inside := false
	for i := range len(word) {
		vowel := isVowel(word[i]) || word[i] == 'y' && i > 0
		if vowel && !inside {
			n++
		}
		inside = vowel
	}
	return n
}

// hiatuses counts neighbouring vowels that are spoken apart, unless one of certain letters stands before them: vi-olent, but ques-tion.
func hiatuses(word string) int {
	n := 0
	for _, h := range [...]struct{ vowels, unlessAfter string }{
		{"ia", "ct"},
		{"io", "tscg"},
		{"eo", "pg"},
		{"ua", "qg"},
		{"iu", ""},
		{"iet", ""},
		{"ier", ""},
		{"uel", ""},
		{"oing", ""},
		{"ying", ""},
		{"eing", ""},
		{"uing", ""},
		{"yer", ""},
	} {
		at := strings.Index(word, h.vowels)
		if at > 0 && strings.IndexByte(h.unlessAfter, word[at-1]) < 0 {
			n++
		}
	}
	return n
}

// silentEnding is 1 when the last e, es or ed is not spoken, or the e before ly, ful, ment and less is not.
func silentEnding(word string) int {
	for _, ending := range [...]string{"ly", "ful", "ment", "ments", "less"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && strings.HasSuffix(stem, "e") && vowelGroups(stem) > 1 {
			return silentEnding(stem)
		}
	}
	if stem, ok := strings.CutSuffix(word, "ed"); ok {
		return silent(stem, "td")
	}
	if stem, ok := strings.CutSuffix(word, "es"); ok && !hisses(stem) {
		return silent(stem, "")
	}
	if stem, ok := strings.CutSuffix(word, "e"); ok {
		return silent(stem, "")
	}
	return 0
}

// silent is 1 when an e after the stem is not spoken. It is spoken after a vowel that it joins, after the letters given, and after
// a consonant with l or r: ta-ble, cen-tre, but call-ed.
func silent(stem, spokenAfter string) int {
	n := len(stem)
	if n < 2 || isVowel(stem[n-1]) || strings.IndexByte(spokenAfter, stem[n-1]) >= 0 {
		return 0
	}
	before := stem[n-2]
	consonant := !isVowel(before) && before != 'y'
	if consonant && (stem[n-1] == 'l' && before != 'l' && before != 'r' || stem[n-1] == 'r' && before != 'r') {
		return 0
	}
	return 1
}

// hisses reports whether es after the stem is spoken: box-es, pag-es, cours-es.
func hisses(stem string) bool {
	for _, end := range [...]string{"s", "x", "z", "ch", "sh", "c", "g"} {
		if strings.HasSuffix(stem, end) {
			return true
		}
	}
	return false
}

func isVowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }
