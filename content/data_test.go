package content

import "testing"

// TestData fails with every problem of the content that is built in.
func TestData(t *testing.T) {
	l, problems := Load(embedded)
	for _, p := range problems {
		if p.Warning {
			t.Log(p)
			continue
		}
		t.Error(p)
	}
	if l != nil {
		t.Logf("%d apps, %d regions, version %s, mean reading age %.1f", len(l.Apps()), len(l.Regions()), l.Version(), l.ReadingAge())
	}
}

// BenchmarkLoad must stay under 50 ms.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Load(embedded)
	}
}
