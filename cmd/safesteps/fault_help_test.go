package main

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// TestHelpPastAStuckPress: while the disk refuses, a parent's press waits for it. Urgent help does not wait behind that press: by
// its button, by command and typed, at once. When the disk is well again the press is applied, and help stays on the screen.
func TestHelpPastAStuckPress(t *testing.T) {
	const danger = "someone is blackmailing my son with pictures"
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			c := newCrowd(s, 1, 79)
			p := c.parents[0]
			p.write("/start", dialog.Start{})
			c.rest("a first screen")
			limitFiles(t, s, 0)
			p.press(p.mustSee()[0], p.Chat().Screen().MessageID)
			s.fake.WaitFor("calm words", func() bool {
				screen := p.Chat().Screen()
				return strings.Contains(screen.Text, "Something went wrong") && hasNumber(screen)
			})
			stuck := p.sent[len(p.sent)-1]
			if webhook { // Telegram brings a person's presses one after the other; what is typed comes beside them, and once
				p.helpedBy(t, "the command", func() { p.SendText("/urgent") })
				p.helpedBy(t, "the safe word", func() { p.SendText("help") })
				p.helpedBy(t, "words of danger", func() { p.SendText(danger) })
			} else { // their turns are taken later
				p.helpedBy(t, "urgent help's button", func() { p.press(p.urgentButton(), p.Chat().Screen().MessageID) })
				p.helpedBy(t, "the command", func() { p.write("/urgent", dialog.Command{Name: "urgent"}) })
				p.helpedBy(t, "the safe word", func() { p.write("help", dialog.Say{Text: "help"}) })
				p.helpedBy(t, "words of danger", func() { p.write(danger, dialog.Say{Text: danger}) })
			}
			if s.fake.Handled(stuck) != 0 {
				t.Fatal("the press was acknowledged although it cannot be kept")
			}
			help := seenIn(p.Chat().Screen())
			limitFiles(t, s, unix.RLIM_INFINITY)
			s.fake.WaitFor("the press applied", func() bool { return s.fake.Handled(stuck) > 0 })
			p.write("/checklist", dialog.Command{Name: "checklist"})
			c.rest("the right screen on the next command")
			for _, m := range p.Chat().Messages() {
				if seenIn(m) == help {
					c.final()
					return
				}
			}
			t.Error("help is gone from the chat")
		})
	}
}

// helpBy is how soon help has to be there. What is on the way anyway is done before.
const helpBy = 3 * time.Second

// helpedBy does what asks for help, and waits for a screen with numbers that does not speak of troubles.
func (p *parent) helpedBy(t *testing.T, what string, do func()) {
	t.Helper()
	begin := time.Now()
	do()
	p.site.fake.WaitFor("help by "+what, func() bool {
		all := p.Chat().Messages()
		return hasHelp(all[len(all)-1])
	})
	if took := time.Since(begin); took > helpBy {
		t.Errorf("help by %s took %s", what, took)
	}
}

// hasHelp reports whether a screen is urgent help itself.
func hasHelp(s bottest.TelegramScreen) bool {
	return hasNumber(s) && s.FromBot && !strings.Contains(s.Text, "went wrong")
}

// urgentButton is the last button on the screen.
func (p *parent) urgentButton() bottest.TelegramButton {
	buttons := p.mustSee()
	return buttons[len(buttons)-1]
}
