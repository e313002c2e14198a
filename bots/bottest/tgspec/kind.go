package tgspec

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// checkKinds checks a value against alternatives. When none fits it reports the problems of the
// closest: the one that shares most fields with the value, then the one with the fewest problems.
func checkKinds(kinds []*kind, v any, at string) []string {
	var best []string
	most := -1
	for _, k := range kinds {
		problems := k.check(v, at)
		if len(problems) == 0 {
			return nil
		}
		if n := k.shared(v); n > most || (n == most && len(problems) < len(best)) {
			best, most = problems, n
		}
	}
	return best
}

// shared counts the fields that a JSON object has in common with the kind.
func (k *kind) shared(v any) int {
	m, ok := v.(map[string]any)
	if !ok || k.object == nil {
		return 0
	}
	n := 0
	for name := range m {
		if k.object.byName[name] != nil {
			n++
		}
	}
	return n
}

func (k *kind) check(v any, at string) []string {
	switch {
	case k.elem != nil:
		return k.checkArray(v, at)
	case k.object == nil:
		return k.checkBasic(v, at)
	case len(k.object.subtypes) > 0:
		return checkKinds(k.object.subtypes, v, at)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s: must be a %s, is %s", at, k.object.name, jsonName(v))}
	}
	return k.object.check(m, at)
}

func (k *kind) checkArray(v any, at string) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{fmt.Sprintf("%s: must be an array, is %s", at, jsonName(v))}
	}
	var out []string
	for i, elem := range list {
		out = append(out, k.elem.check(elem, at+"["+strconv.Itoa(i)+"]")...)
	}
	return out
}

func (k *kind) checkBasic(v any, at string) []string {
	ok := false
	switch k.basic {
	case "String", "InputFile":
		_, ok = v.(string)
	case "Boolean":
		_, ok = v.(bool)
	case "Float":
		_, ok = v.(json.Number)
	case "Integer":
		var n json.Number
		if n, ok = v.(json.Number); ok {
			_, err := strconv.ParseInt(n.String(), 10, 64)
			ok = err == nil
		}
	}
	if ok {
		return nil
	}
	return []string{fmt.Sprintf("%s: must be a %s, is %s", at, k.basic, jsonName(v))}
}

func (o *object) check(m map[string]any, at string) []string {
	var out []string
	for _, f := range o.fields {
		if _, ok := m[f.name]; f.required && !ok {
			out = append(out, fmt.Sprintf("%s: %s.%s is missing", at, o.name, f.name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		f := o.byName[name]
		if f == nil {
			out = append(out, fmt.Sprintf("%s: %s has no field %s", at, o.name, name))
			continue
		}
		out = append(out, f.checkValue(m[name], at+"."+name)...)
	}
	if o.name == "InlineKeyboardButton" {
		out = append(out, o.checkActions(m, at)...)
	}
	return out
}

// checkActions holds a button to the rule that the prose gives: exactly one of its optional fields,
// apart from those that only change its looks.
func (o *object) checkActions(button map[string]any, at string) []string {
	n := 0
	for name := range button {
		switch name {
		case "text", "icon_custom_emoji_id", "style":
		default:
			if o.byName[name] != nil {
				n++
			}
		}
	}
	if n == 1 {
		return nil
	}
	return []string{fmt.Sprintf("%s: a button must have exactly one action, has %d", at, n)}
}

func jsonName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case json.Number:
		return "the number " + v.String()
	case []any:
		return "an array"
	}
	return "an object"
}
