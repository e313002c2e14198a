package understand

import (
	"strings"
	"testing"
	"time"
)

// TestHostileSpeed proves that no paste, however made, costs much more than plain text. The limit is far above the usual cost.
func TestHostileSpeed(t *testing.T) {
	const limit = 250 * time.Millisecond
	r := reader(t)
	for name, text := range map[string]string{
		"one app":    strings.Repeat("snap ", 20000),
		"words":      strings.Repeat("x signal line teams switch ", 5000),
		"pronouns":   strings.Repeat("she he my her him ", 20000),
		"one word":   strings.Repeat("a", 1<<20),
		"marks":      strings.Repeat("\u0301\u200b", 1<<18),
		"signs":      strings.Repeat("!?.,", 1<<18),
		"emoji":      strings.Repeat("👻", 1<<18),
		"almost":     strings.Repeat("blakcmailedd ", 20000),
		"numbers":    strings.Repeat("12yo 13 ", 20000),
		"characters": strings.Repeat("我", 1<<18),
	} {
		start := time.Now()
		r.Read(text, Options{})
		if took := time.Since(start); took > limit {
			t.Errorf("%s: %v, want at most %v", name, took, limit)
		}
	}
}
