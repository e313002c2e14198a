package dialog

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/safesteps/safesteps/content"
)

// TestEncodeWritesAsJSONDoes: whatever a state holds, its bytes are those that encoding/json writes for it.
func TestEncodeWritesAsJSONDoes(t *testing.T) {
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
	})
}
