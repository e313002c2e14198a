package bottest

import "strconv"

// DiscordAct is something somebody did without waiting for the answer.
type DiscordAct struct {
	f  *FakeDiscord
	in *dcInteraction
}

// ID is the interaction's.
func (a *DiscordAct) ID() uint64 {
	id, _ := strconv.ParseUint(a.in.id, 10, 64) // made here
	return id
}

// Answered reports whether the bot has answered with more than a request for time, and Discord took it.
func (a *DiscordAct) Answered() bool {
	a.f.mu.Lock()
	defer a.f.mu.Unlock()
	return a.in.told
}

// Open reports whether a first answer to it would still be taken.
func (a *DiscordAct) Open() bool {
	a.f.mu.Lock()
	defer a.f.mu.Unlock()
	return a.in.answered == 0
}

// Again delivers it once more, as a gateway does after a lost connection.
func (a *DiscordAct) Again() { a.f.deliver(a.in) }

// Begin gives a command without waiting for the answer, whether the bot lists it or not.
func (p *DiscordPerson) Begin(command string) *DiscordAct {
	return p.begin(dcCommand, M{"id": "1", "name": command, "type": 1}, nil)
}

// BeginPress uses a button with what it carries, on the last message of the screen. It may just have been replaced.
func (p *DiscordPerson) BeginPress(id string) *DiscordAct {
	return p.begin(dcComponent, M{"custom_id": id, "component_type": 2, "id": 1}, p.lastMessage())
}

// BeginSelect picks values in the menu on the last message of the screen.
func (p *DiscordPerson) BeginSelect(id string, values ...string) *DiscordAct {
	return p.begin(dcComponent, M{"custom_id": id, "component_type": 3, "id": 1, "values": values}, p.lastMessage())
}

// BeginSay sends the field for words of one's own, which was opened from the last message of the screen.
func (p *DiscordPerson) BeginSay(text string) *DiscordAct {
	field := M{"type": 4, "id": 2, "custom_id": "text", "value": text}
	return p.begin(dcModal, M{"custom_id": sayID, "components": []M{{"type": 18, "id": 1, "component": field}}}, p.lastMessage())
}

func (p *DiscordPerson) lastMessage() *dcMessage {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	s := p.room.screen[p.user.id]
	if s == nil || len(s.messages) == 0 {
		return nil
	}
	return s.messages[len(s.messages)-1]
}

func (p *DiscordPerson) begin(kind int, data M, on *dcMessage) *DiscordAct {
	p.f.mu.Lock()
	in := p.f.begin(p, kind, data, on)
	p.f.mu.Unlock()
	p.f.deliver(in)
	return &DiscordAct{p.f, in}
}

// Changes is how often something was put before the person here, or changed.
func (p *DiscordPerson) Changes() int {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return p.room.changes[p.user.id]
}
