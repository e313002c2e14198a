package content

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestWordIndex: every word that was added is found where it stands first, and no other is.
func TestWordIndex(t *testing.T) {
	word := rapid.StringMatching(`[ab:]{1,4}`) // so few letters that words are alike, and begin alike
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 0, 60).Draw(t, "words")
		text := strings.Join(words, " ") + "\n"
		x := newWordIndex(text, len(words))
		first := map[string]int{}
		at := 0
		for _, w := range words {
			_, known := first[w]
			if !known {
				first[w] = at
			}
			if added := x.add(at, len(w)); added == known {
				t.Fatalf("%q at %d: added is %v", w, at, added)
			}
			at += len(w) + 1
		}
		for _, w := range append(rapid.SliceOfN(word, 0, 20).Draw(t, "others"), words...) {
			want, known := first[w]
			if !known {
				want = -1
			}
			if got := find(&x, w); got != want {
				t.Errorf("%q is found at %d, want %d", w, got, want)
			}
			if got := find(&x, []byte(w)); got != want {
				t.Errorf("%q as bytes is found at %d, want %d", w, got, want)
			}
		}
		if got := find(&x, ""); got != -1 {
			t.Errorf("no word is found at %d", got)
		}
	})
}

func TestParseWeights(t *testing.T) {
	w, problems := ParseWeights("# about\nclasses a b\nword:x aB\npair:x_y ..")
	if len(problems) > 0 || w.Row([]byte("word:x")) != "aB" || w.Row([]byte("pair:x_y")) != ".." || w.Row([]byte("word:")) != "" {
		t.Errorf("got %v, %v", w.Classes, problems)
	}
	for name, text := range map[string]string{
		"no classes":     "word:x aB\n",
		"too few":        "classes a b\nword:x a\n",
		"no weight":      "classes a b\nword:x a1\n",
		"the same again": "classes a b\nword:x aB\nword:x aB\n",
	} {
		if _, problems := ParseWeights(text); len(problems) != 1 {
			t.Errorf("%s: got %v, want one problem", name, problems)
		}
	}
}
