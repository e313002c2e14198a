package understand

// form is something about how a message is built, whatever its words.
type form int

const (
	formEmpty form = iota
	formOneWord
	formShort
	formMiddle
	formLong
	formVeryLong
	formQuestion
	formExclaims
	formQuotes
	formAge
	formNoApp
	formOneApp
	formSeveralApps
	formOnlyApps
	formNegatedApp
	formUnknownApp
	formForeign
	formStrange
	formSafeWord
	formNoDanger
	formOneDanger
	formSomeDanger
	formManyDangers
	nForms
)

// formNames is how forms are called in the weights.
var formNames = [nForms]string{
	"empty", "one_word", "short", "middle", "long", "very_long", "question", "exclaims", "quotes", "age", "no_app", "one_app", "several_apps",
	"only_apps", "negated_app", "unknown_app", "foreign", "strange_words", "safe_word",
	"no_danger_words", "one_danger_word", "some_danger_words", "many_danger_words",
}

// forms says which forms the message has.
func (rd *reading) forms() [nForms]bool {
	var f [nForms]bool
	switch n := len(rd.tokens); {
	case n == 0:
		f[formEmpty] = true
	case n == 1:
		f[formOneWord] = true
	case n <= 5:
		f[formShort] = true
	case n <= 14:
		f[formMiddle] = true
	case n <= 30:
		f[formLong] = true
	default:
		f[formVeryLong] = true
	}
	f[formQuestion], f[formExclaims], f[formQuotes] = rd.question, rd.exclaims, rd.quotes
	_, f[formAge] = rd.age()
	apps := rd.appIDs(false)
	f[formNoApp], f[formOneApp], f[formSeveralApps] = len(apps) == 0, len(apps) == 1, len(apps) > 1
	f[formNegatedApp] = len(rd.appIDs(true)) > 0
	f[formOnlyApps] = len(rd.mentions) > 0 && rd.nothingElse()
	f[formUnknownApp], f[formForeign], f[formSafeWord] = rd.unknownApp, rd.foreign, rd.safeWord
	f[formStrange] = !rd.foreign && rd.strange()*2 > len(rd.tokens)
	switch n := rd.dangers(); {
	case n == 0:
		f[formNoDanger] = true
	case n == 1:
		f[formOneDanger] = true
	case n <= 3:
		f[formSomeDanger] = true
	default:
		f[formManyDangers] = true
	}
	return f
}

// dangers counts the concepts in the message that speak for some danger.
func (rd *reading) dangers() int {
	n := 0
	for i, there := range rd.present {
		if there && rd.r.concepts[i].danger {
			n++
		}
	}
	return n
}

// nothingElse reports whether apps and the small words of a list are all there is.
func (rd *reading) nothingElse() bool {
	other := 0
	for i := range rd.tokens {
		t := &rd.tokens[i]
		if !rd.mentioned(i) && !t.in(rd.r.sets.join) && !t.in(rd.r.sets.only) && !t.in(rd.r.sets.filler) {
			other++
		}
	}
	return other <= 1
}

// strange counts the words that nothing in the content knows.
func (rd *reading) strange() int {
	n := 0
	for i := range rd.tokens {
		t := &rd.tokens[i]
		if len(t.classes) == 0 && !isNumber(t.word) && !rd.r.lex.spelt(t.word) {
			n++
		}
	}
	return n
}
