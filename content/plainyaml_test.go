package content

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
)

// sameTree says where two trees differ; nothing when they do not. Where nothing stands, its place does not count.
func sameTree(got, want *node, at string) string {
	switch {
	case got.kind != want.kind:
		return fmt.Sprintf("%s: kind %d, want %d", at, got.kind, want.kind)
	case isNull(got) && isNull(want):
		return ""
	case got.value != want.value || got.kind == scalarNode && got.plain != want.plain:
		return fmt.Sprintf("%s: %q (plain %v), want %q (plain %v)", at, got.value, got.plain, want.value, want.plain)
	case got.line != want.line || got.col != want.col:
		return fmt.Sprintf("%s: at %d:%d, want %d:%d", at, got.line, got.col, want.line, want.col)
	case len(got.content) != len(want.content):
		return fmt.Sprintf("%s: %d parts, want %d", at, len(got.content), len(want.content))
	}
	for i := range got.content {
		if diff := sameTree(got.content[i], want.content[i], fmt.Sprintf("%s/%d", at, i)); diff != "" {
			return diff
		}
	}
	return ""
}

// checkPlain holds the quick reader to the library: what it accepts, the library accepts too, and reads in the same way.
func checkPlain(t testing.TB, name string, data []byte) (quick bool) {
	t.Helper()
	used := &room{} // one that held another tree before
	readPlainYAML("a: [b, {c: d}]\ne:\n  - f\n", used)
	used.empty()
	got, ok := readPlainYAML(string(data), used)
	if !ok {
		return false
	}
	want, problems := readYAML(name, data)
	if want == nil {
		t.Errorf("%s: the library refuses what was accepted: %v", name, problems)
		return true
	}
	if diff := sameTree(got, want, name); diff != "" {
		t.Error(diff)
	}
	return true
}

// TestPlainYAML reads every file of the content both ways. Nearly all must be plain: the rest cost several times as much.
func TestPlainYAML(t *testing.T) {
	var slow []string
	files := 0
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".yaml" {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		files++
		if !checkPlain(t, name, data) {
			slow = append(slow, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(slow) > files/20 {
		t.Errorf("%d of %d files are not plain: %v", len(slow), files, slow)
	}
}

// plainShapes are YAML of many shapes, right and wrong, plain and not.
func plainShapes() []string {
	return []string{
		"a: 1\n", "a: b c # d\n", "a:\n  b: c\n", "a:\n- b\n- c\n", "a:\n  - b: c\n    d: e\n  - f\n", "- - a\n  - b\n- c\n", "a: b: c\n", "a:b\n",
		"a: 'it''s'\n", "a: \"x \\\" y\"\n", "a: \"x \\u00e9\"\n", "a: 'b\n  c'\n", "a: \"b  \n   c\n  d\" # e\n", "'a': b\n", "\"a b\": c\n", "a : b\n",
		"a: >-\n  b\n  c\nd: e\n", "a: |\n  b\n   c\n", "a: >\n  b\n\n  c\n", "a: >-\n  b\n   c\n", "a: >+\n  b\n\n", "a: |2\n   b\n", "a: >-\nb: c\n", "- >-\n  a\n- b\n",
		"a: [b, c]\n", "a: [b,\n  c, # d\n  e]\n", "a: {b: c, d: [e, 'f']}\n", "a: {b: , c: d}\n", "a: {b}\n", "a: [b: c]\n", "a: [b, ]\n", "a: [b c, d#e]\n", "a: [b,\nc]\n", "a: [\n  b\n  ]\n",
		"a: {b: https://c.example/d?e=f,g: h}\n", "a: {b:c}\n", "a: [b\n  c]\n", "a: []\nb: {}\n", "a: [[b], {c: d}]\n", "a: ['b', \"c\"]x\n", "a: [b]#c\n",
		"a: b\n  c\n", "a: b\n\n  c\n", "a: b # c\n  d\n", "a: b\n# c\n  d\n", "a:\n  b\n", "a:\n  'b'\n", "a:\n\n  # c\n  b: d\n", "a: -\n", "a: - b\n", "a: -b\n", "a: ?b\n", "a: ? b\n",
		"a: &b c\n", "a: *b\n", "a: !c d\n", "---\na: b\n", "a: b\n---\nc: d\n", "a: b\n...\n", "%YAML 1.1\n---\na: b\n", "<<: {a: b}\n", "? a\n: b\n", "a: @b\n", "a: %b\n", "a: `b\n", "a: ,b\n",
		"a:\tb\n", "\ta: b\n", "a: b\r\n", "a: \u2028b\n", "\ufeffa: b\n", "a: b\x00\n", "a: é\nb: [é, ü]\n", "a: 'é' # ü\n", "é: b\n", "a: b\n b: c\n", " a: b\nc: d\n", "  a: b\n  c: d\n", "a: b\nc\n", "a\n", "'a'\n", "[a, b]\n", "{a: b}\n",
		"", "# a\n", "a: ~\nb: null\nc:\n", "a:\n  -\n  - b\n", "-\n", "- a: b\n  - c\n", "a: 'b' c\n", "a: \"b\"# c\n", "a: b#c\n", "a: #c\n", "a:#c\n", "- a\nb: c\n", "a:\n- b\nc: d\n", "a:\n - b\n- c\n", "a: 'b\nc'\n", "a: |\n\n  b\n", "a: |\n  b\n \n  c\n", "a: |\n  b\n    \n", "a: >-\n  b\n# c\nd: e\n", "a: >-\n  b \n  c\n", "a: b \n", "a:  b\n", "a: {\n  b: c\n}\n", "a: [#b]\n", "a: [b #c\n  ]\n", "- [a]\n- {b: c}\n", "a: \"b\\\n  c\"\n", "a: :b\n", "a: [:b]\n", "a: {b: :c}\n", "a: [-b]\n", "a: {b: -1.0}\n", "a: [b c\n  d, e]\n", "a: [b\n\n  c]\n", "a: [b\n  #c\n  d]\n", "a: [b\n  , c]\n", "a: [b\n  c: d]\n", "a: {b\n  c: d}\n", "a: {b: c\n  d}\n", "a: [b:\n  c]\n", "a: [-, b]\n", "a: ''\nb: \"\"\n", "a: '#'\n", "a: b: \n", "a::\n", "a:: b\n",
	}
}

func TestPlainShapes(t *testing.T) {
	quick := 0
	for _, shape := range plainShapes() {
		if checkPlain(t, fmt.Sprintf("%q", shape), []byte(shape)) {
			quick++
		}
	}
	if quick < len(plainShapes())/3 {
		t.Errorf("only %d of %d shapes were read quickly", quick, len(plainShapes()))
	}
}

// TestPlainIsNotTooDeep: brackets upon brackets are left to the library, which has limits of its own.
func TestPlainIsNotTooDeep(t *testing.T) {
	for _, deep := range []string{"a: " + strings.Repeat("[", 200000), strings.Repeat("- ", 200000) + "a\n"} {
		if _, ok := readPlainYAML(deep, &room{}); ok {
			t.Errorf("%.20q… was accepted", deep)
		}
	}
}

func FuzzPlainYAML(f *testing.F) {
	for _, shape := range plainShapes() {
		f.Add([]byte(shape))
	}
	f.Add(small()["data/apps/alpha.yaml"].Data)
	f.Add(small()["data/helplines/gb.yaml"].Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 10_000 {
			checkPlain(t, "fuzz", data)
		}
	})
}
