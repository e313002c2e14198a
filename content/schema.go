package content

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
)

// schema is what the decoder knows of the types: their keys and their closed sets. It is read only once it is built.
type schema struct {
	structs map[reflect.Type][]field
	dated   map[reflect.Type]int // where the Dated of a struct stands in it
	sets    map[reflect.Type][]string
}

// field is one key of a struct.
type field struct {
	index    []int // for reflect.Value.FieldByIndex; inline structs are flattened
	key      string
	required bool
	is       string
	max      int
}

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// newSchema reads the tags of the root types and of everything inside them.
func newSchema(roots ...reflect.Type) *schema {
	s := &schema{structs: map[reflect.Type][]field{}, dated: map[reflect.Type]int{}, sets: closedSets()}
	for _, t := range roots {
		s.add(t)
	}
	return s
}

func (s *schema) add(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if !reflect.PointerTo(t).Implements(textUnmarshaler) {
			s.add(t.Elem())
		}
	case reflect.Struct:
		if _, known := s.structs[t]; known || reflect.PointerTo(t).Implements(textUnmarshaler) {
			return
		}
		s.structs[t] = fieldsOf(t, nil)
		if sf, ok := t.FieldByName("Dated"); ok && sf.Anonymous {
			s.dated[t] = sf.Index[0]
		}
		for _, f := range s.structs[t] {
			s.add(t.FieldByIndex(f.index).Type)
		}
	}
}

func fieldsOf(t reflect.Type, prefix []int) []field {
	var fields []field
	for i := range t.NumField() {
		sf := t.Field(i)
		if !sf.IsExported() {
			continue
		}
		index := append(append([]int(nil), prefix...), i)
		key, options, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if options == "inline" {
			fields = append(fields, fieldsOf(sf.Type, index)...)
			continue
		}
		f := field{index: index, key: key, required: options != "omitempty", is: sf.Tag.Get("is")}
		f.max, _ = strconv.Atoi(sf.Tag.Get("max"))
		if f.is == "" && holdsText(sf.Type) {
			f.is = "prose"
		}
		fields = append(fields, f)
	}
	return fields
}

// holdsText reports whether t is Text, or a list or mapping of Text.
func holdsText(t reflect.Type) bool {
	if t == reflect.TypeFor[Text]() {
		return true
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		return holdsText(t.Elem())
	}
	return false
}
