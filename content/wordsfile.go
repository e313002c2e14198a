package content

import (
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/goccy/go-yaml/ast"
)

// decodeWords reads data/words/LOCALE.yaml: a flat mapping from key to sentence, or to plural forms.
func decodeWords(f *file, s *schema) *Words {
	w := &Words{locale: f.name, entries: map[string]entry{}}
	tag, err := language.Parse(f.name)
	if err != nil {
		f.problem(position{}, "the name of the file is not a language: %v", err)
	}
	w.tag = tag
	if f.root == nil {
		return w
	}
	if !isMapping(f.root) {
		f.problem(nodePlace(f.root), "expected keys and sentences")
		return w
	}
	d := decoder{file: f, schema: s}
	needed := formsOf(tag)
	for key, pair := range d.keys(f.root) {
		prose := field{key: key, required: true, is: "prose"}
		var e entry
		if isMapping(pair.Value) {
			e.plural = d.forms(pair, prose, needed)
		} else {
			d.value(pair.Value, reflect.ValueOf(&e.text).Elem(), prose)
		}
		w.entries[key] = e
	}
	return w
}

// forms reads the plural forms of one sentence. Forms the language needs and forms it does not know are problems.
func (d decoder) forms(pair *ast.MappingValueNode, f field, needed []string) map[plural.Form]Text {
	var byName map[string]Text
	d.value(pair.Value, reflect.ValueOf(&byName).Elem(), f)
	names := formNames()
	forms := make(map[plural.Form]Text, len(byName))
	for name, text := range byName {
		form, known := names[name]
		if !known {
			d.file.problem(nodePlace(pair.Value), "%s: %q is not a plural form; this language has: %s", f.key, name, strings.Join(needed, ", "))
			continue
		}
		forms[form] = text
	}
	for _, name := range needed {
		if _, given := byName[name]; !given {
			d.file.problem(nodePlace(pair.Value), "%s: the plural form %q is missing", f.key, name)
		}
	}
	return forms
}

// slots lists the slots of all forms, sorted, each once.
func (e entry) slots() []string {
	all := e.text.Slots()
	for _, t := range e.plural {
		all = append(all, t.Slots()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
