package main

import (
	"encoding/binary"
	"os"
	"strconv"
	"testing"

	"github.com/safesteps/safesteps/dialog"
)

// TestLastFrameIsCorrupt damages the end of the database's log after a kill, as a disk does that lied about what it had written.
// What was acknowledged with that last commit may then be gone: nothing can bring it back. But the program starts and goes on
// from the last commit that is whole; whoever was not in the damaged one has lost nothing, and everybody sees the right screen for
// what is kept.
func TestLastFrameIsCorrupt(t *testing.T) {
	for _, damage := range []struct {
		name string
		do   func(log []byte, last frame) []byte
	}{
		{"a bit of the page", func(log []byte, last frame) []byte {
			log[last.at+frameHeader+last.size/2] ^= 1
			return log
		}},
		{"its checksum", func(log []byte, last frame) []byte {
			log[last.at+frameHeader-1] ^= 0x80
			return log
		}},
		{"cut off in the middle", func(log []byte, last frame) []byte { return log[:last.at+last.size/2] }},
		{"zeros", func(log []byte, last frame) []byte {
			clear(log[last.at : last.at+frameHeader+last.size])
			return log
		}},
	} {
		t.Run(damage.name, func(t *testing.T) {
			s := newSite(t, false)
			c := newCrowd(s, crowdSize, 107)
			lost := 0
			for damaged := 0; damaged < 5; {
				s.start()
				until := c.acknowledged() + 50
				c.drive("acts before the damage", func() bool { return c.acknowledged() >= until })
				c.rest("everything acknowledged")
				s.kill()
				path := s.database() + "-wal"
				log, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if len(log) == 0 {
					continue // all of it had just been moved into the database: there is nothing to damage
				}
				damaged++
				if err := os.WriteFile(path, damage.do(log, lastFrame(t, log)), 0o600); err != nil {
					t.Fatal(err)
				}
				s.start()
				s.stop()
				lost += c.reconcile()
			}
			s.start()
			for _, p := range c.parents {
				p.write("/checklist", dialog.Command{Name: "checklist"})
			}
			c.rest("the right screen on the next command")
			until := c.acknowledged() + 50
			c.drive("acts after the damage", func() bool { return c.acknowledged() >= until })
			c.rest("everything acknowledged")
			s.stop()
			db := s.store()
			c.audit("in the end", db)
			t.Logf("%d of %d acts were in a damaged commit", lost, c.presses)
		})
	}
}

// reconcile takes every parent's model back to what the database holds, and returns how many acts were lost: of each parent the
// last one at most. Nothing is on its way meanwhile.
func (c *crowd) reconcile() (lost int) {
	c.t.Helper()
	db := c.site.store()
	defer func() { _ = db.Close() }()
	for _, p := range c.parents {
		rec, err := db.Load(c.t.Context(), db.Key("telegram", strconv.FormatInt(p.id, 10)))
		if err != nil {
			c.t.Fatalf("parent %d: %v", p.id, err)
		}
		n := len(p.sent)
		for n >= 0 && p.holds(rec, n) != n {
			n--
		}
		if n < len(p.sent)-1 {
			c.t.Fatalf("parent %d: the database holds what act %d of %d led to", p.id, n, len(p.sent))
		}
		lost += len(p.sent) - n
		p.sent, p.after, p.acked, p.run = p.sent[:n], p.after[:n+1], n, 0
	}
	return lost
}

// frame is one page in the log.
type frame struct {
	at   int // where it begins
	size int // of its page
}

const (
	logHeader   = 32
	frameHeader = 24
)

// lastFrame finds the last frame that belongs to the log as it is now: behind it may lie frames from before the log began anew,
// which have other salts.
func lastFrame(t *testing.T, log []byte) (last frame) {
	t.Helper()
	if len(log) < logHeader {
		t.Fatal("the log is empty")
	}
	size := int(binary.BigEndian.Uint32(log[8:]))
	salt := string(log[16:24])
	for at := logHeader; at+frameHeader+size <= len(log); at += frameHeader + size {
		if string(log[at+8:at+16]) != salt {
			break
		}
		last = frame{at, size}
	}
	if last.size == 0 {
		t.Fatal("the log has no frame")
	}
	return last
}
