package content

import (
	"maps"
	"slices"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Words is the sentences of the bot in one language. A key that the language lacks is answered in the language it falls back on.
type Words struct {
	locale  string
	tag     language.Tag
	entries map[string]entry
	head    Translation
	next    *Words // where a missing key is looked for; nil for the last one
}

// entry is one sentence, or its plural forms.
type entry struct {
	text   Text
	plural map[plural.Form]Text // nil unless the file gives forms
}

// Locale is the name of the file these words are from, without .yaml.
func (w *Words) Locale() string { return w.locale }

// Keys lists every key that can be asked for, sorted, those of the fallback too.
func (w *Words) Keys() []string {
	all := map[string]bool{}
	for ; w != nil; w = w.next {
		for key := range w.entries {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Own reports whether the language itself has a key, and not only the one it falls back on.
func (w *Words) Own(key string) bool {
	_, ok := w.entries[key]
	return ok
}

// Text is the sentence under a key. For a key with plural forms it is the form for other numbers. An unknown key, which a test over
// Keys must make impossible, is answered with the key itself.
func (w *Words) Text(key string) Text {
	e, _, ok := w.find(key)
	if !ok {
		return Text{{Text: key}}
	}
	if e.plural != nil {
		return e.plural[plural.Other]
	}
	return e.text
}

// Plural is the form of a sentence for n things, by the rules of the language. The caller fills the slot that shows the number.
// A key without forms is answered as Text answers it.
func (w *Words) Plural(key string, n int) Text {
	e, from, ok := w.find(key)
	if !ok || e.plural == nil {
		return w.Text(key)
	}
	if t, ok := e.plural[formOf(from.tag, n)]; ok {
		return t
	}
	return e.plural[plural.Other]
}

// In is the language that the sentence under a key is written in: Locale, or the one it falls back on.
func (w *Words) In(key string) string {
	_, from, ok := w.find(key)
	if !ok {
		return w.locale
	}
	return from.locale
}

// find looks a key up along the fallbacks. The words it was found in say whose plural rules count.
func (w *Words) find(key string) (entry, *Words, bool) {
	for ; w != nil; w = w.next {
		if e, ok := w.entries[key]; ok {
			return e, w, true
		}
	}
	return entry{}, nil, false
}

func formOf(tag language.Tag, n int) plural.Form {
	return plural.Cardinal.MatchPlural(tag, max(n, -n)%10_000_000, 0, 0, 0, 0)
}

// formNamed is the plural form with a name.
func formNamed(name string) (plural.Form, bool) {
	switch name {
	case "zero":
		return plural.Zero, true
	case "one":
		return plural.One, true
	case "two":
		return plural.Two, true
	case "few":
		return plural.Few, true
	case "many":
		return plural.Many, true
	case "other":
		return plural.Other, true
	}
	return plural.Other, false
}

func formNames() []string { return []string{"zero", "one", "two", "few", "many", "other"} }

// formsOf lists the names of the forms a language needs for whole numbers.
func formsOf(tag language.Tag) []string {
	needed := map[plural.Form]bool{}
	for n := range 201 {
		needed[formOf(tag, n)] = true
	}
	needed[formOf(tag, 1_000_000)] = true
	var names []string
	for _, name := range formNames() {
		if form, _ := formNamed(name); needed[form] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
