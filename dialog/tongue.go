package dialog

import (
	"strings"
	"unicode"

	"github.com/safesteps/safesteps/content"
)

// Somebody can read urgent help in another language without anything about them being kept. The language then stands before the
// region in the Subject of the urgent screen, as "pl/us.grooming", and so in every button of it. Of somebody whose state is kept it
// is State.Locale. What a language lacks is said in the default one.

const (
	tongueChoice = "lang"  // the choice that asks which language
	tongueAim    = "lang"  // what stands in place of a red flag while it is asked
	tonguePrefix = "lang_" // begins the choice of one language
)

// tongues lists the languages that urgent help comes in, the default one first. It is the order of the buttons.
func tongues() []string { return []string{"en", "cy", "pl", "ro", "ur", "pa", "ar"} }

// speaks reports whether there are words of a language.
func (l *Library) speaks(locale string) bool {
	return contains(tongues(), locale) && l.Words(locale).Locale() == locale
}

// sureOf is the language of a message where it can be believed, else empty: an English cry for help that happens to hold words of
// another language must never be answered in that language. Letters beyond a to z are proof enough; without any, no word of the
// message may be an English one.
func sureOf(locale, text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) {
		return locale
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if contains(plainEnglish(), word) {
			return ""
		}
	}
	return locale
}

// plainEnglish lists common words of English that are no words of the languages we speak.
func plainEnglish() []string {
	return strings.Fields(`the my is what how can she you this that are we please pls hello with want wants should and have has get be make
		her his was were been not dont don think someone daughter son kid child help who why when they him your me it of for at
		message number report human person school work now just hi`)
}

// splitTongue takes the language from the Subject of an urgent screen; empty when it names none.
func splitTongue(subject string) (locale, rest string) {
	locale, rest, ok := strings.Cut(subject, "/")
	if !ok {
		return "", subject
	}
	return locale, rest
}

// speak answers this turn in a language, and says so on every button of an urgent screen of which nothing is kept.
func (t *turn) speak(locale string) {
	if !t.lib.speaks(locale) {
		return
	}
	t.tongue, t.words = locale, t.lib.Words(locale)
}

// keepTongue makes the language of this turn the person's own, where a state is kept.
func (t *turn) keepTongue() {
	if t.tongue != "" {
		t.st.Locale = t.tongue
	}
}

// aimed writes the Subject of an urgent screen that is shown without standing on it.
func (t *turn) aimed(flag string) string {
	subject := aim(t.carried, flag)
	if t.tongue != "" {
		return t.tongue + "/" + subject
	}
	return subject
}

// carryTongue takes the language that the button of an urgent screen was drawn in.
func (t *turn) carryTongue(from Place) {
	locale, _ := splitTongue(from.Subject)
	t.speak(locale)
	if from.Screen == AtUrgent || t.st.At == (Place{}) { // what a child chose is not kept with a parent's answers
		t.keepTongue()
	}
}

// askTongue asks which language: by the screen for it where the answer is kept, else by one that keeps nothing.
func (t *turn) askTongue() {
	if (t.st.At != Place{}) {
		t.open(Place{Screen: AtTongue})
		return
	}
	t.aside = &Place{Screen: AtUrgent, Subject: t.aimed(tongueAim)}
}

// pressTongue answers which language on a screen that keeps nothing, and a press for one language on any urgent screen.
func (t *turn) pressTongue(from Place, choice string) bool {
	locale, ok := strings.CutPrefix(choice, tonguePrefix)
	if !ok || !t.lib.speaks(locale) {
		return false
	}
	t.speak(locale)
	if from.Screen != AtKid {
		t.keepTongue()
	}
	return true
}

// otherTongues offers urgent help in other languages beside the question: the names of them all lead to the list.
func (p *page) otherTongues() {
	var names []string
	for _, locale := range tongues() {
		if p.lib.speaks(locale) && locale != p.words.Locale() {
			names = append(names, p.lib.tongueName(locale, "language.own"))
		}
	}
	if len(names) > 0 {
		p.reply.Nav = append(p.reply.Nav, Choice{ID: tongueChoice, Label: strings.Join(names, ", "), Role: RoleNav})
	}
}

// tongueName is a word of a language in itself.
func (l *Library) tongueName(locale, key string) string {
	return plain(l.Words(locale).Text(key))
}

// whichTongue asks for the language, with the number that is known so far above the question. Each is named in itself.
func (p *page) whichTongue() {
	p.heading("language.title")
	p.emergency()
	p.para("language.why")
	for _, locale := range tongues() {
		if p.lib.speaks(locale) {
			p.choose(RoleAnswer, tonguePrefix+locale, p.lib.tongueName(locale, "language.choose"))
		}
	}
}

// tongueScreen changes the language.
func tongueScreen() screen {
	return screen{
		show: func(p *page) { p.whichTongue() },
		press: func(t *turn, choice string) bool {
			if !t.pressTongue(t.st.At, choice) {
				return false
			}
			t.st.back()
			t.opened()
			t.say("heard.language")
			return true
		},
	}
}

// called is a region's name in the language of this turn.
func (t *turn) called(r *content.Region) string {
	name, _ := t.lib.RegionName(t.words.Locale(), r)
	return name
}

// inside is a region's name as it stands in a sentence.
func (t *turn) inside(r *content.Region) string {
	_, inside := t.lib.RegionName(t.words.Locale(), r)
	return inside
}
