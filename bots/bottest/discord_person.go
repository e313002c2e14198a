package bottest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DiscordPerson writes to the bot and uses its controls in one place. Every method that does something waits until the bot has
// answered, and stops the test when it does not; those that begin with Try return the error, for other goroutines.
type DiscordPerson struct {
	f       *FakeDiscord
	user    *dcUser
	room    *dcRoom
	manager bool
	foreign bool
}

// Person returns somebody in the server's channel.
func (f *FakeDiscord) Person(id string) *DiscordPerson {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &DiscordPerson{f: f, user: f.user(id), room: f.room(dcChannel, dcGuild)}
}

// PersonInDM returns somebody in their direct messages with the bot.
func (f *FakeDiscord) PersonInDM(id string) *DiscordPerson {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.user(id)
	return &DiscordPerson{f: f, user: u, room: f.dm(u)}
}

// PersonElsewhere returns somebody who added the bot for themselves, in a group chat that knows nothing of it.
func (f *FakeDiscord) PersonElsewhere(id string) *DiscordPerson {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &DiscordPerson{f: f, user: f.user(id), room: f.room("700000000000000007", ""), foreign: true}
}

func (f *FakeDiscord) user(id string) *dcUser {
	if f.people[id] == nil {
		f.people[id] = &dcUser{id: id, locale: "en-GB"}
	}
	return f.people[id]
}

// Manager returns the same person with the permission to manage the server.
func (p *DiscordPerson) Manager() *DiscordPerson {
	m := *p
	m.manager = true
	return &m
}

// Locale sets the language of the person's Discord.
func (p *DiscordPerson) Locale(locale string) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.user.locale = locale
}

// CloseDMs lets the person take no direct messages.
func (p *DiscordPerson) CloseDMs() {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.user.closed = true
}

// Dismiss lets every message that the person alone sees vanish, as after a restart of their Discord.
func (p *DiscordPerson) Dismiss() {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	for _, m := range p.room.messages {
		if m.viewer == p.user.id {
			m.deleted = true
		}
	}
	delete(p.room.screen, p.user.id)
}

const manageGuild = "32"

// whereabouts adds who did it and where: Discord names a member in servers and a user elsewhere.
func (p *DiscordPerson) whereabouts(payload M) {
	owners := M{}
	switch {
	case p.room.guild != "":
		permissions := "0"
		if p.manager {
			permissions = manageGuild
		}
		payload["guild_id"], payload["guild_locale"], payload["context"] = p.room.guild, "en-GB", 0
		payload["guild"] = M{"id": p.room.guild, "features": []any{}, "locale": "en-GB"}
		payload["member"] = M{
			"user": p.user.json(), "roles": []any{}, "permissions": permissions, "joined_at": "2026-01-01T00:00:00Z", "deaf": false,
			"mute": false, "flags": 0, "nick": nil, "avatar": nil, "pending": false, "premium_since": nil, "communication_disabled_until": nil,
		}
		owners["0"] = p.room.guild
	case p.foreign:
		payload["user"], payload["context"] = p.user.json(), 2
		owners["1"] = p.user.id
	default:
		payload["user"], payload["context"] = p.user.json(), 1
		owners["0"] = "0"
	}
	payload["authorizing_integration_owners"] = owners
}

func (p *DiscordPerson) channelJSON() M {
	if p.room.guild != "" {
		return M{
			"id": p.room.id, "type": 0, "guild_id": p.room.guild, "name": "general", "permissions": "0", "position": 0, "nsfw": false,
			"parent_id": nil, "permission_overwrites": []any{},
		}
	}
	return M{"id": p.room.id, "type": 1, "recipients": []M{p.user.json()}, "name": nil}
}

// do sends an interaction and waits for its first answer, and until the bot has settled.
func (p *DiscordPerson) do(kind int, data M, on *dcMessage) (*dcInteraction, error) {
	p.f.mu.Lock()
	in := p.f.begin(p, kind, data, on)
	p.f.mu.Unlock()
	p.f.deliver(in)
	return in, p.await(in)
}

func (p *DiscordPerson) await(in *dcInteraction) error {
	f := p.f
	late := time.NewTimer(f.opt.Window + f.opt.Window/10)
	defer late.Stop()
	select {
	case <-in.done:
	case <-late.C:
		f.mu.Lock()
		defer f.mu.Unlock()
		return fmt.Errorf("the interaction failed: no answer in %s %s", f.opt.Window, in.refused)
	case <-f.stop:
		return errors.New("the test is over")
	}
	if f.opt.Settle != nil {
		f.opt.Settle()
	}
	thought := func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return in.original == nil || !in.original.thinking
	}
	if !f.waitUntil(patience, thought) {
		return errors.New("the bot thinks for ever")
	}
	return nil
}

func (p *DiscordPerson) must(err error) {
	p.f.t.Helper()
	if err != nil {
		p.f.t.Fatal(err)
	}
}

// Command gives a command with options, as pairs of names and values.
func (p *DiscordPerson) Command(name string, options ...string) {
	p.f.t.Helper()
	p.must(p.TryCommand(name, options...))
}

// TryCommand is Command that returns the error.
func (p *DiscordPerson) TryCommand(name string, options ...string) error {
	data, err := p.command(name, options)
	if err != nil {
		return err
	}
	_, err = p.do(dcCommand, data, nil)
	return err
}

// command makes the data of a command, as far as Discord would let the person give it.
func (p *DiscordPerson) command(name string, options []string) (M, error) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	i := slices.IndexFunc(p.f.commands, func(c M) bool { return c["name"] == name })
	if i < 0 {
		return nil, fmt.Errorf("the bot has no command %q", name)
	}
	c := p.f.commands[i]
	place := 1.0
	switch {
	case p.room.guild != "":
		place = 0
	case p.foreign:
		place = 2
	}
	if contexts, ok := c["contexts"].([]any); ok && !slices.Contains(contexts, any(place)) {
		return nil, fmt.Errorf("the command %q is not offered here", name)
	}
	if c["default_member_permissions"] != nil && !p.manager {
		return nil, fmt.Errorf("the command %q is not offered to this person", name)
	}
	data := M{"id": c["id"], "name": name, "type": 1}
	var list []M
	for i := 0; i+1 < len(options); i += 2 {
		list = append(list, M{"name": options[i], "type": 3, "value": options[i+1]})
	}
	if list != nil {
		data["options"] = list
	}
	return data, nil
}

// Complete types into an option and returns what is suggested.
func (p *DiscordPerson) Complete(command, option, typed string) []DiscordChoice {
	p.f.t.Helper()
	data, err := p.command(command, []string{option, typed})
	p.must(err)
	for _, o := range data["options"].([]M) {
		o["focused"] = true
	}
	in, err := p.do(dcAutocomplete, data, nil)
	p.must(err)
	return in.choices
}

// Press presses the button with this label, on what was shown last or else on the newest message that has it.
func (p *DiscordPerson) Press(label string) {
	p.f.t.Helper()
	p.must(p.TryPress(label))
}

// TryPress is Press that returns the error.
func (p *DiscordPerson) TryPress(label string) error {
	_, err := p.press(func(c dcPart) bool { return c.Label == label }, label)
	return err
}

// PressID is Press by what the button carries.
func (p *DiscordPerson) PressID(id string) {
	p.f.t.Helper()
	_, err := p.press(func(c dcPart) bool { return c.CustomID == id }, id)
	p.must(err)
}

func (p *DiscordPerson) press(match func(dcPart) bool, what string) (*dcInteraction, error) {
	m, c, err := p.find(func(c dcPart) bool { return c.Type == 2 && match(c) }, "button "+what)
	if err != nil {
		return nil, err
	}
	if c.URL != "" {
		return nil, fmt.Errorf("the button %q opens a page and sends nothing", what)
	}
	return p.do(dcComponent, M{"custom_id": c.CustomID, "component_type": 2, "id": c.ID}, m)
}

// find looks for a control that the person sees: what is gone from the screen cannot be used.
func (p *DiscordPerson) find(match func(dcPart) bool, what string) (*dcMessage, dcPart, error) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	var list []*dcMessage
	if s := p.room.screen[p.user.id]; s != nil {
		list = append(list, s.messages...)
	}
	for _, m := range slices.Backward(p.room.messages) {
		list = append(list, m)
	}
	for _, m := range list {
		if m.deleted || m.viewer != "" && m.viewer != p.user.id {
			continue
		}
		for _, c := range m.controls() {
			if match(c) && !c.Disabled {
				return m, c, nil
			}
		}
	}
	return nil, dcPart{}, fmt.Errorf("no %s; the person sees:\n%s", what, p.screen())
}

// Message names the newest message of the screen, for PressOld.
func (p *DiscordPerson) Message() string {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	if s := p.room.screen[p.user.id]; s != nil && len(s.messages) > 0 {
		return s.messages[len(s.messages)-1].id
	}
	return ""
}

// PressOld presses a button that a message had once: somebody's Discord was behind.
func (p *DiscordPerson) PressOld(message, label string) {
	p.f.t.Helper()
	p.f.mu.Lock()
	var on *dcMessage
	var button dcPart
	for _, m := range p.room.messages {
		if i := slices.IndexFunc(m.ever, func(c dcPart) bool { return c.Label == label }); m.id == message && i >= 0 {
			on, button = m, m.ever[i]
		}
	}
	p.f.mu.Unlock()
	if on == nil {
		p.f.t.Fatalf("that message never had a button %q", label)
	}
	_, err := p.do(dcComponent, M{"custom_id": button.CustomID, "component_type": 2, "id": button.ID}, on)
	p.must(err)
}

// Choose takes one answer, whether it is on a button or in a menu.
func (p *DiscordPerson) Choose(label string) {
	p.f.t.Helper()
	if m := p.Screen().Menu; m != nil && slices.Contains(m.Options, label) {
		p.Select(label)
		return
	}
	p.Press(label)
}

// Toggle changes one answer of the menu and leaves the others as they are.
func (p *DiscordPerson) Toggle(label string) {
	p.f.t.Helper()
	m := p.Screen().Menu
	if m == nil {
		p.f.t.Fatalf("there is no menu to pick %q in:\n%s", label, p.Screen())
	}
	picked := slices.DeleteFunc(slices.Clone(m.Picked), func(s string) bool { return s == label })
	if len(picked) == len(m.Picked) {
		picked = append(picked, label)
	}
	p.Select(picked...)
}

// PressEarlier presses the newest button with this label that was once shown and is no longer.
func (p *DiscordPerson) PressEarlier(label string) {
	p.f.t.Helper()
	p.f.mu.Lock()
	var on *dcMessage
	var button dcPart
	for _, m := range p.room.messages {
		now := m.controls()
		for _, c := range m.ever {
			gone := !slices.ContainsFunc(now, func(x dcPart) bool { return x.CustomID == c.CustomID })
			if c.Type == 2 && c.Label == label && gone {
				on, button = m, c
			}
		}
	}
	p.f.mu.Unlock()
	if on == nil {
		p.f.t.Fatalf("no button %q was shown earlier", label)
	}
	_, err := p.do(dcComponent, M{"custom_id": button.CustomID, "component_type": 2, "id": button.ID}, on)
	p.must(err)
}

// UnlistedCommand gives a command that the bot no longer lists: a client that has not noticed can.
func (p *DiscordPerson) UnlistedCommand(name string) {
	p.f.t.Helper()
	_, err := p.do(dcCommand, M{"id": "1", "name": name, "type": 1}, nil)
	p.must(err)
}

// Forge uses a control that no message ever had, on the newest message that everybody sees, as a changed client can.
func (p *DiscordPerson) Forge(id string) {
	p.f.t.Helper()
	p.f.mu.Lock()
	var on *dcMessage
	for _, m := range p.room.messages {
		if m.viewer == "" && !m.deleted {
			on = m
		}
	}
	p.f.mu.Unlock()
	_, err := p.do(dcComponent, M{"custom_id": id, "component_type": 2, "id": 1}, on)
	p.must(err)
}

// Select picks options of the menu by their labels, and no others.
func (p *DiscordPerson) Select(labels ...string) {
	p.f.t.Helper()
	p.must(p.TrySelect(labels...))
}

// TrySelect is Select that returns the error.
func (p *DiscordPerson) TrySelect(labels ...string) error {
	m, c, err := p.find(func(c dcPart) bool { return c.Type == 3 }, "menu")
	if err != nil {
		return err
	}
	values := []string{}
	for _, label := range labels {
		i := slices.IndexFunc(c.Options, func(o dcOption) bool { return o.Label == label })
		if i < 0 {
			return fmt.Errorf("the menu has no option %q", label)
		}
		values = append(values, c.Options[i].Value)
	}
	least, most := 1, 1
	if c.Min != nil {
		least = *c.Min
	}
	if c.Max != nil {
		most = *c.Max
	}
	if len(values) < least || len(values) > most {
		return fmt.Errorf("%d options picked, the menu takes %d to %d", len(values), least, most)
	}
	_, err = p.do(dcComponent, M{"custom_id": c.CustomID, "component_type": 3, "id": c.ID, "values": values}, m)
	return err
}

// sayID is what the button for words of one's own carries.
const sayID = "say|"

// Type presses the button for words of one's own, writes into the field, and sends it.
func (p *DiscordPerson) Type(text string) {
	p.f.t.Helper()
	p.must(p.TryType(text))
}

// TryType is Type that returns the error.
func (p *DiscordPerson) TryType(text string) error {
	in, err := p.press(func(c dcPart) bool { return c.CustomID == sayID }, "for words of one's own")
	if err != nil {
		return err
	}
	return p.submit(in, text)
}

func (p *DiscordPerson) submit(in *dcInteraction, text string) error {
	p.f.mu.Lock()
	form := in.modal
	p.f.mu.Unlock()
	if form == nil {
		return errors.New("the bot opened no modal")
	}
	var fields []M
	for i, c := range form.Components {
		inside := c.Component
		if inside == nil && len(c.Components) == 1 {
			inside = &c.Components[0]
		}
		if inside == nil {
			continue
		}
		field := M{"type": 4, "id": 10 + i, "custom_id": inside.CustomID, "value": text}
		if c.Type == 18 {
			fields = append(fields, M{"type": 18, "id": 1 + i, "component": field})
		} else {
			fields = append(fields, M{"type": 1, "id": 1 + i, "components": []M{field}})
		}
	}
	_, err := p.do(dcModal, M{"custom_id": form.CustomID, "components": fields}, in.message)
	return err
}

// Raw sends an interaction with data that nothing of the bot's led to, and does not wait for an answer.
func (p *DiscordPerson) Raw(kind int, data M, change func(payload M)) {
	p.f.mu.Lock()
	in := p.f.begin(p, kind, data, nil)
	if change != nil {
		change(in.payload)
	}
	endpoint := p.f.endpoint
	p.f.mu.Unlock()
	if endpoint != "" {
		p.f.posts.Go(func() { p.f.post(endpoint, in) })
		return
	}
	p.f.dispatchTo(p.room.guild, "INTERACTION_CREATE", in.payload)
}

// Again delivers the person's last interaction once more, as a gateway does after a lost connection, and does not wait.
func (p *DiscordPerson) Again() {
	p.f.mu.Lock()
	var last *dcInteraction
	for _, in := range p.f.interactions {
		if in.person == p.user && (last == nil || in.id > last.id) {
			last = in
		}
	}
	p.f.mu.Unlock()
	if last == nil {
		p.f.t.Fatal("the person has done nothing yet")
	}
	p.f.deliver(last)
}

// Payload is the person's next interaction as JSON, for calls of an endpoint by hand; it is known to the fake.
func (p *DiscordPerson) Payload(kind int, data M) []byte {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	raw, err := json.Marshal(p.f.begin(p, kind, data, nil).payload)
	if err != nil {
		panic(err) // JSON made here
	}
	return raw
}

// Bystander reports everything that somebody else in the same channel sees.
func (p *DiscordPerson) Bystander() string {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	var b strings.Builder
	for _, m := range p.room.messages {
		if m.viewer == "" && !m.deleted {
			b.WriteString(screenOf(m).String() + "\n")
		}
	}
	return b.String()
}
