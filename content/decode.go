package content

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decoder fills a Go value from a file's YAML. It is strict and never stops at the first problem: unknown keys, keys given twice,
// missing keys, empty values, wrong shapes and values outside a closed set are all noted with their places.
type decoder struct {
	file   *file
	schema *schema
}

// decode fills the value that target points to. What could not be read stays empty, and has its problem.
func (f *file) decode(s *schema, target any) {
	if f.root == nil {
		return
	}
	d := decoder{file: f, schema: s}
	d.value(f.root, reflect.ValueOf(target).Elem(), field{key: f.name})
}

func (d decoder) value(node ast.Node, v reflect.Value, f field) {
	if v.CanAddr() && v.Addr().Type().Implements(textUnmarshaler) {
		d.text(node, v, f)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(node, v.Elem(), f)
	case reflect.Struct:
		d.object(node, v, f)
	case reflect.Map:
		d.mapping(node, v, f)
	case reflect.Slice:
		d.list(node, v, f)
	default:
		d.scalar(node, v, f)
	}
}

func (d decoder) object(node ast.Node, v reflect.Value, f field) {
	if !isMapping(node) {
		d.file.problem(nodePlace(node), "%s: expected keys and values", f.key)
		return
	}
	fields := d.schema.structs[v.Type()]
	seen := d.keys(node)
	for _, known := range fields {
		pair, ok := seen[known.key]
		if !ok {
			if known.required {
				d.file.problem(nodePlace(node), "%s is missing", known.key)
			}
			continue
		}
		delete(seen, known.key)
		if _, empty := pair.Value.(*ast.NullNode); empty {
			d.file.problem(place(pair.Key.GetToken()), "%s is empty", known.key)
			continue
		}
		d.value(pair.Value, v.FieldByIndex(known.index), known)
	}
	for key, pair := range seen {
		d.file.problem(place(pair.Key.GetToken()), "unknown key %q; known here: %s", key, keyNames(fields))
	}
}

// keys is the pairs of a mapping by key. A key given twice is a problem; the first one counts.
func (d decoder) keys(node ast.Node) map[string]*ast.MappingValueNode {
	list := pairs(node)
	seen := make(map[string]*ast.MappingValueNode, len(list))
	for _, pair := range list {
		key := pair.Key.GetToken().Value
		if _, twice := seen[key]; twice {
			d.file.problem(place(pair.Key.GetToken()), "key %q is given twice", key)
			continue
		}
		seen[key] = pair
	}
	return seen
}

func (d decoder) mapping(node ast.Node, v reflect.Value, f field) {
	if !isMapping(node) {
		d.file.problem(nodePlace(node), "%s: expected keys and values", f.key)
		return
	}
	t := v.Type()
	v.Set(reflect.MakeMapWithSize(t, len(pairs(node))))
	for key, pair := range d.keys(node) {
		at := place(pair.Key.GetToken())
		if !d.allowed(t.Key(), key) {
			d.file.problem(at, "%q is not allowed here; one of: %s", key, strings.Join(d.schema.sets[t.Key()], ", "))
			continue
		}
		element := reflect.New(t.Elem()).Elem()
		inner := f
		inner.key = key
		d.value(pair.Value, element, inner)
		v.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), element)
	}
}

func (d decoder) list(node ast.Node, v reflect.Value, f field) {
	items, ok := node.(*ast.SequenceNode)
	if !ok {
		d.file.problem(nodePlace(node), "%s: expected a list", f.key)
		return
	}
	if len(items.Values) == 0 && f.required && f.is != "alias" {
		d.file.problem(nodePlace(node), "%s is empty", f.key)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items.Values), len(items.Values)))
	for i, item := range items.Values {
		inner := f
		inner.required = true
		d.value(item, v.Index(i), inner)
	}
}

// text fills a Text or a Date.
func (d decoder) text(node ast.Node, v reflect.Value, f field) {
	s, ok := d.words(node, f)
	if !ok {
		return
	}
	if s == "" {
		d.file.problem(nodePlace(node), "%s is empty", f.key)
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
		d.file.problem(nodePlace(node), "%s: %v", f.key, err)
		return
	}
	t, ok := v.Addr().Interface().(*Text)
	if !ok {
		d.mention(node, s, s, f)
		return
	}
	d.mention(node, t.Plain(), t.readable(), f)
}

func (d decoder) scalar(node ast.Node, v reflect.Value, f field) {
	s, ok := d.words(node, f)
	if !ok {
		return
	}
	switch v.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(s)
		if err != nil {
			d.file.problem(nodePlace(node), "%s: %q is not a whole number", f.key, s)
			return
		}
		v.SetInt(int64(n))
	case reflect.Bool:
		if s != "true" && s != "false" {
			d.file.problem(nodePlace(node), "%s: %q is neither true nor false", f.key, s)
			return
		}
		v.SetBool(s == "true")
	case reflect.String:
		if !d.allowed(v.Type(), s) {
			d.file.problem(nodePlace(node), "%s: %q is not allowed; one of: %s", f.key, s, strings.Join(d.schema.sets[v.Type()], ", "))
			return
		}
		// The note of a feature may be empty; checkFeatures says when.
		if s == "" && f.required && f.key != "note" {
			d.file.problem(nodePlace(node), "%s is empty", f.key)
		}
		v.SetString(s)
		d.mention(node, s, s, f)
	}
}

// words is the value of a node that must be words or a number on one line.
func (d decoder) words(node ast.Node, f field) (string, bool) {
	s, ok := scalar(node)
	if !ok {
		hint := ""
		if isMapping(node) {
			hint = "; words that begin with { or hold a colon and a space must stand in quotes"
		}
		d.file.problem(nodePlace(node), "%s: expected words%s", f.key, hint)
		return "", false
	}
	if strings.Contains(s, "\n") {
		d.file.problem(nodePlace(node), "%s: holds a line break; write >- instead of |, or make two items", f.key)
	}
	if s != strings.TrimSpace(s) && f.is != "" {
		d.file.problem(nodePlace(node), "%s: begins or ends with a space", f.key)
	}
	return s, true
}

func (d decoder) mention(node ast.Node, s, readable string, f field) {
	if f.is != "" && s != "" {
		d.file.mentions = append(d.file.mentions, mention{is: f.is, max: f.max, key: f.key, text: s, readable: readable, at: nodePlace(node)})
	}
}

// allowed reports whether s is in the closed set of t; every value of an open type is.
func (d decoder) allowed(t reflect.Type, s string) bool {
	set, closed := d.schema.sets[t]
	if !closed {
		return true
	}
	for _, v := range set {
		if v == s {
			return true
		}
	}
	return false
}

func keyNames(fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.key
	}
	return strings.Join(names, ", ")
}
