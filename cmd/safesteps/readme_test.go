package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestReadmeListsEverySetting compares the table of settings in README with the flags of serve, both ways, with their defaults.
func TestReadmeListsEverySetting(t *testing.T) {
	flags := map[string]string{} // defaults by variable
	var cli commands
	parser, err := kong.New(&cli, kong.Name("safesteps"))
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range parser.Model.Children {
		if node.Name != "serve" {
			continue
		}
		for _, f := range node.Flags {
			if f.Name != "help" {
				flags["SAFESTEPS_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))] = f.Default
			}
		}
	}
	if len(flags) < 20 {
		t.Fatalf("serve has only %d settings: %v", len(flags), flags)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	variable, listed := regexp.MustCompile("`(SAFESTEPS_[A-Z_]+)`"), map[string]bool{}
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "`SAFESTEPS_") {
			continue
		}
		for _, m := range variable.FindAllStringSubmatch(cells[1], -1) {
			name := m[1]
			value, known := flags[name]
			if !known {
				t.Errorf("README lists %s, which serve does not know", name)
			}
			if listed[name] {
				t.Errorf("README lists %s twice", name)
			}
			listed[name] = true
			if value != "" && !strings.Contains(cells[2], "`"+value+"`") {
				t.Errorf("README says that %s is %s when not given; it is %s", name, strings.TrimSpace(cells[2]), value)
			}
			if strings.TrimSpace(cells[3]) == "" {
				t.Errorf("README does not say what %s means", name)
			}
		}
	}
	for name := range flags {
		if !listed[name] {
			t.Errorf("README does not list %s", name)
		}
	}
}
