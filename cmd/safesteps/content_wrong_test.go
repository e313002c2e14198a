package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestStepThatLooksDifferentIsCounted: one press says that a step could not be found, another that it is wrong. Both are counted by the step
// alone: stats shows no word of anybody, and no number that could point to one family.
func TestStepThatLooksDifferentIsCounted(t *testing.T) {
	db := filepath.Join(t.TempDir(), "chat.db")
	steps := []struct{ presses, said, wantStats string }{
		{"1\n1\nn\n3\n", "Let's find it another way", "step_not_found  whatsapp.groups  <10"},
		{"1\n1\nn\nt\n", "I noted that this step needs a check", "looks_wrong     whatsapp.groups  <10"},
	}
	for i, step := range steps {
		out, errs, code := command(t, "", nil, "stats", "--database", db)
		if i > 0 && (code != exitDone || strings.Contains(out, step.wantStats)) {
			t.Fatalf("before: exit code %d, %s:\n%s", code, errs, out)
		}
		fresh := db
		if i > 0 { // somebody else, whose counts go to the same place
			if _, errs, code := command(t, "local\n", nil, "forget", "--database", db, "--channel", "terminal"); code != exitDone {
				t.Fatalf("forget: %s", errs)
			}
		}
		out, errs, code = command(t, step.presses, nil, "chat", "--database", fresh)
		if code != exitDone || !strings.Contains(out, step.said) {
			t.Fatalf("exit code %d, %s: never said %q:\n%s", code, errs, step.said, out)
		}
		out, errs, code = command(t, "", nil, "stats", "--database", db)
		if code != exitDone || !strings.Contains(out, step.wantStats) {
			t.Errorf("exit code %d, %s: no %q in\n%s", code, errs, step.wantStats, out)
		}
	}
}

// TestPlanOfAnAppWithoutAPage gives the steps of what it can do, and says of a closed service what took its place.
func TestPlanOfAnAppWithoutAPage(t *testing.T) {
	out, errs, code := command(t, "", nil, "plan", "--app", "zangi", "--format", "json")
	if code != exitDone || strings.Count(out, `"key": "other_`) < 5 {
		t.Errorf("exit code %d, %s:\n%.600s", code, errs, out)
	}
	for name, want := range map[string]string{"Omegle": "OmeTV, Monkey", "skype": "Microsoft Teams", "rec room": "VRChat", "rec_room": "VRChat"} {
		if _, errs, code := command(t, "", nil, "plan", "--app", name); code != exitUsage || !strings.Contains(errs, " shut") || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d: %s", name, code, errs)
		}
	}
	if _, errs, code := command(t, "", nil, "plan", "--app", "no such thing"); code != exitUsage || !strings.Contains(errs, "no app is called") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
