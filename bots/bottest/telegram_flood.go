package bottest

import (
	"time"
)

// Telegram's flood limits, as its documentation for bot authors gives them.
const (
	floodChat        = 1  // messages a second in one chat
	floodGroupMinute = 20 // messages a minute in one group
	floodAll         = 30 // messages a second in all
)

// floodLog is when messages went out.
type floodLog struct {
	all  []time.Time
	chat map[int64][]time.Time
}

// floodWait refuses a message that is above a limit, and else counts it.
func (f *FakeTelegram) floodWait(c *tgChat) *tgError {
	if !f.opt.Flood {
		return nil
	}
	now := f.opt.Clock()
	if f.flood.chat == nil {
		f.flood.chat = map[int64][]time.Time{}
	}
	id := c.info.ID
	f.flood.all = since(f.flood.all, now.Add(-time.Second))
	f.flood.chat[id] = since(f.flood.chat[id], now.Add(-time.Minute))
	wait := max(over(f.flood.all, floodAll, time.Second, now), over(f.flood.chat[id], floodChat, time.Second, now))
	if !c.isPrivate() {
		wait = max(wait, over(f.flood.chat[id], floodGroupMinute, time.Minute, now))
	}
	if wait > 0 {
		return tooMany(int((wait + time.Second - 1) / time.Second))
	}
	f.flood.all = append(f.flood.all, now)
	f.flood.chat[id] = append(f.flood.chat[id], now)
	return nil
}

// since drops what is not after t.
func since(times []time.Time, t time.Time) []time.Time {
	for len(times) > 0 && !times[0].After(t) {
		times = times[1:]
	}
	return times
}

// over returns how long to wait until fewer than limit of the times lie within the window; 0 for now.
func over(times []time.Time, limit int, window time.Duration, now time.Time) time.Duration {
	if len(times) < limit {
		return 0
	}
	return max(times[len(times)-limit].Add(window).Sub(now), 0)
}
