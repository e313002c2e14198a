package bottest

import (
	"encoding/json"
	"strings"
	"unicode/utf16"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// Limits of texts, in UTF-16 code units after parsing.
const (
	maxText    = 4096
	maxCaption = 1024
)

// plainText is a text as people read it after its markup was parsed and the ends were trimmed.
func plainText(text, mode string) (string, error) {
	text, entities, err := parseMode(text, mode)
	if err != nil {
		return "", err
	}
	text, _ = tidy(text, entities)
	return text, nil
}

func parseMode(text, mode string) (string, []Entity, error) {
	switch strings.ToLower(mode) {
	case "", "none":
		return text, nil, nil
	case "html":
		return ParseHTML(text)
	}
	// Markdown is real, but the fake reads only what the project writes.
	return "", nil, refuse("Unsupported parse_mode")
}

// text reads the text or caption of a call as the server stores it.
func formattedText(call tgspec.Call, field, entitiesField string) (string, []Entity, *tgError) {
	raw := call.Params[field]
	if len(raw) > maxHTML {
		return "", nil, badRequest(ErrTextTooLong)
	}
	text, entities, err := parseMode(raw, call.Params["parse_mode"])
	if err != nil {
		return "", nil, badRequest(err)
	}
	if list := call.Params[entitiesField]; list != "" && call.Params["parse_mode"] == "" {
		if err := json.Unmarshal([]byte(list), &entities); err != nil {
			return "", nil, fail("Bad Request: can't parse entities JSON object")
		}
		sortEntities(entities)
	}
	text, entities = tidy(text, entities)
	return text, entities, nil
}

// tidy does to a text what the server does before it stores it: control characters become spaces,
// carriage returns and marks of direction go, both ends are trimmed. Entities move along; those left
// with nothing go.
func tidy(text string, entities []Entity) (string, []Entity) {
	units := utf16.Encode([]rune(text))
	kept := make([]uint16, 0, len(units))
	moved := make([]int, len(units)+1) // new offset of every old one
	for i, u := range units {
		moved[i] = len(kept)
		switch {
		case u == '\r' || (u >= 0x2028 && u <= 0x202E):
		case u < ' ' && u != '\n':
			kept = append(kept, ' ')
		default:
			kept = append(kept, u)
		}
	}
	moved[len(units)] = len(kept)
	start, end := 0, len(kept)
	for start < end && blank(kept[start]) {
		start++
	}
	for end > start && blank(kept[end-1]) {
		end--
	}
	out := make([]Entity, 0, len(entities))
	for _, e := range entities {
		from, to := clamp(e.Offset, len(units)), clamp(e.Offset+e.Length, len(units))
		first, last := min(max(moved[from], start), end), min(max(moved[to], start), end)
		if first >= last {
			continue
		}
		e.Offset, e.Length = first-start, last-first
		out = append(out, e)
	}
	return string(utf16.Decode(kept[start:end])), out
}

func clamp(n, high int) int { return min(max(n, 0), high) }

func blank(u uint16) bool { return u == ' ' || u == '\n' }
