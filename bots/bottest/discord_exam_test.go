package bottest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// discordExam is discord.js at work.
type discordExam struct {
	*npmClient
	f *FakeDiscord
}

func startDiscordExam(t *testing.T, f *FakeDiscord) *discordExam {
	t.Helper()
	until := func(ok func() bool) bool { return f.waitUntil(2*patience, ok) }
	script := npmScript{pkg: "discord.js", file: "discord_exam.js", args: []string{f.URL[:len(f.URL)-len("/v10")], f.Token}, until: until}
	return &discordExam{startNPM(t, script), f}
}

func TestDiscordJS(t *testing.T) {
	f := NewFakeDiscord(t, DiscordOptions{Heartbeat: 300 * time.Millisecond, Lenient: true})
	e := startDiscordExam(t, f)
	e.wait("ready", "user", "safesteps", "commands", 1, "read", "app")
	e.wait("refused", "name", "capitals", "code", 50035)
	pat := f.Person("70000000000000001")

	if got := pat.Complete("app", "name", "snap"); len(got) != 1 || got[0] != (DiscordChoice{"snapchat", "snapchat"}) {
		t.Errorf("suggestions: got %v", got)
	}
	pat.Command("app", "name", "kik")
	e.wait("command", "name", "app", "option", "kik", "context", 0, "guild", dcGuild, "user", "70000000000000001", "locale", "en-GB")
	e.wait("replied", "content", "pick **now**", "ephemeral", true, "read", "pick **now**")
	e.wait("done", "name", "app")
	if got, want := pat.Screen().Text, "pick now\n\nmore"; got != want || !pat.Screen().Ephemeral {
		t.Errorf("screen: got %q, want %q, and ephemeral", got, want)
	}
	examDiscordRefusals(e)
	examDiscordControls(t, e, pat)
	examDiscordResume(t, e, pat)

	quiet := f.PersonInDM("70000000000000002")
	quiet.CloseDMs()
	if _, err := fmt.Fprintf(e.stdin, "70000000000000001 70000000000000002 %s\n", dcChannel); err != nil {
		t.Fatal(err)
	}
	e.wait("direct")
	e.wait("refused", "name", "closed", "code", 50007, "status", 403)
	e.wait("refused", "name", "server", "code", 50001, "status", 403)
	if got := f.PersonInDM("70000000000000001").Screen().Text; got != "hello" {
		t.Errorf("direct message: got %q", got)
	}
	if err := e.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	e.wait("stopped")
	for _, v := range f.TakeViolations() {
		if !strings.Contains(v, "2,001") && !strings.Contains(v, `"App"`) { // which discord.js was told to do
			t.Errorf("discord.js broke a rule, or the fake knows a wrong one: %s", v)
		}
	}
	if failed := e.find("failed"); failed != nil {
		t.Errorf("discord.js failed: %v", failed)
	}
}

func examDiscordRefusals(e *discordExam) {
	e.t.Helper()
	e.wait("refused", "name", "twice", "code", 40060, "status", 400)
	e.wait("refused", "name", "unknown", "code", 10062, "status", 404)
	e.wait("refused", "name", "long", "code", 50035, "status", 400)
	e.wait("refused", "name", "webhook", "code", 10015, "status", 404)
}

func examDiscordControls(t *testing.T, e *discordExam, pat *DiscordPerson) {
	t.Helper()
	pat.Select("Kik", "WhatsApp")
	e.wait("select", "id", "apps|*", "values", []any{"kik", "whatsapp"}, "ephemeral", true)
	if got := pat.Screen(); got.Text != "next" || got.Menu != nil || len(got.Labels()) != 2 {
		t.Errorf("after the menu: got\n%s", got)
	}
	pat.Press("Slow")
	e.wait("slow")
	if got := pat.Screen().Text; got != "slow but sure" {
		t.Errorf("after a deferred update: got %q", got)
	}
	pat.Dismiss()
	pat.Command("app", "name", "viber")
	e.wait("command", "option", "viber")
	e.f.WaitFor("the edit", func() bool { return pat.Screen().Text == "pick now\n\nmore" })
	pat.Type("is it safe?")
	e.wait("modal", "text", "is it safe?")
	e.wait("heard")
	if got := pat.Screen().Text; got != "heard" {
		t.Errorf("after the modal: got %q", got)
	}
}

// examDiscordResume cuts the network, lets somebody write meanwhile, and wants the event replayed.
func examDiscordResume(t *testing.T, e *discordExam, pat *DiscordPerson) {
	t.Helper()
	e.f.Gateway(DiscordMove{Cut: true})
	pat.Command("app", "name", "missed")
	e.wait("resumed")
	e.wait("command", "option", "missed")
	e.f.WaitFor("the answer's edit", func() bool { return pat.Screen().Text == "pick now\n\nmore" })
	e.wait("done")
	e.f.mu.Lock()
	paths := e.f.gate.resumedAt
	e.f.mu.Unlock()
	if len(paths) == 0 || paths[0] != "/gw-resume/" && paths[0] != "/gw-resume" {
		t.Errorf("resumed at %v, want the address that READY gave", paths)
	}
}
