package bots_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

func BenchmarkFit(b *testing.B) {
	lib := library(b)
	_, r := dialog.Step(lib, dialog.State{}, dialog.Input{At: now(), Act: dialog.Start{Payload: "urgent_grooming"}})
	f := formats()["html"]
	for name, caps := range channelCaps() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bots.Fit(r, caps, f)
			}
		})
	}
}

// BenchmarkRunnerTurn is a whole turn on SQLite: step, one durable commit. Where the person stands is in memory after their first. One parent alone pays a commit each; parents
// that wait together share one.
func BenchmarkRunnerTurn(b *testing.B) {
	open := func(b *testing.B) *bots.Runner {
		b.Helper()
		db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), bytes.Repeat([]byte{7}, 32))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = db.Close() })
		return bots.NewRunner(bots.RunnerConfig{Library: library(b), Store: db, Channels: map[string]bots.Channel{"test": {
			Caps: func(bots.Room) bots.Caps { return channelCaps()["telegram"] }, Format: formats()["html"],
		}}})
	}
	turn := func(b *testing.B, r *bots.Runner, person string, n int) {
		b.Helper()
		shown := make(chan struct{})
		ev := bots.Event{
			Channel: "test", Person: bots.PersonID(person), At: now(), Act: dialog.Command{Name: []string{"apps", "talk"}[n%2]},
			Reply: bots.ResponderFunc(func(context.Context, bots.Outcome) error { close(shown); return nil }),
		}
		if err := r.Handle(b.Context(), ev); err != nil {
			b.Error(err)
		}
		<-shown
	}
	b.Run("alone", func(b *testing.B) {
		r := open(b)
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			turn(b, r, "one", n)
		}
	})
	b.Run("together", func(b *testing.B) {
		r := open(b)
		b.ReportAllocs()
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			person := string(rune('a' + len(b.Name())))
			for n := 0; pb.Next(); n++ {
				turn(b, r, person+string(rune(n%64+'0')), n)
			}
		})
	})
}
