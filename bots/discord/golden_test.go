package discord_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
)

var update = flag.Bool("update", false, "write the golden file as it is now")

// TestGoldenScreens holds what goes out for the main screens, as Discord gets it, against testdata/screens.golden: the controls,
// their order and styles, what is hidden, and what replaces what. Run it with -update after a change of words, and read it.
func TestGoldenScreens(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, func(c *discord.Config) {
		c.Now = func() time.Time { return time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC) }
		c.Links = []discord.Link{{Label: "Telegram", URL: "https://t.me/safesteps_test_bot"}}
	})
	manager, pat := s.Person(managerID).Manager(), s.Person(patID)
	steps := []struct {
		name string
		do   func()
	}{
		{"/setup", func() { manager.Command("setup") }},
		{"the region picked", func() { manager.Select("United Kingdom") }},
		{"the public message", func() { manager.Press("Post the message here") }},
		{"Start privately", func() { pat.Press("Start privately") }},
		{"Check the apps", func() { pat.Press("Check the apps") }},
		{"one app ticked", func() { pat.Select("Snapchat") }},
		{"/urgent", func() { pat.Command("urgent") }},
		{"/progress", func() { pat.Command("progress") }},
		{"/share", func() { pat.Command("share") }},
		{"/checklist, and the field for words of one's own", func() { pat.Command("checklist"); pat.Type("thank you") }},
	}
	var got bytes.Buffer
	seen := 0
	for _, step := range steps {
		step.do()
		calls := s.Calls("/interactions/{id}/{token}/callback", "/webhooks/{id}/{token}", "/webhooks/{id}/{token}/messages/@original")
		for _, c := range calls[seen:] {
			got.WriteString("-- " + step.name + ": " + c.Method + " " + c.Path + "\n")
			if err := json.Indent(&got, c.Body, "", "  "); err != nil {
				t.Fatal(err)
			}
		}
		seen = len(calls)
	}
	path := filepath.Join("testdata", "screens.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil { //nolint:gosec // test data is public
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil { //nolint:gosec // as above
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs; run with -update and read what changed\ngot:\n%s", path, got.String())
	}
}
