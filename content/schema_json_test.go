package content

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// TestSchemasAreFresh compares the schemas that editors use with the types.
func TestSchemasAreFresh(t *testing.T) {
	for _, kind := range SchemaKinds() {
		want, err := JSONSchema(kind)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path.Join(rootDir, SchemaDir, kind+".json"))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s.json is stale (%v); run: go run ./cmd/safesteps content schema --write content/data", kind, err)
		}
	}
	if _, err := JSONSchema("poem"); err == nil || !strings.Contains(err.Error(), "app, region") {
		t.Errorf("a schema of poems: %v", err)
	}
}

// TestFilesFitTheirSchemas: an editor must not complain about a file that is right, and each file says which schema is its own.
func TestFilesFitTheirSchemas(t *testing.T) {
	for _, kind := range fileKinds() {
		schema := compiled(t, kind.name)
		names, err := fs.Glob(embedded, rootDir+"/"+kind.glob)
		if err != nil || len(names) == 0 {
			t.Errorf("%s: no files at %s: %v", kind.name, kind.glob, err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(embedded, name)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(asJSON(t, data)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			up := strings.Repeat("../", strings.Count(kind.glob, "/"))
			if line := "# yaml-language-server: $schema=" + up + SchemaDir + "/" + kind.name + ".json"; !bytes.HasPrefix(data, []byte(line+"\n")) {
				t.Errorf("%s must begin with the line %q", name, line)
			}
		}
	}
}

// TestSchemasComplain about what the check refuses, so far as a schema can.
func TestSchemasComplain(t *testing.T) {
	for _, tt := range []struct{ kind, name, old, new string }{
		{"app", "apps/alpha.yaml", "kind: social", "kind: sociable"},
		{"app", "apps/alpha.yaml", "kind: social\n", ""},
		{"app", "apps/alpha.yaml", "kind: social\n", "kind: social\nkint: game\n"},
		{"app", "apps/alpha.yaml", "rank: 1\n", "rank: one\n"},
		{"app", "apps/alpha.yaml", "id: step_0", "id: a step with a long name"},
		{"app", "apps/alpha.yaml", "title: Let only friends write", "title: " + strings.Repeat("Let ", 16)},
		{"app", "apps/alpha.yaml", "page: https://example.com/help", "page: http://example.com/help"},
		{"app", "apps/alpha.yaml", "how: {any:", "how: {nokia:"},
		{"region", "helplines/gb.yaml", "users: [child, parent, adult]", "users: nobody"},
		{"rules", "rules.yaml", "since: 2026-06-15", "since: June"},
		{"questions", "questions.yaml", "worries: [strangers, money]", "worries: [strangers, ghosts]"},
		{"words", "words/en.yaml", "only.en: Only here.", "only.en: [Only here.]"},
	} {
		schema := compiled(t, tt.kind)
		if err := schema.Validate(asJSON(t, small()["data/"+tt.name].Data)); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if err := schema.Validate(asJSON(t, edited(t, tt.name, tt.old, tt.new)["data/"+tt.name].Data)); err == nil {
			t.Errorf("%s: %q for %q fits the schema", tt.name, tt.new, tt.old)
		}
	}
}

// TestSchemaExplains: what stands beside a field in the types is what an editor shows.
func TestSchemaExplains(t *testing.T) {
	text, err := JSONSchema("app")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"place in the list that parents pick from", "what to search for in Settings", `"random_chat"`, "Step is one setting to change"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the schema of apps lacks %q", want)
		}
	}
}

func compiled(t testing.TB, kind string) *jsonschema.Schema {
	t.Helper()
	text, err := JSONSchema(kind)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(kind+".json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(kind + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON is YAML as an editor's JSON Schema sees it: dates and yes are words.
func asJSON(t testing.TB, data []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		t.Fatal(err)
	}
	return jsonOf(doc.Content[0])
}

func jsonOf(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		o := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			o[node.Content[i].Value] = jsonOf(node.Content[i+1])
		}
		return o
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = jsonOf(item)
		}
		return list
	}
	switch node.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return node.Value == "true"
	case "!!int", "!!float":
		if n, err := strconv.ParseFloat(node.Value, 64); err == nil {
			return n
		}
	}
	return node.Value
}
