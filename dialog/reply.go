package dialog

import (
	"time"

	"github.com/safesteps/safesteps/content"
)

// Span is a run of text with one meaning.
type Span = content.Span

// Reply is what a person should see next: meaning, not markup. It is a pure function of the library and the state,
// but for Notice, which belongs to this turn alone.
type Reply struct {
	Locale   string    // the language that the screen is in; what it lacks is said in the default one
	Screen   string    // names the screen; every button of the reply carries it back in Press.Screen; at most 48 ASCII bytes
	Notice   []Span    // a line about this turn ("Saved", "That button was from an earlier screen"); nil when there is none
	Blocks   []Block   // what the screen says, in order
	Question *Question // the one question of the screen; nil when it only tells
	Nav      []Choice  // ways on that are on offer beside the question: back, menu, urgent help (always last, always there)
	Urgent   bool      // an urgent screen: send at once, as plainly as the channel can
	Private  bool      // never to be shown where others can read; Apart is shown there instead
	Apart    Apart     // what to show where others can read
	Fresh    bool      // to be sent as a new message: the person typed, so the old message is out of sight. Otherwise it replaces the last screen.
	Stale    bool      // the press came from an earlier screen: nothing was changed
	Effects  []Effect  // what somebody else has to do, in the same transaction as the state
}

// Apart is what a shared room shows in place of a private reply: a line, and a label for the way to talk alone.
type Apart struct {
	Text  []Span
	Label string
}

// BlockKind says what a block is.
type BlockKind uint8

// The closed set of blocks.
const (
	Heading     BlockKind = iota // Spans
	Paragraph                    // Spans
	Bullets                      // Items
	Numbered                     // Items, in order
	Callout                      // Spans: a notice that must be read before the rest
	HelpCard                     // Help
	ProgressBar                  // Done of Total, Spans in words
	ToDo                         // Items with Marks beside them: steps of a plan
	Quote                        // Items: words a parent can say
	Small                        // Spans: sources, dates, "this is a bot"
)

// Block is one piece of a screen. Which fields are set depends on Kind.
type Block struct {
	Kind  BlockKind
	Spans []Span
	Items [][]Span
	Marks []MarkKind // ToDo only: as long as Items
	Opens []string   // ToDo only: the choice that opens each item, which a channel may draw as the item itself; nil when there are none
	Help  *Help      // HelpCard only
	Done  int        // ProgressBar only
	Total int        // ProgressBar only; above 0
}

// Help is a helpline as a person should see it: every word is ready, in the person's language.
type Help struct {
	ID    string
	Name  []Span   // the service, strong
	What  []Span   // what it is for and who may use it
	Ways  [][]Span // one line for each way to reach it: phone, text, chat, email, page
	Notes [][]Span // hours where known, cost, "cannot speak"
}

// Question is the one question of a screen.
type Question struct {
	Many     bool     // several choices may be picked; otherwise exactly one
	Choices  []Choice // at most 25
	Confirm  string   // Many only: the label that leaves the question
	Optional bool     // Many only: nothing picked is an answer
}

// ConfirmID is the choice id of a Many question's Confirm button.
const ConfirmID = "ok"

// Role says what a choice is for, so that a channel can place and colour it.
type Role uint8

// The closed set of roles.
const (
	RoleAnswer  Role = iota // an answer to the question
	RolePrimary             // the answer most people want
	RoleDanger              // cannot be undone
	RoleNav                 // back, menu, switch
	RoleUrgent              // urgent help
)

// Choice is one thing a person can pick.
type Choice struct {
	ID     string // at most 48 ASCII bytes, so that a button can carry it with its screen; unique in the reply; empty for a link
	Label  string // plain words
	Picked bool   // Many only: already picked
	Role   Role
	URL    string // set: opens a page, sends nothing back
}

// Effect is something that must happen together with the saving of the state.
type Effect interface{ effect() }

// Remind asks for a Tick after some days; a new one replaces the old. Days 0 cancels it.
type Remind struct{ Days int }

// Forget deletes everything held about this person, at once; the state that Step returned is not saved.
type Forget struct{}

// Count adds one to a daily total without ids. Name is one of the Count… constants, Label an id of content or empty.
type Count struct{ Name, Label string }

// What is counted.
const (
	CountAdvice  = "first_advice" // a first setting was shown
	CountPlan    = "plan_made"
	CountStep    = "step_done"      // Label: the step's key
	CountMissing = "step_not_found" // Label: the key of a step somebody could not find, with one press
	CountWrong   = "looks_wrong"    // Label: the key of a step somebody says is wrong or looks different, with one press
	CountUrgent  = "urgent_shown"   // Label: the red flag
)

// Give leaves Body behind a code, for CodeLife; on another channel the same person takes it from there.
type Give struct {
	Code string
	Body []byte // as Encode writes a state
}

// CodeLife is how long a code is good for.
const CodeLife = 30 * time.Minute

// Take ends a code: what lay behind it is this person's now. Where it is gone meanwhile, the turn must not be kept.
type Take struct{ Code string }

func (Give) effect()   {}
func (Take) effect()   {}
func (Remind) effect() {}
func (Forget) effect() {}
func (Count) effect()  {}
