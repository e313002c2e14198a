package content

import "testing"

// TestData fails with every problem of the content that is built in.
func TestData(t *testing.T) {
	_, problems := Load(embedded)
	for _, p := range problems {
		if p.Warning {
			t.Log(p)
			continue
		}
		t.Error(p)
	}
}
