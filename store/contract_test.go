package store_test

import (
	"path/filepath"
	"testing"

	"github.com/safesteps/safesteps/store"
	"github.com/safesteps/safesteps/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(tb testing.TB) storetest.Store {
		s, err := store.Open(tb.Context(), filepath.Join(tb.TempDir(), "contract.db"), []byte("a secret for tests only"))
		if err != nil {
			tb.Fatal(err)
		}
		return s
	})
}

func TestMemoryHandovers(t *testing.T) {
	storetest.RunHandovers(t, func(tb testing.TB) storetest.Handovers {
		sealer, err := store.NewSealer([]byte("a secret for tests only"))
		if err != nil {
			tb.Fatal(err)
		}
		return store.NewMemory(sealer)
	})
}
