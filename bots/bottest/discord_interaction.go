package bottest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/safesteps/safesteps/bots/bottest/discordspec"
)

// The types of interactions.
const (
	dcPing         = 1
	dcCommand      = 2
	dcComponent    = 3
	dcAutocomplete = 4
	dcModal        = 5
)

// mostFollowUps is how many follow-ups a bot may send where only a person, and not the server, has added it.
const mostFollowUps = 5

// dcInteraction is one thing somebody did.
type dcInteraction struct {
	id, token string
	kind      int
	born      time.Time
	person    *dcUser
	room      *dcRoom
	message   *dcMessage // whose control was used
	payload   M
	foreign   bool // the server has not added the bot

	answered  int           // the type of the first answer; 0: none
	done      chan struct{} // closed with the first answer
	original  *dcMessage
	modal     *dcModalForm
	choices   []DiscordChoice
	followUps int
	refused   string // why the bot's first answer was not taken
	told      bool   // the bot has said more than that it needs time
}

// dcModalForm is a modal that the bot has opened.
type dcModalForm struct {
	CustomID   string   `json:"custom_id"`
	Title      string   `json:"title"`
	Components []dcPart `json:"components"`
}

// DiscordChoice is one suggestion of autocompletion.
type DiscordChoice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// callback takes the first answer to an interaction, by a call of the bot.
func (f *FakeDiscord) callback(q *dcRequest, withResponse bool) (any, *dcError) {
	f.mu.Lock()
	in := f.interactions[q.part[1]]
	known := in != nil && in.token == q.part[2]
	f.mu.Unlock()
	if !known {
		return nil, errUnknown()
	}
	refusal := f.firstAnswer(in, q.body)
	if refusal != nil || !withResponse {
		return nil, refusal
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	resource := M{"type": in.answered}
	if in.original != nil {
		resource["message"] = in.original.json(f)
	}
	return M{"interaction": M{"id": in.id, "type": in.kind, "response_message_id": nil}, "resource": resource}, nil
}

// firstAnswer takes the first answer to an interaction, however it came.
func (f *FakeDiscord) firstAnswer(in *dcInteraction, raw []byte) *dcError {
	f.mu.Lock()
	took := time.Since(in.born)
	late, acked := took > f.opt.Window, in.answered != 0
	f.mu.Unlock()
	switch {
	case acked:
		return errAcked()
	case late:
		return errUnknown()
	}
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return errForm("not JSON")
	}
	if refusal := f.check(discordspec.Callback(c.Type), raw); refusal != nil {
		f.mu.Lock()
		in.refused = refusal.text
		f.mu.Unlock()
		return refusal
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if in.answered != 0 { // another answer came while this one was checked
		return errAcked()
	}
	if why := in.unfit(c.Type); why != "" {
		f.violate("callback: %s", why)
		return errForm(why)
	}
	in.answered = c.Type
	f.latencies = append(f.latencies, took)
	f.take(in, c.Type, c.Data)
	close(in.done)
	f.notify()
	return nil
}

// unfit says why an answer of a type cannot be given to an interaction.
func (in *dcInteraction) unfit(answer int) string {
	switch {
	case (answer == 6 || answer == 7) && in.message == nil:
		return fmt.Sprintf("an answer of type %d needs a message to stand on", answer)
	case (answer == 8) != (in.kind == dcAutocomplete):
		return fmt.Sprintf("an answer of type %d to an interaction of type %d", answer, in.kind)
	case answer == 9 && in.kind == dcModal:
		return "a modal cannot open another"
	case answer == 1:
		return "only a ping is answered with a pong"
	}
	return ""
}

// take lets a first answer have its effect; the caller holds f.mu.
func (f *FakeDiscord) take(in *dcInteraction, kind int, data json.RawMessage) {
	var flags struct {
		Flags int `json:"flags"`
	}
	if data != nil {
		_ = json.Unmarshal(data, &flags)
	}
	viewer := ""
	if flags.Flags&dcEphemeral != 0 {
		viewer = in.person.id
	}
	in.told = kind != 5 && kind != 6
	switch kind {
	case 4:
		in.original = f.newMessage(in.room, viewer, data)
	case 5:
		in.original = f.newMessage(in.room, viewer, []byte(`{}`))
		in.original.thinking = true
	case 6:
		in.original = in.message
		return
	case 7:
		in.original = in.message
		if in.message.deleted {
			return
		}
		f.change(in.message, data)
	case 8:
		var list struct {
			Choices []DiscordChoice `json:"choices"`
		}
		_ = json.Unmarshal(data, &list)
		in.choices = list.Choices
		return
	case 9:
		in.modal = &dcModalForm{}
		_ = json.Unmarshal(data, in.modal)
		return
	}
	in.room.shown(in.person.id, in, in.original)
}

// webhook finds the interaction of a later call; it works once the first answer was given, and for fifteen minutes.
func (f *FakeDiscord) webhook(q *dcRequest) (*dcInteraction, *dcError) {
	f.mu.Lock()
	defer f.mu.Unlock()
	in := f.byToken[q.part[2]]
	if in == nil || in.answered == 0 || q.part[1] != f.AppID || time.Since(in.born) > f.opt.TokenLife {
		return nil, errWebhook()
	}
	return in, nil
}

func (f *FakeDiscord) followUp(q *dcRequest) (any, *dcError) {
	in, refusal := f.webhook(q)
	if refusal == nil {
		refusal = f.check(discordspec.FollowUp, q.body)
	}
	if refusal != nil {
		return nil, refusal
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	in.followUps++
	if in.foreign && in.followUps > mostFollowUps {
		return nil, errFollowUps()
	}
	var body dcBody
	_ = json.Unmarshal(q.body, &body)
	viewer := ""
	if body.Flags&dcEphemeral != 0 {
		viewer = in.person.id
	}
	m := f.newMessage(in.room, viewer, q.body)
	in.told = true
	in.room.shown(in.person.id, in, m)
	return m.json(f), nil
}

// original reads or edits the message of the first answer.
func (f *FakeDiscord) original(q *dcRequest) (any, *dcError) {
	in, refusal := f.webhook(q)
	if refusal == nil && q.method == "PATCH" {
		refusal = f.check(discordspec.Edit, q.body)
	}
	if refusal != nil {
		return nil, refusal
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	m := in.original
	if m == nil || m.deleted {
		return nil, &dcError{404, 10008, "Unknown Message"}
	}
	if q.method == "PATCH" {
		f.change(m, q.body)
		in.told = true
		in.room.shown(in.person.id, in, m)
	}
	return m.json(f), nil
}

// begin makes an interaction and opens its window; the caller holds f.mu.
func (f *FakeDiscord) begin(p *DiscordPerson, kind int, data M, on *dcMessage) *dcInteraction {
	in := &dcInteraction{id: f.snowflake(), kind: kind, born: time.Now(), person: p.user, room: p.room, message: on, foreign: p.foreign, done: make(chan struct{})}
	in.token = "token-of-" + in.id
	in.payload = M{
		"id": in.id, "application_id": f.AppID, "type": kind, "data": data, "token": in.token, "version": 1, "locale": p.user.locale,
		"app_permissions": "0", "entitlements": []any{}, "attachment_size_limit": 10485760,
		"channel_id": p.room.id, "channel": p.channelJSON(),
	}
	if on != nil {
		in.payload["message"] = on.json(f)
	}
	p.whereabouts(in.payload)
	if f.forgetOld {
		clear(f.interactions)
		clear(f.byToken)
		f.latencies = nil
	}
	f.interactions[in.id], f.byToken[in.token] = in, in
	return in
}

// deliver hands an interaction to the bot, over the gateway or to its endpoint.
func (f *FakeDiscord) deliver(in *dcInteraction) {
	names := map[int]string{dcCommand: discordspec.Command, dcComponent: discordspec.Component, dcModal: discordspec.ModalSubmit}
	if name, ok := names[in.kind]; ok {
		f.checkEvent(name, in.payload)
	}
	f.mu.Lock()
	endpoint := f.endpoint
	in.born = time.Now() // what the checks above took is not the bot's
	f.mu.Unlock()
	if endpoint != "" {
		f.posts.Go(func() { f.post(endpoint, in) })
		return
	}
	f.dispatchTo(in.room.guild, "INTERACTION_CREATE", in.payload)
}
