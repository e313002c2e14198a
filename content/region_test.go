package content

import (
	"testing"
	"testing/fstest"
)

// abroad is the small library with two more regions: ie with urgent help of its own, and xx for elsewhere.
func abroad(t testing.TB) (*Library, fstest.MapFS) {
	t.Helper()
	fsys := edited(t, "questions.yaml", "regions: [gb]", "regions: [gb, ie, xx]\nelsewhere: xx")
	for _, id := range []string{"ie", "xx"} {
		addRegion(fsys, id)
	}
	addUrgent(fsys, "en-xx")
	addUrgent(fsys, "en-ie")
	l, problems := Load(fsys)
	if l == nil {
		t.Fatal(problems)
	}
	return l, fsys
}

func TestRegionOf(t *testing.T) {
	l, _ := abroad(t)
	for tag, want := range map[string]string{
		"": "gb", "en": "gb", "en-GB": "gb", "en_GB": "gb", "en-IE": "ie", "EN-ie": "ie", "ie": "ie", "ie-GB": "gb",
		"en-US": "xx", "en-001": "xx", "en-XX": "xx", "fr": "xx", "en-Latn-IE": "ie", "-": "gb", "zz-ZZ": "xx",
	} {
		if got := l.RegionOf(tag); got != want {
			t.Errorf("RegionOf(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestRegionOfWithoutElsewhereIsTheFirst(t *testing.T) {
	if got := loaded(t).RegionOf("fr-FR"); got != "gb" {
		t.Errorf("RegionOf = %q, want gb", got)
	}
}

func TestUrgentIsForTheRegion(t *testing.T) {
	l, _ := abroad(t)
	for _, tt := range []struct{ locale, region, want string }{
		{"en", "gb", "en"},
		{"en-GB", "gb", "en"},
		{"cy", "gb", "en"},
		{"", "gb", "en"},
		{"en", "ie", "en-ie"},
		{"en-IE", "ie", "en-ie"},
		{"cy", "ie", "en-ie"},
		{"en", "xx", "en-xx"},
		{"en", "nowhere", "en-xx"},
		{"en", "", "en-xx"},
	} {
		want := l.urgent[l.audienceOf(tt.want)]().Adult[Grooming]
		if got := l.Urgent(tt.locale, tt.region, Grooming, false); got == nil || got != want {
			t.Errorf("Urgent(%q, %q) is not that of %s", tt.locale, tt.region, tt.want)
		}
	}
}

func TestRegionSaysItsNameAndNumber(t *testing.T) {
	l, fsys := abroad(t)
	r := l.Region("ie")
	if r.Inside() != "United Kingdom" || Text(r.EmergencyNumber()).Plain() != "999" {
		t.Errorf("%q, %q; want the name and the first number", r.Inside(), Text(r.EmergencyNumber()).Plain())
	}
	data := string(fsys["data/helplines/ie.yaml"].Data)
	fsys["data/helplines/ie.yaml"] = &fstest.MapFile{Data: []byte("said: the Republic\ncall: \"{phone:999} or shout\"\n" + data)}
	l, problems := Load(fsys)
	if l == nil {
		t.Fatal(problems)
	}
	r = l.Region("ie")
	if r.Inside() != "the Republic" || Text(r.EmergencyNumber()).Plain() != "999 or shout" {
		t.Errorf("%q, %q; want what the file says", r.Inside(), Text(r.EmergencyNumber()).Plain())
	}
}

// TestContactsStayInTheirRegion plants contacts of one region where people of another read them.
func TestContactsStayInTheirRegion(t *testing.T) {
	tests := []struct{ name, file, old, new, want string }{
		{"own word in an app", "apps/alpha.yaml", "what: An app to chat with friends.", "what: An app. Tell Child Line about it.", `"child line" helps in gb only, and this is read in every region`},
		{"own word in a link", "learn/en.yaml", "https://example.com/more", "https://line.example/more", `"line.example" helps in gb only`},
		{"own word as a page", "apps/beta.yaml", "page: https://example.com/help", "page: https://www.line.example/help", `"line.example" helps in gb only`},
		{"number in a guide", "learn/en.yaml", "Talk often.", `"Call {phone:999} now."`, "999 is not the number of a service of every region"},
		{"slot in a guide", "learn/en.yaml", "Talk often.", `"Call {who} now."`, "{who} is not filled here"},
		{"own word for elsewhere", "urgent/en-xx.yaml", "You are doing the right thing.", "Child line can help.", `"child line" helps in gb only`},
		{"number for elsewhere", "urgent/en-xx.yaml", "{number} now", "{phone:999} now", "999 is not the number of a service of every region"},
		{"number of nobody", "urgent/en.yaml", "{phone:999} now", "{phone:998} now", "998 is not the number of a service of gb"},
		{"own word of another region", "urgent/en-ie.yaml", "You are doing the right thing.", "Child line can help.", `"child line" helps in gb only, and this is read in ie`},
		{"elsewhere is nowhere", "questions.yaml", "elsewhere: xx", "elsewhere: yy", "elsewhere must be the region"},
		{"elsewhere is missing", "questions.yaml", "\nelsewhere: xx", "", "elsewhere must be the region"},
		{"call of nobody", "helplines/ie.yaml", "emergency: [police]", "emergency: [police]\ncall: \"{phone:112}\"", "112 is not the number of an emergency service of ie"},
		{"code in capitals", "helplines/ie.yaml", "countries: [ie]", "countries: [IE]", `"IE" is not a code`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, fsys := abroad(t)
			replaceIn(t, fsys, "helplines/gb.yaml", "emergency: [police]", "emergency: [police]\nown_words: [child line, line.example]")
			replaceIn(t, fsys, tt.file, tt.old, tt.new)
			_, problems := Load(fsys)
			wantProblem(t, problems, tt.want)
		})
	}
}

func TestUrgentHelpIsNeededForEveryRegion(t *testing.T) {
	_, fsys := abroad(t)
	delete(fsys, "data/urgent/en-xx.yaml")
	_, problems := Load(fsys)
	wantProblem(t, problems, "en-xx.yaml: the file is missing, and so is one for elsewhere")
}
