package understand

import (
	"bufio"
	"os"
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
		{file: "testdata/fresh.jsonl", any: 0.90, right: 0.75, alarms: 0.08, apps: 0.95, intent: 0.80},
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
	f, err := os.Open("testdata/must_catch.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := reader(t)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		kind, text, found := strings.Cut(line, "\t")
		if !found {
			kind, text = "", line
		}
		m := r.Read(text, Options{})
		if m.Urgent == "" && !m.SafeWord {
			t.Errorf("missed (%s): %q", kind, text)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
