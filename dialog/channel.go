package dialog

// Channel is what the dialog has to know of where somebody writes. The zero Channel can write first and leads nowhere else.
type Channel struct {
	Silent bool   // it cannot write first, so nothing is offered that needs it
	Doors  []Door // every channel on which the bot is met, this one too
}

// Door is the way to the bot on one channel.
type Door struct {
	Channel string // its name: "telegram"; the word for it is under the key channel.telegram
	Here    bool   // it is the channel of this conversation
	Link    string // opens the bot; empty: there is no link
	With    string // opens what a payload says, which is written behind it; empty: this channel's links carry nothing
}

// On is the library as it is used on a channel: what is drawn depends on the channel, and what is drawn again does too.
func (l *Library) On(c Channel) *Library {
	there := *l
	there.channel = c
	return &there
}

// elsewhere lists the other channels.
func (c Channel) elsewhere() []Door {
	var doors []Door
	for _, d := range c.Doors {
		if !d.Here {
			doors = append(doors, d)
		}
	}
	return doors
}
