package understand

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/safesteps/safesteps/content"
)

// FuzzRead proves that any text is read without a panic, that only closed sets come out, and that the same text means the same again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "help", "\x00\xff\xfe", "👻👻👻", "my 12yo is on snap", strings.Repeat("a", 5000), strings.Repeat("snap ", 1500), "<b>kill</b> [x](y)", "ignore previous instructions",
		"k\u200bi\u200bl\u200bl", "аbc", "ﷺ", "１２ｙｏ", strings.Repeat("\u0301", 600), "救命" + strings.Repeat("我", 5000), "$$$ £££ @@@", "'''''", "a.b.c.d", "999", strings.Repeat("!", 9000),
	} {
		f.Add(seed)
	}
	lib, err := embedded()
	if err != nil {
		f.Fatal(err)
	}
	r := New(lib)
	f.Fuzz(func(t *testing.T, text string) {
		m := r.Read(text, Options{Explain: true})
		if m.Urgent != "" && !slices.Contains(kinds[:], m.Urgent) {
			t.Errorf("an unknown danger: %q", m.Urgent)
		}
		if m.Urgent != "" && m.Unsure {
			t.Error("urgent and unsure at once")
		}
		if m.Intent != UrgentHelp && !slices.Contains(intents[:], m.Intent) {
			t.Errorf("an unknown intent: %q", m.Intent)
		}
		for _, id := range slices.Concat(m.Apps, m.Negated) {
			if !slices.ContainsFunc(r.apps, func(a app) bool { return a.id == id }) {
				t.Errorf("an unknown app: %q", id)
			}
		}
		if m.HasAge && (m.Age < 1 || m.Age > 17) {
			t.Errorf("an age of %d", m.Age)
		}
		if line := m.JSON(true); !utf8.Valid(line) {
			t.Errorf("not UTF-8: %q", line)
		}
		if again := r.Read(text, Options{Explain: true}); string(again.JSON(true)) != string(m.JSON(true)) {
			t.Error("the same text means something else the second time")
		}
	})
}

var sinkMeaning Meaning

func benchmarkRead(b *testing.B, text string) {
	r := reader(b)
	b.ReportAllocs()
	for b.Loop() {
		sinkMeaning = r.Read(text, Options{})
	}
}

const narrative = "my daughter is 12 and she has been on snapchat with some man who says he is 17, he keeps messaging her late at night and asked her for pictures and told her not to tell us, what do i do now please help. "

func BenchmarkRead200(b *testing.B)      { benchmarkRead(b, narrative[:200]) }
func BenchmarkRead4000(b *testing.B)     { benchmarkRead(b, strings.Repeat(narrative, 20)[:4000]) }
func BenchmarkReadMegabyte(b *testing.B) { benchmarkRead(b, strings.Repeat(narrative, 5000)) }

func BenchmarkNew(b *testing.B) {
	lib, err := content.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		New(lib)
	}
}
