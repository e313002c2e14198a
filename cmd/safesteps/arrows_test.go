package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/safesteps/safesteps/"

// arrows says which rooms a room may look into. A room that is not listed may look into none of ours.
func arrows() map[string][]string {
	return map[string][]string{
		"content":           {},
		"store":             {},
		"store/storetest":   {"store"},
		"dialog":            {"content", "dialog/understand"},
		"dialog/understand": {"content"},
		"dialog/story":      {"content", "dialog"},
		"dialog/walk":       {"dialog"},
		"bots":              {"content", "dialog", "store"},
		"bots/terminal":     {"bots", "content", "dialog"},
		"bots/telegram":     {"bots", "content", "dialog"},
		"bots/discord":      {"bots", "content", "dialog", "dialog/understand", "store"},
		"bots/web":          {"bots", "content", "dialog", "store", "dialog/understand"},
	}
}

// pure lists the rooms that must not reach a network, a database or a chat library, however indirectly.
func pure() []string { return []string{"content", "dialog", "dialog/understand"} }

func impure(path string) bool {
	return path == "net" || strings.HasPrefix(path, "net/") && path != "net/netip" && path != "net/url" || strings.HasPrefix(path, "database/") ||
		strings.Contains(path, "sqlite") || strings.Contains(path, "go-telegram") || strings.Contains(path, "discordgo") || strings.Contains(path, "log/slog")
}

type listedPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) map[string]listedPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps=false", "-json=ImportPath,Imports,Deps", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]listedPackage{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(p.ImportPath, module)] = p
	}
}

// TestArrows fails when an arrow between rooms turns round.
func TestArrows(t *testing.T) {
	all := packages(t)
	for room, p := range all {
		if strings.HasPrefix(room, "cmd/") || strings.HasPrefix(room, "bots/bottest") {
			continue // wiring, and the fakes that tests use, may look anywhere
		}
		may, known := arrows()[room]
		if !known {
			t.Errorf("%s is a room that the plan of the house does not know", room)
		}
		for _, path := range p.Imports {
			if to, ours := strings.CutPrefix(path, module); ours && !slices.Contains(may, to) {
				t.Errorf("%s must not look into %s", room, to)
			}
		}
	}
	for _, room := range pure() {
		for _, path := range all[room].Deps {
			if impure(path) {
				t.Errorf("%s is pure and must not reach %s", room, path)
			}
		}
	}
}
