package bots

import "strings"

// tokenSeparator parts the screen from the choice. No id of content holds it.
const tokenSeparator = "|"

// Token is what a button carries: the screen it was drawn on and the choice it stands for, so that a button of an earlier
// screen is recognised.
func Token(screen, choice string) string { return screen + tokenSeparator + choice }

// ParseToken reads what Token wrote. It is total: anything else is a choice of no screen, which the dialog answers as an old button.
func ParseToken(data string) (screen, choice string) {
	screen, choice, ok := strings.Cut(data, tokenSeparator)
	if !ok {
		return "", data
	}
	return screen, choice
}
