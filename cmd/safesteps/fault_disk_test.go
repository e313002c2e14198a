package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/safesteps/safesteps/dialog"
)

// TestDatabaseThatCannotBeWritten lets the disk refuse while parents walk, by polling and by webhook. The parents read calm
// words with the emergency number, somebody who asks for help gets it, the operator reads what is wrong; and when the disk is
// well again everybody goes on, with every press applied once.
func TestDatabaseThatCannotBeWritten(t *testing.T) {
	for _, mode := range []struct {
		name    string
		webhook bool
	}{{"polling", false}, {"webhook", true}} {
		t.Run(mode.name+", no write allowed", func(t *testing.T) {
			s := newSite(t, mode.webhook)
			s.start()
			badDisk(t, s, "cannot be written", func() { limitFiles(t, s, 0) }, func() { limitFiles(t, s, unix.RLIM_INFINITY) })
		})
		t.Run(mode.name+", disk full", func(t *testing.T) {
			s := newSite(t, mode.webhook)
			smallDisk(t, s)
			s.start()
			filler := filepath.Join(s.dir, "filler")
			badDisk(t, s, "disk is full", func() { fill(t, filler) }, func() {
				if err := os.Remove(filler); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// badDisk lets a crowd walk, breaks the disk, looks at what everybody sees, and heals it.
func badDisk(t *testing.T, s *site, words string, breakIt, heal func()) {
	t.Helper()
	c := newCrowd(s, 8, 41)
	late := newCrowd(s, 9, 43).parents[8] // somebody who has never written
	until := 60
	c.drive("acts before the fault", func() bool { return c.acknowledged() >= until })
	c.rest("everybody rests")
	breakIt()
	told := c.untilToldOf(999)
	late.SendText("/urgent")
	s.fake.WaitFor("help without a database", func() bool {
		screen := late.Chat().Screen()
		return hasNumber(screen) && !strings.Contains(screen.Text, "went wrong")
	})
	s.process.said.await(t, "the database does not take turns")
	mustHold(t, s.process.said.String(), "level=ERROR", words)
	if got := strings.Count(s.process.said.String(), "the database does not take turns"); got != 1 {
		t.Errorf("the operator is told %d times", got)
	}
	s.saysWritable(t, false)
	heal()
	c.rest("everybody goes on")
	s.saysWritable(t, true)
	s.process.said.await(t, "the database takes turns again")
	more := c.acknowledged() + 60
	c.drive("acts after the fault", func() bool { return c.acknowledged() >= more })
	t.Logf("%d of %d parents were told", told, len(c.parents))
	c.final()
}

// saysWritable checks what the program tells those who watch it: readiness and metrics.
func (s *site) saysWritable(t *testing.T, want bool) {
	t.Helper()
	status, body := s.get(s.base + "/readyz")
	metric, wantStatus, wantBody := "safesteps_database_writable 1", http.StatusOK, "ready"
	if !want {
		metric, wantStatus, wantBody = "safesteps_database_writable 0", http.StatusServiceUnavailable, "the database cannot be written"
	}
	if status != wantStatus || !strings.Contains(body, wantBody) {
		t.Errorf("readiness: %d %s; want %d", status, body, wantStatus)
	}
	admin := metricsAt.FindStringSubmatch(s.process.said.String())
	if admin == nil {
		t.Fatal("it does not say where its metrics are")
	}
	_, body = s.get(admin[1])
	mustHold(t, body, metric, "safesteps_urgent_answers_lost_total 0")
	if !want && strings.Contains(body, "safesteps_store_errors_total 0\n") {
		t.Error("no turn that the database would not take is counted")
	}
}

var metricsAt = regexp.MustCompile(`metrics +(http://\S+)`)

// untilToldOf lets every parent press on until at least half of them read that something is wrong, with the number on top.
func (c *crowd) untilToldOf(most int) (told int) {
	c.t.Helper()
	c.site.fake.WaitFor("calm words", func() bool {
		told = 0
		for _, p := range c.parents {
			screen := p.Chat().Screen()
			switch {
			case strings.Contains(screen.Text, "Something went wrong on my side") && hasNumber(screen):
				told++
			case p.ready() && c.presses < most:
				p.write("/checklist", dialog.Command{Name: "checklist"})
				c.presses++
			}
		}
		return told > len(c.parents)/2
	})
	return told
}

// limitFiles lets the program write no file beyond a size, which is what an operator's limit does, and nearly what a disk does
// that has become read-only.
func limitFiles(t *testing.T, s *site, size uint64) {
	t.Helper()
	if err := unix.Prlimit(s.process.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}, nil); err != nil {
		t.Fatal(err)
	}
}

// smallDisk puts the site on a disk of sixteen megabytes.
func smallDisk(t *testing.T, s *site) {
	t.Helper()
	err := syscall.Mount("tmpfs", s.dir, "tmpfs", 0, "size=16m,mode=700")
	if errors.Is(err, syscall.EPERM) && os.Getenv("CI") != "true" {
		t.Skip("needs the right to mount a small disk")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.kill()
		if err := syscall.Unmount(s.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// fill writes until nothing more fits.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for block := make([]byte, 4096); ; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
