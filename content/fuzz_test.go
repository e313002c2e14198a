package content

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

// FuzzFile puts whatever text in the place of one file of a library that has no problem. It is taken or refused with problems
// that name a file; nothing panics, and what is taken can be asked for everything.
func FuzzFile(f *testing.F) {
	files := small()
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		f.Add(uint8(i), files[name].Data) //nolint:gosec // a dozen
	}
	f.Add(uint8(0), []byte("id: alpha\nnames: [*x, &x !!binary ==]\n<<: {}\n"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := names[int(which)%len(names)]
		changed := maps.Clone(files)
		changed[name] = &fstest.MapFile{Data: data}
		l, problems := Load(changed)
		for _, p := range problems {
			if p.File == "" || p.What == "" {
				t.Errorf("%s: a problem without a place or a word: %+v", name, p)
			}
		}
		if l == nil {
			if !refuses(problems) {
				t.Errorf("%s: refused, and nobody says why: %v", name, problems)
			}
			return
		}
		if refuses(problems) {
			t.Errorf("%s: taken with %v", name, problems)
		}
		_ = l.Check(Date{Year: 2026, Month: 12, Day: 1})
	})
}
