package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/safesteps/safesteps/store"
)

// keepDays is how long a conversation is kept after the last turn: the year that the privacy words promise.
const keepDays = 365

// catchUpDays is how many days of old conversations the server deletes in one of its days beyond the one that became due. A clock
// that is a year ahead would otherwise delete everybody at the next start; like this it is noticed first. A server that was down
// for half a year has caught up after a month.
const catchUpDays = 7

// purgeSetting is where the last daily purge is kept:
//
//	{"run":"2026-12-01","upto":"2025-12-01"}
const purgeSetting = "purge"

// purged is what the last daily purge did.
type purged struct {
	Run  string `json:"run"`  // the day of the clock
	Upto string `json:"upto"` // who was last seen before this day is gone
}

// next is the purge of a day: it deletes who was last seen before upto. behind is how many days of conversations are due and
// have to wait. A day that was had already, or lies before the last one, deletes no more than was due then.
func (p purged) next(today time.Time) (after purged, upto time.Time, behind int) {
	due := dayOf(today).AddDate(0, 0, -keepDays)
	upto = parseDay(p.Upto)
	if dayOf(today).After(parseDay(p.Run)) {
		upto = upto.AddDate(0, 0, 1+catchUpDays)
	}
	if upto.After(due) {
		upto = due
	}
	after = purged{Run: today.UTC().Format(time.DateOnly), Upto: upto.Format(time.DateOnly)}
	return after, upto, int(due.Sub(upto) / (24 * time.Hour))
}

// firstPurge stands for the purge before the first: it deleted nobody.
func firstPurge(today time.Time, seen store.Seen) purged {
	upto := dayOf(today).AddDate(0, 0, -keepDays)
	if !seen.Oldest.IsZero() && seen.Oldest.Before(upto) {
		upto = seen.Oldest
	}
	return purged{Run: today.AddDate(0, 0, -1).UTC().Format(time.DateOnly), Upto: upto.Format(time.DateOnly)}
}

// dayOf is midnight, UTC, of a moment's day.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// parseDay reads a day; one that makes no sense is long ago, so that nothing is deleted because of it.
func parseDay(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// readPurged reads what the last daily purge did; known is false when there was none.
func readPurged(ctx context.Context, db database) (last purged, known bool, err error) {
	value, known, err := db.Setting(ctx, purgeSetting)
	if err != nil || !known {
		return purged{}, false, err //nolint:wrapcheck // it names the setting
	}
	if err := json.Unmarshal(value, &last); err != nil {
		return purged{}, false, nil //nolint:nilerr // as if there had been none: it goes by the oldest conversation
	}
	return last, true, nil
}

// purgeOld deletes who has not written for a year, once a day, and tells the operator.
func purgeOld(ctx context.Context, today time.Time, log *slog.Logger, db database) error {
	last, known, err := readPurged(ctx, db)
	if err == nil && !known {
		var seen store.Seen
		seen, err = db.Seen(ctx)
		last = firstPurge(today, seen)
	}
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	after, upto, behind := last.next(today)
	value, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	if err := db.PutSetting(ctx, purgeSetting, value); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	if behind > 0 {
		log.Error("the clock is far ahead of the last daily purge: is it right? Old conversations are deleted a week's worth a day",
			"today", after.Run, "last_purge", last.Run, "days_behind", behind)
	}
	n, err := db.Purge(ctx, upto)
	if n > 0 {
		log.Info("old conversations were deleted", "count", n)
	}
	return err //nolint:wrapcheck // it says what failed
}

// clockDoubt says why the clock is most likely wrong, by what the database remembers; "" when nothing speaks against it.
func clockDoubt(ctx context.Context, today time.Time, db database) (string, error) {
	last, known, err := readPurged(ctx, db)
	if err != nil {
		return "", err
	}
	remembered := parseDay(last.Run)
	if !known {
		seen, err := db.Seen(ctx)
		if err != nil || seen.Newest.IsZero() {
			return "", err //nolint:wrapcheck // it says what failed
		}
		remembered = seen.Newest
	}
	const most = 31 * 24 * time.Hour
	apart := dayOf(today).Sub(remembered)
	if apart >= -24*time.Hour && apart <= most {
		return "", nil
	}
	return fmt.Sprintf("it says %s, but this database was last in use on %s", today.UTC().Format(time.DateOnly), remembered.Format(time.DateOnly)), nil
}
