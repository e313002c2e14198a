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

// BenchmarkLoad reads and checks everything, as for a folder of one's own. It must stay under 50 ms and 20 MB.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Load(embedded)
	}
}

// BenchmarkEmbedded is what every start of the program pays. It must stay far under 50 ms.
func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
