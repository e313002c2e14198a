package tgspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ParseText returns a text as people read it, after its markup in the given parse mode was parsed.
type ParseText func(text, mode string) (string, error)

// CheckCall returns every way in which a call breaks the description, in a fixed order; nil when it
// is right. Texts whose limit holds after parsing are parsed by parse first; with a nil parse they
// are measured as they are.
func (s *Spec) CheckCall(c Call, parse ParseText) []string {
	m := s.methods[strings.ToLower(c.Method)]
	if m == nil {
		return []string{"unknown method " + c.Method}
	}
	var out []string
	for _, f := range m.fields {
		_, sent := c.Params[f.name]
		_, uploaded := c.Files[f.name]
		if f.required && !sent && !uploaded {
			out = append(out, fmt.Sprintf("%s: required field %s is missing", m.name, f.name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		f := m.byName[name]
		if f == nil {
			out = append(out, fmt.Sprintf("%s: field %s is not in the description (%s)", m.name, name, s.Version))
			continue
		}
		for _, problem := range f.checkParam(c, parse) {
			out = append(out, m.name+": "+problem)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		if !m.refersTo(name, c) {
			out = append(out, fmt.Sprintf("%s: the upload %s belongs to no field", m.name, name))
		}
	}
	return out
}

// refersTo reports whether an upload is a field of its own or named by attach:// in another one.
func (o *object) refersTo(upload string, c Call) bool {
	if o.byName[upload] != nil {
		return true
	}
	for _, v := range c.Params {
		if strings.Contains(v, "attach://"+upload) {
			return true
		}
	}
	return false
}

// CheckObject returns every way in which a JSON value breaks the description of the named type.
func (s *Spec) CheckObject(typ string, raw []byte) []string {
	k, err := s.kind(typ)
	if err != nil {
		return []string{err.Error()}
	}
	v, err := decode(raw)
	if err != nil {
		return []string{fmt.Sprintf("%s: not JSON: %v", typ, err)}
	}
	return k.check(v, typ)
}

func decode(raw []byte) (any, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	return v, nil
}

// checkParam checks a top-level parameter, which travels as text.
func (f *field) checkParam(c Call, parse ParseText) []string {
	text := c.Params[f.name]
	if f.isBasic() {
		if problem := f.basicText(text); problem != "" {
			return []string{f.name + ": " + problem}
		}
		if f.limit.parsed && parse != nil && c.Params["parse_mode"] != "" {
			plain, err := parse(text, c.Params["parse_mode"])
			if err != nil {
				return []string{fmt.Sprintf("%s: %v", f.name, err)}
			}
			text = plain
		}
		if problem := f.limitText(text); problem != "" {
			return []string{f.name + ": " + problem}
		}
		return nil
	}
	v, err := decode([]byte(text))
	if err != nil {
		return []string{fmt.Sprintf("%s: not JSON: %v", f.name, err)}
	}
	return f.checkValue(v, f.name)
}

func (f *field) isBasic() bool {
	for _, k := range f.kinds {
		if k.basic == "" {
			return false
		}
	}
	return len(f.kinds) > 0
}

// basicText checks that a text can be read as one of the field's basic types.
func (f *field) basicText(text string) string {
	// A chat is given by its number or as @name, not by any string.
	if len(f.kinds) == 2 && f.kinds[0].basic == "Integer" && f.kinds[1].basic == "String" {
		if _, err := strconv.ParseInt(text, 10, 64); err == nil || (len(text) > 1 && text[0] == '@') {
			return ""
		}
		return fmt.Sprintf("%q is neither a number nor an @name", text)
	}
	var names []string
	for _, k := range f.kinds {
		if readsAs(k.basic, text) {
			return ""
		}
		names = append(names, k.basic)
	}
	return fmt.Sprintf("%q is not %s", text, strings.Join(names, " or "))
}

func readsAs(basic, text string) bool {
	var err error
	switch basic {
	case "Integer":
		_, err = strconv.ParseInt(text, 10, 64)
	case "Float":
		_, err = strconv.ParseFloat(text, 64)
	case "Boolean":
		return text == "true" || text == "false"
	}
	return err == nil
}

func (f *field) limitText(text string) string {
	if f.limit.unit != value {
		return f.limit.text(text)
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return "" // reported as a wrong type
	}
	return f.limit.check(n)
}

// checkValue checks a decoded JSON value against the field's types and limit.
func (f *field) checkValue(v any, at string) []string {
	out := checkKinds(f.kinds, v, at)
	problem := ""
	switch v := v.(type) {
	case string:
		problem = f.limit.text(v)
		if f.always != "" && v != f.always {
			problem = fmt.Sprintf("is %q, must be %q", v, f.always)
		}
	case []any:
		if f.limit.unit == items {
			problem = f.limit.check(len(v))
		}
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil && f.limit.unit == value {
			problem = f.limit.check(n)
		}
	}
	if problem != "" {
		out = append(out, at+": "+problem)
	}
	return out
}
