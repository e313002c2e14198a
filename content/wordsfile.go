package content

import (
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// decodeWords reads data/words/LOCALE.yaml: a flat mapping from key to sentence, or to plural forms.
func decodeWords(f *file, s *schema) *Words {
	w := &Words{locale: f.name, entries: map[string]entry{}}
	tag, err := language.Parse(f.name)
	if err != nil {
		f.problem(position{}, "the name of the file is not a language: %v", err)
	}
	w.tag = tag
	f.parsed(func(root *node) { w.decode(decoder{file: f, schema: s, root: root}) })
	return w
}

func (w *Words) decode(d decoder) {
	if !isMapping(d.root) {
		d.file.problem(nodePlace(d.root), "expected keys and sentences")
		return
	}
	needed := formsOf(w.tag)
	w.entries = make(map[string]entry, len(d.root.content)/2)
	for i := 0; i < len(d.root.content); i += 2 {
		key, value := d.root.content[i], d.root.content[i+1]
		if w.locale != DefaultLocale && w.head.take(d, key.value, value) {
			continue
		}
		if _, known := w.entries[key.value]; known {
			d.twice(key)
			continue
		}
		prose := field{key: key.value, required: true, is: "prose"}
		var e entry
		if isMapping(value) {
			e.plural = d.forms(value, prose, needed)
		} else {
			d.value(value, reflect.ValueOf(&e.text).Elem(), prose)
		}
		w.entries[key.value] = e
	}
}

// forms reads the plural forms of one sentence. Forms the language needs and forms it does not know are problems.
func (d decoder) forms(node *node, f field, needed []string) map[plural.Form]Text {
	var byName map[string]Text
	d.value(node, reflect.ValueOf(&byName).Elem(), f)
	forms := make(map[plural.Form]Text, len(byName))
	for name, text := range byName {
		form, known := formNamed(name)
		if !known {
			d.file.problem(nodePlace(node), "%s: %q is not a plural form; this language has: %s", f.key, name, strings.Join(needed, ", "))
			continue
		}
		forms[form] = text
	}
	for _, name := range needed {
		if _, given := byName[name]; !given {
			d.file.problem(nodePlace(node), "%s: the plural form %q is missing", f.key, name)
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
