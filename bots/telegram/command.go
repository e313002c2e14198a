package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/safesteps/safesteps/dialog"
)

// maxCommand is the most bytes of a command's name.
const maxCommand = 32

// maxBefore is how many words may stand before a command. Somebody who writes more tells us something: it is read as text, so
// that no cry for help is lost because it holds a slash.
const maxBefore = 3

// command is a command as it stands in a text.
type command struct {
	name   string // lower case
	bot    string // after the @; empty: none
	args   string
	before string // what stands before it
}

// findCommand finds the first command in a text. Telegram's own marks are not used: their offsets count UTF-16 units, which is
// where libraries slip when a letter beyond ASCII stands before the command.
func findCommand(text string) (command, bool) {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '/')
		if i < 0 {
			return command{}, false
		}
		i += from
		from = i + 1
		if !opensCommand(text[:i]) {
			continue
		}
		name, rest := cutWord(text[i+1:])
		if name == "" || len(name) > maxCommand || strings.HasPrefix(rest, "/") {
			continue
		}
		c := command{name: strings.ToLower(name), before: strings.TrimSpace(text[:i])}
		if strings.HasPrefix(rest, "@") {
			c.bot, rest = cutWord(rest[1:])
		}
		c.args = strings.TrimSpace(rest)
		return c, true
	}
}

// opensCommand reports whether a slash after this text can open a command: at the start, after a space, or after a sign that
// is no letter, such as an emoji.
func opensCommand(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	if size == 0 || unicode.IsSpace(r) {
		return true
	}
	return r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func cutWord(s string) (word, rest string) {
	i := 0
	for i < len(s) && isWord(s[i]) {
		i++
	}
	return s[:i], s[i:]
}

// act reads what somebody wrote in a private chat.
func (a *Adapter) act(text string) dialog.Act {
	c, ok := findCommand(text)
	if !ok {
		return dialog.Say{Text: text}
	}
	if words := countWords(c.before); words > maxBefore || words > 0 && !a.commands[c.name] {
		return dialog.Say{Text: text}
	}
	return c.act()
}

// groupAct reads what somebody wrote in a group. ok is false when it was not meant for us.
func (a *Adapter) groupAct(text string) (act dialog.Act, ok bool) {
	name := a.Username()
	if c, found := findCommand(text); found && countWords(c.before) == 0 {
		if c.bot != "" && !strings.EqualFold(c.bot, name) {
			return nil, false
		}
		return c.act(), true
	}
	rest, found := cutMention(text, name)
	return dialog.Say{Text: rest}, found
}

// act is what a command means. A link's payload is letters, digits, _ and -; anything else after /start was typed by a person
// and is heard as such.
func (c command) act() dialog.Act {
	switch {
	case c.name != "start":
		return dialog.Command{Name: c.name, Args: c.args}
	case c.args == "" || goodSecret(c.args) && len(c.args) <= maxPayload:
		return dialog.Start{Payload: c.args}
	}
	return dialog.Say{Text: c.args}
}

// maxPayload is the most characters of a deep link's payload.
const maxPayload = 64

// countWords counts the words of a text that hold a letter or digit.
func countWords(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// cutMention takes the first "@name" out of a text. An empty name is never found.
func cutMention(text, name string) (rest string, found bool) {
	if name == "" {
		return "", false
	}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			return "", false
		}
		i += from
		from = i + 1
		word, after := cutWord(text[from:])
		if strings.EqualFold(word, name) && (i == 0 || !isWord(text[i-1])) {
			return strings.TrimSpace(text[:i] + after), true
		}
	}
}
