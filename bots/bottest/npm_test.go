package bottest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// npmClient is a client library of npm at work in a process of its own. It says what it sees, a line of JSON for each event.
type npmClient struct {
	t     *testing.T
	name  string
	stdin io.WriteCloser
	until func(ok func() bool) bool // waits for something to become true; false when it did not

	mu     sync.Mutex
	events []M
}

// npmScript is what runs: a script of the folder npm, which needs one package.
type npmScript struct {
	pkg, file string
	args      []string
	heard     func()                    // called at each event; nil: nobody is
	until     func(ok func() bool) bool // as in npmClient
}

// startNPM starts a script. Without node or the package the test is skipped, or fails when CI=true.
func startNPM(t *testing.T, s npmScript) *npmClient {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join("npm", "node_modules", s.pkg))
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("needs node and %s (npm ci --ignore-scripts in bots/bottest/npm): %v", s.pkg, err)
		}
		t.Skipf("needs node and %s (npm ci --ignore-scripts in bots/bottest/npm): %v", s.pkg, err)
	}
	cmd := exec.CommandContext(t.Context(), node, append([]string{s.file}, s.args...)...) //nolint:gosec // a script of ours
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
	c := &npmClient{t: t, name: s.pkg, stdin: stdin, until: s.until}
	done := make(chan struct{})
	go c.read(stdout, s.heard, done)
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Process.Kill() // a process that has stopped by itself is not harmed
		<-done
		_ = cmd.Wait()
	})
	return c
}

func (c *npmClient) read(stdout io.Reader, heard func(), done chan<- struct{}) {
	defer close(done)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var event M
		if json.Unmarshal(lines.Bytes(), &event) != nil {
			event = M{"event": "rubbish", "text": lines.Text()}
		}
		c.mu.Lock()
		c.events = append(c.events, event)
		c.mu.Unlock()
		if heard != nil {
			heard()
		}
	}
}

// find returns the first event of a kind whose fields hold the given values: find("refused", "name", "429").
func (c *npmClient) find(kind string, kv ...any) M {
	c.mu.Lock()
	defer c.mu.Unlock()
next:
	for _, event := range c.events {
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

// wait is find for an event that may still come.
func (c *npmClient) wait(kind string, kv ...any) M {
	c.t.Helper()
	if !c.until(func() bool { return c.find(kind, kv...) != nil }) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.t.Fatalf("%s never said %q %v; it said %v", c.name, kind, kv, c.events)
	}
	return c.find(kind, kv...)
}
