package discord

import (
	"context"
	"strings"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// What the adapter's own controls carry. They are never changed: a message posted today must work for years.
const (
	idStart = "start|" // on the public message: begin, for whoever presses; what stands behind it is a link's payload
	idSay   = "say|"   // opens the field for words of one's own; also what the field sends
	idDM    = "dm|"    // go on in direct messages
	idSetup = "setup|" // the steps of /setup
)

// sayField is the field of the modal.
const sayField = "text"

// take is the one router: it answers what needs no turn, and queues the rest behind what the same person did before. It never
// blocks for long. post gives the first answer; nil: by a call of our own. It returns false when there will be no answer: the
// interaction came before, or the person has too many waiting.
func (a *Adapter) take(h bots.Handler, in *interaction, post func(context.Context, callback) error) bool {
	if !a.recent.add(in.id) {
		a.stats.Duplicates.Add(1)
		return false
	}
	a.stats.Interactions.Add(1)
	t := a.newTicket(in, post)
	if now := a.atOnce(t); now != nil {
		a.lanes.Beside(a.guarded(now))
		return true
	}
	if own := a.own(h, t); own != nil {
		return a.queue(t, own)
	}
	act, ok := act(in)
	if !ok {
		a.stats.Unreadable.Add(1)
		act = nil // shows where the person stands
	}
	return a.queue(t, func() { a.turn(h, t, in.room(), act, reply{t}) }) || a.helped(h, t, act)
}

// helped answers a cry for help that had too many before it: nothing bounds those.
func (a *Adapter) helped(h bots.Handler, t *ticket, act dialog.Act) bool {
	helper, ok := h.(bots.Helper)
	if !ok {
		return false
	}
	ctx := context.Background()
	return helper.Help(ctx, a.event(ctx, t, t.in.room(), act, reply{t}))
}

// queue runs a job after the other jobs of the same person; false when too many wait there.
func (a *Adapter) queue(t *ticket, job func()) bool {
	if a.lanes.Add(t.in.person(), a.guarded(job)) {
		return true
	}
	t.timer.Stop()
	a.stats.Dropped.Add(1)
	return false
}

// guarded is a job whose panic ends nothing but itself.
func (a *Adapter) guarded(job func()) func() {
	return func() {
		defer func() {
			if recover() != nil {
				a.stats.Panics.Add(1)
				a.cfg.Log.Error("an interaction panicked", "channel", Name)
			}
		}()
		job()
	}
}

// turn hands an event to the Runner.
func (a *Adapter) turn(h bots.Handler, t *ticket, room bots.Room, act dialog.Act, r bots.Responder) {
	ctx := context.Background() // a turn that has begun is finished
	if err := h.Handle(ctx, a.event(ctx, t, room, act, r)); err != nil {
		a.stats.Failed.Add(1)
		a.cfg.Log.Warn("a turn was not kept", "channel", Name, "error", err)
	}
}

// event is what happened, as the Runner takes it.
func (a *Adapter) event(ctx context.Context, t *ticket, room bots.Room, act dialog.Act, r bots.Responder) bots.Event {
	return bots.Event{
		Channel: Name, ID: t.in.id, Person: bots.PersonID(t.in.person()), Room: room, At: a.cfg.Now(),
		Locale: a.localeOf(ctx, t.in), Act: act, Reply: r,
	}
}

// atOnce is what waits for nothing else, because it changes nothing; nil for everything else. A modal can only be a first answer,
// so it must not wait until more time is asked for.
func (a *Adapter) atOnce(t *ticket) func() {
	in := t.in
	switch {
	case in.Type == typeAutocomplete:
		return func() { a.complete(t) }
	case in.Type == typeCommand && in.Data.Name == cmdShare && in.option(optionAbout) == "":
		return func() { a.share(t) }
	case in.Type == typeComponent && in.Data.CustomID == idSay:
		return func() { a.askWords(t) }
	}
	return nil
}

// own is what the adapter does itself in the order of what a person does; nil for everything that is the dialog's.
func (a *Adapter) own(h bots.Handler, t *ticket) func() {
	in := t.in
	switch in.Type {
	case typeCommand:
		if in.Data.Name == cmdSetup {
			return func() { a.setup(t) }
		}
	case typeComponent:
		switch {
		case in.Data.CustomID == idDM:
			return func() { a.turn(h, t, bots.Room{ID: in.room().ID}, nil, directReply{t}) }
		case strings.HasPrefix(in.Data.CustomID, idSetup):
			return func() { a.setupStep(t) }
		}
	}
	return nil
}

// act reads what a person did. A nil act shows the screen they stand on; ok is false when it makes no sense.
func act(in *interaction) (act dialog.Act, ok bool) {
	switch in.Type {
	case typeCommand:
		switch in.Data.Name {
		case cmdChecklist:
			return nil, true
		case cmdApp:
			return dialog.Command{Name: cmdApp, Args: in.option(optionName)}, true
		case cmdShare:
			return dialog.Command{Name: cmdShare, Args: in.option(optionAbout)}, true
		case cmdMove:
			return dialog.Command{Name: cmdMove, Args: in.option(optionCode)}, true
		}
		return dialog.Command{Name: in.Data.Name}, in.Data.Name != ""
	case typeComponent:
		if payload, ok := strings.CutPrefix(in.Data.CustomID, idStart); ok {
			return dialog.Start{Payload: payload}, true
		}
		return pressed(in)
	case typeModal:
		return dialog.Say{Text: in.typed(sayField)}, in.Data.CustomID == idSay
	}
	return nil, false
}

func pressed(in *interaction) (dialog.Act, bool) {
	screen, choice := bots.ParseToken(in.Data.CustomID)
	if in.Data.Component != kindSelect {
		return dialog.Press{Screen: screen, Choice: choice}, true
	}
	switch {
	case choice == menuMany:
		return dialog.Submit{Screen: screen, Choices: in.Data.Values}, true
	case len(in.Data.Values) == 1:
		return dialog.Press{Screen: screen, Choice: in.Data.Values[0]}, true
	}
	return nil, false
}

// modal is a form over the conversation.
type modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

// Limits of a modal.
const (
	maxModalLabel = 45
	maxTyped      = 4000
	styleLong     = 2 // of a text field: several lines
)

// askWords opens the field for words of one's own.
func (a *Adapter) askWords(t *ticket) {
	locale := t.in.Locale
	field := component{Type: kindInput, CustomID: sayField, Style: styleLong, MaxLength: maxTyped}
	err := t.answer(callback{Type: answerModal, Data: modal{
		CustomID: idSay,
		Title:    short(a.word(locale, "discord.say.title"), maxModalLabel),
		Components: []component{{
			Type: kindLabel, Label: short(a.word(locale, "discord.say.field"), maxModalLabel),
			Description: short(a.word(locale, "discord.say.hint"), maxDescription), Component: &field,
		}},
	}})
	a.report(err)
}

// report logs that an answer of the adapter's own did not arrive.
func (a *Adapter) report(err error) {
	if err != nil {
		a.cfg.Log.Warn("an answer did not arrive", "channel", Name, "error", err)
	}
}

// short cuts words to most characters.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
