package dialog

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/safesteps/safesteps/content"
)

// stateVersion is the version Encode writes. A change that older code would misread gets a new one and a migration below.
const stateVersion = 1

// ErrNewerState says that a state was written by a newer version. The row must be kept as it is.
var ErrNewerState = errors.New("dialog: the state was written by a newer version")

// stored is a State as it is kept, with short names because there are many rows:
//
//	{"v":1,"l":"en","r":"gb","d":"iphone","n":0,"c":[{"a":"11-12","p":["snapchat"],"w":["strangers"],
//	 "m":{"snapchat.contact_me":20137},"q":7}],"s":"step:snapchat.ghost","b":["hello","apps"],"t":2519}
//
// A mark is its day times 8 plus its kind.
type stored struct {
	Version  int           `json:"v"`
	Locale   string        `json:"l"`
	Region   string        `json:"r"`
	Device   string        `json:"d,omitempty"`
	Current  int           `json:"n,omitempty"`
	Children []storedChild `json:"c"`
	At       string        `json:"s"`
	Trail    []string      `json:"b,omitempty"`
	Draft    []string      `json:"f,omitempty"`
	Seen     Day           `json:"t"`
	Missed   uint8         `json:"i,omitempty"`
	Reminder bool          `json:"e,omitempty"`
	Partner  string        `json:"k,omitempty"`
	Counted  Stages        `json:"j,omitempty"`
}

type storedChild struct {
	Age     string         `json:"a,omitempty"`
	Apps    []string       `json:"p,omitempty"`
	Worries []string       `json:"w,omitempty"`
	Marks   map[string]int `json:"m,omitempty"`
	Asked   Asked          `json:"q,omitempty"`
}

// Encode writes a state as bytes. The zero State is nil: nothing to keep.
func Encode(s State) []byte {
	if s.IsZero() {
		return nil
	}
	out := stored{
		Version: stateVersion, Locale: s.Locale, Region: s.Region, Device: string(s.Device), Current: s.Current,
		At: s.At.Key(), Draft: s.Draft, Seen: s.Seen, Missed: s.Missed, Reminder: s.Reminder,
		Partner: s.Partner, Counted: s.Counted, Children: make([]storedChild, len(s.Children)),
	}
	for _, p := range s.Trail {
		out.Trail = append(out.Trail, p.Key())
	}
	for i, c := range s.Children {
		out.Children[i] = storedChild{Age: string(c.Age), Apps: c.Apps, Worries: stringsOf(c.Worries), Asked: c.Asked}
		if len(c.Marks) > 0 {
			out.Children[i].Marks = make(map[string]int, len(c.Marks))
		}
		for key, m := range c.Marks {
			out.Children[i].Marks[key] = int(m.On)<<3 | int(m.Kind)
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprintf("dialog: a state of plain strings and numbers must encode: %v", err))
	}
	return b
}

// Decode reads what Encode of this or an older version wrote. No bytes are the zero State. It fails with ErrNewerState when a
// newer version wrote them, and with another error when they are no state at all.
func Decode(b []byte) (State, error) {
	if len(b) == 0 {
		return State{}, nil
	}
	var in stored
	if err := json.Unmarshal(b, &in); err != nil {
		// What json says may quote the bytes, so it is not passed on.
		return State{}, errors.New("dialog: the stored state cannot be read")
	}
	switch {
	case in.Version > stateVersion:
		return State{}, fmt.Errorf("%w: %d, this one reads up to %d", ErrNewerState, in.Version, stateVersion)
	case in.Version < 1:
		return State{}, errors.New("dialog: the stored state has no version")
	}
	return in.state(), nil
}

func (in *stored) state() State {
	s := State{
		Locale: in.Locale, Region: in.Region, Device: content.Device(in.Device), Current: in.Current,
		At: parsePlace(in.At), Draft: in.Draft, Seen: in.Seen, Missed: in.Missed, Reminder: in.Reminder,
		Partner: in.Partner, Counted: in.Counted, Children: make([]Child, len(in.Children)),
	}
	for _, key := range in.Trail {
		s.Trail = append(s.Trail, parsePlace(key))
	}
	for i, c := range in.Children {
		child := Child{Age: content.AgeBand(c.Age), Apps: c.Apps, Asked: c.Asked}
		for _, w := range c.Worries {
			child.Worries = append(child.Worries, content.Concern(w))
		}
		if len(c.Marks) > 0 {
			child.Marks = make(map[string]Mark, len(c.Marks))
		}
		for key, m := range c.Marks {
			child.Marks[key] = Mark{Kind: MarkKind(m & 7), On: Day(m >> 3)}
		}
		s.Children[i] = child
	}
	return s
}
