package dialog_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

// libraryWith is the built-in content with words of one file replaced.
func libraryWith(t testing.TB, file, old, replacement string) *dialog.Library {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.Files(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, replacement, 1))}
	lib, problems := content.Load(files)
	if lib == nil {
		t.Fatal(problems)
	}
	return dialog.NewLibrary(lib)
}

func shown(t testing.TB, lib *dialog.Library, s dialog.State, day string) string {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	_, r := dialog.Step(lib, s, dialog.Input{At: at})
	return story.Write(r)
}

// TestLawsAreShown where they hold, to whom they are about, with the word planned and the page that knows more.
func TestLawsAreShown(t *testing.T) {
	lib := library(t)
	const plan, rule, day = "Planned, not yet a rule: No social media under 16", "Apps must protect children", "2026-12-01"
	at := func(screen dialog.ScreenID, subject string, age content.AgeBand, region string, apps ...string) dialog.State {
		s := familyWith(age, nil, apps...)
		s.Region, s.At = region, dialog.Place{Screen: screen, Subject: subject}
		return s
	}
	for _, tt := range []struct {
		name  string
		state dialog.State
		day   string
		want  string
		never string
	}{
		{"plan of a named app", at(dialog.AtPlan, "", content.Age13, "gb", "snapchat"), day, plan, rule},
		{"plan of another app", at(dialog.AtPlan, "", content.Age13, "gb", "whatsapp"), day, "WhatsApp", plan},
		{"plan of a game", at(dialog.AtPlan, "", content.Age8to10, "gb", "roblox"), day, "Planned, not yet a rule: Limits on live video", plan},
		{"plan of a child who is old enough", at(dialog.AtPlan, "", content.Age16, "gb", "snapchat"), day, "Snapchat", plan},
		{"age not said", at(dialog.AtPlan, "", "", "gb", "snapchat"), day, plan, rule},
		{"card of a named app", at(dialog.AtAppCard, "tiktok", "", "gb"), day, "Announced on 15 June 2026", "A rule since"},
		{"card of another app", at(dialog.AtAppCard, "whatsapp", "", "gb"), day, "WhatsApp", "Rules where you live"},
		{"overdue", at(dialog.AtAppCard, "tiktok", "", "gb"), "2028-01-01", "No social media under 16. This may have changed. See gov.uk", "spring 2027"},
	} {
		got := shown(t, lib, tt.state, tt.day)
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: no %q in:\n%s", tt.name, tt.want, got)
		}
		if strings.Contains(got, tt.never) {
			t.Errorf("%s: %q is shown:\n%s", tt.name, tt.never, got)
		}
	}
	sheet := story.Write(dialog.Reply{Blocks: dialog.Sheet(lib, familyWith(content.Age13, nil, "whatsapp"), content.Date{Year: 2026, Month: time.December, Day: 1})})
	if !strings.Contains(sheet, rule) || !strings.Contains(sheet, "A rule since 25 July 2025") {
		t.Errorf("the sheet lacks the rule in force:\n%s", sheet)
	}
}

// TestRuleInForceMovesSteps: a rule in force counts where it holds, a planned one nowhere.
func TestRuleInForceMovesSteps(t *testing.T) {
	const old = "  # Young children: who"
	added := "  - {id: test_law, when: {rule: %s}, add: 90, because: because.rule}\n" + old
	moved := func(law, region, app string) bool {
		lib := libraryWith(t, "data/questions.yaml", old, strings.Replace(added, "%s", law, 1))
		s := familyWith(content.Age13, nil, app)
		s.Region = region
		p := dialog.PlanFor(lib, s)
		for _, rule := range p.Why(lib, p.Steps[0].Key) {
			if rule.ID == "test_law" {
				return true
			}
		}
		return false
	}
	for _, tt := range []struct {
		name, law, region, app string
		want                   bool
	}{
		{"in force where they live", "uk_children", "gb", "whatsapp", true},
		{"in force elsewhere", "uk_children", "fr", "whatsapp", false},
		{"only planned", "uk_under_16", "gb", "snapchat", false},
	} {
		if got := moved(tt.law, tt.region, tt.app); got != tt.want {
			t.Errorf("%s: moved %v, want %v", tt.name, got, tt.want)
		}
	}
}
