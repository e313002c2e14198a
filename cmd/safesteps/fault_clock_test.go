package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestClockIsSet sets the machine's clock back and forth while parents walk, and once while the program is down: no act is lost
// or applied twice, and dates are those of the clock.
func TestClockIsSet(t *testing.T) {
	const day = 24 * time.Hour
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			file := filepath.Join(t.TempDir(), "jump")
			s.settings[childJump] = file
			c := newCrowd(s, 12, 73)
			for _, p := range c.parents { // a reminder that a clock ahead makes due is no act of theirs
				p.avoids = func(choice string) bool { return choice == "week" || choice == "day" }
			}
			set := func(by time.Duration) {
				if err := os.WriteFile(file, []byte(by.String()), 0o600); err != nil {
					t.Fatal(err)
				}
				c.at = faultNoon().Add(by)
			}
			set(0)
			s.start()
			for _, by := range []time.Duration{3 * day, -2 * day, 100 * day, -40 * day, 0} {
				until := c.acknowledged() + 60
				c.drive("acts", func() bool { return c.acknowledged() >= until })
				c.rest("everybody rests")
				if by == 100*day {
					s.stop()
				}
				set(by)
				if by == 100*day {
					s.start()
				}
			}
			c.final()
		})
	}
}
