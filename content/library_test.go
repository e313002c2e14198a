package content

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLookUps(t *testing.T) {
	l := loaded(t)
	if got := len(l.Apps()); got != 2 || l.Apps()[0].ID != "alpha" {
		t.Errorf("%d apps, first %s; want 2 by rank", got, l.Apps()[0].ID)
	}
	if l.App("beta").Rank != 11 || l.App("gamma") != nil {
		t.Error("App must find beta and not gamma")
	}
	app, step := l.Step(StepKey("beta", "step_3"))
	if app != l.App("beta") || step != app.Step("step_3") || step == nil {
		t.Errorf("Step = %v, %v", app, step)
	}
	if app, step := l.Step("beta.nothing"); app != nil || step != nil || l.App("beta").Step("nothing") != nil {
		t.Errorf("an unknown step is %v, %v; want nil, nil", app, step)
	}
	if len(l.Regions()) != 1 || l.Region("gb").Helpline("line").Name != "Child Line" || l.Region("fr") != nil || l.Region("gb").Helpline("x") != nil {
		t.Error("regions and helplines are not found")
	}
	if got := l.Region("gb").Helpline("line"); got.SMS.Number != "85258" || got.Open[0].Days != "mon-fri" {
		t.Errorf("a number without quotes must be read as words: %+v", got)
	}
	if l.App("alpha").SourceMap["terms"].Date != "2026" || l.App("alpha").Features[FeatureLive].Level != "yes" {
		t.Error("a year or a yes without quotes must be read as words")
	}
	if l.Guide("en", "tips").Button != "Five tips" || l.Guide("en", "x") != nil || len(l.Guides("en")) != 2 {
		t.Error("guides are not found")
	}
	if len(l.Talk("en").Openers[Age13]) != 1 || l.Questions().Ages[2].Oldest != 12 {
		t.Error("talk or questions are not read")
	}
}

func TestHelplinesKeepTheirOrder(t *testing.T) {
	l := loaded(t)
	tests := []struct {
		region string
		need   Need
		child  bool
		want   []string
	}{
		{"gb", NeedGrooming, false, []string{"police", "line"}},
		{"gb", NeedGrooming, true, []string{"line"}},
		{"gb", NeedMissing, false, nil},
		{"fr", NeedGrooming, false, nil},
	}
	for _, tt := range tests {
		var got []string
		for _, h := range l.Helplines(tt.region, tt.need, tt.child) {
			got = append(got, h.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Helplines(%s, %s, %v) (-want +got):\n%s", tt.region, tt.need, tt.child, diff)
		}
	}
}

func TestLocaleFallback(t *testing.T) {
	l := loaded(t)
	for locale, want := range map[string]string{"en": "en", "en-GB": "en", "cy": "cy", "cy-GB": "cy", "fr": "en", "": "en"} {
		if got := l.Words(locale).Locale(); got != want {
			t.Errorf("Words(%q) is %s, want %s", locale, got, want)
		}
	}
	if got := l.Urgent("cy-GB", "gb", Grooming, true); got == nil || got != l.Urgent("en", "gb", Grooming, true) || got == l.Urgent("en", "gb", Grooming, false) {
		t.Errorf("Urgent does not fall back on the default language, or does not tell child from adult: %v", got)
	}
	if got := l.Urgent("en", "gb", "x", false); got != nil {
		t.Errorf("an unknown flag is %v, want nil", got)
	}
}

func TestLookUpsAllocateNothing(t *testing.T) {
	l := loaded(t)
	n := testing.AllocsPerRun(100, func() {
		l.App("alpha")
		l.Step("alpha.step_0")
		l.Helplines("gb", NeedGrooming, true)
		l.Urgent("en-GB", "gb", Grooming, false)
		l.Words("cy-GB").Text("hello")
		l.Words("cy-GB").Plural("steps", 3)
	})
	if n != 0 {
		t.Errorf("look-ups allocate %v times", n)
	}
}

func TestWords(t *testing.T) {
	l := loaded(t)
	tests := []struct {
		locale, key string
		n           int
		want        string
	}{
		{"en", "steps", 0, "0 steps"},
		{"en", "steps", 1, "1 step"},
		{"en", "steps", 21, "21 steps"},
		{"en", "steps", -1, "-1 step"},
		{"cy", "steps", 1, "1 cam"},
		{"cy", "steps", 2, "2 gam"},
		{"cy", "steps", 6, "6 cham"},
		{"cy", "steps", 7, "7 cam"},
		{"en", "only.en", 2, "Only here."},
		{"en", "missing", 2, "missing"},
	}
	for _, tt := range tests {
		if got := Text(l.Words(tt.locale).Plural(tt.key, tt.n).With(Num("n", tt.n))).Plain(); got != tt.want {
			t.Errorf("%s %s %d = %q, want %q", tt.locale, tt.key, tt.n, got, tt.want)
		}
	}
	if got := l.Words("en").Text("steps").Plain(); got != "{n} steps" {
		t.Errorf("Text of a plural is %q, want the form for other numbers", got)
	}
	if diff := cmp.Diff([]string{"because.x", "hello", "only.en", "steps"}, l.Words("cy").Keys()); diff != "" {
		t.Errorf("Keys (-want +got):\n%s", diff)
	}
}

func TestMissingTranslationIsAnsweredInTheDefaultLanguage(t *testing.T) {
	l, problems := Load(edited(t, "words/cy.yaml", "steps:\n", "# steps:\nstepz:\n"))
	if l != nil {
		t.Fatal("a key that English lacks was accepted")
	}
	wantProblem(t, problems, "stepz: no such key")
	l, _ = Load(edited(t, "words/cy.yaml", "because.x: Oherwydd\n", ""))
	if got := l.Words("cy").Text("because.x").Plain(); got != "Because it matters." {
		t.Errorf("missing Welsh words are %q", got)
	}
}

func TestVersion(t *testing.T) {
	first, again := loaded(t).Version(), loaded(t).Version()
	changed, _ := Load(edited(t, "learn/en.yaml", "Talk often.", "Talk a lot."))
	if first != again || first == changed.Version() || len(first) != 12 {
		t.Errorf("versions %q, %q, changed %q", first, again, changed.Version())
	}
}

// TestFolderWithoutData loads the same files from the root of a file system, as an organisation's own folder holds them.
func TestFolderWithoutData(t *testing.T) {
	sub, err := fs.Sub(small(), "data")
	if err != nil {
		t.Fatal(err)
	}
	l, problems := Load(sub)
	if l == nil {
		t.Fatalf("refused: %v", problems)
	}
	if l.Version() != loaded(t).Version() {
		t.Error("the version depends on where the files lie")
	}
}

func TestOverdue(t *testing.T) {
	day := Date{2027, 5, 22}
	app := &App{Dated: Dated{ReviewBy: day}}
	own := &Step{Dated: Dated{ReviewBy: day.AddDays(-10)}}
	tests := []struct {
		name string
		got  bool
		want bool
	}{
		{"on the app's day", (&Step{}).Overdue(day, app), false},
		{"after the app's day", (&Step{}).Overdue(day.AddDays(1), app), true},
		{"after its own day", own.Overdue(day.AddDays(-9), app), true},
		{"before its own day", own.Overdue(day.AddDays(-11), app), false},
		{"helpline after", (&Helpline{Dated: Dated{ReviewBy: day}}).Overdue(day.AddDays(1)), true},
		{"helpline without a day", (&Helpline{}).Overdue(day), false},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: overdue %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

func TestCheckNamesFactsThatAreDue(t *testing.T) {
	l := loaded(t)
	tests := []struct {
		name  string
		today Date
		want  []string
	}{
		{"fresh", Date{2026, 12, 1}, nil},
		{"soon", Date{2027, 1, 10}, []string{"data/helplines/gb.yaml:35:16: warning: soon due: to be reviewed by 2027-01-20"}},
		{"overdue", Date{2027, 1, 21}, []string{
			"data/helplines/gb.yaml:18:16: warning: soon due: to be reviewed by 2027-02-20",
			"data/helplines/gb.yaml:35:16: warning: overdue: was to be reviewed by 2027-01-20",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range l.Check(tt.today) {
				if p.About == AboutOverdue || p.About == AboutSoon {
					got = append(got, p.String())
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Check(%s) (-want +got):\n%s", tt.today, diff)
			}
		})
	}
}

func TestUnreadableFiles(t *testing.T) {
	l, problems := Load(brokenFS{small()})
	if l != nil {
		t.Error("a library with an unreadable file was accepted")
	}
	wantProblem(t, problems, "cannot be read")
}

// brokenFS fails to open one file.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, "beta.yaml") {
		return nil, fs.ErrPermission
	}
	return b.MapFS.Open(name)
}

func (b brokenFS) ReadFile(name string) ([]byte, error) {
	if strings.HasSuffix(name, "beta.yaml") {
		return nil, fs.ErrPermission
	}
	return b.MapFS.ReadFile(name)
}

func TestRegionsStandAsQuestionsListThem(t *testing.T) {
	fsys := edited(t, "questions.yaml", "regions: [gb]", "regions: [ie, gb]\nelsewhere: aa")
	for _, id := range []string{"aa", "ie"} {
		addRegion(fsys, id)
	}
	addUrgent(fsys, "en-aa")
	l, problems := Load(fsys)
	if l == nil {
		t.Fatal(problems)
	}
	var got []string
	for _, r := range l.Regions() {
		got = append(got, r.ID)
	}
	if diff := cmp.Diff([]string{"ie", "gb", "aa"}, got); diff != "" {
		t.Errorf("regions (-want +got):\n%s", diff)
	}
}

func TestEmbedded(t *testing.T) {
	l, err := Embedded()
	if (l == nil) == (err == nil) {
		t.Fatalf("library %v with error %v", l, err)
	}
	if err != nil && !strings.Contains(err.Error(), "data/") {
		t.Errorf("the error names no place: %v", err)
	}
}
