package content

import (
	"runtime"
	"testing"
)

// TestLoadIsSmall holds what it takes to read the content, and what is kept of it, to what a small machine has.
func TestLoadIsSmall(t *testing.T) {
	const mb = 1 << 20
	for _, tt := range []struct {
		name       string
		load       func() (*Library, error)
		took, kept float64 // megabytes at most
	}{
		{"every start of the program", Embedded, 5, 3},
		{"a folder of one's own", func() (*Library, error) { l, _ := Load(embedded); return l, nil }, 20, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after, later runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			l, err := tt.load()
			runtime.ReadMemStats(&after)
			if err != nil || l == nil {
				t.Fatal(err)
			}
			for range 3 {
				runtime.GC()
			}
			runtime.ReadMemStats(&later)
			took, kept := float64(after.TotalAlloc-before.TotalAlloc)/mb, (float64(later.HeapAlloc)-float64(before.HeapAlloc))/mb
			t.Logf("took %.1f MB, keeps %.1f MB", took, kept)
			if took > tt.took || kept > tt.kept {
				t.Errorf("took %.1f MB and keeps %.1f MB; at most %.0f and %.0f", took, kept, tt.took, tt.kept)
			}
			runtime.KeepAlive(l)
		})
	}
}
