package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs the whole program and returns what it wrote, and its exit code.
func command(t *testing.T, stdin string, env map[string]string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, func(k string) string { return env[k] }, strings.NewReader(stdin), &out, &errs)
	code = exitCode(err, &errs)
	return out.String(), errs.String(), code
}

func TestChat(t *testing.T) {
	out, errs, code := command(t, "1\n1\nn\n1\n", nil, "chat")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	for _, want := range []string{"Check the apps", "999", "Which apps does your child use?", "[x] WhatsApp", "That is saved", "How old is your child?", "Urgent help"} {
		if !strings.Contains(out, want) {
			t.Errorf("the chat never showed %q", want)
		}
	}
}

func TestChatKeepsProgressInADatabase(t *testing.T) {
	db := filepath.Join(t.TempDir(), "chat.db")
	if _, errs, code := command(t, "1\n1\nn\n1\n", nil, "chat", "--database", db); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	out, errs, code := command(t, "", nil, "chat", "--database", db)
	if code != exitDone || !strings.Contains(out, "Welcome back") {
		t.Errorf("exit code %d, %s, got %q; want to be met again", code, errs, out)
	}
}

func TestPlanFormats(t *testing.T) {
	for format, wants := range map[string][]string{
		"text":     {"== Your plan ==", "Snapchat", "0808 800 5000", "Ghost Mode"},
		"markdown": {"## Your plan", "**Snapchat**", "(tel:08088005000)"},
		"html":     {"<!doctype html>", "<h1>Your plan</h1>", `href="tel:08088005000"`, "<strong>Snapchat</strong>"},
		"json":     {`"key": "snapchat.`, `"because":`, `"below_minimum_age"`},
	} {
		t.Run(format, func(t *testing.T) {
			out, errs, code := command(t, "", nil, "plan", "--app", "snapchat,whatsapp", "--age", "11-12", "--worry", "strangers,location",
				"--region", "gb", "--device", "iphone", "--format", format)
			if code != exitDone {
				t.Fatalf("exit code %d: %s", code, errs)
			}
			for _, want := range wants {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in:\n%s", want, out)
				}
			}
		})
	}
}

// TestPlanIsRanked: what the family worries about comes first.
func TestPlanIsRanked(t *testing.T) {
	out, _, _ := command(t, "", nil, "plan", "--app", "snapchat", "--worry", "location", "--format", "json")
	var plan printedPlan
	if err := json.Unmarshal([]byte(out), &plan); err != nil {
		t.Fatal(err)
	}
	if len(plan.Steps) == 0 || plan.Steps[0].Key != "snapchat.ghost" {
		t.Errorf("got %+v, want Ghost Mode first", plan.Steps[0])
	}
	if got := strings.Join(plan.Steps[0].Because, " "); !strings.Contains(got, "worry_location") {
		t.Errorf("because %q, want the worry to be named", got)
	}
}

func TestWrongUse(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"unknown app":      {[]string{"plan", "--app", "qqzzqq"}, "qqzzqq"},
		"unknown age":      {[]string{"plan", "--app", "kik", "--age", "40"}, "--age"},
		"unknown worry":    {[]string{"plan", "--app", "kik", "--worry", "ghosts"}, "--worry"},
		"unknown device":   {[]string{"plan", "--app", "kik", "--device", "toaster"}, "--device"},
		"unknown region":   {[]string{"plan", "--app", "kik", "--region", "zz"}, "--region"},
		"unknown format":   {[]string{"plan", "--app", "kik", "--format", "doc"}, "--format"},
		"no app":           {[]string{"plan"}, "--app"},
		"unknown command":  {[]string{"dance"}, "dance"},
		"unknown id":       {[]string{"content", "show", "nobody"}, "nobody"},
		"no such file":     {[]string{"understand", "--score", "no/such/file"}, "--score"},
		"wrong token":      {[]string{"serve", "--database", filepath.Join(t.TempDir(), "a.db"), "--telegram-token", "nonsense"}, "token"},
		"secret too short": {[]string{"chat", "--database", filepath.Join(t.TempDir(), "b.db"), "--secret", "short"}, "SAFESTEPS_SECRET"},
		"listen address":   {[]string{"serve", "--database", filepath.Join(t.TempDir(), "c.db"), "--listen", "127.0.0.1:99999"}, "SAFESTEPS_LISTEN"},
	} {
		t.Run(name, func(t *testing.T) {
			_, errs, code := command(t, "", nil, c.args...)
			if code != exitUsage || !strings.Contains(errs, c.want) {
				t.Errorf("got exit code %d, %q; want %d and a message that names %q", code, errs, exitUsage, c.want)
			}
		})
	}
}

// TestSecretsAreNotPrinted: whatever goes wrong, a secret never reaches the terminal.
func TestSecretsAreNotPrinted(t *testing.T) {
	env := map[string]string{
		"SAFESTEPS_DATABASE": filepath.Join(t.TempDir(), "d.db"), "SAFESTEPS_SECRET": "MARKED-SECRET-MARKED",
		"SAFESTEPS_TELEGRAM_TOKEN": "MARKED-TOKEN", "SAFESTEPS_TELEGRAM_WEBHOOK_SECRET": "MARKED-HOOK",
	}
	for _, args := range [][]string{{"serve"}, {"doctor"}, {"serve", "--help"}, {"chat", "--database", env["SAFESTEPS_DATABASE"]}} {
		out, errs, _ := command(t, "", env, args...)
		if strings.Contains(out+errs, "MARKED") {
			t.Errorf("%v printed a secret:\n%s%s", args, out, errs)
		}
	}
}

func TestSettingsFromFiles(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("a secret of many letters\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SAFESTEPS_SECRET_FILE": secret, "SAFESTEPS_DATABASE": filepath.Join(dir, "e.db")}
	if _, errs, code := command(t, "", env, "chat"); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if _, err := os.Stat(env["SAFESTEPS_DATABASE"] + ".key"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key file was made although the secret was given: %v", err)
	}
	env["SAFESTEPS_SECRET_FILE"] = filepath.Join(dir, "missing")
	if _, errs, code := command(t, "", env, "chat"); code != exitUsage || !strings.Contains(errs, "SAFESTEPS_SECRET_FILE") {
		t.Errorf("got exit code %d, %q", code, errs)
	}
}

func TestContentCommands(t *testing.T) {
	if out, errs, code := command(t, "", nil, "content", "check"); code != exitDone {
		t.Errorf("content check: exit code %d: %s%s", code, out, errs)
	}
	out, _, _ := command(t, "", nil, "content", "list", "--format", "json")
	var all []listed
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatal(err)
	}
	tried := map[string]int{}
	for _, l := range all {
		if tried[l.Kind]++; tried[l.Kind] > 3 { // each show reads the whole content
			continue
		}
		for _, format := range []string{"text", "json"} {
			if shown, errs, code := command(t, "", nil, "content", "show", l.ID, "--format", format); code != exitDone || len(shown) < 40 {
				t.Errorf("content show %s: exit code %d: %s%s", l.ID, code, shown, errs)
			}
		}
	}
	if out, _, code := command(t, "", nil, "content", "export"); code != exitDone || !json.Valid([]byte(out)) {
		t.Errorf("content export: exit code %d, valid JSON %v", code, json.Valid([]byte(out)))
	}
}

func TestContentCheckFindsAFault(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../content/data")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "apps", "kik.yaml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(b, "surprise: true\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, code := command(t, "", nil, "content", "check", "--content", dir)
	if code != exitNo || !strings.Contains(out, "kik.yaml:") || !strings.Contains(out, "surprise") {
		t.Errorf("got exit code %d, %q", code, out)
	}
}

func TestUnderstand(t *testing.T) {
	out, errs, code := command(t, "HELP\nsnapchat and tiktok\n\n", nil, "understand")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want 2", len(lines))
	}
	var got struct {
		Urgent  string   `json:"urgent"`
		Apps    []string `json:"apps"`
		Negated []string `json:"negated"`
		Intent  string   `json:"intent"`
		Age     *int     `json:"age"`
	}
	if err := json.Unmarshal([]byte(lines[1]), &got); err != nil {
		t.Fatal(err)
	}
	if strings.Join(got.Apps, " ") != "snapchat tiktok" || got.Intent != "name_apps" || got.Age != nil || got.Urgent != "none" {
		t.Errorf("got %+v", got)
	}
}

func TestDoctor(t *testing.T) {
	dir := t.TempDir()
	out, errs, code := command(t, "", nil, "doctor", "--database", filepath.Join(dir, "f.db"))
	if code != exitDone || !strings.Contains(out, "no file yet") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("the doctor left %v behind, %v", left, err)
	}
	out, _, code = command(t, "", nil, "doctor", "--database", filepath.Join(dir, "no", "folder", "f.db"))
	if code != exitNo || !strings.Contains(out, "FAIL") {
		t.Errorf("exit code %d: %s", code, out)
	}
}

func TestVersion(t *testing.T) {
	out, _, code := command(t, "", nil, "version")
	if code != exitDone || !strings.HasPrefix(out, "safesteps ") || !strings.Contains(out, "content ") {
		t.Errorf("exit code %d: %q", code, out)
	}
}

// TestServeStopsWhenAsked: it starts with no set-up, says how to chat, and stops cleanly.
func TestServeStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	said := &notifier{on: "safesteps chat", then: cancel}
	err := run(ctx, []string{"--database", filepath.Join(t.TempDir(), "g.db"), "--listen", "127.0.0.1:0"}, func(string) string { return "" },
		strings.NewReader(""), &bytes.Buffer{}, said)
	if err != nil {
		t.Fatal(err)
	}
}

// notifier is a writer that calls then when it has seen some words.
type notifier struct {
	all  bytes.Buffer
	on   string
	then func()
}

func (n *notifier) Write(p []byte) (int, error) {
	n.all.Write(p)
	if strings.Contains(n.all.String(), n.on) {
		n.then()
	}
	return len(p), nil
}
