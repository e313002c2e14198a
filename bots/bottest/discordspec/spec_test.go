package discordspec

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/bottest/tgspec"
)

// shared is the specification, strict; the test is skipped where the files are not, and fails when CI=true.
func shared(t testing.TB) *Spec {
	t.Helper()
	openAPI, err := tgspec.Find(OpenAPIFile)
	gateway, err2 := tgspec.Find(GatewayFile)
	if err := errors.Join(err, err2); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	s, err := Load(openAPI, gateway, true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func buttons(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"type":2,"style":1,"label":"B","custom_id":"b%d"}`, i))
	}
	return strings.Join(list, ",")
}

func rows(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(`{"type":1,"components":[{"type":2,"style":1,"label":"B","custom_id":"r%d"}]}`, i))
	}
	return strings.Join(list, ",")
}

func answer(data string) string { return `{"type":4,"data":` + data + `}` }

func inRow(component string) string {
	return answer(`{"content":"x","components":[{"type":1,"components":[` + component + `]}]}`)
}

func TestBody(t *testing.T) {
	s := shared(t)
	command := func(fields string) string { return `[{"name":"checklist","description":"Start"` + fields + `}]` }
	for _, c := range []struct {
		name, request, body, want string // want: part of the fault; "" for none
	}{
		{"a plain answer", Callback(4), answer(`{"content":"hello","flags":64}`), ""},
		{"content at the limit", Callback(4), answer(`{"content":"` + strings.Repeat("x", 2000) + `"}`), ""},
		{"content over the limit", Callback(4), answer(`{"content":"` + strings.Repeat("x", 2001) + `"}`), "maxLength"},
		{"channel content over the limit", Message, `{"content":"` + strings.Repeat("x", 2001) + `"}`, "at most 2000"},
		{"nothing in it", Callback(4), answer(`{"content":""}`), "empty message"},
		{"no data", Callback(4), `{"type":4}`, "without a message"},
		{"a misspelt field", Callback(4), answer(`{"contents":"x"}`), "additional"},
		{"a flag nobody can set", Callback(4), answer(`{"content":"x","flags":128}`), "cannot be set"},
		{"five buttons in a row", Callback(4), inRow(buttons(5)), ""},
		{"six buttons in a row", Callback(4), inRow(buttons(6)), "ITEMS"},
		{"an empty row", Callback(4), inRow(""), "ITEMS"},
		{"five rows", Callback(4), answer(`{"content":"x","components":[` + rows(5) + `]}`), ""},
		{"six rows", Callback(4), answer(`{"content":"x","components":[` + rows(6) + `]}`), "6 rows"},
		{"version 2 without its flag", Callback(4), answer(`{"content":"x","components":[{"type":10,"content":"y"}]}`), "version 2"},
		{"version 2 with its flag", Callback(4), answer(`{"flags":32768,"components":[{"type":10,"content":"y"}]}`), ""},
		{"version 2 and content", Callback(4), answer(`{"flags":32768,"content":"x","components":[{"type":10,"content":"y"}]}`), "no more"},
		{"a button without id", Callback(4), inRow(`{"type":2,"style":1,"label":"B"}`), "custom_id"},
		{"a button with two ways", Callback(4), inRow(`{"type":2,"style":5,"label":"B","custom_id":"b","url":"https://example.org"}`), "link button"},
		{"a button without words", Callback(4), inRow(`{"type":2,"style":1,"custom_id":"b"}`), "label or an emoji"},
		{"an id twice", Callback(4), inRow(`{"type":2,"style":1,"label":"A","custom_id":"b"},{"type":2,"style":1,"label":"B","custom_id":"b"}`), "twice"},
		{"an id too long", Callback(4), inRow(`{"type":2,"style":1,"label":"A","custom_id":"` + strings.Repeat("i", 101) + `"}`), "maxLength"},
		{"a label too long", Callback(4), inRow(`{"type":2,"style":1,"label":"` + strings.Repeat("l", 81) + `","custom_id":"b"}`), "maxLength"},
		{"more values than options", Callback(4), inRow(`{"type":3,"custom_id":"s","max_values":2,"options":[{"label":"A","value":"a"}]}`), "of 1 options"},
		{"an option twice", Callback(4), inRow(`{"type":3,"custom_id":"s","options":[{"label":"A","value":"a"},{"label":"B","value":"a"}]}`), "twice"},
		{"a menu beside a button", Callback(4), inRow(`{"type":3,"custom_id":"s","options":[{"label":"A","value":"a"}]},` + buttons(1)), "row of its own"},
		{"an empty embed", Callback(4), answer(`{"content":"x","embeds":[{}]}`), "embed 0 is empty"},
		{"embeds too long together", Callback(4), answer(`{"embeds":[{"description":"` + strings.Repeat("x", 4000) + `"},{"description":"` + strings.Repeat("x", 2001) + `"}]}`), "6001 characters"},
		{"a deferred answer", Callback(5), `{"type":5,"data":{"flags":64}}`, ""},
		{"a deferred answer with words", Callback(5), `{"type":5,"data":{"content":"x"}}`, "ephemeral flag only"},
		{"a deferred update with data", Callback(6), `{"type":6,"data":{"content":"x"}}`, "no data"},
		{"an update that clears", Callback(7), `{"type":7,"data":{"content":"x","components":[],"embeds":[]}}`, ""},
		{"25 suggestions at most", Callback(8), `{"type":8,"data":{"choices":[` + strings.TrimSuffix(strings.Repeat(`{"name":"a","value":"a"},`, 26), ",") + `]}}`, "choices"},
		{"a modal", Callback(9), `{"type":9,"data":{"custom_id":"m","title":"T","components":[{"type":18,"label":"L","component":{"type":4,"custom_id":"i","style":2}}]}}`, ""},
		{"a field with two labels", Callback(9), `{"type":9,"data":{"custom_id":"m","title":"T","components":[{"type":18,"label":"L","component":{"type":4,"custom_id":"i","style":2,"label":"L"}}]}}`, "no label of its own"},
		{"a modal's title too long", Callback(9), `{"type":9,"data":{"custom_id":"m","title":"` + strings.Repeat("T", 46) + `","components":[{"type":18,"label":"L","component":{"type":4,"custom_id":"i","style":2}}]}}`, "maxLength"},
		{"commands", Commands, command(`,"default_member_permissions":"32","contexts":[0,1,2],"integration_types":[0,1]`), ""},
		{"capitals in a name", Commands, `[{"name":"Checklist","description":"Start"}]`, "no capitals"},
		{"a command without description", Commands, `[{"name":"checklist"}]`, "no description"},
		{"a command twice", Commands, `[{"name":"a","description":"x"},{"name":"a","description":"y"}]`, "twice"},
		{"no such locale", Commands, command(`,"name_localizations":{"en":"x"}`), "no locale"},
		{"required behind optional", Commands, command(`,"options":[{"type":3,"name":"a","description":"x"},{"type":3,"name":"b","description":"x","required":true}]`), "required"},
		{"a private channel", Channel, `{"recipient_id":"7"}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := s.Body(c.request, []byte(c.body))
			switch {
			case c.want == "" && err != nil:
				t.Errorf("got %v, want no fault", err)
			case c.want != "" && (err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.want))):
				t.Errorf("got %v, want a fault with %q", err, c.want)
			}
		})
	}
}

// TestSamples holds the checker itself to Discord's own samples: a rule that refuses one of them is wrong.
func TestSamples(t *testing.T) {
	s := shared(t)
	path, err := tgspec.Find("discord-docs-json-samples.json")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var samples []struct {
		File string          `json:"file"`
		Line int             `json:"line"`
		JSON json.RawMessage `json:"json"`
	}
	if err := json.Unmarshal(raw, &samples); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, x := range samples {
		var head struct {
			Type       int             `json:"type"`
			Token      string          `json:"token"`
			Data       json.RawMessage `json:"data"`
			Components []struct{}      `json:"components"`
			ID         string          `json:"id"`
			Title      string          `json:"title"`
		}
		if json.Unmarshal(x.JSON, &head) != nil || head.Token != "" || head.ID != "" {
			continue
		}
		request := ""
		switch {
		case strings.Contains(string(head.Data), `"options"`) && head.Type == 4:
			continue // an interaction that came in: autocompletion
		case head.Type == 9 && head.Data != nil:
			request = Callback(9)
		case head.Type == 4 && head.Data != nil:
			request = Callback(4)
		case head.Type == 0 && len(head.Components) > 0 && head.Title == "":
			request = Message
		default:
			continue
		}
		checked++
		if err := s.Body(request, x.JSON); err != nil {
			t.Errorf("%s line %d: %v", x.File, x.Line, err)
		}
	}
	if checked < 20 {
		t.Errorf("%d samples checked, want at least 20", checked)
	}
}
