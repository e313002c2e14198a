package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/content"
)

// TestContentCheckCountsWarnings keeps the output readable: counts by kind, each one only when asked for.
func TestContentCheckCountsWarnings(t *testing.T) {
	short, errs, code := command(t, "", nil, "content", "check")
	if code != exitDone || strings.Count(short, "\n") > 3 || !strings.Contains(short, "without source") || !strings.Contains(short, "--warnings lists them") {
		t.Errorf("exit code %d, %s:\n%s", code, errs, short)
	}
	long, _, code := command(t, "", nil, "content", "check", "--warnings")
	if code != exitDone || !strings.Contains(long, "\nweakly sourced:\n  data/") && !strings.Contains(long, "without source:\n  data/") {
		t.Errorf("exit code %d:\n%.2000s", code, long)
	}
}

// TestContentCheckFails only for problems, and writes no review list then.
func TestContentCheckFails(t *testing.T) {
	dir := contentFolder(t)
	replaceIn(t, filepath.Join(dir, "data", "apps", "kik.yaml"), "id: kik", "id: kick")
	list := filepath.Join(t.TempDir(), "review.csv")
	out, _, code := command(t, "", nil, "content", "check", "--content", dir, "--review", list)
	if code != exitNo || !strings.Contains(out, `data/apps/kik.yaml:2:5: id "kick"`) {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if _, err := os.Stat(list); err == nil {
		t.Error("a review list of content that was refused")
	}
}

func TestContentReviewList(t *testing.T) {
	list := filepath.Join(t.TempDir(), "review.csv")
	if _, errs, code := command(t, "", nil, "content", "check", "--review", list); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	file, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 500 || strings.Join(rows[0], ",") != "file,line,fact,basis,checked,review_by,sources,weakly_sourced" {
		t.Fatalf("%d rows, first %v, %v", len(rows), rows[0], err)
	}
	out, _, _ := command(t, "", nil, "content", "check", "--review", "-")
	if !strings.HasPrefix(out, "file,line,fact") || strings.Count(out, "\n") != len(rows) {
		t.Errorf("standard output has %d lines, the file %d rows", strings.Count(out, "\n"), len(rows))
	}
}

func TestContentSchema(t *testing.T) {
	out, errs, code := command(t, "", nil, "content", "schema", "app")
	var schema map[string]any
	if err := json.Unmarshal([]byte(out), &schema); code != exitDone || err != nil || schema["title"] != "safesteps app" {
		t.Errorf("exit code %d, %s, %v: %.200s", code, errs, err, out)
	}
	if _, _, code := command(t, "", nil, "content", "schema", "poem"); code != exitUsage {
		t.Errorf("exit code %d for a kind that does not exist", code)
	}
	dir := t.TempDir()
	if out, errs, code := command(t, "", nil, "content", "schema", "--write", dir); code != exitDone || strings.Count(out, "wrote ") != len(content.SchemaKinds()) {
		t.Errorf("exit code %d, %s: %s", code, errs, out)
	}
	if out, _, _ := command(t, "", nil, "content", "schema", "--write", dir); out != "" {
		t.Errorf("schemas that did not change were written again: %s", out)
	}
}

// TestContentNew writes a skeleton whose check names what is missing, and never writes over a file.
func TestContentNew(t *testing.T) {
	dir := contentFolder(t)
	path := filepath.Join(dir, "data", "apps", "newapp.yaml")
	if out, errs, code := command(t, "", nil, "content", "new", "app", "newapp", "--content", dir); code != exitDone || !strings.Contains(out, path) {
		t.Fatalf("exit code %d, %s: %s", code, errs, out)
	}
	out, _, code := command(t, "", nil, "content", "check", "--content", dir)
	if code != exitNo || !strings.Contains(out, "newapp.yaml:4:7: name is empty") || strings.Contains(out, "snapchat.yaml") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := contentFolder(t)
	if _, errs, code := command(t, "", nil, "content", "new", "app", "kik", "--content", other); code != exitUsage || !strings.Contains(errs, "is there already") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	for name, args := range map[string][]string{
		"kind": {"content", "new", "poem", "x"}, "id": {"content", "new", "app", "New App", "--content", other}, "folder": {"content", "new", "app", "x", "--to", filepath.Join(other, "nowhere")},
	} {
		if _, errs, code := command(t, "", nil, args...); code != exitUsage || errs == "" {
			t.Errorf("%s: exit code %d: %s", name, code, errs)
		}
	}
}

func TestContentDiff(t *testing.T) {
	dir := contentFolder(t)
	replaceIn(t, filepath.Join(dir, "data", "words", "en.yaml"), "app.add: Add to my list", "app.add: Put on my list")
	out, errs, code := command(t, "", nil, "content", "diff", dir)
	if want := "~ words en, app.add: \"Put on my list\" -> \"Add to my list\"\n1 changes"; code != exitDone || !strings.HasPrefix(out, want) {
		t.Errorf("exit code %d, %s:\n%s", code, errs, out)
	}
	out, _, code = command(t, "", nil, "content", "diff", dir, dir, "--format", "json")
	if code != exitDone || strings.TrimSpace(out) != "[]" {
		t.Errorf("exit code %d: %s", code, out)
	}
}

// TestPlanExplains gives the reasons in words, in text and in markdown, and only when asked.
func TestPlanExplains(t *testing.T) {
	for _, format := range []string{"text", "markdown", "html"} {
		args := []string{"plan", "--app", "snapchat", "--age", "11-12", "--worry", "location", "--format", format}
		plain, _, _ := command(t, "", nil, args...)
		out, errs, code := command(t, "", nil, append(args, "--explain")...)
		for _, want := range []string{"Why it is here:", "You worry about location.", "Your child is below the age for this app.", "This matters to every family."} {
			if code != exitDone || !strings.Contains(out, want) {
				t.Errorf("%s: exit code %d, %s: no %q", format, code, errs, want)
			}
			if strings.Contains(plain, want) {
				t.Errorf("%s: %q without --explain", format, want)
			}
		}
	}
}
