package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
	"github.com/safesteps/safesteps/dialog/walk"
)

// others are the languages that urgent help comes in beside English, with a message in each that is a cry for help.
func others() map[string]string {
	return map[string]string{
		"cy": "cymorth", "pl": "Córka nie wróciła na noc, telefon wyłączony, nikt nie wie gdzie jest", "ro": "ajută-mă",
		"ur": "مدد کریں", "pa": "ਮੇਰਾ ਪੁੱਤ ਕੱਲ੍ਹ ਦਾ ਘਰ ਨਹੀਂ ਆਇਆ, ਫੋਨ ਵੀ ਬੰਦ ਹੈ", "ar": "شخص يهدد ابنتي بنشر صورها العارية إذا لم تدفع المال",
	}
}

// englishBlocks lists the bot's own sentences and urgent help that a reply says in English.
func englishBlocks(lib *dialog.Library, r dialog.Reply) []string {
	english := map[string]bool{}
	for _, key := range lib.Words("en").Keys() {
		if text := lib.Words("en").Text(key); len(text.Slots()) == 0 && strings.Contains(text.Plain(), " ") {
			english[text.Plain()] = true
		}
	}
	for _, flag := range content.RedFlags() {
		for _, child := range []bool{false, true} {
			u := lib.Urgent("en", "gb", flag, child)
			english[u.Button] = true
			for _, texts := range [][]content.Text{{u.Title, u.Calm}, u.Do, u.Never, u.Keep, u.Say} {
				for _, t := range texts {
					english[t.Plain()] = true
				}
			}
		}
	}
	for _, g := range lib.Guides("en") { // guides are not translated yet
		delete(english, g.Button)
	}
	var found []string
	check := func(spans []dialog.Span) {
		if s := content.Text(spans).Plain(); english[s] {
			found = append(found, s)
		}
	}
	check(r.Notice)
	for _, b := range r.Blocks {
		check(b.Spans)
		for _, item := range b.Items {
			check(item)
		}
	}
	for _, c := range allChoices(r) {
		check([]dialog.Span{{Text: c.Label}})
	}
	return found
}

// TestUrgentHelpInSixLanguages shows every red flag to adults and children, from the platform's language and from a message.
func TestUrgentHelpInSixLanguages(t *testing.T) {
	lib := library(t)
	for locale, cry := range others() {
		unchecked := lib.Words(locale).Text("translation.unchecked").Plain()
		hint := locale + "-GB"
		for _, flag := range append(content.RedFlags(), "") {
			for _, from := range []string{"urgent", "kid"} {
				choice := "u_" + string(flag)
				if flag == "" {
					choice = from
				}
				_, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: hint, Act: dialog.Press{Screen: from, Choice: choice}})
				if got := englishBlocks(lib, r); len(got) > 0 {
					t.Errorf("%s %s %s says in English: %q", locale, from, flag, got)
				}
				if !strings.Contains(story.Write(r), unchecked) {
					t.Errorf("%s %s %s does not say that it is unchecked", locale, from, flag)
				}
			}
		}
		s, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Say{Text: cry}})
		if !r.Urgent || len(englishBlocks(lib, r)) > 0 || !strings.Contains(story.Write(r), unchecked) {
			t.Errorf("%q is answered in %s:\n%s", cry, s.Locale, story.Write(r))
		}
	}
}

// TestEnglishIsNeverTakenForAnotherLanguage says in English what holds words of Polish, Welsh and Romanian too.
func TestEnglishIsNeverTakenForAnotherLanguage(t *testing.T) {
	lib := library(t)
	for _, text := range []string{
		"help i want to kill myself what should i do", "hi i think a paedophile is talking to my daughter", "so my daughter is starving herself what do i do",
		"please help i got scammed what should i do", "right, my nephew is being trolled what do i do",
	} {
		_, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Say{Text: text}})
		if len(englishBlocks(lib, r)) == 0 || strings.Contains(story.Write(r), lib.Words("pl").Text("translation.unchecked").Plain()) {
			t.Errorf("%q is answered in another language:\n%s", text, story.Write(r))
		}
	}
}

// TestLanguageWithoutAState picks a language on urgent help, goes on in it, and leaves nothing behind.
func TestLanguageWithoutAState(t *testing.T) {
	lib := library(t)
	for _, from := range []string{"urgent", "kid"} {
		in := func(r dialog.Reply, choice string) dialog.Reply {
			t.Helper()
			s, next := dialog.Step(lib, dialog.State{}, dialog.Input{At: story.Begin(), Locale: "en-GB", Act: dialog.Press{Screen: r.Screen, Choice: choice}})
			if !s.IsZero() {
				t.Errorf("%s on %s keeps a state", choice, r.Screen)
			}
			return next
		}
		r := in(dialog.Reply{Screen: from}, from)
		r = in(r, "lang")
		r = in(r, "lang_ur")
		r = in(r, "u_grooming")
		if got := englishBlocks(lib, r); len(got) > 0 || len(r.Screen) > 48 || !strings.ContainsFunc(story.Write(r), func(c rune) bool { return unicode.Is(unicode.Arabic, c) }) {
			t.Errorf("%s is not in Urdu: %q", r.Screen, got)
		}
		if r = in(in(r, "lang"), "lang_en"); !slices.Contains(englishBlocks(lib, r), "Someone is mean to me") && from == "kid" {
			t.Errorf("there is no way back to English from %s", r.Screen)
		}
	}
}

// TestWelshWalk meets every screen in Welsh and finds no sentence of the bot in English.
func TestWelshWalk(t *testing.T) {
	lib := library(t)
	for _, key := range lib.Words("en").Keys() {
		if cy, en := lib.Words("cy").Text(key).Plain(), lib.Words("en").Text(key).Plain(); cy == en && strings.Contains(strings.ReplaceAll(en, "} {", "}{"), " ") && !strings.Contains(en, "{") {
			t.Errorf("%s is in English: %q", key, en)
		}
	}
	unchecked := lib.Words("cy").Text("translation.unchecked").Plain()
	seen := map[dialog.ScreenID]bool{}
	walk.Explore(lib, 1500, 7, func(e walk.Edge) {
		if e.To.IsZero() || seen[dialog.ScreenOf(e.Reply)] || e.Reply.Screen != e.To.At.Key() {
			return
		}
		seen[dialog.ScreenOf(e.Reply)] = true
		e.To.Locale = "cy"
		r := dialog.Show(lib, e.To)
		if got := englishBlocks(lib, r); len(got) > 0 {
			t.Errorf("%s says in English: %q", r.Screen, got)
		}
		if !strings.Contains(story.Write(r), unchecked) {
			t.Errorf("%s does not say that it is unchecked", r.Screen)
		}
	})
	if len(seen) < 30 {
		t.Errorf("met %d screens, want at least 30", len(seen))
	}
}

// TestOtherTonguesCostNoMore: an answer in another language is at hand, so a turn reads no file for it.
func TestOtherTonguesCostNoMore(t *testing.T) {
	lib := library(t)
	english, greek := "my daughter did not come home", "η κόρη μου δεν γύρισε σπίτι"
	cost := func(text string) float64 {
		return testing.AllocsPerRun(20, func() { hear(t, lib, dialog.State{}, text) })
	}
	if got, plain := cost(greek), cost(english); got > 2*plain {
		t.Errorf("%.0f allocations, %.0f for English", got, plain)
	}
}

// TestEveryTongueIsAnswered: whoever writes in a language that is recognised reads one line in it, whatever they wrote.
func TestEveryTongueIsAnswered(t *testing.T) {
	lib := library(t)
	_, others := lib.Triage("en")
	for code, tongue := range others.Tongues {
		if tongue.Line == "" && lib.Words(code).Locale() != code {
			t.Errorf("%s: no line and no words", code)
		}
	}
	for code, texts := range map[string][]string{
		"es": {"hola, habla español usted", "mi hija no ha vuelto a casa"}, "ru": {"моя дочь хочет тикток", "сын хочет умереть"},
		"el": {"η κόρη μου θέλει tiktok", "η κόρη μου δεν γύρισε σπίτι"}, "zh": {"我儿子用微信", "我丈夫打我和孩子"},
		"fr": {"ma fille veut tiktok, quel âge", "mon mari nous frappe"}, "hi": {"मेरी बेटी इंस्टाग्राम चाहती है", "मेरी बेटी घर नहीं आई"},
	} {
		for _, text := range texts {
			_, r := hear(t, lib, dialog.State{}, text)
			if got, want := plain(r.Notice), others.Tongues[code].Line; !strings.HasPrefix(got, want) {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
	}
}
