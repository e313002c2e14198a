package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

const (
	sizeParents  = 8000 // with a hundred thousand it comes to the same, give or take ten bytes
	sizeTurns    = 25
	sizeFamilies = 60
	sizeMost     = 700 // bytes on disk
)

// TestBytesAParent takes parents through as many turns as a first evening has, and looks at what they take on the disk, with
// everything that is kept about them.
func TestBytesAParent(t *testing.T) {
	families := make([][][]byte, sizeFamilies)
	b := newBench(t)
	for i := range families {
		families[i] = evening(b, uint64(i)) //nolint:gosec // small
	}
	path := filepath.Join(t.TempDir(), "size.db")
	db, err := store.Open(t.Context(), path, []byte(faultSecret))
	if err != nil {
		t.Fatal(err)
	}
	revs := make([]int64, sizeParents)
	for turn := range sizeTurns {
		each(sizeParents, func(i int) {
			next := store.Turn{
				Key: db.Key(telegram.Name, fmt.Sprint(firstParent+i)), Rev: revs[i], State: families[i%sizeFamilies][turn],
				Event: uint64(700_000_000 + turn*sizeParents + i), Now: faultNoon(),
			}
			if err := db.Save(t.Context(), next); err != nil {
				t.Error(err)
			}
			revs[i] = next.Next()
		})
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	got := info.Size() / sizeParents
	t.Logf("%d bytes a parent", got)
	if got >= sizeMost {
		t.Errorf("%d bytes a parent, want under %d", got, sizeMost)
	}
}

// evening is one family's states, turn by turn: apps are picked, questions answered, settings done one after the other.
func evening(b *bench, seed uint64) (states [][]byte) {
	r := rand.New(rand.NewPCG(seed, 127)) //nolint:gosec // the same every time is the point
	state, reply := dialog.Step(b.lib, dialog.State{}, dialog.Input{At: b.at, Locale: "en-GB", Act: dialog.Start{}})
	for len(states) < sizeTurns {
		states = append(states, dialog.Encode(state))
		press := dialog.Press{Screen: reply.Screen, Choice: "back"}
		if q := reply.Question; q != nil {
			choice := q.Choices[r.IntN(len(q.Choices))]
			if i := slices.IndexFunc(q.Choices, func(c dialog.Choice) bool { return c.Role == dialog.RolePrimary }); i >= 0 && r.IntN(3) > 0 {
				choice = q.Choices[i]
			}
			press.Choice = choice.ID
			if q.Many {
				press.Choice = "+" + choice.ID
				if r.IntN(4) == 0 {
					press.Choice = dialog.ConfirmID
				}
			}
		}
		state, reply = dialog.Step(b.lib, state, dialog.Input{At: b.at, Locale: "en-GB", Act: press})
	}
	return states
}

// each runs f for 0 to n, many at a time: turns that wait together share a commit.
func each(n int, f func(i int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range 256 {
		all.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}
