package content

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	const app, region = "apps/alpha.yaml", "helplines/gb.yaml"
	for _, tt := range []struct {
		name, file, old, new string
		want                 []string
	}{
		{"nothing", app, "id: alpha", "id: alpha", nil},
		{"a source", app, "title: Terms", "title: The terms", nil},
		{"a date", app, "checked: 2026-11-23", "checked: 2026-11-24", nil},
		{"another name", app, "names: [the alpha app]", "names: [the new app]", nil},
		{"what", app, "what: An app to chat with friends.", "what: An app to play.", []string{`~ app alpha, what: "An app to chat with friends." -> "An app to play."`}},
		{"age", app, "minimum: 13", "minimum: 16", []string{`~ app alpha, age, minimum: "13" -> "16"`}},
		{"feature", app, "live: {level: yes,", "live: {level: some,", []string{`~ app alpha, features live, level: "yes" -> "some"`}},
		{"step gone", app, "id: step_5", "id: step_9", []string{"- app alpha, step step_5: Let only friends write", "+ app alpha, step step_9: Let only friends write"}},
		{"path", app, "[Open Settings., Tap Privacy.]", "[Open Settings., Tap Safety.]", []string{`~ app alpha, step step_0, how any: "Open Settings. / Tap Privacy." -> "Open Settings. / Tap Safety."`}},
		{"number", region, "sms: {number: 85258}", "sms: {number: 85259}", []string{`~ region gb, service line, sms, number: "85258" -> "85259"`}},
		{"order", region, "grooming: [police, line]", "grooming: [police]", []string{`~ region gb, order grooming: "police / line" -> "police"`}},
		{"words", "words/en.yaml", "only.en: Only here.", "only.en: Only now.", []string{`~ words en, only.en: "Only here." -> "Only now."`}},
		{"law", "rules.yaml", "status: planned", "status: in_force", []string{`~ rule games_plan, status: "planned" -> "in_force"`}},
		{"guide", "learn/en.yaml", "body: [Talk often.]", "body: [Talk a lot.]", []string{`~ guide tips en, body: "Talk often." -> "Talk a lot."`}},
		{"talk", "talk/en.yaml", "found: [Thank you for telling me.]", "found: [Thank you.]", []string{`~ talk en, found: "Thank you for telling me." -> "Thank you."`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, problems := Load(edited(t, tt.file, tt.old, tt.new))
			if now == nil {
				t.Fatal(problems)
			}
			var got []string
			for _, c := range Diff(loaded(t), now) {
				got = append(got, c.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Diff (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDiffTellsAnAppOnce: of a thing that is new or gone as a whole, only the thing is told.
func TestDiffTellsAnAppOnce(t *testing.T) {
	fsys := maps.Clone(small())
	fsys["data/apps/delta.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(smallApp("delta", 12, 5), "[tell]", "[deltas]", 1))}
	more, problems := Load(fsys)
	if more == nil {
		t.Fatal(problems)
	}
	for _, tt := range []struct {
		old, now *Library
		want     string
	}{{loaded(t), more, "+ app delta: Delta"}, {more, loaded(t), "- app delta: Delta"}} {
		if got := Diff(tt.old, tt.now); len(got) != 1 || got[0].String() != tt.want {
			t.Errorf("got %v, want %s", got, tt.want)
		}
	}
}
