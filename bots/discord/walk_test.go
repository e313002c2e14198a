package discord_test

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/bottest"
)

func TestWalk(t *testing.T) {
	for _, way := range []struct {
		name  string
		stage func(t *testing.T) *stage
	}{
		{"gateway", func(t *testing.T) *stage { return gateway(t, bottest.DiscordOptions{}, nil) }},
		{"endpoint", func(t *testing.T) *stage { return endpoint(t, bottest.DiscordOptions{}, nil) }},
	} {
		t.Run(way.name, func(t *testing.T) {
			s := way.stage(t)
			pat := s.Person("70000000000000001")
			pat.Command("checklist")
			t.Log("\n" + pat.Screen().String())
			pat.Press("Check the apps")
			t.Log("\n" + pat.Screen().String())
			menu := pat.Screen().Menu
			if menu == nil {
				t.Fatalf("no menu:\n%s", pat.Screen())
			}
			pat.Select(menu.Options[0], menu.Options[1])
			t.Log("\n" + pat.Screen().String())
			pat.Press("Next")
			t.Log("\n" + pat.Screen().String())
			pat.Type("which numbers can I call")
			t.Log("\n" + pat.Screen().String())
			pat.Command("urgent")
			t.Log("\n" + pat.Screen().String())
			if got := pat.Bystander(); got != "" {
				t.Errorf("others see:\n%s", got)
			}
			if !strings.Contains(pat.Screen().Text, "999") {
				t.Error("no 999")
			}
		})
	}
}
