package dialog

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/safesteps/safesteps/content"
)

// TestStatesAreJSON: whatever a state holds, its bytes are those that encoding/json writes for it, and are read as the same state.
func TestStatesAreJSON(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-z_.]{0,20}`), rapid.String())
	words := rapid.SliceOfN(word, 0, 4)
	place := rapid.Custom(func(t *rapid.T) Place {
		return Place{Screen: ScreenID(word.Draw(t, "screen")), Subject: word.Draw(t, "subject"), Page: rapid.IntRange(0, 9).Draw(t, "page")}
	})
	child := rapid.Custom(func(t *rapid.T) Child {
		c := Child{Age: content.AgeBand(word.Draw(t, "age")), Apps: words.Draw(t, "apps"), Asked: Asked(rapid.Uint8().Draw(t, "asked"))}
		for _, w := range words.Draw(t, "worries") {
			c.Worries = append(c.Worries, content.Concern(w))
		}
		c.Marks = rapid.MapOfN(word, rapid.Custom(func(t *rapid.T) Mark {
			return Mark{Kind: MarkKind(rapid.IntRange(0, 7).Draw(t, "kind")), On: Day(rapid.Uint16().Draw(t, "day"))}
		}), 0, 5).Draw(t, "marks")
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		s := State{
			Locale: word.Draw(t, "locale"), Region: word.Draw(t, "region"), Device: content.Device(word.Draw(t, "device")),
			Current: rapid.Int().Draw(t, "current"), Children: rapid.SliceOfN(child, 0, 3).Draw(t, "children"), At: place.Draw(t, "at"),
			Trail: rapid.SliceOfN(place, 0, 4).Draw(t, "trail"), Draft: words.Draw(t, "draft"), Seen: Day(rapid.Uint16().Draw(t, "seen")),
			Missed: rapid.Uint8().Draw(t, "missed"), Reminder: rapid.Bool().Draw(t, "reminder"), Partner: word.Draw(t, "partner"),
			Counted: Stages(rapid.Uint8().Draw(t, "counted")),
		}
		got := Encode(s)
		if s.IsZero() {
			if got != nil {
				t.Fatalf("the zero state is kept as %s", got)
			}
			return
		}
		var in stored
		if err := json.Unmarshal(got, &in); err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		want, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		read, err := Decode(got)
		if err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		if diff := cmp.Diff(in.state(), read, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s is read as (-want +got):\n%s", got, diff)
		}
	})
}

// stored is a State as it is kept.
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
