package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFacts(t *testing.T) {
	var lines []string
	for _, f := range loaded(t).Facts() {
		if f.What == "age" || f.What == "services line" || f.What == "steps step_0" || f.What == "live" || f.What == "rules games_plan" {
			lines = append(lines, strings.Join([]string{f.File, f.What, string(f.Basis), f.Checked.String(), f.ReviewBy.String(), strings.Join(f.Sources, " ")}, "|"))
		}
	}
	want := []string{
		"data/apps/alpha.yaml|age|verified|2026-11-23|2027-05-22|https://example.com/terms",
		"data/apps/alpha.yaml|live|general|2026-11-23|2027-05-22|",
		"data/apps/alpha.yaml|steps step_0|likely|2026-11-23|2027-05-22|https://example.com/help",
		"data/apps/beta.yaml|age|verified|2026-11-23|2027-05-22|https://example.com/terms",
		"data/apps/beta.yaml|live|general|2026-11-23|2027-05-22|",
		"data/apps/beta.yaml|steps step_0|likely|2026-11-23|2027-05-22|https://example.com/help",
		"data/helplines/gb.yaml|services line|verified|2026-11-23|2027-01-20|https://example.com/police",
		"data/rules.yaml|rules games_plan|general|2026-11-23|2027-03-23|",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestReviewList(t *testing.T) {
	var b strings.Builder
	facts := []Fact{
		{File: "data/b.yaml", Line: 3, What: "age", Basis: General, ReviewBy: Date{2027, 5, 1}, Checked: Date{2026, 11, 1}, Sources: []string{"https://a.example/", "https://b.example/"}},
		{File: "data/a.yaml", Line: 2, What: "steps a, b", Basis: Verified, ReviewBy: Date{2027, 5, 1}, Checked: Date{2026, 11, 1}},
		{File: "data/c.yaml", Line: 1, What: "live", Basis: Likely, ReviewBy: Date{2027, 1, 1}, Checked: Date{2026, 11, 1}, Sources: []string{"https://a.example/"}},
	}
	if err := WriteReviewList(&b, facts); err != nil {
		t.Fatal(err)
	}
	want := `file,line,fact,basis,checked,review_by,sources,weakly_sourced
data/c.yaml,1,live,likely,2026-11-01,2027-01-01,https://a.example/,no
data/a.yaml,2,"steps a, b",verified,2026-11-01,2027-05-01,,yes: no source
data/b.yaml,3,age,general,2026-11-01,2027-05-01,https://a.example/ https://b.example/,yes: general knowledge
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("review list (-want +got):\n%s", diff)
	}
}

// TestWeakFactsAreWarnings names what nobody can look up again, and nothing that has a source.
func TestWeakFactsAreWarnings(t *testing.T) {
	counts := map[About]int{}
	l := loaded(t)
	for _, p := range l.Check(Date{2026, 12, 1}) {
		if !p.Warning {
			t.Errorf("%s is no warning", p)
		}
		counts[p.About]++
	}
	unsourced := 0
	for _, f := range l.Facts() {
		if f.Unsourced() {
			unsourced++
		}
	}
	if unsourced == 0 || counts[AboutUnsourced] != unsourced || counts[AboutOverdue] != 0 {
		t.Errorf("got %v, want %d without source", counts, unsourced)
	}
}
