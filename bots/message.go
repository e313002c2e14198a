package bots

import "github.com/safesteps/safesteps/dialog"

// Caps is what a channel can show in one room. Ask Caps, never the channel's name. A limit of 0 means that there is none.
type Caps struct {
	Text      int    // most units of text in a message
	UTF16     bool   // units are UTF-16 code units; otherwise characters
	Raw       bool   // markup counts too; otherwise only what a person reads
	Buttons   int    // most buttons in a message
	Rows      int    // most rows of controls
	PerRow    int    // most buttons in a row
	Label     int    // most characters of a button's label
	Data      int    // most bytes a button can carry
	Options   int    // most options of a select menu; 0: the channel has none
	Many      Many   // how a question of many is put
	Edit      bool   // the last message can be replaced
	Silent    bool   // the channel cannot write first: no reminder arrives there
	Shared    bool   // others read this room
	Private   bool   // a shared room can hold a message that one person alone sees
	Alone     string // Shared and not Private: the link that opens a chat with one person alone
	CallLinks bool   // a telephone number can be a link that dials
}

// Many is how a channel puts a question with several answers.
type Many uint8

// The ways to put it.
const (
	Toggles Many = iota // a button each, pressed on and off, and one to go on
	Select              // one select menu
	Boxes               // check boxes, submitted together
	List                // numbers typed: 1,3,5
)

// Message is one message that fits the channel: nothing in it may be cut or changed any more.
type Message struct {
	Screen string         // the screen it shows, for the record; every control carries it
	Blocks []dialog.Block // the part of the screen in this message, for channels that draw blocks themselves
	Text   string         // the same, written by the channel's Formatter
	Plain  string         // Text as a person reads it; what was measured
	Rows   [][]Button     // buttons in rows; the urgent row is always last
	Select *Menu          // a select menu, on channels with Many == Select or too few buttons
	Edit   bool           // replaces the last message, where the channel can
	Urgent bool           // send before anything else that waits
	Secret bool           // only the person may see it
}

// Button is one button.
type Button struct {
	Label string
	Data  string // what it carries: see Token; empty for a link
	URL   string // set: opens a page
	Role  dialog.Role
	On    bool // a toggle that is picked
}

// Menu is a select menu.
type Menu struct {
	Data        string // what it carries: Token(screen, "")
	Placeholder string
	Min, Max    int
	Options     []Option
}

// Option is one option of a menu.
type Option struct {
	Label  string
	Value  string // a Choice.ID
	Picked bool
}

// Formatter writes blocks in a channel's own markup, escaping at the last moment.
type Formatter interface {
	// Blocks returns the markup, and the text as a person reads it after the platform has parsed the markup.
	Blocks(blocks []dialog.Block) (markup, plain string)
}
