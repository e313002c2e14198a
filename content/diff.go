package content

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Change is one thing that is different for parents between two versions of the content.
type Change struct {
	Kind  ChangeKind `json:"kind"`
	Where string     `json:"where"`         // "app snapchat, step ghost, why"
	Old   string     `json:"old,omitempty"` // empty when it was added
	New   string     `json:"new,omitempty"` // empty when it was removed
}

// ChangeKind says what happened to a thing.
type ChangeKind string

// The closed set of kinds of changes.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// String is one line: + what was added, - what was removed, ~ what was, and is now.
func (c Change) String() string {
	switch c.Kind {
	case Added:
		return fmt.Sprintf("+ %s: %s", c.Where, c.New)
	case Removed:
		return fmt.Sprintf("- %s: %s", c.Where, c.Old)
	default:
		return fmt.Sprintf("~ %s: %s -> %s", c.Where, quoted(c.Old), quoted(c.New))
	}
}

func quoted(s string) string {
	if s == "" {
		return "nothing"
	}
	return `"` + s + `"`
}

// Diff lists what changed for parents from one version to another: apps and their steps, helplines, laws, urgent help, guides, ways
// to talk and words, added, removed, or changed field by field. Sources, dates and the other names of apps, which no parent reads,
// are left out. It is empty when nothing changed.
func Diff(old, now *Library) []Change {
	before, after := old.outline(), now.outline()
	var changes []Change
	for _, n := range before.nodes {
		m, still := after.byKey[n.key]
		switch {
		case still && m.text != n.text && n.leaf():
			changes = append(changes, Change{Kind: Changed, Where: n.key, Old: n.text, New: m.text})
		case !still && before.topmost(n, after):
			changes = append(changes, Change{Kind: Removed, Where: n.key, Old: n.text})
		}
	}
	for _, n := range after.nodes {
		if _, was := before.byKey[n.key]; !was && after.topmost(n, before) {
			changes = append(changes, Change{Kind: Added, Where: n.key, New: n.text})
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return strings.Compare(a.Where, b.Where) })
	return changes
}

// outline is everything a parent can read as lines with a place, each thing before what it holds.
type outline struct {
	nodes []outlineNode
	byKey map[string]outlineNode
}

// outlineNode is a thing with parts (text: its name) or a field (text: what it says).
type outlineNode struct {
	key, parent, text string
	thing             bool
}

func (n outlineNode) leaf() bool { return !n.thing }

func (o *outline) add(n outlineNode) {
	o.nodes = append(o.nodes, n)
	o.byKey[n.key] = n
}

// topmost reports whether what n belongs to is in both outlines: of an app that is new as a whole only the app is told.
func (o *outline) topmost(n outlineNode, other *outline) bool {
	if n.parent == "" {
		return true
	}
	_, there := other.byKey[n.parent]
	return there
}

func (l *Library) outline() *outline {
	o := &outline{byKey: map[string]outlineNode{}}
	for _, a := range l.apps {
		o.thing("app "+a.ID, "", a.Name, reflect.ValueOf(a))
	}
	for _, r := range l.regions {
		o.thing("region "+r.ID, "", r.Name, reflect.ValueOf(r))
	}
	for id, w := range l.lawByID {
		o.thing("rule "+id, "", w.Title, reflect.ValueOf(w))
	}
	for who, get := range l.urgent {
		o.thing("urgent help "+who.locale+" "+who.region, "", who.locale, reflect.ValueOf(get()))
	}
	for locale, t := range l.talk {
		o.thing("talk "+locale, "", locale, reflect.ValueOf(t))
	}
	for locale, guides := range l.guides {
		for _, g := range guides {
			o.thing("guide "+g.ID+" "+locale, "", g.Button, reflect.ValueOf(g))
		}
	}
	for locale, get := range l.words {
		for key, e := range get().entries {
			o.add(outlineNode{key: "words " + locale + ", " + key, text: e.text.source()})
			for form, text := range e.plural {
				o.add(outlineNode{key: fmt.Sprintf("words %s, %s, form %v", locale, key, form), text: text.source()})
			}
		}
	}
	for _, k := range l.known {
		o.add(outlineNode{key: "known app " + k.ID, text: k.Name})
	}
	return o
}

// thing adds a struct and what it holds.
func (o *outline) thing(key, parent, name string, v reflect.Value) {
	o.add(outlineNode{key: key, parent: parent, text: name, thing: true})
	v = reflect.Indirect(v)
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if sf.Anonymous || sf.Tag.Get("is") == "id" || sf.Tag.Get("is") == "alias" || sf.Name == "SourceMap" { // no parent reads these
			continue
		}
		label, _, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		o.part(key+", "+label, key, v.Field(i))
	}
}

// part adds a field: things of a list one by one, keys of a mapping one by one, everything else as what it says.
func (o *outline) part(key, parent string, v reflect.Value) {
	if v.IsZero() {
		return
	}
	if words, ok := said(v); ok {
		o.add(outlineNode{key: key, parent: parent, text: words})
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			item := reflect.Indirect(v.Index(i))
			if id := item.FieldByName("ID"); id.IsValid() {
				o.thing(strings.TrimSuffix(key, "s")+" "+id.String(), parent, nameOf(item), item)
			} else {
				o.thing(fmt.Sprintf("%s %d", key, i+1), parent, "", item)
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			o.part(key+" "+k.String(), parent, v.MapIndex(k))
		}
	default:
		o.thing(key, parent, "", v)
	}
}

// said is a value in one line; false for what has parts.
func said(v reflect.Value) (string, bool) {
	switch value := v.Interface().(type) {
	case Text:
		return value.source(), true
	case []Text:
		var all []string
		for _, t := range value {
			all = append(all, t.source())
		}
		return strings.Join(all, " / "), true
	case Date:
		return value.String(), true
	}
	switch v.Kind() {
	case reflect.String, reflect.Int, reflect.Bool:
		return fmt.Sprint(v.Interface()), true
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.String {
			return "", false
		}
		var all []string
		for i := range v.Len() {
			all = append(all, v.Index(i).String())
		}
		return strings.Join(all, " / "), true
	}
	return "", false
}

// nameOf is what parents call a thing.
func nameOf(v reflect.Value) string {
	for _, name := range []string{"Name", "Title", "Text"} {
		if f := v.FieldByName(name); f.IsValid() {
			words, _ := said(f)
			return words
		}
	}
	return ""
}
