package content

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestSkeletons: a new file parses, and its check names what is missing, one by one, and nothing of any other file.
func TestSkeletons(t *testing.T) {
	for _, tt := range []struct {
		kind, id, path string
		wants          []string
	}{
		{"app", "newapp", "apps/newapp.yaml", []string{
			"name is empty", "kind: \"\" is not allowed; one of: messaging", "what is empty", "rank is empty",
			"live: level \"\" is not allowed", "title is empty", "how has no path", "1 steps; an app of rank", "review_by is missing", "steps is empty",
		}},
		{"region", "zz", "helplines/zz.yaml", []string{"name is empty", "emergency is empty", "users is empty"}},
		{"language", "pl", "words/pl.yaml", []string{"hello is missing in data/words/pl.yaml", "steps is missing in data/words/pl.yaml"}},
	} {
		path, text, err := loaded(t).Skeleton(tt.kind, tt.id)
		if err != nil || path != tt.path {
			t.Fatalf("%s: path %q, error %v", tt.kind, path, err)
		}
		fsys := small()
		fsys["data/"+path] = &fstest.MapFile{Data: text}
		l, problems := Load(fsys)
		if l != nil {
			for _, p := range l.Check(Date{2026, 12, 1}) {
				if p.About == AboutTranslation && strings.Contains(p.What, tt.path) {
					problems = append(problems, p)
				}
			}
		}
		for _, want := range tt.wants {
			wantProblem(t, problems, want)
		}
		for _, p := range problems {
			if !strings.Contains(p.String(), tt.path) && !strings.Contains(p.String(), "zz") { // urgent help names a region that lacks helplines
				t.Errorf("%s: a problem of another file: %s", tt.kind, p)
			}
			if strings.Contains(p.What, "unknown key") || strings.Contains(p.What, "YAML") || strings.HasSuffix(p.What, " is missing") && !strings.Contains(p.What, "review_by") && !strings.Contains(p.What, "basis") {
				t.Errorf("%s: the skeleton itself is wrong: %s\n%s", tt.kind, p, text)
			}
		}
		if !strings.HasPrefix(string(text), "# yaml-language-server: $schema=../.schema/") {
			t.Errorf("%s: no schema on the first line", tt.kind)
		}
	}
}

func TestSkeletonsRefuse(t *testing.T) {
	l := loaded(t)
	for _, tt := range []struct{ kind, id string }{{"app", "New App"}, {"app", "../up"}, {"region", ""}, {"language", "not a language"}, {"poem", "x"}} {
		if _, _, err := l.Skeleton(tt.kind, tt.id); err == nil {
			t.Errorf("a skeleton of %s %q", tt.kind, tt.id)
		}
	}
}

// TestTextSource writes a text as a file holds it.
func TestTextSource(t *testing.T) {
	const source = "Hello {name}, {strong:call} {phone:999} or {link:write|https://example.com/}."
	text, err := ParseText(source)
	if err != nil || text.source() != source {
		t.Errorf("got %q, %v", text.source(), err)
	}
}
