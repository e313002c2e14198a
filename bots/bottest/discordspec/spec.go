// Package discordspec checks what a bot sends to Discord and what a fake of Discord sends to a bot: against Discord's own OpenAPI
// document and a JSON Schema of its gateway, and against the rules that its documentation gives in prose only.
package discordspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The names of the specification files.
const (
	OpenAPIFile = "discord-openapi.json"
	GatewayFile = "discord-gateway.schema.json"
)

// Spec holds the compiled schemas. It may be used by several goroutines.
type Spec struct {
	bodies map[string]*jsonschema.Schema // by the name of the request
	events map[string]*jsonschema.Schema // by the name of the event
}

// The requests that a bot makes, as Body names them.
const (
	Message   = "message"     // POST /channels/{id}/messages
	Channel   = "dm"          // POST /users/@me/channels
	Edit      = "edit"        // PATCH …/messages/@original
	FollowUp  = "follow-up"   // POST /webhooks/{id}/{token}
	Commands  = "commands"    // PUT /applications/{id}/commands
	callbacks = "callback-%d" // POST /interactions/{id}/{token}/callback
)

// Callback is the name of a first answer of a type.
func Callback(kind int) string { return fmt.Sprintf(callbacks, kind) }

// bodySchemas says where the schema of each request stands.
func bodySchemas() map[string]string {
	named := func(s string) string { return "#/components/schemas/" + s }
	return map[string]string{
		Message:     named("MessageCreateRequest"),
		Channel:     named("CreatePrivateChannelRequest"),
		Edit:        named("IncomingWebhookUpdateRequestPartial"),
		FollowUp:    named("IncomingWebhookRequestPartial"),
		Commands:    "#/paths/~1applications~1%7Bapplication_id%7D~1commands/put/requestBody/content/application~1json/schema",
		Callback(1): named("PongInteractionCallbackRequest"),
		Callback(4): named("CreateMessageInteractionCallbackRequest"),
		Callback(5): named("CreateMessageInteractionCallbackRequest"),
		Callback(6): named("UpdateMessageInteractionCallbackRequest"),
		Callback(7): named("UpdateMessageInteractionCallbackRequest"),
		Callback(8): named("ApplicationCommandAutocompleteCallbackRequest"),
		Callback(9): named("ModalInteractionCallbackRequest"),
	}
}

// The events of the gateway that have a schema, as Event names them.
const (
	Command     = "Command"
	Component   = "Component"
	ModalSubmit = "ModalSubmit"
	Ready       = "Ready"
	Hello       = "Hello"
	Identify    = "Identify"
	Resume      = "Resume"
)

// Load reads and compiles both files. With strict, a field that a schema does not name is a fault: a misspelt name is found,
// and so is what Discord takes but does not document.
func Load(openAPI, gateway string, strict bool) (*Spec, error) {
	s := &Spec{bodies: map[string]*jsonschema.Schema{}, events: map[string]*jsonschema.Schema{}}
	doc, err := read(openAPI)
	if err != nil {
		return nil, err
	}
	correct(doc)
	if strict {
		closeObjects(doc)
	}
	if err := compile(s.bodies, OpenAPIFile, doc, bodySchemas()); err != nil {
		return nil, err
	}
	if doc, err = read(gateway); err != nil {
		return nil, err
	}
	correctFlags(doc)
	events := map[string]string{}
	for _, name := range []string{Command, Component, ModalSubmit, Ready, Hello, Identify, Resume} {
		events[name] = "#/definitions/" + name
	}
	return s, compile(s.events, GatewayFile, doc, events)
}

func read(path string) (any, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // a file of specifications
	if err != nil {
		return nil, fmt.Errorf("discordspec: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("discordspec: read %s: %w", path, err)
	}
	return doc, nil
}

func compile(into map[string]*jsonschema.Schema, file string, doc any, places map[string]string) error {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(file, doc); err != nil {
		return fmt.Errorf("discordspec: %s: %w", file, err)
	}
	for name, place := range places {
		schema, err := c.Compile(file + place)
		if err != nil {
			return fmt.Errorf("discordspec: %s%s: %w", file, place, err)
		}
		into[name] = schema
	}
	return nil
}

// correct takes back what the document says of itself and the documentation says otherwise: permissions are a number in a string.
func correct(doc any) {
	walk(doc, func(m map[string]any) {
		properties, _ := m["properties"].(map[string]any)
		if p, ok := properties["default_member_permissions"].(map[string]any); ok {
			properties["default_member_permissions"] = map[string]any{
				"anyOf": []any{p, map[string]any{"type": "string", "pattern": "^[0-9]+$"}},
			}
		}
	})
}

// correctFlags lets a set of flags be any number: the schema, generated from a list of single flags, takes one at a time.
func correctFlags(doc any) {
	root, _ := doc.(map[string]any)
	definitions, _ := root["definitions"].(map[string]any)
	for name, schema := range definitions {
		if m, ok := schema.(map[string]any); ok && strings.HasSuffix(name, "Flags") && m["enum"] != nil {
			definitions[name] = map[string]any{"type": "integer", "minimum": 0}
		}
	}
}

// closeObjects forbids fields that are not named, in every object that names any.
func closeObjects(doc any) {
	parts := map[string]bool{} // objects that are only a part of another
	walk(doc, func(m map[string]any) {
		all, _ := m["allOf"].([]any)
		for _, part := range all {
			if ref, ok := part.(map[string]any)["$ref"].(string); ok {
				parts[ref[strings.LastIndexByte(ref, '/')+1:]] = true
			}
		}
	})
	root, _ := doc.(map[string]any)
	components, _ := root["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name, schema := range schemas {
		m, ok := schema.(map[string]any)
		if _, has := m["properties"]; ok && has && !parts[name] && m["additionalProperties"] == nil {
			m["additionalProperties"] = false
		}
	}
}

func walk(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, x := range v {
			walk(x, visit)
		}
	case []any:
		for _, x := range v {
			walk(x, visit)
		}
	}
}

// Body checks the body of a request. The error says every fault, in one line.
func (s *Spec) Body(name string, raw []byte) error {
	schema := s.bodies[name]
	if schema == nil {
		return fmt.Errorf("discordspec: no request %q", name)
	}
	if err := validate(schema, raw); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if faults := rules(name, raw); len(faults) > 0 {
		return fmt.Errorf("%s: %s", name, strings.Join(faults, "; "))
	}
	return nil
}

// Event checks what goes over the gateway. Events without a schema are not known.
func (s *Spec) Event(name string, payload any) error {
	schema := s.events[name]
	if schema == nil {
		return fmt.Errorf("discordspec: no event %q", name)
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := validate(schema, raw); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func validate(schema *jsonschema.Schema, raw []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	if err := schema.Validate(v); err != nil {
		return fmt.Errorf("%s", strings.Join(strings.Fields(err.Error()), " "))
	}
	return nil
}
