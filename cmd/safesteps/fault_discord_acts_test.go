package main

import (
	"slices"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// goOn does the next thing, chosen by chance from what they see, and returns how many acts it was.
func (p *discordParent) goOn() int {
	screen, buttons := p.Last(), p.buttons()
	n := p.rand.IntN(100)
	switch {
	case len(buttons) == 0 || n < 3:
		p.took(p.Begin("checklist"), nil)
	case n < 7:
		name := []string{"progress", "urgent", "talk", "help"}[p.rand.IntN(4)]
		p.took(p.Begin(name), dialog.Command{Name: name})
	case n < 8:
		p.took(p.BeginPress("start|"), dialog.Start{})
	case n < 12:
		text := []string{"snap and insta", "zxqv zxqv", "thank you", "how do i hide her location", "TikTok"}[p.rand.IntN(5)]
		p.took(p.BeginSay(text), dialog.Say{Text: text})
	case n < 15 && p.site.endpoint: // the same call twice at once; two different calls at once would have no order
		p.press(p.choose(buttons).ID)
		p.acts[len(p.acts)-1].Again()
	case n < 15: // a tap that shakes
		b := p.choose(buttons)
		p.press(b.ID)
		p.press(b.ID)
		return 2
	case screen.Menu != nil && n < 70:
		p.pick(screen.Menu)
	default:
		p.press(p.choose(buttons).ID)
	}
	return 1
}

// buttons are those of the dialog under the last message.
func (p *discordParent) buttons() (all []bottest.DiscordButton) {
	for _, row := range p.Last().Rows {
		for _, b := range row {
			if b.URL == "" && !ownButton(b) {
				all = append(all, b)
			}
		}
	}
	return all
}

// choose picks a button. The ways out that every screen has come up less often than their number would have it.
func (p *discordParent) choose(buttons []bottest.DiscordButton) bottest.DiscordButton {
	answers := slices.DeleteFunc(slices.Clone(buttons), func(b bottest.DiscordButton) bool {
		_, choice := bots.ParseToken(b.ID)
		return slices.Contains([]string{"menu", "back", "urgent", "kid", "restart"}, choice)
	})
	if len(answers) > 0 && p.rand.IntN(10) > 0 {
		return answers[p.rand.IntN(len(answers))]
	}
	return buttons[p.rand.IntN(len(buttons))]
}

func (p *discordParent) press(id string) {
	screen, choice := bots.ParseToken(id)
	p.took(p.BeginPress(id), dialog.Press{Screen: screen, Choice: choice})
}

// pick chooses in a menu: one, or as many as it takes.
func (p *discordParent) pick(m *bottest.DiscordMenu) {
	screen, kind := bots.ParseToken(m.ID)
	if kind != "*" {
		value := m.Values[p.rand.IntN(len(m.Values))]
		p.took(p.BeginSelect(m.ID, value), dialog.Press{Screen: screen, Choice: value})
		return
	}
	values := []string{}
	for _, i := range p.rand.Perm(len(m.Values))[:m.Min+p.rand.IntN(m.Max-m.Min+1)] {
		values = append(values, m.Values[i])
	}
	p.took(p.BeginSelect(m.ID, values...), dialog.Submit{Screen: screen, Choices: values})
}

// actOnce lets every parent do one thing: they press a button, or ask for the checklist when there is none.
func (c *discordCrowd) actOnce() {
	for _, p := range c.parents {
		if buttons := p.buttons(); len(buttons) > 0 {
			p.press(p.choose(buttons).ID)
		} else {
			p.took(p.Begin("checklist"), nil)
		}
	}
}

// again delivers everybody's last act once more.
func (c *discordCrowd) again() {
	for _, p := range c.parents {
		p.acts[len(p.acts)-1].Again()
	}
}

// visibleOnce checks that every act had one visible answer and no more. Nothing may be on its way.
func (c *discordCrowd) visibleOnce() {
	c.t.Helper()
	for _, p := range c.parents {
		if got := p.Changes(); got != p.shown {
			c.t.Errorf("parent %s saw %d changes after %d acts, want %d", p.id, got, len(p.acts), p.shown)
		}
	}
}

// took notes an act that is on its way.
func (p *discordParent) took(act *bottest.DiscordAct, does dialog.Act) {
	p.acts = append(p.acts, act)
	p.step(act.ID(), does)
	p.shown += len(p.messages())
	p.run, p.again = p.site.started, false
}
