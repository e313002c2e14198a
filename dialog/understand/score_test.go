package understand

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// floor is what a set of messages must reach. Figures only ever go up; a message that is worth losing for another is argued in the commit.
type floor struct {
	file                             string
	any, right, alarms, apps, intent float64
}

func TestFloors(t *testing.T) {
	floors := []floor{
		{file: "testdata/practice.jsonl", any: 0.98, right: 0.95, alarms: 0.03, apps: 0.98, intent: 0.93},
		// Nothing was ever learnt from these: messages like most (twice), in other styles, hinting at what is wrong, and plain and short.
		{file: "testdata/judge.jsonl", any: 0.98, right: 0.93, alarms: 0.02, apps: 0.97, intent: 0.95},
		{file: "testdata/last.jsonl", any: 0.97, right: 0.90, alarms: 0.04, apps: 0.96, intent: 0.88},
		{file: "testdata/unlike.jsonl", any: 0.98, right: 0.93, alarms: 0.04, apps: 0.95, intent: 0.84},
		{file: "testdata/fresh.jsonl", any: 0.92, right: 0.77, alarms: 0.04, apps: 0.90, intent: 0.80},
		{file: "testdata/plain.jsonl", any: 0.96, right: 0.95, alarms: 0.03, apps: 0.98, intent: 0.94},
		// Nor from these: everyday sentences without any danger, and dangers that somebody asks about, remembers or has read of, in
		// new words. apps is 0 where no message names one.
		{file: "testdata/everyday.jsonl", alarms: 0.05, intent: 0.85},
		{file: "testdata/frames.jsonl", any: 0.98, right: 0.95, alarms: 0.32, intent: 0.55},
	}
	if dev := devFile(); dev != "" {
		floors = append(floors, floor{file: dev, any: 0.97, right: 0.95, alarms: 0.03, apps: 0.97, intent: 0.90})
	}
	r := reader(t)
	for _, want := range floors {
		got := scoreOf(labelled(t, want.file), r)
		t.Logf("%s\n%s", want.file, got.Table())
		low := func(what string, got, want float64) {
			if got < want {
				t.Errorf("%s: %.3f, want at least %.3f", what, got, want)
			}
		}
		low(want.file+": any kind", got.Any.Share(), want.any)
		low(want.file+": right kind", got.Right.Share(), want.right)
		low(want.file+": calm kept", got.Calm.Share(), 1-want.alarms)
		low(want.file+": apps F1", got.AppsF1(), want.apps)
		low(want.file+": intent", got.Intent.Share(), want.intent)
	}
}

// TestMustCatch holds the messages that must lead to help whatever else changes.
func TestMustCatch(t *testing.T) {
	r := reader(t)
	for _, row := range mustCatch(t) {
		if m := r.Read(row.Text, Options{}); m.Urgent == "" && !m.SafeWord {
			t.Errorf("missed (%s): %q", row.Urgent, row.Text)
		}
	}
	for _, text := range mustHelp(t) {
		if m := r.Read(text, Options{}); m.Urgent == "" && !m.SafeWord {
			t.Errorf("missed: %q", text)
		}
	}
}

// mustCatch is the messages of the must-catch list that name one danger.
func mustCatch(t testing.TB) []Labelled {
	t.Helper()
	var rows []Labelled
	for kind, texts := range mustCatchLines(t) {
		for _, text := range texts {
			if kind != "any" {
				rows = append(rows, Labelled{Text: text, Urgent: kind})
			}
		}
	}
	slices.SortFunc(rows, func(a, b Labelled) int { return strings.Compare(a.Text, b.Text) })
	return rows
}

// mustHelp is the messages of the must-catch list that only ask for help.
func mustHelp(t testing.TB) []string {
	t.Helper()
	return mustCatchLines(t)["any"]
}

func mustCatchLines(t testing.TB) map[string][]string {
	t.Helper()
	f, err := os.Open("testdata/must_catch.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	byKind := map[string][]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if kind, text, found := strings.Cut(line, "\t"); found && !strings.HasPrefix(line, "#") {
			byKind[kind] = append(byKind[kind], text)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return byKind
}
