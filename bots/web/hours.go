package web

import (
	"slices"
	"strings"
	"time"

	"github.com/safesteps/safesteps/content"
)

// openNow says whether a helpline is open at a moment; known is false when its hours are not, or may be trusted no longer.
func openNow(region string, h *content.Helpline, now time.Time) (open, known bool) {
	place := zone(region)
	if place == nil || h.Overdue(content.DateOf(now)) {
		return false, false
	}
	if h.Always {
		return true, true
	}
	now = now.In(place)
	clock := now.Format("15:04")
	for _, o := range h.Open {
		known = true
		if onDay(o.Days, now.Weekday()) && o.From <= clock && clock < o.To {
			return true, true
		}
	}
	return false, known
}

// zone is the time that a region's opening hours are written in; nil where a region has several, or the system does not know it.
func zone(region string) *time.Location {
	names := map[string]string{"gb": "Europe/London", "ie": "Europe/Dublin", "nz": "Pacific/Auckland", "za": "Africa/Johannesburg"}
	name, ok := names[region]
	if !ok {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// onDay reads "mon-fri", "sat" and "daily".
func onDay(days string, day time.Weekday) bool {
	if days == "daily" {
		return true
	}
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	first, last, isRange := strings.Cut(days, "-")
	if !isRange {
		last = first
	}
	today := (int(day) + 6) % 7 // monday is 0
	return slices.Index(names, first) <= today && today <= slices.Index(names, last) && slices.Contains(names, first)
}
