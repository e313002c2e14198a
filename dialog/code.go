package dialog

import (
	"regexp"
	"strings"
)

// A code carries a checklist from one channel to another. It is made of digits and consonants, so that it is no word of any
// language and no two signs look alike, and is shown in three groups.

// CodeSigns are the characters of a code.
const CodeSigns = "23456789BCDFGHJKMNPQRSTVWXYZ"

// CodeLength is how many signs a code has: 28 to the power of 12 is more than 10 to the power of 17.
const CodeLength = 12

// movePayload begins the payload of a link that carries a checklist: "move_K7QM3XRT9WPD".
const movePayload = "move_"

// codeShape is what a code looks like when somebody types it, right or not.
var codeShape = regexp.MustCompile(`^[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}$`)

var gaps = strings.NewReplacer("-", "", " ", "")

// readCode reads a code as people type it: in small letters, with spaces or dashes. Like says that it looks like one even where it
// cannot be one; code is empty then.
func readCode(text string) (code string, like bool) {
	text = strings.TrimSpace(text)
	if len(text) > 2*CodeLength {
		return "", false
	}
	code = strings.ToUpper(gaps.Replace(text))
	if isCode(code) {
		return code, true
	}
	return "", codeShape.MatchString(text)
}

func isCode(s string) bool { return len(s) == CodeLength && strings.Trim(s, CodeSigns) == "" }

// showCode writes a code in groups: "K7QM-3XRT-9WPD".
func showCode(code string) string { return code[:4] + "-" + code[4:8] + "-" + code[8:] }

// codeSaid is what somebody brings with an act: the code of a link, of a command, typed, or of the question what to do with it. Said
// is true where a code was meant, even one that cannot be one.
func codeSaid(act Act) (code string, said bool) {
	switch act := act.(type) {
	case Start:
		return codeOfPayload(act.Payload)
	case Command:
		switch {
		case act.Name == "start":
			return codeOfPayload(act.Args)
		case act.Name == "move" && strings.TrimSpace(act.Args) != "":
			code, _ = readCode(act.Args)
			return code, true
		}
	case Say:
		return readCode(act.Text)
	case Press:
		at := parsePlace(act.Screen)
		if at.Screen == AtArrive && isCode(at.Subject) && (act.Choice == arriveBoth || act.Choice == arriveReplace) {
			return at.Subject, true
		}
	}
	return "", false
}

func codeOfPayload(payload string) (code string, said bool) {
	rest, said := strings.CutPrefix(payload, movePayload)
	if !said {
		return "", false
	}
	code, _ = readCode(rest)
	return code, true
}

// CodeIn is the code that an act brings; empty for none. What lies behind it should come with the act, as Input.Brought.
func CodeIn(act Act) string {
	code, _ := codeSaid(act)
	return code
}

// AsksForCode reports whether an act asks for a new code, which should come with it, as Input.Code.
func AsksForCode(act Act) bool {
	switch act := act.(type) {
	case Press:
		from := parsePlace(act.Screen).Screen
		return from == AtMenu && act.Choice == moveChoice || from == AtMove && act.Choice == moveAgain
	case Command:
		return act.Name == moveChoice && strings.TrimSpace(act.Args) == ""
	}
	return false
}
