package bottest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// decodeJSON decodes a parameter that travels as JSON text.
func decodeJSON(raw string, into any) error {
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return fmt.Errorf("decode a parameter: %w", err)
	}
	return nil
}

func (f *FakeTelegram) getMe(tgspec.Call) (any, *tgError) {
	return map[string]any{
		"id": f.me.ID, "is_bot": true, "first_name": f.me.FirstName, "username": f.me.Username,
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
		"can_connect_to_business": false, "has_main_web_app": false,
	}, nil
}

// commandScope is the key under which commands are kept: scope and language.
func commandScope(call tgspec.Call) (string, *tgError) {
	scope := call.Params["scope"]
	if scope == "" {
		scope = `{"type":"default"}`
	}
	var fields map[string]any
	if err := decodeJSON(scope, &fields); err != nil {
		return "", fail(wordScopeJSON)
	}
	known := []string{"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators", "chat_member"}
	kind, _ := fields["type"].(string)
	if !slices.Contains(known, kind) {
		return "", fail(wordScopeType)
	}
	key := kind
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != "type" {
			key += fmt.Sprintf(" %s=%v", name, fields[name])
		}
	}
	return key + " " + call.Params["language_code"], nil
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (f *FakeTelegram) setMyCommands(call tgspec.Call) (any, *tgError) {
	raw := call.Params["commands"]
	var list []struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	switch {
	case !json.Valid([]byte(raw)):
		return nil, fail(wordCommandsJSON)
	case decodeJSON(raw, &list) != nil || raw == "null":
		return nil, fail(wordCommandsArray)
	case len(list) > 100:
		return nil, fail(wordCommandsMany)
	}
	for _, c := range list {
		if !commandName.MatchString(strings.TrimPrefix(c.Command, "/")) {
			return nil, fail(wordCommandInvalid)
		}
		if n := tgspec.UTF16Len(strings.TrimSpace(c.Description)); n < 1 || n > 256 {
			return nil, fail(wordCommandDescribe)
		}
	}
	key, failure := commandScope(call)
	if failure != nil {
		return nil, failure
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, []byte(raw)) // valid, checked above
	f.commands[key] = compact.Bytes()
	f.notify()
	return true, nil
}

func (f *FakeTelegram) getMyCommands(call tgspec.Call) (any, *tgError) {
	key, failure := commandScope(call)
	if failure != nil {
		return nil, failure
	}
	if list := f.commands[key]; list != nil {
		return rawJSON(list), nil
	}
	return []string{}, nil
}

func (f *FakeTelegram) deleteMyCommands(call tgspec.Call) (any, *tgError) {
	key, failure := commandScope(call)
	if failure != nil {
		return nil, failure
	}
	delete(f.commands, key)
	f.notify()
	return true, nil
}

// Commands returns the commands set for a scope and language, as JSON: Commands("default", ""). nil
// when none are set.
func (f *FakeTelegram) Commands(scope, language string) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commands[scope+" "+language]
}

// textFields are the methods that set a text of the profile: the field's name and its most characters.
var textFields = map[string]struct {
	field string
	most  int
}{
	"mydescription": {"description", 512}, "myshortdescription": {"short_description", 120}, "myname": {"name", 64},
}

func (f *FakeTelegram) setText(call tgspec.Call) (any, *tgError) {
	what := strings.ToLower(call.Method)[len("set"):]
	text := call.Params[textFields[what].field]
	if tgspec.UTF16Len(text) > textFields[what].most {
		return nil, fail("Bad Request: " + strings.ToUpper(textFields[what].field) + "_TOO_LONG")
	}
	f.texts[what+" "+call.Params["language_code"]] = text
	f.notify()
	return true, nil
}

func (f *FakeTelegram) getText(call tgspec.Call) (any, *tgError) {
	what := strings.ToLower(call.Method)[len("get"):]
	return map[string]string{textFields[what].field: f.texts[what+" "+call.Params["language_code"]]}, nil
}

func (f *FakeTelegram) getChat(call tgspec.Call) (any, *tgError) {
	c, failure := f.chat(call.Params["chat_id"])
	if failure != nil {
		return nil, failure
	}
	info := map[string]any{
		"id": c.info.ID, "type": c.info.Type, "accent_color_id": 0, "max_reaction_count": 11,
		"accepted_gift_types": map[string]bool{
			"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
			"gifts_from_channels": false,
		},
	}
	if c.isPrivate() {
		info["first_name"] = c.info.FirstName
	} else {
		info["title"] = c.info.Title
	}
	return info, nil
}

func (f *FakeTelegram) leaveChat(call tgspec.Call) (any, *tgError) {
	c, failure := f.chat(call.Params["chat_id"])
	if failure != nil {
		return nil, failure
	}
	if c.isPrivate() {
		return nil, fail(wordCantLeave)
	}
	c.left = true
	f.notify()
	return true, nil
}
