package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// benchState is a state of the usual size. Its bytes are random: nothing can be won by compressing it.
func benchState(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func BenchmarkLoad(b *testing.B) {
	s := openTest(b, filepath.Join(b.TempDir(), "bench.db"))
	defer s.Close()
	keys := seed(b, s, 1000, 350)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if r, err := s.Load(b.Context(), keys[i%len(keys)]); err != nil || len(r.State) != 350 {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkSave(b *testing.B) {
	for _, writers := range []int{1, 32, 128} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) { benchmarkSave(b, writers) })
	}
}

// benchmarkSave has each writer load and save people of its own, as a turn does.
func benchmarkSave(b *testing.B, writers int) {
	s := openTest(b, filepath.Join(b.TempDir(), "bench.db"))
	defer s.Close()
	keys := seed(b, s, 1280, 350)
	var turn atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	done := make(chan error, writers)
	for w := range writers {
		go func() {
			r := rand.New(rand.NewPCG(1, uint64(w)))
			for n := turn.Add(1); n <= int64(b.N); n = turn.Add(1) {
				key := keys[w+writers*r.IntN(len(keys)/writers)]
				if err := benchTurn(b.Context(), s, r, key, uint64(n)); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func benchTurn(ctx context.Context, s *SQLite, r *rand.Rand, key Key, event uint64) error {
	before, err := s.Load(ctx, key)
	if err != nil {
		return err
	}
	return s.Save(ctx, Turn{
		Key: key, Rev: before.Rev, Seen: before.Seen, State: benchState(r, 350), Event: event, Now: benchNow,
		Counts: []Count{{Day: "2026-11-23", Name: "turns", Label: "telegram"}},
	})
}

var benchNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// seed makes people who have each taken as many turns as a platform's ids are remembered for, their states growing meanwhile.
func seed(tb testing.TB, s *SQLite, people, size int) []Key {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	keys := make([]Key, people)
	for i := range keys {
		keys[i] = s.Key("telegram", fmt.Sprint(1_000_000+i))
	}
	event := uint64(900_000_000)
	for at := 0; at < people; at += 250 {
		group := keys[at:min(at+250, people)]
		walk(tb, s, r, group, &event, size)
	}
	return keys
}

// walk takes a group of people through 48 turns, side by side.
func walk(tb testing.TB, s *SQLite, r *rand.Rand, group []Key, event *uint64, size int) {
	tb.Helper()
	done := make(chan error, len(group))
	for i, key := range group {
		first, state := *event+uint64(i), benchState(r, size)
		go func() {
			var rev int64
			var seen []uint64
			for n := range MaxSeen {
				t := Turn{Key: key, Rev: rev, Seen: seen, State: state[:60+(size-60)*(n+1)/MaxSeen], Event: first + uint64(n*len(group)), Now: benchNow}
				if err := s.Save(tb.Context(), t); err != nil {
					done <- err
					return
				}
				rev, seen = t.Next(), t.Remember()
			}
			done <- nil
		}()
	}
	for range group {
		if err := <-done; err != nil {
			tb.Fatal(err)
		}
	}
	*event += uint64(MaxSeen * len(group))
}

// BenchmarkBytesPerParent reports the size on disk, indexes and all, of a parent who has taken a whole walk.
func BenchmarkBytesPerParent(b *testing.B) {
	const people = 20_000
	for b.Loop() {
		s := openTest(b, filepath.Join(b.TempDir(), "bench.db"))
		seed(b, s, people, 350)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(fileSize(b, s.path))/people, "B/parent")
	}
}
