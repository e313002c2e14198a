package content

import (
	"testing"
	"testing/fstest"
)

func TestTriageProblems(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"unknown concept in a rule", "triage/en-x.yaml", "rules:\n  - {id: r, because: b, all: [nothing]}\n", `no concept "nothing"`},
		{"rule without concepts", "triage/en-x.yaml", "concepts:\n  c: {means: m, points: {}, phrases: \"a b\"}\nrules:\n  - {id: r, because: b, all: []}\n", "all is empty"},
		{"two rules of one name", "triage/en-x.yaml", "concepts:\n  c: {means: m, points: {}, phrases: \"a b\"}\nrules:\n  - {id: r, because: b, all: [c]}\n  - {id: r, because: b, all: [c]}\n", "no name of its own"},
		{"unknown set", "triage/en-x.yaml", "concepts:\n  c: {means: m, points: {}, phrases: \"a @nobody\"}\n", "no set @nobody"},
		{"weights of unnamed classes", "triage/en-weights.txt", "word:a abc\n", "classes must come first"},
		{"weight that is no letter", "triage/en-weights.txt", "classes a b c\nword:a .c1\n", "'1' is not a weight"},
		{"weights for too few classes", "triage/en-weights.txt", "classes a b c\nword:a ab\n", "not one for each of 3"},
		{"family given twice", "triage/en-families.txt", "fear scared\nfear afraid\n", "fear is given twice"},
		{"text that is neither", "triage/en-notes.txt", "fear\n", "nothing is read from"},
		{"known app without a name", "known_apps.yaml", "apps:\n  - {id: gamma, names: gam, kind: game, features: {messages: \"yes\"}}\n", "name is missing"},
		{"closed app without a word on what came after", "known_apps.yaml", "apps:\n  - {id: gamma, name: Gamma, names: gam, kind: game, features: {messages: \"yes\"}, closed: true}\n", "closed and replaced_by"},
		{"known app given twice", "known_apps.yaml", "apps:\n  - {id: gamma, names: gam}\n  - {id: gamma, names: gamm}\n", "its own"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fsys := small()
			fsys["data/"+test.file] = &fstest.MapFile{Data: []byte(test.text)}
			_, problems := Load(fsys)
			wantProblem(t, problems, test.want)
		})
	}
}

func TestKnownApps(t *testing.T) {
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(l.KnownApps()); got < 90 {
		t.Errorf("%d apps are recognised by name, want at least 90", got)
	}
	for _, id := range []string{"omegle", "skype", "rec_room"} {
		if k := l.KnownApp(id); k == nil || !k.Closed || k.Replaced == "" {
			t.Errorf("%s is %+v, want closed, with what children use instead", id, k)
		}
	}
	if l.KnownApp("nothing") != nil {
		t.Error("an unknown id gives an app")
	}
	for _, k := range l.KnownApps() {
		if k.Kind == "" && l.App(k.ID) == nil {
			t.Errorf("%s has neither a kind nor a page", k.ID)
		}
	}
	if read, others := l.Triage("en-GB"); read == nil || others == nil {
		t.Error("the embedded content understands nothing")
	}
}

func TestWeightLetters(t *testing.T) {
	for _, points := range []float32{0, 0.08, -0.08, 0.4, -1.2, 2.08, -2.08} {
		if got := Weight(WeightLetter(points)); got-points > 0.001 || points-got > 0.001 {
			t.Errorf("%.2f becomes %.2f", points, got)
		}
	}
	if got := Weight(WeightLetter(100)); got < 2 || got > 2.1 {
		t.Errorf("a weight beyond the last letter becomes %.2f", got)
	}
}
