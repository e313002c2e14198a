package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/safesteps/safesteps/dialog"
)

// shim builds the library that stands between the program and its disk, and returns a way to tell it what to do: "fail", a number
// of milliseconds, or nothing.
func (s *site) shim(t *testing.T) (disk func(trouble string)) {
	t.Helper()
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("needs a C compiler to make the disk fail: %v", err)
		}
		t.Skipf("needs a C compiler to make the disk fail: %v", err)
	}
	dir := t.TempDir()
	library, says := filepath.Join(dir, "fsync.so"), filepath.Join(dir, "trouble")
	build := exec.CommandContext(t.Context(), gcc, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, "testdata/fsync.c", "-ldl") //nolint:gosec // fixed words
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s.settings["LD_PRELOAD"], s.settings["FAULT_FSYNC"] = library, says
	return func(trouble string) {
		t.Helper()
		next := says + ".next"
		if err := os.WriteFile(next, []byte(trouble), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, says); err != nil { // never seen half written
			t.Fatal(err)
		}
	}
}

// TestFsyncFails: the disk says that it did not take what was written. Nothing of it is acknowledged, parents and operator are
// told as with any bad disk, and nothing is lost or twice, though the process is killed while it fails.
func TestFsyncFails(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			disk := s.shim(t)
			s.start()
			badDisk(t, s, "cannot be written", func() { disk("fail") }, func() { disk("") })
		})
		t.Run(name+", killed meanwhile", func(t *testing.T) {
			s := newSite(t, webhook)
			disk := s.shim(t)
			c := newCrowd(s, crowdSize, 101)
			for range 8 {
				s.start()
				until := c.acknowledged() + 40
				c.drive("acts before the fault", func() bool { return c.acknowledged() >= until })
				c.rest("everybody rests")
				disk("fail")
				s.fake.WaitFor("a turn that fails", func() bool {
					for _, p := range c.parents {
						if p.ready() { // nothing urgent: that is answered without a turn
							p.write("/checklist", dialog.Command{Name: "checklist"})
							c.presses++
						}
					}
					return len(c.waiting()) > crowdSize/2
				})
				s.kill()
				disk("")
				c.autopsy()
			}
			s.start()
			c.final()
		})
	}
}

// waiting are the parents whose last act is not acknowledged.
func (c *crowd) waiting() (list []*parent) {
	for _, p := range c.parents {
		if p.count() < len(p.sent) {
			list = append(list, p)
		}
	}
	return list
}

// TestSlowDisk: the disk takes 200 ms for everything. Parents wait a moment and no more, turns share their commits, a stop is in
// time and a kill loses nothing.
func TestSlowDisk(t *testing.T) {
	const slow = "200"
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			disk := s.shim(t)
			disk(slow)
			c := newCrowd(s, crowdSize, 103)
			for round := range 3 {
				s.start()
				begin, before := time.Now(), c.acknowledged()
				c.drive("acts on a slow disk", func() bool { return c.acknowledged() >= before+60 })
				if took := time.Since(begin); took > 60*400*time.Millisecond/2 {
					t.Errorf("60 acts of %d parents took %s: turns do not share commits", crowdSize, took)
				}
				if round == 1 {
					s.kill()
				} else {
					s.stop()
				}
				c.autopsy()
			}
			s.start()
			c.final()
			mustNotHold(t, s.logs.String(), "does not take turns")
		})
	}
}
