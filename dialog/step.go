package dialog

import (
	"strings"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog/understand"
)

// Step takes a person one turn further. It is total: any input in any state gives a sensible reply, never an error or a panic.
// The state given is not changed.
//
// A returned state that IsZero is not to be kept. Reply.Effects must happen together with keeping the state.
func Step(lib *Library, s State, in Input) (State, Reply) {
	t := newTurn(lib, s, in)
	switch act := in.Act.(type) {
	case Start:
		t.fresh = true
		t.start(act.Payload)
	case Press:
		t.press(act)
	case Submit:
		t.submit(act)
	case Say:
		t.fresh = true
		t.hear(act.Text)
	case Command:
		t.fresh = true
		t.command(act)
	case Return:
		t.back(act.Screen)
	case Refused:
		t.fresh = true
		t.refused(act.Caption)
	case Tick:
		t.tick()
	case Gone:
		t.lost()
	}
	return t.end()
}

// refused says in one line that an attachment was not taken. A cry for help under it is answered with help.
func (t *turn) refused(caption string) {
	if caption != "" {
		if m := t.lib.reader.Read(caption, understand.Options{Locale: t.st.Locale}); m.SafeWord || m.Urgent != "" {
			m.Language = sureOf(m.Language, caption)
			t.heardDanger(m)
		}
	}
	t.say("refused.attachment")
}

// Show draws the screen for where a person stands. It is what they see again after a crash, a lost message or an old button.
func Show(lib *Library, s State) Reply {
	t := newTurn(lib, s, Input{})
	return t.draw()
}

// Revisit is the state as it would be after Return to a screen; false when the screen is not on the way back.
func Revisit(lib *Library, s State, screen string) (State, bool) {
	t := newTurn(lib, s, Input{})
	ok := t.back(screen)
	return t.st, ok
}

// turn is one turn on its way: the state so far and what else the reply will carry.
type turn struct {
	lib     *Library
	words   *content.Words
	st      State
	today   Day
	notice  []Span
	effects []Effect
	fresh   bool
	stale   bool
	aside   *Place // a screen shown without standing on it: nothing about it is kept
	code    string // for a new handover; empty: none may be made
	brought *Brought
	gone    bool   // the person asked to be forgotten
	tongue  string // the language of this turn, where it is not the state's
	carried string // the region that the pressed button was drawn for, where it names one

	elsewhere string // the region of the screen being drawn, where it is not the state's
}

func newTurn(lib *Library, s State, in Input) *turn {
	t := &turn{lib: lib, st: s.clone(), today: DayOf(in.At), code: in.Code, brought: in.Brought}
	if t.st.Locale == "" {
		t.st.Locale, t.st.Region = lib.guess(in.Locale)
	}
	t.words = lib.Words(t.st.Locale)
	t.st.child()
	t.st.repair(lib)
	return t
}

// end draws the reply and settles what is kept.
func (t *turn) end() (State, Reply) {
	if t.today != 0 {
		t.st.Seen = t.today
	}
	r := t.draw()
	r.Fresh, r.Stale, r.Effects = t.fresh, t.stale, t.effects
	switch {
	case t.gone:
		return State{}, r
	case t.st.At == Place{}:
		return State{}, r // a child, or somebody who only asked for help: nothing to keep
	}
	return t.st, r
}

// draw shows the screen the turn has come to.
func (t *turn) draw() Reply {
	at := t.st.At
	if t.aside != nil {
		at = *t.aside
	} else {
		t.words = t.lib.Words(t.st.Locale) // as Show will draw it again
	}
	t.elsewhere = ""
	if at.Screen == AtUrgent || at.Screen == AtKid {
		t.elsewhere, _ = splitAim(at.Subject)
	}
	sc := screenOf(at.Screen)
	if sc.show == nil {
		at = Place{Screen: AtWelcome}
		sc = screenOf(AtWelcome)
	}
	p := &page{turn: t, at: at}
	p.reply.Locale, p.reply.Screen = t.words.Locale(), at.Key()
	p.reply.Notice = t.notice
	p.reply.Private = true
	p.reply.Apart = Apart{Text: t.words.Text("shared.only"), Label: p.word("shared.open")}
	sc.show(p)
	p.nav()
	return p.reply
}

// press answers a button.
func (t *turn) press(a Press) {
	if t.pressAnywhere(a) {
		return
	}
	if a.Screen != t.st.At.Key() {
		t.old()
		return
	}
	sc := screenOf(t.st.At.Screen)
	if sc.many != nil && t.toggle(sc, a.Choice) {
		return
	}
	if sc.press == nil || !sc.press(t, a.Choice) {
		t.old()
	}
}

// pressAnywhere answers the buttons that mean the same on every screen, however old the button is: urgent help must
// never be refused, and what a child reads is never kept.
func (t *turn) pressAnywhere(a Press) bool {
	from := parsePlace(a.Screen)
	t.carry(from)
	if a.Choice == navUrgent {
		t.urgent("")
		return true
	}
	if from.Screen == AtKid || a.Choice == navKid {
		t.pressKid(from, a.Choice)
		return true
	}
	if a.Choice == navStart {
		t.start("")
		return true
	}
	if from.Screen == AtUrgent && from != t.st.At && t.pressHelp(from, a.Choice) {
		return true
	}
	if t.st.At == (Place{}) && from.Screen == AtForgetMe && a.Choice == forgetYes {
		t.forget() // a tap that shook: they are forgotten already, and it must not begin anew with them
		return true
	}
	if t.st.At == (Place{}) {
		t.st.At = Place{Screen: AtWelcome} // somebody of whom nothing is kept presses a button of an old message
		if from.Screen != AtWelcome {
			t.old()
			return true
		}
		return false
	}
	if a.Screen != t.st.At.Key() {
		return false
	}
	switch a.Choice {
	case navBack:
		t.st.back()
		t.opened()
		return true
	case navMenu:
		t.open(Place{Screen: AtMenu})
		return true
	}
	return false
}

// pressHelp answers a choice of an urgent screen that the person does not stand on: an old one, or one shown to somebody of
// whom nothing is kept.
func (t *turn) pressHelp(from Place, choice string) bool {
	if flag, ok := t.pressWhere(from, choice); ok {
		t.urgent(content.RedFlag(flag))
		return true
	}
	flag, isFlag := strings.CutPrefix(choice, flagChoice)
	switch {
	case t.pressTongue(from, choice):
		t.urgent("")
	case choice == tongueChoice:
		t.askTongue()
	case choice == whereChoice:
		t.askWhere(from)
	case isFlag:
		t.urgent(content.RedFlag(flag))
	case choice == "other":
		t.urgent("")
	case choice == "talk":
		t.place(AtFound)
	default:
		return false
	}
	return true
}

// old says that a button came from an earlier screen, and shows the current one.
func (t *turn) old() {
	t.stale = true
	t.say("stale")
}

// submit answers a question of many at once.
func (t *turn) submit(a Submit) {
	sc := screenOf(t.st.At.Screen)
	if a.Screen != t.st.At.Key() || sc.many == nil {
		t.old()
		return
	}
	q := sc.many
	offered := q.offered(t)
	draft := t.st.Draft[:0:0]
	for _, id := range t.st.Draft { // what is picked on other pages stays
		if !contains(offered, id) {
			draft = append(draft, id)
		}
	}
	for _, id := range a.Choices {
		if contains(offered, id) && !contains(draft, id) {
			draft = append(draft, id)
		}
	}
	t.st.Draft = limit(draft, q.most)
	if a.Confirm {
		q.confirm(t)
	}
}

// toggle answers one button of a question of many: "+id" picks, "-id" drops, ConfirmID goes on.
func (t *turn) toggle(sc screen, choice string) bool {
	q := sc.many
	if choice == ConfirmID {
		q.confirm(t)
		return true
	}
	if len(choice) < 2 || !contains(q.offered(t), choice[1:]) {
		return false
	}
	id := choice[1:]
	switch choice[0] {
	case '+':
		if !contains(t.st.Draft, id) && len(t.st.Draft) < q.most {
			t.st.Draft = append(t.st.Draft, id)
		}
		return true
	case '-':
		t.st.Draft = without(t.st.Draft, id)
		return true
	}
	return false
}

// tick answers a reminder that is due.
func (t *turn) tick() {
	t.st.Reminder = false
	t.fresh = true
	if t.st.At == (Place{}) {
		return
	}
	t.open(Place{Screen: AtPlan})
	t.say("reminder")
}

// lost cancels the reminder of somebody who can be written to no more.
func (t *turn) lost() {
	if t.st.Reminder {
		t.st.Reminder = false
		t.effect(Remind{})
	}
}

// open goes to a place.
func (t *turn) open(p Place) {
	t.st.goTo(p)
	t.opened()
}

// back goes back along the trail to the screen with a key, or to another page of the list on show.
func (t *turn) back(key string) bool {
	if !t.st.rewind(parsePlace(key)) {
		return false
	}
	t.opened()
	return true
}

// opened lets the screen now shown prepare its question.
func (t *turn) opened() {
	t.st.Draft = nil
	if q := screenOf(t.st.At.Screen).many; q != nil {
		t.st.Draft = q.picked(t)
	}
	if c := t.st.child(); t.st.At.Screen == AtPlan && len(c.Apps) > 0 && !c.has(AskedPlan) {
		c.asked(AskedPlan)
		t.effect(Count{Name: CountPlan})
	}
}

// say sets the line about this turn.
func (t *turn) say(key string, args ...content.Arg) {
	t.notice = t.words.Text(key).With(args...)
}

// effect adds something that somebody else has to do. What is counted is counted for a partner too.
func (t *turn) effect(e Effect) {
	t.effects = append(t.effects, e)
	if c, ok := e.(Count); ok {
		t.countForPartner(c.Name)
	}
}
