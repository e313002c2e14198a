package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Translation is what a file in another language than the default one says of itself, beside its texts.
type Translation struct {
	ReviewedBy string            `yaml:"reviewed_by,omitempty" json:"reviewed_by,omitempty"` // the role or organisation that checked it; empty: nobody yet
	RTL        bool              `yaml:"rtl,omitempty" json:"rtl,omitempty"`                 // written from right to left
	Partial    bool              `yaml:"partial,omitempty" json:"partial,omitempty"`         // only urgent help is meant to be there
	Hashes     map[string]string `yaml:"sources,omitempty" json:"sources,omitempty"`         // by the place of a text: a short hash of each English text it was made from
}

// HelplinesFile is the words of one region's helplines in another language. File: data/helplines/LOCALE/REGION.yaml. What it
// leaves out is shown as the region's own file has it.
type HelplinesFile struct {
	Translation `yaml:",inline"`
	Name        string                    `yaml:"name,omitempty" json:"name,omitempty"` // of the region
	Said        string                    `yaml:"said,omitempty" json:"said,omitempty"` // of the region, inside a sentence
	Call        Text                      `yaml:"call,omitempty" json:"call,omitempty"` // as of the region: what to call in danger, with the same numbers
	Services    map[string]*HelplineWords `yaml:"services,omitempty" json:"services"`   // by the id of the helpline
}

// HelplineWords is what parents read about one helpline. Numbers, pages and hours for a machine are never translated.
type HelplineWords struct {
	Name        string `yaml:"name,omitempty" json:"name,omitempty"`
	For         string `yaml:"for,omitempty" json:"for,omitempty" is:"prose"`
	Who         string `yaml:"who,omitempty" json:"who,omitempty" is:"prose"`
	Hours       string `yaml:"hours,omitempty" json:"hours,omitempty" is:"prose"`
	Cost        string `yaml:"cost,omitempty" json:"cost,omitempty" is:"prose"`
	CannotSpeak string `yaml:"cannot_speak,omitempty" json:"cannot_speak,omitempty" is:"prose"`
	NotFor      string `yaml:"not_for,omitempty" json:"not_for,omitempty" is:"prose"`
}

// tongue is what a library knows of one other language: what its files say of themselves, and the files that translate helplines.
type tongue struct {
	heads []func() Translation
	told  []toldRegion
}

// toldRegion is the helplines of a region in another language.
type toldRegion struct {
	id    string
	words func() *HelplinesFile
	help  func() map[*Helpline]*Helpline // each helpline of the region in that language
}

// Unchecked reports whether a language holds texts that nobody has reviewed yet. The default language never does.
func (l *Library) Unchecked(locale string) bool {
	return l.says(locale, func(head Translation) bool { return strings.TrimSpace(head.ReviewedBy) == "" })
}

// RTL reports whether a language is written from right to left.
func (l *Library) RTL(locale string) bool {
	return l.says(locale, func(head Translation) bool { return head.RTL })
}

// says reports whether any file of a language says something of itself.
func (l *Library) says(locale string, something func(Translation) bool) bool {
	return slices.ContainsFunc(l.tongues[baseOf(locale)].heads, func(head func() Translation) bool { return something(head()) })
}

// Translations lists the texts of other languages that are missing, or that were made from words which have changed since. All are
// warnings: until somebody acts, the old words or the default language are shown.
func (l *Library) Translations() []Problem { return l.audited().stale }

// HelplineIn is a helpline as people of a language read it: h itself where nothing is translated. Its id and numbers are h's.
func (l *Library) HelplineIn(locale string, h *Helpline) *Helpline {
	for _, region := range l.tongues[baseOf(locale)].told {
		if told := region.help()[h]; told != nil {
			return told
		}
	}
	return h
}

// RegionName is what people of a language call a region: alone, and inside a sentence.
func (l *Library) RegionName(locale string, r *Region) (name, inside string) {
	for _, region := range l.tongues[baseOf(locale)].told {
		if f := region.words(); region.id == r.ID && f.Name != "" {
			return f.Name, cmp.Or(f.Said, f.Name)
		}
	}
	return r.Name, r.Inside()
}

// EmergencyNumber is what people of a language call in a region when a child is in danger now, ready for the slot {number}. Words of another
// language never stand in it: where nobody translated them, the numbers stand alone.
func (l *Library) EmergencyNumber(locale string, r *Region) []Span {
	if baseOf(locale) == DefaultLocale || len(r.Call) == 0 {
		return r.EmergencyNumber()
	}
	for _, region := range l.tongues[baseOf(locale)].told {
		if region.id == r.ID && len(region.words().Call) > 0 {
			return region.words().Call
		}
	}
	var numbers []Span
	for _, span := range r.Call {
		if span.Kind != Phone {
			continue
		}
		if len(numbers) > 0 {
			numbers = append(numbers, Span{Text: " / "})
		}
		numbers = append(numbers, span)
	}
	return numbers
}

func baseOf(locale string) string {
	base, _, _ := strings.Cut(locale, "-")
	return base
}

// heads lists what each translated file says of itself.
func (s *shelf) heads(l *Library) map[*file]func() Translation {
	heads := map[*file]func() Translation{}
	for _, f := range s.words {
		get := f.get()
		heads[f.file] = func() Translation { return get().head }
	}
	for _, f := range s.urgent {
		get := f.get()
		heads[f.file] = func() Translation { return get().Translation }
	}
	for _, f := range s.told {
		get := f.get()
		heads[f.file] = func() Translation { return get().Translation }
	}
	for f := range heads {
		if s.localeOf(f, l) == DefaultLocale {
			delete(heads, f)
		}
	}
	return heads
}

// localeOf is the language a file of words, urgent help or translated helplines is in.
func (s *shelf) localeOf(f *file, l *Library) string {
	dir := path.Dir(strings.TrimPrefix(f.path, s.prefix))
	switch dir {
	case wordsDir:
		return baseOf(f.name)
	case urgentDir:
		return baseOf(l.audienceOf(f.name).locale)
	}
	return path.Base(dir)
}

// addTongues puts what other languages hold where look-ups find it.
func (s *shelf) addTongues(l *Library) {
	l.tongues = map[string]tongue{}
	for f, head := range s.heads(l) {
		locale := s.localeOf(f, l)
		t := l.tongues[locale]
		t.heads = append(t.heads, head)
		l.tongues[locale] = t
	}
	for _, f := range s.told {
		locale, words, r := s.localeOf(f.file, l), f.get(), l.region[f.name]
		t := l.tongues[locale]
		t.told = append(t.told, toldRegion{id: f.name, words: words, help: sync.OnceValue(func() map[*Helpline]*Helpline { return words().of(r) })})
		l.tongues[locale] = t
	}
}

// of is the helplines of a region in the words of the file. It is nil without a region.
func (w *HelplinesFile) of(r *Region) map[*Helpline]*Helpline {
	if r == nil {
		return nil
	}
	all := map[*Helpline]*Helpline{}
	for id, words := range w.Services {
		if h := r.Helpline(id); h != nil && words != nil {
			all[h] = h.told(words)
		}
	}
	return all
}

// told is a copy of h in other words. A text that h lacks stays empty.
func (h *Helpline) told(w *HelplineWords) *Helpline {
	c := *h
	for _, t := range []struct {
		to   *string
		said string
	}{{&c.Name, w.Name}, {&c.For, w.For}, {&c.Who, w.Who}, {&c.Hours, w.Hours}, {&c.Cost, w.Cost}, {&c.CannotSpeak, w.CannotSpeak}, {&c.NotFor, w.NotFor}} {
		if *t.to != "" && t.said != "" {
			*t.to = t.said
		}
	}
	return &c
}

// take reads one key of a file of words that is not a sentence; false when it is one.
func (t *Translation) take(d decoder, key string, value *node) bool {
	for _, f := range d.schema.structs[reflect.TypeFor[HelplinesFile]()] {
		if f.key == key && f.index[0] == 0 { // the fields of Translation come first and inline
			d.value(value, reflect.ValueOf(t).Elem().Field(f.index[1]), f)
			return true
		}
	}
	return false
}

// unit is one text of a translated file, or several that stand in one list.
type unit struct {
	key   string  // "urgent.title", "adult.grooming.do", "services.gb-999.for"
	parts []*node // the texts; never empty
}

// unitsOf lists the texts of a file in its order. What is not for reading has no unit.
func unitsOf(root *node) []unit {
	var units []unit
	var walk func(node *node, key string)
	walk = func(node *node, key string) {
		if !isMapping(node) || isForms(node) {
			if u := unitOf(key, node); len(u.parts) > 0 {
				units = append(units, u)
			}
			return
		}
		for i := 0; i+1 < len(node.content); i += 2 {
			name := node.content[i].value
			switch {
			case slices.Contains([]string{"needs", "images", "reviewed_by", "rtl", "partial", "sources"}, name):
			case key == "":
				walk(node.content[i+1], name)
			default:
				walk(node.content[i+1], key+"."+name)
			}
		}
	}
	if root != nil {
		walk(root, "")
	}
	return units
}

// unitOf takes the words of a node: one text, a list of them, or plural forms.
func unitOf(key string, node *node) unit {
	u := unit{key: key}
	u.add(node)
	return u
}

func (u *unit) add(node *node) {
	switch {
	case isList(node):
		u.parts = slices.Grow(u.parts, len(node.content))
		for _, item := range node.content {
			u.add(item)
		}
	case isMapping(node):
		for i := 1; i < len(node.content); i += 2 {
			u.add(node.content[i])
		}
	default:
		u.parts = append(u.parts, node)
	}
}

// isForms tells plural forms from other keys.
func isForms(node *node) bool {
	for i := 0; i < len(node.content); i += 2 {
		if _, known := formNamed(node.content[i].value); !known {
			return false
		}
	}
	return len(node.content) > 0
}

// hashes is a short hash of each text of a unit.
func (u unit) hashes() []string {
	list := make([]string, len(u.parts))
	for i, part := range u.parts {
		text, _ := scalar(part)
		sum := sha256.Sum256([]byte(text))
		list[i] = hex.EncodeToString(sum[:3])
	}
	return list
}
