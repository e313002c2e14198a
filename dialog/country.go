package dialog

import (
	"slices"
	"strings"
	"unicode"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog/understand"
)

// What platforms say of a person often names no country, and the guess is then wrong. So a message that says where the family
// lives is heard, and so is one that asks for a helpline somewhere else. Everything that might be a danger comes before.

// heardCountry answers a message about the country; false when it is about something else. The country is only set where the whole
// message says it: a country may also be where somebody else is, or the name of a child.
func (t *turn) heardCountry(text string, m understand.Meaning) bool {
	words := spoken(text)
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return contains(aboutLiving, w) })
	said := strings.Join(rest, " ")
	asked := t.st.At.Screen == AtRegions
	switch r := t.lib.regionCalled(said); {
	case r != nil && (asked || contains(words, "in") || contains(words, "moved")):
		t.ensurePlace()
		t.st.Region = r.ID
		t.say("region.set", content.Str("region", t.inside(r)))
		if asked {
			t.st.back()
			t.opened()
		}
	case r != nil, contains(aboutCountry(), said), strings.HasPrefix(said, "not ") && t.lib.regionCalled(said[4:]) != nil:
		t.ensurePlace()
		t.open(Place{Screen: AtRegions})
	case m.Intent == understand.Helpline && !m.Unsure && t.namesAnotherRegion(words):
		t.place(AtLines)
		t.open(Place{Screen: AtRegions})
	default:
		return false
	}
	return true
}

// namesAnotherRegion reports whether words name a region that is not the one shown.
func (t *turn) namesAnotherRegion(words []string) bool {
	text := " " + strings.Join(words, " ") + " "
	text = strings.ReplaceAll(text, " northern ireland ", " uk ") // else it would name Ireland
	for _, r := range t.lib.Regions() {
		for _, name := range calledToo(r) {
			if r.ID != t.st.Region && strings.Contains(text, " "+name+" ") {
				return true
			}
		}
	}
	return false
}

// regionCalled is the region of a name as people type it, nil when it is none.
func (l *Library) regionCalled(name string) *content.Region {
	for _, r := range l.Regions() {
		if contains(calledToo(r), name) {
			return r
		}
	}
	return nil
}

// calledToo lists what people call a region, in lower case and without an article.
func calledToo(r *content.Region) []string {
	names := []string{strings.ToLower(r.Name)}
	switch r.ID {
	case "gb":
		names = append(names, "uk", "england", "scotland", "wales", "northern ireland", "britain", "great britain")
	case "ie":
		names = append(names, "eire", "republic of ireland")
	case "us":
		names = append(names, "usa", "america")
	case "nz":
		names = append(names, "nz", "aotearoa")
	case "nl":
		names = append(names, "holland")
	}
	return names
}

// aboutLiving lists the words that may stand around a country in a message that says no more than where somebody lives. "From" is
// not among them: many live elsewhere than where they are from.
var aboutLiving = strings.Fields("i im am ive we were are weve my our family live lives living based in the now here is its actually just moved to")

// aboutCountry lists what asks for another country and says no more, without the words of aboutLiving.
func aboutCountry() []string {
	return []string{
		"country", "change country", "wrong country", "another country", "different country", "set country", "choose country",
		"region", "change region", "wrong region", "abroad",
	}
}

var apostrophes = strings.NewReplacer("'", "", "\u2019", "")

// spoken is the words of a message in lower case, without apostrophes and marks.
func spoken(text string) []string {
	text = apostrophes.Replace(strings.ToLower(text))
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
}
