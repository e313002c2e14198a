package discord

import (
	"slices"
	"testing"
	"time"
)

// Sessions begin one after the other in each place, and no more of them in a day than Discord allows.
func TestIdentifyGate(t *testing.T) {
	noon := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	const hour = int64(time.Hour / time.Millisecond)
	for _, c := range []struct {
		name   string
		starts sessionStarts
		shards []int
		later  time.Duration // how much time goes by between two
		want   []time.Duration
	}{
		{"one place", sessionStarts{Total: 9, Remaining: 9, ResetAfter: hour, Concurrency: 1}, []int{0, 1, 2}, 0, seconds(0, 5, 10)},
		{"two places", sessionStarts{Total: 9, Remaining: 9, ResetAfter: hour, Concurrency: 2}, []int{0, 1, 2, 3, 4}, 0, seconds(0, 0, 5, 5, 10)},
		{"time goes by", sessionStarts{Total: 9, Remaining: 9, ResetAfter: hour, Concurrency: 1}, []int{0, 0, 0}, 4 * time.Second, seconds(0, 1, 2)},
		{"nothing said", sessionStarts{}, []int{0, 1}, 0, seconds(0, 5)},
		{"none left", sessionStarts{Total: 9, Remaining: 0, ResetAfter: hour, Concurrency: 1}, []int{0, 1}, 0, seconds(3600, 3605)},
		{"two left", sessionStarts{Total: 2, Remaining: 2, ResetAfter: hour, Concurrency: 16}, []int{0, 1, 2, 3, 4}, 0, seconds(0, 0, 3600, 3600, 3600+24*3600)},
		{"as many again", sessionStarts{Total: 2, Remaining: 1, ResetAfter: hour, Concurrency: 1}, []int{0, 0, 0, 0}, 2 * time.Hour, seconds(0, 0, 0, 20*3600)},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := noon
			g := newIdentifyGate(c.starts, 5*time.Second, func() time.Time { return now })
			var got []time.Duration
			for _, shard := range c.shards {
				got = append(got, g.reserve(shard))
				now = now.Add(c.later)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func seconds(list ...int) []time.Duration {
	var out []time.Duration
	for _, s := range list {
		out = append(out, time.Duration(s)*time.Second)
	}
	return out
}
