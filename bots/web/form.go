package web

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/safesteps/safesteps/dialog"
)

// The names of a form's fields.
const (
	fieldScreen  = "screen"  // the screen it was drawn with
	fieldNonce   = "n"       // a random number, so that the same form sent twice is recognised; hexadecimal
	fieldBack    = "back"    // "1": the screen is one that was gone back to
	fieldStart   = "start"   // the payload of the link that opened the walk
	fieldMany    = "many"    // "1": a question of many
	fieldPicked  = "choices" // what is ticked
	fieldChoice  = "choice"  // the button that was pressed
	fieldText    = "text"    // something typed
	maxPicked    = 40        // more boxes than any screen has
	maxText      = 4000      // bytes of typed text that are read
	maxStart     = 64        // bytes of a payload, as Telegram allows
	maxScreenKey = 64
)

// form is a form of the walk as it came in.
type form struct {
	screen, choice, text, start string
	picked                      []string
	nonce                       uint64
	back, many                  bool
}

var errForm = errors.New("web: no form of ours")

// parseForm reads a form. Anything that no form of ours can hold is an error.
func parseForm(r *http.Request) (form, error) {
	if err := r.ParseForm(); err != nil {
		return form{}, fmt.Errorf("web: read the form: %w", err)
	}
	get := r.PostForm.Get
	f := form{
		screen: get(fieldScreen), choice: get(fieldChoice), start: get(fieldStart), picked: r.PostForm[fieldPicked],
		text: strings.TrimSpace(cutText(get(fieldText))), back: get(fieldBack) == "1", many: get(fieldMany) == "1",
	}
	if n := get(fieldNonce); n != "" {
		nonce, err := strconv.ParseUint(n, 16, 64)
		if err != nil {
			return form{}, errForm
		}
		f.nonce = nonce
	}
	if len(f.screen) > maxScreenKey || len(f.choice) > maxScreenKey || len(f.start) > maxStart || len(f.picked) > maxPicked {
		return form{}, errForm
	}
	return f, nil
}

// cutText keeps the beginning of a text that is too long, in whole characters: danger is looked for in it.
func cutText(s string) string {
	s = strings.ToValidUTF8(s, "")
	for i := maxText; len(s) > maxText; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s
}

// acts lists what the form does, in order. What is ticked counts even when another button leaves the question.
func (f *form) acts() []dialog.Act {
	var acts []dialog.Act
	if f.start != "" {
		acts = append(acts, dialog.Start{Payload: f.start})
	}
	if f.text != "" {
		return append(acts, dialog.Say{Text: f.text})
	}
	if f.back {
		acts = append(acts, dialog.Return{Screen: f.screen})
	}
	if f.many {
		acts = append(acts, dialog.Submit{Screen: f.screen, Choices: f.picked, Confirm: f.choice == dialog.ConfirmID})
	}
	if f.choice != "" && !(f.many && f.choice == dialog.ConfirmID) {
		acts = append(acts, dialog.Press{Screen: f.screen, Choice: f.choice})
	}
	return acts
}

// id tells this form, filled in like this, from any other; 0 for a form without a number. The same form filled in otherwise
// has another id: somebody went back and chose again.
func (f *form) id() uint64 {
	if f.nonce == 0 {
		return 0
	}
	h := fnv.New64a()
	picked := slices.Sorted(slices.Values(f.picked))
	for _, s := range append([]string{f.screen, f.choice, f.text, f.start, strconv.FormatBool(f.back)}, picked...) {
		_, _ = h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) //nolint:gosec // a form is at most maxBody long
		_, _ = h.Write([]byte(s))
	}
	return max(1, f.nonce^h.Sum64())
}

// eventID is the id of the form's n-th act.
func (f *form) eventID(n int) uint64 {
	id := f.id()
	if id == 0 {
		return 0
	}
	return max(1, id+uint64(n)) //nolint:gosec // a handful
}
