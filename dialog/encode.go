package dialog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// stateVersion is the version Encode writes. A change that older code would misread gets a new one and a migration below.
const stateVersion = 1

// Encode writes a state as bytes. The zero State is nil: nothing to keep. It is JSON with short names, because there are many rows, and
// written by hand, because every turn does it: encoding/json takes four times as long for the same bytes.
//
//	{"v":1,"l":"en","r":"gb","d":"iphone","n":0,"c":[{"a":"11-12","p":["snapchat"],"w":["strangers"],
//	 "m":{"snapchat.contact_me":20137},"q":7}],"s":"step:snapchat.ghost","b":["hello","apps"],"t":2519}
//
// A mark is its day times 8 plus its kind.
func Encode(s State) []byte {
	if s.IsZero() {
		return nil
	}
	e := encoder{make([]byte, 0, 640)}
	e.number(`{"v":`, stateVersion)
	e.text(`,"l":`, s.Locale)
	e.text(`,"r":`, s.Region)
	e.textIf(`,"d":`, string(s.Device))
	e.numberIf(`,"n":`, s.Current)
	e.key(`,"c":[`)
	for i := range s.Children {
		e.comma(i)
		e.child(&s.Children[i])
	}
	e.key(`]`)
	e.text(`,"s":`, s.At.Key())
	if len(s.Trail) > 0 {
		e.key(`,"b":[`)
		for i, p := range s.Trail {
			e.comma(i)
			e.text("", p.Key())
		}
		e.key(`]`)
	}
	e.texts(`,"f":`, s.Draft)
	e.number(`,"t":`, int(s.Seen))
	e.numberIf(`,"i":`, int(s.Missed))
	if s.Reminder {
		e.key(`,"e":true`)
	}
	e.textIf(`,"k":`, s.Partner)
	e.numberIf(`,"j":`, int(s.Counted))
	return append(e.b, '}')
}

// encoder writes JSON as encoding/json does.
type encoder struct{ b []byte }

func (e *encoder) key(s string) { e.b = append(e.b, s...) }

func (e *encoder) comma(i int) {
	if i > 0 {
		e.b = append(e.b, ',')
	}
}

func (e *encoder) number(key string, n int) {
	e.key(key)
	e.b = strconv.AppendInt(e.b, int64(n), 10)
}

func (e *encoder) numberIf(key string, n int) {
	if n != 0 {
		e.number(key, n)
	}
}

// text writes a string. What is not an id of ours, such as the id of content that an organisation brought, may need escapes.
func (e *encoder) text(key, s string) {
	e.key(key)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, err := json.Marshal(s)
			if err != nil {
				panic(fmt.Sprintf("dialog: a string must encode: %v", err))
			}
			e.b = append(e.b, escaped...)
			return
		}
	}
	e.b = append(append(append(e.b, '"'), s...), '"')
}

func (e *encoder) textIf(key, s string) {
	if s != "" {
		e.text(key, s)
	}
}

func (e *encoder) texts(key string, all []string) {
	if len(all) == 0 {
		return
	}
	e.key(key)
	e.key(`[`)
	for i, s := range all {
		e.comma(i)
		e.text("", s)
	}
	e.key(`]`)
}

func (e *encoder) child(c *Child) {
	e.key(`{`)
	begin := len(e.b)
	e.textIf(`,"a":`, string(c.Age))
	e.texts(`,"p":`, c.Apps)
	e.texts(`,"w":`, stringsOf(c.Worries))
	e.marks(c.Marks)
	e.numberIf(`,"q":`, int(c.Asked))
	if len(e.b) > begin { // the first has no comma before it
		e.b = append(e.b[:begin], e.b[begin+1:]...)
	}
	e.key(`}`)
}

// marks writes the marks in the order of their steps, so that a state has one way to be written.
func (e *encoder) marks(marks map[string]Mark) {
	if len(marks) == 0 {
		return
	}
	keys := make([]string, 0, len(marks))
	for key := range marks {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	e.key(`,"m":{`)
	for i, key := range keys {
		e.comma(i)
		e.text("", key)
		m := marks[key]
		e.number(`:`, int(m.On)<<3|int(m.Kind))
	}
	e.key(`}`)
}
