package content

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decoder fills a Go value from a file's YAML. It is strict and never stops at the first problem: unknown keys, keys given twice,
// missing keys, empty values, wrong shapes and values outside a closed set are all noted with their places.
type decoder struct {
	file   *file
	schema *schema
	root   *node
}

// decode fills the value that target points to. What could not be read stays empty, and has its problem.
func (f *file) decode(s *schema, target any) {
	f.parsed(func(root *node) {
		d := decoder{file: f, schema: s, root: root}
		d.value(root, reflect.ValueOf(target).Elem(), field{key: f.name})
	})
}

func (d decoder) value(node *node, v reflect.Value, f field) {
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

func (d decoder) object(node *node, v reflect.Value, f field) {
	if !isMapping(node) {
		d.file.problem(nodePlace(node), "%s: expected keys and values", f.key)
		return
	}
	fields := d.schema.structs[v.Type()]
	seen := make([]bool, len(fields))
	for i := 0; i < len(node.content); i += 2 {
		key, value := node.content[i], node.content[i+1]
		at := slices.IndexFunc(fields, func(f field) bool { return f.key == key.value })
		switch {
		case at < 0:
			d.file.problem(nodePlace(key), "unknown key %q; known here: %s", key.value, keyNames(fields))
		case seen[at]:
			d.twice(key)
		case isNull(value):
			d.file.problem(nodePlace(key), "%s is empty", key.value)
		default:
			d.value(value, v.FieldByIndex(fields[at].index), fields[at])
		}
		if at >= 0 {
			seen[at] = true
		}
	}
	for i, known := range fields {
		if known.required && !seen[i] {
			d.file.problem(nodePlace(node), "%s is missing", known.key)
		}
	}
	if !d.file.trusted {
		d.note(node, v, f)
	}
}

// note keeps the dates of a fact for the review list.
func (d decoder) note(node *node, v reflect.Value, f field) {
	at, ok := d.schema.dated[v.Type()]
	if !ok {
		return
	}
	n := noted{key: f.key, at: nodePlace(node), whole: node == d.root}
	if id := v.FieldByName("ID"); id.IsValid() {
		n.id = id.String()
	}
	n.dated, _ = v.Field(at).Addr().Interface().(*Dated)
	d.file.noted = append(d.file.noted, n)
}

func (d decoder) twice(key *node) {
	d.file.problem(nodePlace(key), "key %q is given twice", key.value)
}

func (d decoder) mapping(node *node, v reflect.Value, f field) {
	if !isMapping(node) {
		d.file.problem(nodePlace(node), "%s: expected keys and values", f.key)
		return
	}
	t := v.Type()
	v.Set(reflect.MakeMapWithSize(t, len(node.content)/2))
	name, element := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
	for i := 0; i < len(node.content); i += 2 {
		key := node.content[i]
		if !d.allowed(t.Key(), key.value) {
			d.file.problem(nodePlace(key), "%q is not allowed here; one of: %s", key.value, strings.Join(d.schema.sets[t.Key()], ", "))
			continue
		}
		name.SetString(key.value)
		element.SetZero()
		inner := f
		inner.key = key.value
		d.value(node.content[i+1], element, inner)
		known := v.Len()
		v.SetMapIndex(name, element)
		if v.Len() == known {
			d.twice(key)
		}
	}
}

func (d decoder) list(node *node, v reflect.Value, f field) {
	if !isList(node) {
		d.file.problem(nodePlace(node), "%s: expected a list", f.key)
		return
	}
	if len(node.content) == 0 && f.required && f.is != "alias" {
		d.file.problem(nodePlace(node), "%s is empty", f.key)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(node.content), len(node.content)))
	for i, item := range node.content {
		inner := f
		inner.required = true
		d.value(item, v.Index(i), inner)
	}
}

// text fills a Text or a Date.
func (d decoder) text(node *node, v reflect.Value, f field) {
	s, ok := d.words(node, f)
	if !ok {
		return
	}
	if s == "" {
		d.file.problem(nodePlace(node), "%s is empty", f.key)
		return
	}
	t, ok := v.Addr().Interface().(*Text)
	if !ok {
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
			d.file.problem(nodePlace(node), "%s: %v", f.key, err)
			return
		}
		d.mention(node, s, s, f)
		return
	}
	var err error
	if *t, err = ParseText(s); err != nil {
		d.file.problem(nodePlace(node), "%s: %v", f.key, err)
		return
	}
	if d.file.trusted {
		return
	}
	d.mention(node, t.Plain(), t.readable(), f)
	for _, span := range *t {
		switch span.Kind {
		case Link:
			d.mention(node, span.Target, "", field{key: f.key, is: "link"})
		case Phone, TextLine:
			d.mention(node, span.Target, "", field{key: f.key, is: "number"})
		case slot:
			d.mention(node, span.Text, "", field{key: f.key, is: "slot"})
		case Plain, Strong:
		}
	}
}

func (d decoder) scalar(node *node, v reflect.Value, f field) {
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
	case reflect.Float32:
		n, err := strconv.ParseFloat(s, 32)
		if err != nil {
			d.file.problem(nodePlace(node), "%s: %q is not a number", f.key, s)
			return
		}
		v.SetFloat(n)
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
func (d decoder) words(node *node, f field) (string, bool) {
	s, ok := scalar(node)
	if !ok {
		hint := ""
		if isMapping(node) {
			hint = "; words that begin with { or hold a colon and a space must stand in quotes"
		}
		d.file.problem(nodePlace(node), "%s: expected words%s", f.key, hint)
		return "", false
	}
	if strings.Contains(s, "\n") && f.is != "list" {
		d.file.problem(nodePlace(node), "%s: holds a line break; write >- instead of |, or make two items", f.key)
	}
	if i := strings.IndexFunc(s, unseen); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		d.file.problem(nodePlace(node), "%s: holds %U, a sign that cannot be seen and may change how the words around it are shown", f.key, r)
	}
	if s != strings.TrimSpace(s) && f.is != "" && f.is != "list" {
		d.file.problem(nodePlace(node), "%s: begins or ends with a space", f.key)
	}
	return s, true
}

// unseen reports whether a rune can change what a terminal or a page does with the words around it: control characters, marks that turn
// the direction of writing and are never closed, and what is no character at all.
func unseen(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n'
	case r < 0x7f:
		return false
	case r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029, r == 0xfeff, r == utf8.RuneError:
		return true
	}
	return r&0xfffe == 0xfffe
}

func (d decoder) mention(node *node, s, readable string, f field) {
	if d.file.trusted && f.is != "review" {
		return
	}
	if f.is != "" && f.is != "list" && s != "" {
		d.file.mentions = append(d.file.mentions, mention{is: f.is, max: f.max, key: f.key, text: s, readable: readable, at: nodePlace(node)})
	}
}

// allowed reports whether s is in the closed set of t; every value of an open type is.
func (d decoder) allowed(t reflect.Type, s string) bool {
	set, closed := d.schema.sets[t]
	if !closed {
		return true
	}
	return slices.Contains(set, s)
}

func keyNames(fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.key
	}
	return strings.Join(names, ", ")
}
