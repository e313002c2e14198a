package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestThreatModelNamesWhatShowsIt: a line of the threat model without a test behind it is a wish.
func TestThreatModelNamesWhatShowsIt(t *testing.T) {
	text, err := os.ReadFile("../../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testNames(t)
	shown := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`")
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.Contains(line, "---") || strings.Contains(line, "shown by") {
			continue
		}
		rows++
		found := shown.FindAllStringSubmatch(cells[4], -1)
		if len(found) == 0 {
			t.Errorf("no test shows what stops this one: %s", cells[1])
		}
		for _, name := range found {
			if !slices.Contains(there, name[1]) {
				t.Errorf("%s is named, but there is no such test", name[1])
			}
		}
	}
	if rows < 12 {
		t.Errorf("the threat model has %d rows", rows)
	}
}

// testNames lists every test and fuzz target of the repository.
func testNames(t *testing.T) (names []string) {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z]+)\(`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path) //nolint:gosec // our own tests
		for _, found := range declared.FindAllStringSubmatch(string(source), -1) {
			names = append(names, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
