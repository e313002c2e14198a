package content

import "testing"

func TestLaws(t *testing.T) {
	l := loaded(t)
	laws := l.Laws("gb")
	if len(laws) != 2 || laws[0].ID != "alpha_rule" || l.Laws("fr") != nil {
		t.Fatalf("laws of gb are %v, of fr %v; want two in the order of the file, and none", laws, l.Laws("fr"))
	}
	if l.Law("games_plan") != laws[1] || l.Law("x") != nil || l.Law("") != nil {
		t.Error("Law must find games_plan and nothing else")
	}
	alpha, game := l.App("alpha"), &App{ID: "chess", Kind: Game}
	for _, tt := range []struct {
		name string
		got  bool
		want bool
	}{
		{"by app", laws[0].Names(alpha), true},
		{"another app", laws[0].Names(game), false},
		{"by kind", laws[1].Names(game), true},
		{"another kind", laws[1].Names(alpha), false},
		{"about some apps", laws[0].General() || laws[1].General(), false},
		{"about every app", (&Law{}).General(), true},
		{"on its review day", laws[0].Overdue(Date{2027, 3, 22}), false},
		{"after it", laws[0].Overdue(Date{2027, 3, 23}), true},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// TestPlannedLawsSayWhereToLook holds planned laws to a short review and to the government's own page.
func TestPlannedLawsSayWhereToLook(t *testing.T) {
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	planned := 0
	for _, w := range l.Laws("gb") {
		if w.Status != Planned {
			continue
		}
		planned++
		if days := w.ReviewBy.Since(w.Checked); days > 60 {
			t.Errorf("%s is trusted for %d days; what is only planned changes sooner", w.ID, days)
		}
		if w.Page[:len("https://www.gov.uk/")] != "https://www.gov.uk/" {
			t.Errorf("%s leads to %s, want gov.uk", w.ID, w.Page)
		}
	}
	if w := l.Law("uk_under_16"); planned == 0 || w == nil || w.Status != Planned || w.Since != (Date{2026, 6, 15}) {
		t.Errorf("the under-16 plan is %+v", w)
	}
}
