package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// translated is the small library with urgent help and helplines in Welsh, all made from what the English says now.
func translated(t testing.TB) fstest.MapFS {
	t.Helper()
	fsys := small()
	fsys["data/words/cy.yaml"].Data = append([]byte("reviewed_by: \"\"\nrtl: true\n"), fsys["data/words/cy.yaml"].Data...)
	urgent := strings.ReplaceAll(string(fsys["data/urgent/en.yaml"].Data), "You are doing the right thing.", "Rydych chi'n iawn.")
	fsys["data/urgent/cy.yaml"] = &fstest.MapFile{Data: []byte("reviewed_by: Cyngor\n" + urgent)}
	fsys["data/helplines/cy/gb.yaml"] = &fstest.MapFile{Data: []byte("reviewed_by: Cyngor\npartial: true\nname: Y Deyrnas Unedig\nservices:\n  line: {name: Llinell, for: Rhywun i siarad, who: Plant.}\n")}
	for _, name := range []string{"data/words/cy.yaml", "data/urgent/cy.yaml", "data/helplines/cy/gb.yaml"} {
		fresh, err := Refreshed(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: fresh}
	}
	return fsys
}

func TestTranslations(t *testing.T) {
	const words, urgent, lines = "data/words/cy.yaml", "data/urgent/cy.yaml", "data/helplines/cy/gb.yaml"
	tests := []struct {
		name, file, old, new, want string
		listed                     bool // among Translations; otherwise the library is refused
	}{
		{"English changed", "data/words/en.yaml", "Because it matters.", "As it matters.", "data/words/cy.yaml:11:12: warning: because.x was not made from what data/words/en.yaml says now", true},
		{"English help changed", "data/urgent/en.yaml", "Do not copy the picture.", "Never copy the picture.", "adult.immediate_danger.keep was not made from", true},
		{"English helpline changed", "data/helplines/gb.yaml", "Someone to talk to.", "Someone to ask.", "services.line.for was not made from", true},
		{"hash altered", words, `because.x: "`, `because.x: "0`, "because.x was not made from", true},
		{"not translated", words, "because.x: Oherwydd\n", "", "data/words/en.yaml:5:12: warning: because.x is missing in data/words/cy.yaml", true},
		{"plural form gone", words, "  two: \"{n} gam\"\n", "", `the plural form "two" is missing`, false},
		{"slot gone", words, "Helo {name}", "Helo", "the slots are none, but {name}", false},
		{"number gone", urgent, "{strong:Call} {phone:999} now.", "{strong:Call} now.", "immediate_danger: the numbers and links are none, but {999}", false},
		{"another number", urgent, "{phone:999}", "{phone:0800 1111}", "the numbers and links are {08001111}, but {999}", false},
		{"needs differ", urgent, "needs: [immediate_danger, grooming]", "needs: [immediate_danger]", "needs and images must be as", false},
		{"line gone", urgent, "keep: [Do not copy the picture.]", "keep: [Do not copy the picture., Peidiwch.]", "must have as many lines", false},
		{"no such helpline", lines, "  line:", "  lane:", `no helpline "lane" in gb`, false},
		{"digits in a helpline", lines, "who: Plant.", "who: Plant 19.", "who: the numbers are [19], but []", false},
		{"unknown key", lines, "who: Plant.", "phone: 123", `unknown key "phone"`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := translated(t)
			text := string(fsys[tt.file].Data)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("%s does not hold %q:\n%s", tt.file, tt.old, text)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tt.old, tt.new, 1))}
			l, problems := Load(fsys)
			if !tt.listed {
				wantProblem(t, problems, tt.want)
				return
			}
			if l == nil {
				t.Fatalf("refused: %v", problems)
			}
			wantProblem(t, l.Translations(), tt.want)
		})
	}
}

func TestTranslatedLibrary(t *testing.T) {
	l, problems := Load(translated(t))
	if l == nil || len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	if got := l.Translations(); len(got) > 0 {
		t.Errorf("nothing is missing or stale, but: %v", got)
	}
	if !l.Unchecked("cy-GB") || l.Unchecked("en") || !l.RTL("cy") || l.RTL("en") {
		t.Error("Welsh is unchecked while one of its files is, English never; rtl is what the file says")
	}
	h := l.Region("gb").Helpline("line")
	if told := l.HelplineIn("cy", h); told.Name != "Llinell" || told.Dial != h.Dial || told.Hours != h.Hours || l.HelplineIn("en", h) != h {
		t.Errorf("the helpline in Welsh is %+v", told)
	}
	if name, inside := l.RegionName("cy", l.Region("gb")); name != "Y Deyrnas Unedig" || inside != "Y Deyrnas Unedig" {
		t.Errorf("the region in Welsh is %q, %q", name, inside)
	}
	if got := l.Urgent("cy", "gb", Grooming, true).Calm.Plain(); got != "Rydych chi'n iawn." {
		t.Errorf("urgent help in Welsh says %q", got)
	}
}

// TestRefreshedKeepsTheRest refreshes one text and leaves another stale.
func TestRefreshedKeepsTheRest(t *testing.T) {
	fsys := translated(t)
	for _, old := range []string{"Because it matters.", "Only here."} {
		fsys["data/words/en.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["data/words/en.yaml"].Data), old, "Changed.", 1))}
	}
	fresh, err := Refreshed(fsys, "data/words/cy.yaml", "because.x")
	if err != nil {
		t.Fatal(err)
	}
	fsys["data/words/cy.yaml"] = &fstest.MapFile{Data: fresh}
	l, _ := Load(fsys)
	if got := l.Translations(); len(got) != 1 || !strings.Contains(got[0].What, "only.en") {
		t.Errorf("got %v, want only.en alone", got)
	}
	if _, err := Refreshed(fsys, "data/words/en.yaml"); err == nil {
		t.Error("the default language has no sources to refresh")
	}
}

// TestLanguages holds the embedded content: Welsh is whole, the others have urgent help for every flag, and none is stale.
func TestLanguages(t *testing.T) {
	l, problems := Load(embedded)
	if l == nil {
		t.Fatal(problems)
	}
	for _, p := range l.Translations() {
		t.Error(p)
	}
	for _, locale := range []string{"cy", "pl", "ro", "ur", "pa", "ar"} {
		for _, region := range []string{"gb", l.Questions().Elsewhere} {
			for _, flag := range RedFlags() {
				for _, child := range []bool{false, true} {
					told, was := l.Urgent(locale, region, flag, child), l.Urgent(DefaultLocale, region, flag, child)
					if told == was || told.Calm.Plain() == was.Calm.Plain() {
						t.Errorf("%s in %s: %s (child %v) is in English", locale, region, flag, child)
					}
					if !slices.Equal(told.contacts(), was.contacts()) {
						t.Errorf("%s in %s: %s has other contacts", locale, region, flag)
					}
				}
			}
		}
		if !l.Unchecked(locale) || l.RTL(locale) != (locale == "ur" || locale == "ar") {
			t.Errorf("%s: unchecked %v, right to left %v", locale, l.Unchecked(locale), l.RTL(locale))
		}
	}
	for _, h := range l.Region("gb").Services {
		if l.HelplineIn("cy", h) == h {
			t.Errorf("%s has no Welsh", h.ID)
		}
	}
}
