package bottest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// discordExam is discord.js at work in a process of its own.
type discordExam struct {
	t     *testing.T
	f     *FakeDiscord
	stdin io.WriteCloser

	mu     sync.Mutex
	events []M
}

// startDiscordExam starts npm/discord_exam.js. Without node or discord.js the test is skipped, or fails when CI=true.
func startDiscordExam(t *testing.T, f *FakeDiscord) *discordExam {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join("npm", "node_modules", "discord.js"))
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("needs node and discord.js (npm ci --ignore-scripts in bots/bottest/npm): %v", err)
		}
		t.Skipf("needs node and discord.js (npm ci --ignore-scripts in bots/bottest/npm): %v", err)
	}
	cmd := exec.Command(node, "discord_exam.js", f.URL[:len(f.URL)-len("/v10")], f.Token)
	cmd.Dir = "npm"
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &discordExam{t: t, f: f, stdin: stdin}
	done := make(chan struct{})
	go e.read(stdout, done)
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Process.Kill() // a process that has stopped by itself is not harmed
		<-done
		_ = cmd.Wait()
	})
	return e
}

func (e *discordExam) read(stdout io.Reader, done chan<- struct{}) {
	defer close(done)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var event M
		if json.Unmarshal(lines.Bytes(), &event) != nil {
			event = M{"event": "rubbish", "text": lines.Text()}
		}
		e.mu.Lock()
		e.events = append(e.events, event)
		e.mu.Unlock()
	}
}

// find returns the first event of a kind whose fields hold the given values.
func (e *discordExam) find(kind string, kv ...any) M {
	e.mu.Lock()
	defer e.mu.Unlock()
next:
	for _, event := range e.events {
		if event["event"] != kind {
			continue
		}
		for i := 0; i < len(kv); i += 2 {
			if fmt.Sprint(event[kv[i].(string)]) != fmt.Sprint(kv[i+1]) {
				continue next
			}
		}
		return event
	}
	return nil
}

func (e *discordExam) wait(kind string, kv ...any) {
	e.t.Helper()
	if !e.f.waitUntil(2*patience, func() bool { return e.find(kind, kv...) != nil }) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.t.Fatalf("discord.js never said %q %v; it said %v", kind, kv, e.events)
	}
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
