package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLink(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{"SAFESTEPS_TELEGRAM_BOT": "@steps_bot", "SAFESTEPS_BASE_URL": "https://steps.example.org/"}
	for _, ext := range []string{".png", ".svg"} {
		out, errs, code := command(t, "", env, "link", "--app", "snapchat", "--topic", "images", "--age", "11-12", "--partner", "nest7", "--qr", filepath.Join(dir, "card"+ext))
		if code != exitDone {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		for _, want := range []string{"https://t.me/steps_bot?start=", "https://steps.example.org/?start=", "app_snapchat", "age_11_12", "from_nest7"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in:\n%s", want, out)
			}
		}
		for _, channel := range []string{"telegram", "web"} {
			if info, err := os.Stat(filepath.Join(dir, "card-"+channel+ext)); err != nil || info.Size() < 200 {
				t.Errorf("no picture for %s: %v", channel, err)
			}
		}
	}
	if out, _, code := command(t, "", env, "link", "--qr", "-"); code != exitDone || !strings.Contains(out, "▀") {
		t.Errorf("exit code %d, no code drawn in the terminal:\n%s", code, out)
	}
}

func TestLinkRefuses(t *testing.T) {
	env := map[string]string{"SAFESTEPS_TELEGRAM_BOT": "steps_bot"}
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
	}{
		"app":     {env, []string{"--app", "myspace"}, "--app"},
		"topic":   {env, []string{"--topic", "ghosts"}, "--topic"},
		"age":     {env, []string{"--age", "40"}, "--age"},
		"partner": {env, []string{"--partner", "A very long one"}, "--partner"},
		"picture": {env, []string{"--qr", "card.gif"}, "--qr"},
		"nowhere": {nil, nil, "--telegram-bot"},
	} {
		if _, errs, code := command(t, "", c.env, append([]string{"link"}, c.args...)...); code != exitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("%s: got exit code %d, %q", name, code, errs)
		}
	}
}
