// Package tgspec checks Bot API calls, and the updates that a fake server sends, against the
// machine-readable description of the Bot API: required fields, types, unknown fields, and the
// limits that its prose gives.
package tgspec

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
)

// Spec is a description of the Bot API, ready for checking. It is immutable and safe for use by
// several goroutines.
type Spec struct {
	Version string // "Bot API 10.1"
	methods map[string]*object
	types   map[string]*object
}

// object is a method with its parameters or a type with its fields.
type object struct {
	name     string
	fields   []*field
	byName   map[string]*field
	subtypes []*kind // set: a value is one of these and has no fields of its own
}

// field is one parameter of a method or one field of a type.
type field struct {
	name     string
	required bool
	kinds    []*kind
	limit    limit
	always   string // the one value that it may have, "" when any
}

// kind is one type that a field may have: exactly one of its members is set.
type kind struct {
	basic  string // String, Integer, Float, Boolean, InputFile
	elem   *kind  // array of elem
	object *object
}

// alwaysPattern finds the only value of a field that tells the kinds of an object apart: the type of
// a scope, an origin, a chat member.
var alwaysPattern = regexp.MustCompile(`, (?:must be|always) [“"]?([a-z_]+)[”"]?$`)

type rawSpec struct {
	Version string             `json:"version"`
	Methods map[string]rawItem `json:"methods"`
	Types   map[string]rawItem `json:"types"`
}

type rawItem struct {
	Fields   []rawField `json:"fields"`
	Subtypes []string   `json:"subtypes"`
}

type rawField struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`
}

// Load reads the description that Find finds. The error wraps ErrNoSpecs when there is none.
func Load() (*Spec, error) {
	path, err := Find("telegram-bot-api.json")
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the Bot API description: %w", err)
	}
	return Parse(raw)
}

// Parse reads a description in the form of telegram-bot-api.json. A field of a type that the
// description does not hold is an error.
func Parse(raw []byte) (*Spec, error) {
	var in rawSpec
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, fmt.Errorf("parse the Bot API description: %w", err)
	}
	s := &Spec{Version: in.Version, methods: map[string]*object{}, types: map[string]*object{}}
	for name := range in.Types {
		s.types[name] = &object{name: name}
	}
	for name, item := range in.Types {
		if err := s.fill(s.types[name], item); err != nil {
			return nil, err
		}
	}
	for name, item := range in.Methods {
		m := &object{name: name}
		if err := s.fill(m, item); err != nil {
			return nil, err
		}
		// The server takes method names in any case.
		s.methods[strings.ToLower(name)] = m
	}
	return s, nil
}

func (s *Spec) fill(o *object, item rawItem) error {
	o.byName = make(map[string]*field, len(item.Fields))
	for _, rf := range item.Fields {
		kinds, err := s.kinds(rf.Types)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", o.name, rf.Name, err)
		}
		f := &field{name: rf.Name, required: rf.Required, kinds: kinds, limit: limitIn(rf.Description, rf.Types)}
		if m := alwaysPattern.FindStringSubmatch(rf.Description); m != nil && kinds[0].basic == "String" {
			f.always = m[1]
		}
		o.fields = append(o.fields, f)
		o.byName[f.name] = f
	}
	var err error
	if o.subtypes, err = s.kinds(item.Subtypes); err != nil {
		return fmt.Errorf("%s: %w", o.name, err)
	}
	return nil
}

func (s *Spec) kinds(names []string) ([]*kind, error) {
	var out []*kind
	for _, name := range names {
		k, err := s.kind(name)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

func (s *Spec) kind(name string) (*kind, error) {
	if elem, ok := strings.CutPrefix(name, "Array of "); ok {
		k, err := s.kind(elem)
		if err != nil {
			return nil, err
		}
		return &kind{elem: k}, nil
	}
	switch name {
	case "String", "Integer", "Float", "Boolean", "InputFile":
		// InputFile is also listed as a type without fields; as a value it is a string or an upload.
		return &kind{basic: name}, nil
	}
	o := s.types[name]
	if o == nil {
		return nil, fmt.Errorf("unknown type %q", name)
	}
	return &kind{object: o}, nil
}

// Shared is Load, done once for the process: the description is large and never changes.
var Shared = sync.OnceValues(Load)
