package bots_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/safesteps/safesteps/bots"
)

func TestLanesKeepOnePersonsOrder(t *testing.T) {
	const people, each = 20, 50
	var l bots.Lanes
	var mu sync.Mutex
	got := map[string][]int{}
	for i := range each {
		for p := range people {
			name := string(rune('a' + p))
			l.Add(name, func() {
				mu.Lock()
				defer mu.Unlock()
				got[name] = append(got[name], i)
			})
		}
	}
	l.Wait()
	if l.Waiting() != 0 || len(got) != people {
		t.Errorf("%d people wait in the end and %d had a turn, want 0 and %d", l.Waiting(), len(got), people)
	}
	for name, order := range got {
		if len(order) != each || !slices.IsSorted(order) {
			t.Errorf("%s: got %v", name, order)
		}
	}
}

// Somebody whose turn takes long holds up nobody else, and only so many of their own may wait.
func TestLanesHoldUpNobodyElse(t *testing.T) {
	l := bots.Lanes{Most: 3}
	hold, began, other := make(chan struct{}), make(chan struct{}), make(chan struct{})
	l.Add("slow", func() {
		close(began)
		<-hold
	})
	<-began
	var taken []bool
	for range 5 {
		taken = append(taken, l.Add("slow", func() {}))
	}
	if want := []bool{true, true, true, false, false}; !slices.Equal(taken, want) {
		t.Errorf("behind one that runs: got %v, want %v", taken, want)
	}
	l.Add("quick", func() { close(other) })
	<-other
	l.Beside(func() { close(hold) })
	l.Wait()
}
