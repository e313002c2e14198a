package discord

import (
	"encoding/json"
	"testing"
)

// FuzzInteraction feeds whatever comes to the parser: it must not panic, and what it takes has what the Runner needs.
func FuzzInteraction(f *testing.F) {
	const who = `"id":"900","application_id":"1","token":"t","locale":"en-GB",`
	for _, seed := range []string{
		`{"type":1}`,
		`{` + who + `"type":2,"user":{"id":"7"},"data":{"name":"app","options":[{"name":"name","value":"snap"}]}}`,
		`{` + who + `"type":3,"guild_id":"5","member":{"user":{"id":"7"}},"message":{"flags":64},"data":{"custom_id":"welcome|apps","component_type":2}}`,
		`{` + who + `"type":3,"user":{"id":"7"},"context":1,"message":{"flags":0},"data":{"custom_id":"apps|*","component_type":3,"values":["snapchat","tiktok"]}}`,
		`{` + who + `"type":4,"user":{"id":"7"},"data":{"name":"app","options":[{"name":"name","value":3,"focused":true}]}}`,
		`{` + who + `"type":5,"user":{"id":"7"},"data":{"custom_id":"say|","components":[{"type":18,"component":{"type":4,"custom_id":"text","value":"hi"}}]}}`,
		`{` + who + `"type":5,"user":{"id":"7"},"data":{"custom_id":"say|","components":[{"type":1,"components":[{"type":4,"custom_id":"text","value":"hi"}]}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, ok := readInteraction(raw)
		if !ok || in.Type == typePing {
			return
		}
		if !json.Valid(raw) {
			t.Fatalf("taken although it is no JSON: %q", raw)
		}
		if _, known := snowflake(in.person()); !known || in.id == 0 || in.Token == "" || in.room().ID == "" {
			t.Errorf("%q: an interaction that lacks something", raw)
		}
		if in.GuildID != "" && in.updatable() && in.Message.Flags&flagEphemeral == 0 {
			t.Errorf("%q: a message that everybody sees would be replaced", raw)
		}
		if a, ok := act(in); ok && a == nil && in.Data.Name != cmdChecklist {
			t.Errorf("%q: an act that is none", raw)
		}
		_ = in.option(optionName)
		_ = in.typed(sayField)
	})
}
