package discord_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/dialog"
)

// parent is one parent on Discord, for the stories: in a server, or in their direct messages.
type parent struct {
	t       *testing.T
	s       *stage
	clock   *bottest.Clock
	server  *bottest.DiscordPerson
	private *bottest.DiscordPerson
	now     *bottest.DiscordPerson // where they are
}

var _ bottest.Stage = (*parent)(nil)

// newParent starts a bot for a Runner in a server where its message with the button to start was posted.
func newParent(t *testing.T, r *bots.Runner, clock *bottest.Clock) *parent {
	t.Helper()
	s := newStage(t, bottest.DiscordOptions{}, func(c *discord.Config) { c.Now = clock.Now })
	s.runner = r
	s.start()
	s.WaitConnected(1)
	manager := s.Person(managerID).Manager()
	manager.Command("setup")
	manager.Select(manager.Screen().Menu.Options[0])
	manager.Press("Post the message here")
	p := &parent{t: t, s: s, clock: clock, server: s.Person(patID), private: s.PersonInDM(patID)}
	p.now = p.server
	return p
}

func (p *parent) Start(payload string) {
	p.now = p.server
	p.now.Forge(startID + payload)
}

func (p *parent) Press(label string)    { p.now.Choose(label) }
func (p *parent) PressOld(label string) { p.now.PressEarlier(label) }
func (p *parent) Pick(label string)     { p.now.Toggle(label) }

// Type: the field for words of one's own is behind a button, so something must be shown first; of somebody new that keeps nothing.
func (p *parent) Type(text string) {
	if p.now.Last().Messages == 0 {
		p.now.Command("checklist")
	}
	p.now.Type(text)
}

func (p *parent) Command(name, args string) {
	if args != "" {
		p.t.Fatalf("no command with words: %s %s", name, args)
	}
	p.now.UnlistedCommand(name)
}

// Attach: Discord hands us no pictures. What would be said about one goes to the direct messages, as everything that answers no
// interaction does, and the parent goes on there.
func (p *parent) Attach() {
	p.now = p.private
	room := bots.Room{ID: patID}
	err := p.s.runner.Handle(p.t.Context(), bots.Event{
		Channel: discord.Name, Person: patID, Room: room, At: p.clock.Now(), Locale: "en-GB", Act: dialog.Refused{},
		Reply: bots.ResponderFunc(func(ctx context.Context, out bots.Outcome) error {
			for _, m := range out.Messages {
				if _, err := p.s.adapter.Send(ctx, room, m); err != nil {
					return err
				}
			}
			return nil
		}),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.s.settle()
}

func (p *parent) Shown() (text string, labels []string) {
	return shown(p.now.Last())
}

// shown is what a message says and offers, without what the adapter adds to it. Cards stand below the text; between a title and
// what it is about there is a blank line, but for helplines.
func shown(m bottest.DiscordScreen) (text string, labels []string) {
	parts := []string{bottest.PlainDiscord(m.Raw)}
	if m.Menu != nil {
		labels = slices.Clone(m.Menu.Options)
	}
	gap := "\n"
	for _, row := range m.Rows {
		for _, b := range row {
			if b.ID != "say|" && b.ID != "dm|" {
				labels = append(labels, b.Label)
			}
			if strings.HasPrefix(b.ID, "app:") {
				gap = "\n\n"
			}
		}
	}
	for _, c := range m.Cards {
		text := bottest.PlainDiscord(c.Text)
		if c.Title != "" {
			text = c.Title + gap + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n"), labels
}

// TestStories replays the parents' stories on Discord.
func TestStories(t *testing.T) {
	var a discord.Adapter
	fit := bots.Channel{Caps: a.Caps, Format: discord.Format()}
	bottest.RunStories(t, discord.Name, fit, func(t *testing.T, r *bots.Runner, c *bottest.Clock) bottest.Stage {
		return newParent(t, r, c)
	})
}
