package content

import (
	"embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
)

// The types of the files are the one place that says what a file may hold; their comments are what an editor shows beside a key.
//
//go:embed types.go translation.go questions.go rules.go known.go triage.go never.go
var typeSource embed.FS

// fileKind is one kind of content file.
type fileKind struct {
	name string // of its schema
	glob string // where such files lie, from the folder of the content
	root reflect.Type
}

func fileKinds() []fileKind {
	return []fileKind{
		{name: "app", glob: appsDir + "/*.yaml", root: reflect.TypeFor[App]()},
		{name: "region", glob: helplinesDir + "/*.yaml", root: reflect.TypeFor[Region]()},
		{name: "region_words", glob: helplinesDir + "/*/*.yaml", root: reflect.TypeFor[HelplinesFile]()},
		{name: "urgent", glob: urgentDir + "/*.yaml", root: reflect.TypeFor[UrgentFile]()},
		{name: "talk", glob: talkDir + "/*.yaml", root: reflect.TypeFor[TalkFile]()},
		{name: "learn", glob: learnDir + "/*.yaml", root: reflect.TypeFor[[]*Guide]()},
		{name: "words", glob: wordsDir + "/*.yaml", root: reflect.TypeFor[Words]()},
		{name: "triage", glob: triageDir + "/*.yaml", root: reflect.TypeFor[triageFile]()},
		{name: "questions", glob: questionsFile, root: reflect.TypeFor[Questions]()},
		{name: "rules", glob: rulesFile, root: reflect.TypeFor[lawsFile]()},
		{name: "known_apps", glob: knownAppsFile, root: reflect.TypeFor[knownApps]()},
		{name: "never", glob: neverFile, root: reflect.TypeFor[never]()},
		{name: "hard_words", glob: hardFile, root: reflect.TypeFor[hardWords]()},
	}
}

// SchemaDir is the folder of the schemas, in the folder of the content. Nothing is loaded from it.
const SchemaDir = ".schema"

// SchemaKinds lists the kinds of content files: app, region, words and so on.
func SchemaKinds() []string {
	var names []string
	for _, k := range fileKinds() {
		names = append(names, k.name)
	}
	return names
}

// JSONSchema is the JSON Schema (draft 7, which editors know best) of one kind of file, indented, with a line break at the end.
// It fails only for a kind that does not exist. What no schema can say, such as one id that names another, Load still checks.
func JSONSchema(kind string) ([]byte, error) {
	for _, k := range fileKinds() {
		if k.name == kind {
			return k.schema()
		}
	}
	return nil, fmt.Errorf("no kind of file is called %q; one of: %s", kind, strings.Join(SchemaKinds(), ", "))
}

// object is a JSON object. Encoding sorts its keys, so that the same types always give the same bytes.
type object = map[string]any

func (k fileKind) schema() ([]byte, error) {
	comments, err := typeComments()
	if err != nil {
		return nil, err
	}
	s := &schemaWriter{known: newSchema(k.root, reflect.TypeFor[Translation]()), comments: comments, defs: object{}}
	var root object
	if k.root == reflect.TypeFor[Words]() { // a file of words has no fixed keys
		root = s.words()
	} else {
		root = s.of(k.root, field{required: true})
	}
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "safesteps " + k.name
	root["description"] = "Files: data/" + k.glob
	if len(s.defs) > 0 {
		root["definitions"] = s.defs
	}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", k.name, err)
	}
	return append(text, '\n'), nil
}

// schemaWriter turns types into a JSON Schema. Each struct is described once.
type schemaWriter struct {
	known    *schema
	comments map[string]string // by "Type.Field", and "Type" alone
	defs     object
}

func (s *schemaWriter) of(t reflect.Type, f field) object {
	if set, closed := s.known.sets[t]; closed {
		return object{"type": "string", "enum": set}
	}
	switch {
	case t == reflect.TypeFor[Date]():
		return object{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`}
	case t == reflect.TypeFor[Text]():
		return object{"type": "string", "minLength": 1}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem(), f)
	case reflect.Slice:
		list := object{"type": "array", "items": s.of(t.Elem(), f)}
		if f.required && f.is != "alias" {
			list["minItems"] = 1
		}
		return list
	case reflect.Map:
		return s.mapping(t, f)
	case reflect.Struct:
		return s.reference(t)
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float32:
		return object{"type": "number"}
	}
	return s.text(f)
}

// text describes words. Numbers without quotes are words too where nothing more is known of them.
func (s *schemaWriter) text(f field) object {
	o := object{"type": "string"}
	switch f.is {
	case "id":
		o["pattern"] = "^[a-z0-9_-]{1,20}$"
	case "url":
		o["pattern"] = "^https://"
	case "":
		o["type"] = []string{"string", "number"}
	}
	if f.max > 0 {
		o["maxLength"] = f.max
	}
	return o
}

// mapping describes keys of a closed set one by one, so that an editor offers them.
func (s *schemaWriter) mapping(t reflect.Type, f field) object {
	f.required = true
	value := s.of(t.Elem(), f)
	keys, closed := s.known.sets[t.Key()]
	if !closed {
		return object{"type": "object", "additionalProperties": value}
	}
	properties := object{}
	for _, key := range keys {
		properties[key] = value
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

// reference describes a struct among the definitions and points there.
func (s *schemaWriter) reference(t reflect.Type) object {
	name := t.Name()
	if _, done := s.defs[name]; !done {
		s.defs[name] = nil // a type that holds itself points to itself
		s.defs[name] = s.structure(t)
	}
	return object{"$ref": "#/definitions/" + name}
}

func (s *schemaWriter) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range s.known.structs[t] {
		owner, name := fieldOf(t, f.index)
		property := s.of(t.FieldByIndex(f.index).Type, f)
		if comment := s.comments[owner+"."+name]; comment != "" {
			property = described(property, comment)
		}
		properties[f.key] = property
		if f.required {
			required = append(required, f.key)
		}
	}
	o := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		o["required"] = required
	}
	if comment := s.comments[t.Name()]; comment != "" {
		o["description"] = comment
	}
	return o
}

// described adds a description. Beside a reference nothing else counts, so the reference moves into allOf.
func described(property object, comment string) object {
	if _, reference := property["$ref"]; reference {
		return object{"allOf": []any{property}, "description": comment}
	}
	property["description"] = comment
	return property
}

// words describes a file of words: sentences, or their plural forms, by key, after what a translation says of itself.
func (s *schemaWriter) words() object {
	forms := object{}
	for _, name := range formNames() {
		forms[name] = s.of(reflect.TypeFor[Text](), field{})
	}
	head := s.structure(reflect.TypeFor[Translation]())
	return object{"type": "object", "properties": head["properties"], "additionalProperties": object{"oneOf": []any{
		s.of(reflect.TypeFor[Text](), field{}),
		object{"type": "object", "properties": forms, "additionalProperties": false, "minProperties": 1},
	}}}
}

// fieldOf is the type that declares a field, which is an inline one for what it brings, and the field's name.
func fieldOf(t reflect.Type, index []int) (owner, name string) {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
	}
	return t.Name(), t.Field(index[len(index)-1]).Name
}

// typeComments reads the comments of the types, by "Type" and "Type.Field".
func typeComments() (map[string]string, error) {
	comments := map[string]string{}
	entries, err := typeSource.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("types: %w", err)
	}
	for _, entry := range entries {
		source, err := typeSource.ReadFile(entry.Name())
		if err != nil {
			return nil, fmt.Errorf("types: %w", err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("types: %w", err)
		}
		for _, decl := range file.Decls {
			if types, ok := decl.(*ast.GenDecl); ok {
				addComments(comments, types)
			}
		}
	}
	return comments, nil
}

func addComments(comments map[string]string, types *ast.GenDecl) {
	for _, spec := range types.Specs {
		named, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		structure, ok := named.Type.(*ast.StructType)
		if !ok {
			continue
		}
		comments[named.Name.Name] = oneLine(types.Doc)
		for _, f := range structure.Fields.List {
			for _, name := range f.Names {
				comments[named.Name.Name+"."+name.Name] = oneLine(f.Comment)
			}
		}
	}
}

func oneLine(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }
