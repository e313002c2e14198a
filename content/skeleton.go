package content

import (
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Skeleton is a new file of a kind, "app", "region" or "language", with every key that must be there still empty, a comment on what
// to fill, and the other keys as comments. path is where it goes, from the folder of the content. The check of the file then names
// what is missing, one by one. It fails for another kind, and for an id that no file can have.
func (l *Library) Skeleton(kind, id string) (path string, text []byte, err error) {
	switch kind {
	case "app", "region":
		if !isID(id) {
			return "", nil, fmt.Errorf("%q: an id is 1 to 20 of a-z, 0-9, _ and -", id)
		}
	case "language":
		tag, err := language.Parse(id)
		if err != nil {
			return "", nil, fmt.Errorf("%q is no language: write it as cy or pt-BR", id)
		}
		return wordsDir + "/" + id + ".yaml", l.wordsSkeleton(tag), nil
	default:
		return "", nil, fmt.Errorf("no skeleton of %q; one of: app, region, language", kind)
	}
	dir, root := appsDir, reflect.TypeFor[App]()
	if kind == "region" {
		dir, root = helplinesDir, reflect.TypeFor[Region]()
	}
	comments, err := typeComments()
	if err != nil {
		return "", nil, err
	}
	w := &skeletonWriter{known: newSchema(root), comments: comments, id: id}
	fmt.Fprintf(&w.out, "# yaml-language-server: $schema=../%s/%s.json\n", SchemaDir, kind)
	w.line(0, "# Fill what is empty, then run: safesteps content check. A line that begins with # may stay out; take the # away to use it.", "")
	w.structure(root, 0, "")
	return dir + "/" + id + ".yaml", []byte(w.out.String()), nil
}

// skeletonWriter writes the keys of types as YAML.
type skeletonWriter struct {
	known    *schema
	comments map[string]string
	id       string // of the file; used once
	out      strings.Builder
}

// line writes one line with a comment behind it.
func (w *skeletonWriter) line(depth int, text, comment string) {
	w.out.WriteString(strings.Repeat("  ", depth) + text)
	if comment != "" {
		w.out.WriteString("  # " + comment)
	}
	w.out.WriteByte('\n')
}

// structure writes the keys of a struct; first stands before the first of them, as "- " does in a list.
func (w *skeletonWriter) structure(t reflect.Type, depth int, first string) {
	for i, f := range w.known.structs[t] {
		owner, name := fieldOf(t, f.index)
		before := ""
		if first != "" {
			before = "  "
			if i == 0 {
				before = first
			}
		}
		w.key(t.FieldByIndex(f.index).Type, f, depth, before, w.comments[owner+"."+name])
	}
}

// key writes one key, empty. Keys that need not be there are comments.
func (w *skeletonWriter) key(t reflect.Type, f field, depth int, before, comment string) {
	if !f.required {
		before += "# "
	}
	if set, closed := w.known.sets[t]; closed {
		comment = strings.TrimSpace(comment + " One of: " + strings.Join(set, ", "))
	}
	switch {
	case f.key == "id" && w.id != "":
		w.line(depth, before+"id: "+w.id, comment)
		w.id = ""
	case !f.required:
		w.line(depth, before+f.key+":", comment)
	case t.Kind() == reflect.Struct && len(w.known.structs[t]) > 0:
		w.line(depth, before+f.key+":", comment)
		w.structure(t, depth+1, "")
	case t.Kind() == reflect.Map:
		w.mapping(t, f, depth, before, comment)
	case t.Kind() == reflect.Slice && len(w.known.structs[structOf(t.Elem())]) > 0:
		w.line(depth, before+f.key+":", comment)
		w.structure(structOf(t.Elem()), depth+1, "- ")
	case t.Kind() == reflect.Slice:
		if set, closed := w.known.sets[t.Elem()]; closed {
			comment = strings.TrimSpace(comment + " Of: " + strings.Join(set, ", "))
		}
		w.line(depth, before+f.key+": []", comment)
	case t.Kind() == reflect.Int:
		w.line(depth, before+f.key+":", comment)
	default:
		w.line(depth, before+f.key+`: ""`, comment)
	}
}

// mapping writes every key of a closed set that an app must answer for; of others, how one looks.
func (w *skeletonWriter) mapping(t reflect.Type, f field, depth int, before, comment string) {
	element := structOf(t.Elem())
	if len(w.known.structs[element]) == 0 || t.Key() != reflect.TypeFor[FeatureID]() {
		if set, closed := w.known.sets[t.Key()]; closed {
			comment = strings.TrimSpace(comment + " Keys: " + strings.Join(set, ", "))
		}
		w.line(depth, before+f.key+": {}", comment)
		return
	}
	w.line(depth, before+f.key+":", comment)
	for _, key := range w.known.sets[t.Key()] {
		w.line(depth+1, key+":", "")
		w.structure(element, depth+2, "")
	}
}

// structOf is a type without its pointer.
func structOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// wordsSkeleton is the sentences of the bot to translate, as comments, after who checked them: nobody yet.
func (l *Library) wordsSkeleton(tag language.Tag) []byte {
	base := asked(l.words[DefaultLocale])
	var b strings.Builder
	fmt.Fprintf(&b, "# yaml-language-server: $schema=../%s/words.json\n", SchemaDir)
	b.WriteString("# Take the # away from a line and translate what stands right of the colon. Keep {slots} as they are.\n")
	b.WriteString("# A line that stays a comment is answered in English, and the check lists it.\n")
	b.WriteString("reviewed_by: \"\"  # the role or organisation that checked it; empty: nobody yet, and parents are told so\n\n")
	forms := formsOf(tag)
	for _, key := range base.Keys() {
		e := base.entries[key]
		if e.plural == nil {
			fmt.Fprintf(&b, "# %s: %q\n", key, e.text.source())
			continue
		}
		fmt.Fprintf(&b, "# %s:\n", key)
		for _, form := range forms {
			fmt.Fprintf(&b, "#   %s: %q\n", form, e.plural[plural.Other].source())
		}
	}
	return []byte(b.String())
}

// source is t as a content file holds it, with braces.
func (t Text) source() string {
	var b strings.Builder
	for _, s := range t {
		switch s.Kind {
		case Strong:
			b.WriteString("{strong:" + s.Text + "}")
		case Phone, TextLine:
			b.WriteString("{phone:" + s.Text + "}")
		case Link:
			b.WriteString("{link:" + s.Text + "|" + s.Target + "}")
		case slot:
			b.WriteString("{" + s.Text + "}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
