package content

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestProblems breaks one thing at a time in a library that has no problem, and wants it named at its place.
func TestProblems(t *testing.T) {
	long := strings.Repeat("word ", 21)
	const app, region, urgent, questions = "apps/alpha.yaml", "helplines/gb.yaml", "urgent/en.yaml", "questions.yaml"
	tests := []struct {
		name, file, old, new, want string
	}{
		{"syntax", app, "id: alpha", "id: [alpha", "cannot be read as YAML"},
		{"key missing", app, "kind: social\n", "", "alpha.yaml:1:1: kind is missing"},
		{"key unknown", app, "kind: social\n", "kind: social\nkint: game\n", `alpha.yaml:5:1: unknown key "kint"`},
		{"key twice", app, "kind: social\n", "kind: social\nkind: game\n", `alpha.yaml:5:1: key "kind" is given twice`},
		{"value null", app, "kind: social\n", "kind:\n", "alpha.yaml:4:1: kind is empty"},
		{"value empty", app, "what: An app to chat with friends.", `what: ""`, "alpha.yaml:8:7: what is empty"},
		{"list empty", app, "evidence: [Write down names and dates., Do not copy a sexual picture.]", "evidence: []", "evidence is empty"},
		{"list wanted", app, "names: [the alpha app]", "names: the alpha app", "names: expected a list"},
		{"mapping wanted", app, "age:\n  minimum: 13\n  note: For people aged 13 or over.\n  basis: verified\n  sources: [terms]", "age: 13", "age: expected keys and values"},
		{"map wanted", app, "how: {any: [Open Settings., Tap Privacy.]}", "how: [Open Settings.]", "how: expected keys and values"},
		{"words wanted", app, "what: An app to chat with friends.", "what: [a]", "what: expected words"},
		{"braces without quotes", "words/en.yaml", "only.en: Only here.", "only.en: [{strong: a}]", "only.en: expected words"},
		{"alias node", app, "what: An app to chat with friends.", "what: *a", "alpha.yaml"},
		{"number wanted", app, "rank: 1\n", "rank: one\n", `rank: "one" is not a whole number`},
		{"bool wanted", region, "always_open: true", "always_open: maybe", `"maybe" is neither true nor false`},
		{"line break", app, "what: An app to chat with friends.", "what: |\n  An app\n  to chat.", "holds a line break"},
		{"escape sequence", app, "what: An app to chat with friends.", `what: "An app \e[2J to chat."`, "what: holds U+001B, a sign that cannot be seen"},
		{"direction turned", app, "what: An app to chat with friends.", `what: "An app \u202E to chat."`, "holds U+202E"},
		{"null byte in a word", "words/en.yaml", "Only here.", `"Only \0 here."`, "holds U+0000"},
		{"space at the end", app, "what: An app to chat with friends.", "what: 'An app. '", "begins or ends with a space"},
		{"two documents", app, "id: alpha", "---\nid: alpha\n---\n", "expected single document, found multiple"},

		{"kind unknown", app, "kind: social", "kind: sociable", `kind: "sociable" is not allowed; one of: messaging`},
		{"concern unknown", app, "lowers: [strangers]", "lowers: [stranger]", `"stranger" is not allowed`},
		{"device unknown", app, "how: {any:", "how: {nokia:", `"nokia" is not allowed here`},
		{"feature unknown", app, "  live: {", "  lives: {", `"lives" is not allowed here`},
		{"feature unanswered", app, "  live: {level: yes, note: Friends can do this., basis: general}\n", "", "feature live is not answered"},
		{"level unknown", app, "live: {level: yes", "live: {level: often", `level "often" is not allowed`},
		{"note empty", app, "live: {level: yes, note: Friends can do this.,", `live: {level: yes, note: "",`, "live: note is empty"},
		{"basis unknown", app, "basis: general", "basis: guess", `"guess" is not allowed`},
		{"basis missing", app, "    basis: likely\n    sources: [help]\n", "", "basis is missing"},
		{"sources missing", app, "    basis: likely\n    sources: [help]\n", "    basis: likely\n", "a likely fact needs sources"},
		{"band unknown", "talk/en.yaml", "  8-10:", "  8-11:", `"8-11" is not allowed here`},

		{"id too long", app, "id: step_0", "id: a_step_with_a_long_name", "an id is 1 to 20"},
		{"id bad letters", app, "id: step_0", "id: Step.0", "an id is 1 to 20"},
		{"id not file", app, "id: alpha", "id: gamma", `id "gamma" and the name of the file must be the same`},
		{"region not file", region, "id: gb", "id: ie", `id "ie" and the name of the file must be the same`},
		{"alias of two", app, "misspelt: [alphax]", "misspelt: [betax]", `"betax" is also a name in data/apps/beta.yaml`},
		{"alias capital", app, "misspelt: [alphax]", "misspelt: [Alphax]", `"Alphax" must be in lower case`},
		{"rank of two", app, "rank: 1\n", "rank: 11\n", "rank 11 is also in data/apps/"},
		{"rank below zero", app, "rank: 1\n", "rank: -1\n", "rank -1: the first place is 1"},
		{"age", app, "minimum: 13", "minimum: 130", "minimum age 130"},
		{"risk twice", app, "risks:\n", "risks:\n  - {id: strangers, feature: messages, concerns: [strangers], text: Yes., basis: general}\n", `risk "strangers" is there twice`},
		{"step twice", app, "id: step_1", "id: step_0", `step "step_0" is there twice`},
		{"too few steps", "apps/beta.yaml", "rank: 11", "rank: 10", "5 steps; an app of rank 10 needs at least 6"},
		{"weight", app, "weight: 50", "weight: 101", "weight 101 is not between"},
		{"minutes", app, "minutes: 1", "minutes: 0", "0 minutes is not between"},
		{"no path", app, "how: {any: [Open Settings., Tap Privacy.]}", "how: {}", "how has no path"},
		{"title long", app, "title: Let only friends write", "title: " + strings.Repeat("Let ", 16), "63 characters; at most 60"},
		{"what long", app, "what: An app to chat with friends.", "what: " + strings.Repeat("It is an app to chat. ", 20), "what: 439 characters; at most 400"},
		{"text long", "words/en.yaml", "Only here.", strings.Repeat("It is so. ", 100), "999 characters; a text of more than 900"},
		{"http", app, "page: https://example.com/help", "page: http://example.com/help", "is not an https address"},
		{"source unknown", app, "sources: [help]", "sources: [hulp]", `"hulp" is not in source_table`},
		{"source unused", app, "source_table:\n", "source_table:\n  spare: {title: Spare, url: https://example.com/}\n", `warning: source "spare" is not used`},
		{"copies pictures", app, "Do not copy a sexual picture.", "Take a screenshot of the picture.", "advice to copy pictures"},

		{"date", app, "review_by: 2027-05-22", "review_by: 2027-02-30", `"2027-02-30" is not a date`},
		{"date empty", app, "review_by: 2027-05-22", `review_by: ""`, "review_by is empty"},
		{"review missing", app, "review_by: 2027-05-22\n", "", "checked and review_by go together"},
		{"both days missing", app, "checked: 2026-11-23\nreview_by: 2027-05-22\n", "", "review_by is missing; an app gives"},
		{"review before", app, "review_by: 2027-05-22", "review_by: 2026-05-22", "review_by is before checked"},
		{"review far", app, "review_by: 2027-05-22", "review_by: 2027-11-22", "364 days after checked; at most 184"},
		{"helpline review far", region, "review_by: 2027-02-20", "review_by: 2027-05-22", "at most 92"},
		{"helpline review missing", region, "    checked: 2026-11-23\n    review_by: 2027-02-20\n", "", "police: review_by is missing"},

		{"service twice", region, "id: line", "id: police", `service "police" is there twice`},
		{"service unknown", region, "grooming: [police, line]", "grooming: [police, lime]", `"lime" is not in services`},
		{"service not for child", region, "users: [child, parent, adult]", "users: [parent, adult]", "police is not for a child"},
		{"nobody for adults", region, "grooming: [police, line]", "grooming: [line]", "no service here is for a parent or adult"},
		{"user unknown", region, "users: [child]", "users: [child, dog]", `"dog" is not a kind of user`},
		{"nation unknown", region, "nations: [eng, wls]", "nations: [eng, gbr]", `"gbr" is not a nation`},
		{"emergency without number", region, "emergency: [police]", "emergency: [police, mail]", `"mail" is not in services`},
		{"emergency dumb", region, "    phone: 999\n    dial: 999\n", "    email: a@example.com\n", "police has no number to call"},
		{"danger begins wrong", region, "immediate_danger: [police, line]", "immediate_danger: [line, police]", "immediate_danger must begin with an emergency service, not line"},
		{"unreachable", region, "    phone: 999\n    dial: 999\n", "", "police cannot be reached"},
		{"phone", region, "phone: 0800 1111", "phone: call us", `"call us" is not a telephone number`},
		{"dial", region, `dial: "08001111"`, `dial: "08001112"`, `dial is "08001112", but the digits of the phone are "08001111"`},
		{"phone not British", region, "phone: 0800 1111\n    dial: \"08001111\"", "phone: 0400 1111\n    dial: \"04001111\"", "04001111 is not a number of the United Kingdom"},
		{"sms", region, "sms: {number: 85258}", "sms: {number: HELP}", `"HELP" is not a number to text`},
		{"email", region, "help@example.com", "help.example.com", "is not an email address"},
		{"days", region, "days: mon-fri", "days: weekdays", `days "weekdays"`},
		{"hours", region, `to: "22:00"`, `to: "07:00"`, `from "08:00" to "07:00"`},

		{"flag missing", urgent, "  grooming:\n", "  sextortion2:\n", `"sextortion2" is not allowed here`},
		{"flag missing named", urgent, "  grooming:\n", "  sextortion2:\n", "adult: grooming is missing"},
		{"need without helpline", urgent, "needs: [immediate_danger, grooming]", "needs: [immediate_danger, bullying]", "bullying: data/helplines/gb.yaml has no helpline for it"},
		{"danger without number", urgent, `do: ["{strong:Call} {phone:999} now."]`, "do: [Call now.]", "must begin with an emergency number"},
		{"danger other need", urgent, "needs: [immediate_danger, grooming]", "needs: [grooming]", "must begin with immediate_danger"},
		{"button long", urgent, "button: Something", "button: " + strings.Repeat("Some ", 9) + "x", "46 characters; at most 40"},
		{"copy advice", urgent, "keep: [Do not copy the picture.]", "keep: [Copy the picture.]", "advice to copy or send pictures"},
		{"braces", urgent, "{strong:Call}", "{storng:Call}", "{storng:Call} is unknown"},
		{"no openers", "talk/en.yaml", "  8-10: [What did you play today?]\n", "", "no opener for 8-10"},
		{"no concern", "talk/en.yaml", "  money: [Has this come up?]\n", "", "no way to begin about money"},
		{"guide twice", "learn/en.yaml", "id: tips", "id: chats", `guide "chats" is there twice`},

		{"form missing", "words/en.yaml", "  one: \"{n} step\"\n", "", `steps: the plural form "one" is missing`},
		{"form unknown", "words/en.yaml", "  one:", "  several: \"{n}\"\n  one:", `"several" is not a plural form`},
		{"words not keyed", "words/en.yaml", smallWords, "- a\n", "expected keys and sentences"},
		{"key of other language", "words/cy.yaml", "only.en:", "only.cy:", "only.cy: no such key in the words of en"},
		{"slots differ", "words/cy.yaml", "{name}", "{nome}", "hello: the slots are {nome}, but {name} in en"},
		{"slots gone", "words/cy.yaml", "{name}", "chi", "hello: the slots are none, but {name} in en"},

		{"ages out of order", questions, "  - {band: under-8, youngest: 0, oldest: 7}\n", "", "must be all age bands"},
		{"ages with a hole", questions, "youngest: 8,", "youngest: 9,", "8-10: must begin at 8"},
		{"ages upside down", questions, "youngest: 0, oldest: 7", "youngest: 9, oldest: 7", "under-8: the oldest is younger"},
		{"worry twice", questions, "worries: [strangers, money]", "worries: [money, money]", "money is there twice"},
		{"device any", questions, "devices: [iphone, android]", "devices: [iphone, any]", "any is not a device"},
		{"region unknown", questions, "regions: [gb]", "regions: [gb, fr]", `no region "fr"`},
		{"rule twice", questions, "id: second", "id: first", `rule "first" is there twice`},
		{"rule without condition", questions, "when: {worries: [strangers], lowers: [strangers]}", "when: {}", "a rule needs at least one condition"},
		{"rule half a feature", questions, `feature: live, feature_levels: ["yes"]`, "feature: live", "feature and feature_levels go together"},
		{"rule level", questions, `feature_levels: ["yes"]`, "feature_levels: [often]", `level "often" is not allowed`},
		{"rule adds nothing", questions, "add: 40", "add: 0", "add is 0"},
		{"rule adds too much", questions, "add: 40", "add: 400", "add is 400"},
		{"rule without words", questions, "because: because.x", "because: because.y", `no words under "because.y"`},

		{"law twice", "rules.yaml", "id: games_plan", "id: alpha_rule", `rules.yaml:15:9: rule "alpha_rule" is there twice`},
		{"law of no app", "rules.yaml", "apps: [alpha]", "apps: [gamma]", `no app "gamma" under apps`},
		{"law of no region", "rules.yaml", "regions: [gb]", "regions: [gb, fr]", `warning: no region "fr" under helplines`},
		{"law status", "rules.yaml", "status: planned", "status: soon", `"soon" is not allowed; one of: in_force, planned`},
		{"law without review", "rules.yaml", "    checked: 2026-11-23\n    review_by: 2027-03-22\n", "", "alpha_rule: review_by is missing"},
		{"law without source", "rules.yaml", "    sources: [act]\n", "", "a verified fact needs sources"},
		{"rule of no law", questions, "rule: alpha_rule", "rule: beta_rule", `no rule "beta_rule" in rules.yaml`},

		{"never a number", app, "An app to chat with friends.", "Call +44 (0)20 7825-2505.", "020 7825 2505 must not be used: wrong"},
		{"never a short number", region, "number: 85258", "number: 88858", "88858 must not be used: old"},
		{"never words", "learn/en.yaml", "Talk often.", "Ask action fraud.", `"Action Fraud" must not be used: closed`},
		{"never in a comment", app, "id: alpha", "# Action Fraud\nid: alpha", `alpha.yaml:1:3: "Action Fraud" must not be used`},
		{"never a host", app, "https://example.com/help", "https://www.mirror.example/help", "mirror.example must not be linked: a copy"},

		{"long sentence", app, "why: Then fewer people can reach your child.", "why: " + long + "end.", "why: a sentence of 22 words; at most 20"},
		{"long tap", app, "Tap Privacy.", long + "end.", "a sentence of 22 words"},
		{"hard word", app, "why: Then fewer people can reach your child.", "why: Utilise it.", `why: "utilise" is a hard word; write use`},
		{"hard phrase", app, "title: Let only friends write", "title: Do it prior to bed", `"prior to" is a hard word; write before`},
		{"reading age", app, "why: Then fewer people can reach your child.", "why: Unfamiliar individuals communicating anonymously occasionally misrepresent identities, deliberately manipulating impressionable adolescents everywhere.", "reading age"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, problems := Load(edited(t, tt.file, tt.old, tt.new))
			if (l == nil) != refuses(problems) {
				t.Errorf("library is nil: %v, but its problems refuse it: %v", l == nil, refuses(problems))
			}
			wantProblem(t, problems, tt.want)
		})
	}
}

func wantProblem(t testing.TB, problems []Problem, want string) {
	t.Helper()
	var all []string
	for _, p := range problems {
		if strings.Contains(p.String(), want) {
			return
		}
		all = append(all, p.String())
	}
	t.Errorf("no problem says %q; got:\n%s", want, strings.Join(all, "\n"))
}

func TestMissingFiles(t *testing.T) {
	l, problems := Load(fstest.MapFS{"data/other/x.yaml": {Data: []byte("a: 1")}, "data/stray.yaml": {Data: []byte("a: 1")}})
	if l != nil {
		t.Error("an empty library was accepted")
	}
	for _, want := range []string{
		"data/questions.yaml: the file is missing", "data/never.yaml: the file is missing", "data/hard_words.yaml: the file is missing",
		"data/urgent/en.yaml: the file is missing", "data/talk/en.yaml: the file is missing", "data/learn/en.yaml: the file is missing",
		"data/words/en.yaml: the file is missing", "data/apps: holds no app", "data/helplines: holds no region",
		"data/other/x.yaml: is in a folder that nothing is read from", "data/stray.yaml: is a file that nothing is read from",
	} {
		wantProblem(t, problems, want)
	}
}

// TestAllAtOnce wants every problem of several files from one Load, in order.
func TestAllAtOnce(t *testing.T) {
	fsys := edited(t, "apps/alpha.yaml", "kind: social", "kind: sociable")
	fsys["data/apps/beta.yaml"] = &fstest.MapFile{Data: []byte("id: [")}
	fsys["data/words/en.yaml"] = edited(t, "words/en.yaml", "{name}", "{Name}")["data/words/en.yaml"]
	fsys["data/words/q!.yaml"] = &fstest.MapFile{Data: []byte("a: b")}
	_, problems := Load(fsys)
	for _, want := range []string{"data/apps/alpha.yaml:4:7: kind:", "data/apps/beta.yaml", "data/words/en.yaml:1:8: hello: {Name}", "not a language"} {
		wantProblem(t, problems, want)
	}
	for i := 1; i < len(problems); i++ {
		if problems[i-1].File > problems[i].File {
			t.Errorf("%s stands before %s", problems[i-1], problems[i])
		}
	}
}

func TestAmbiguousAliasIsAllowed(t *testing.T) {
	fsys := edited(t, "apps/alpha.yaml", "misspelt: [alphax]", "misspelt: [tell]")
	if _, problems := Load(fsys); refuses(problems) {
		t.Errorf("a name that both apps call ordinary was refused: %v", problems)
	}
}

// TestPagesThatAreNeverOffered have rank 0, any number of them, and are held to five steps.
func TestPagesThatAreNeverOffered(t *testing.T) {
	fsys := small()
	fsys["data/apps/one.yaml"] = &fstest.MapFile{Data: []byte(smallApp("one", 0, 5))}
	fsys["data/apps/two.yaml"] = &fstest.MapFile{Data: []byte(smallApp("two", 0, 5))}
	if l, problems := Load(fsys); l == nil || l.App("one") == nil || l.App("two") == nil {
		t.Errorf("got problems %v, want two pages of rank 0", problems)
	}
	fsys["data/apps/two.yaml"] = &fstest.MapFile{Data: []byte(smallApp("two", 0, 4))}
	_, problems := Load(fsys)
	wantProblem(t, problems, "4 steps; an app of rank 0 needs at least 5")
}

// TestArticlesAreNoNames keeps a page called "An app" from hiding hard sentences that begin with the same word.
func TestArticlesAreNoNames(t *testing.T) {
	fsys := edited(t, "apps/alpha.yaml", "what: An app to chat with friends.", "what: An "+strings.Repeat("extraordinarily ", 14)+"long text.")
	fsys["data/apps/one.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(smallApp("one", 0, 5), "name: One", "name: An app", 1))}
	_, problems := Load(fsys)
	wantProblem(t, problems, "alpha.yaml:8:7: what: reading age 54.7")
}

// TestNothingParses wants one problem for each file, and no crash, when none can be read as YAML.
func TestNothingParses(t *testing.T) {
	fsys := small()
	for name := range fsys {
		fsys[name] = &fstest.MapFile{Data: []byte("a: [")}
	}
	l, problems := Load(fsys)
	if l != nil {
		t.Error("a library of broken files was accepted")
	}
	for name := range fsys {
		if strings.HasSuffix(name, ".yaml") && !strings.Contains(name, triageDir) {
			wantProblem(t, problems, name+":2:1: cannot be read as YAML")
		}
	}
}

// TestOddShapes wants a problem, not a crash, for YAML of every shape where a file's keys are wanted.
func TestOddShapes(t *testing.T) {
	shapes := []string{"", "# nothing", "~", "1", "1.5", ".inf", ".nan", "true", "words", "[]", "[~]", "[[]]", "{}", "&a {}", "!tag {}", "a: *b", "<<: {a: b}", "? a\n: b", "|\n  a\n", "steps: ~", "adult: {grooming: ~}", "services: [~]"}
	for name := range small() {
		if !strings.HasSuffix(name, ".yaml") || strings.Contains(name, triageDir) {
			continue
		}
		for _, shape := range shapes {
			fsys := small()
			fsys[name] = &fstest.MapFile{Data: []byte(shape)}
			if l, problems := Load(fsys); (l == nil) != refuses(problems) {
				t.Errorf("%s as %q: library %v with %v", name, shape, l, problems)
			}
		}
	}
}

// TestDamage strews marks of YAML into an app file and wants an answer for each, never a crash.
func TestDamage(t *testing.T) {
	const marks = "{}[]:-\n\"'&*!|>%@ #?,"
	random := rand.New(rand.NewPCG(1, 2))
	whole := small()["data/apps/alpha.yaml"].Data
	for range 150 {
		damaged := slices.Clone(whole)
		for range 1 + random.IntN(6) {
			at := random.IntN(len(damaged))
			damaged[at] = marks[random.IntN(len(marks))]
			damaged = slices.Delete(damaged, at, min(len(damaged), at+random.IntN(20)))
		}
		fsys := small()
		fsys["data/apps/alpha.yaml"] = &fstest.MapFile{Data: damaged}
		if l, problems := Load(fsys); (l == nil) != refuses(problems) {
			t.Fatalf("library %v with %v from:\n%s", l, problems, damaged)
		}
	}
}
