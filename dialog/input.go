package dialog

import "time"

// Input is one thing a person did, with the moment it happened. The dialog has no clock of its own.
type Input struct {
	At     time.Time // when it happened; only the day is ever kept
	Locale string    // what the platform says of the person's language ("en-GB"); used once, on the first turn
	Act    Act       // what was done; nil means nothing and shows the current screen

	Code    string   // a new code, where AsksForCode says that the act asks for one; empty: none may be made now
	Brought *Brought // what lies behind the code that CodeIn finds in the act; nil: nobody looked
}

// Brought is what lies behind a code.
type Brought struct {
	State   State // zero: nothing
	TooMany bool  // too many codes were tried lately; nobody looked
}

// Act is the closed set of things a person can do: Start, Press, Submit, Say, Command, Return, Refused, Tick, Gone.
type Act interface{ act() }

// Start opens the conversation. Payload comes from a deep link ("app_snapchat", "urgent", "topic_images"); empty for a plain start.
type Start struct{ Payload string }

// Press is one button. Screen is the Reply.Screen that the button was drawn with, so that an old button is recognised;
// Choice is a Choice.ID of that reply. On a question of many, "+id" picks and "-id" drops, so that a double press has one effect.
type Press struct{ Screen, Choice string }

// Submit answers a question of many at once, with every choice that is now picked; Confirm also leaves the question.
// Adapters with check boxes or select menus send it; an unknown choice is dropped.
type Submit struct {
	Screen  string
	Choices []string
	Confirm bool
}

// Say is something typed. It is read and thrown away: no part of it enters the state.
type Say struct{ Text string }

// Command is a command of the platform ("checklist", "urgent", "privacy"). Name comes without slash, in lower case.
// Unknown names are treated as something typed.
type Command struct{ Name, Args string }

// Return goes back along the way a person came, to the screen that a browser's back button shows again, so that its buttons
// count once more. A screen that is not on the way back changes nothing.
type Return struct{ Screen string }

// Refused is something the channel will not take: a photo, file, voice note or sticker. It was not downloaded. Caption is what was
// typed under it; it is read for danger, like anything typed, and thrown away.
type Refused struct{ Caption string }

// Tick is time passing: a reminder is due.
type Tick struct{}

// Gone is a person who can be written to no more: they blocked the bot. A reminder would reach nobody, so it is cancelled.
type Gone struct{}

func (Start) act()   {}
func (Press) act()   {}
func (Submit) act()  {}
func (Say) act()     {}
func (Command) act() {}
func (Return) act()  {}
func (Refused) act() {}
func (Tick) act()    {}
func (Gone) act()    {}
