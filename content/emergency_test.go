package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

// TestEmergencyNumberIsInTheReadersLanguage: in danger nobody should have to read another language. In every region, in every language
// that urgent help is in, the numbers are the same as in English and no English word stands between them.
func TestEmergencyNumberIsInTheReadersLanguage(t *testing.T) {
	l := embeddedLibrary(t)
	for _, locale := range []string{"cy", "pl", "ur", "ro", "pa", "ar", "ar-EG"} {
		for _, r := range l.Regions() {
			got, want := Text(l.EmergencyNumber(locale, r)), Text(r.EmergencyNumber())
			if len(got) == 0 || !slices.Equal(got.contacts(), want.contacts()) {
				t.Errorf("%s, %s: %q, want the numbers of %q", locale, r.ID, got.Plain(), want.Plain())
			}
			if got.Plain() == want.Plain() && strings.ContainsFunc(want.Plain(), unicode.IsLetter) {
				t.Errorf("%s, %s: %q is English", locale, r.ID, got.Plain())
			}
		}
	}
	intl := l.Region("intl")
	for locale, want := range map[string]string{
		"en": "your own emergency number, or 112", "en-GB": "your own emergency number, or 112", "pl": "numer alarmowy w swoim kraju lub 112", "de": "112",
	} {
		if got := Text(l.EmergencyNumber(locale, intl)).Plain(); got != want {
			t.Errorf("%s: %q, want %q", locale, got, want)
		}
	}
	if got, want := Text(l.EmergencyNumber("pl", l.Region("de"))).Plain(), "110 / 112"; got != want {
		t.Errorf("Polish in Germany: %q, want %q", got, want)
	}
}

// TestTranslatedCallKeepsItsNumbers refuses another number for danger in another language.
func TestTranslatedCallKeepsItsNumbers(t *testing.T) {
	files := edited(t, "helplines/gb.yaml", "emergency: [police]", "emergency: [police]\ncall: \"{phone:999} now\"")
	for call, want := range map[string]string{"{phone:999} nawr": "", "{phone:112} nawr": "call: the numbers are [112], but [999]"} {
		files["data/helplines/cy/gb.yaml"] = &fstest.MapFile{Data: []byte("partial: true\ncall: \"" + call + "\"\n")}
		_, problems := Load(files)
		found := slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning && strings.Contains(p.What, "call: the numbers") })
		if found != (want != "") {
			t.Errorf("%s: refused %v; got %v", call, found, problems)
		}
	}
}
