package content

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the answer must not depend on what the machine knows of time zones

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/nz"
)

// sameOnHolidays is the one thing that Helpline.Holidays can say.
const sameOnHolidays = "same"

// OpenNow reports whether a helpline of a region answers at a moment. known is false when its hours are not known, when they may be
// trusted no longer, and on a public holiday unless the hours hold on those too: then nothing is to be said about it.
func (l *Library) OpenNow(region string, h *Helpline, t time.Time) (open, known bool) {
	if h.Always || len(h.Open) == 0 {
		known = h.Always && !h.Overdue(DateOf(t))
		return known, known
	}
	c := l.clocks[region]
	local, ok := c.local(h, t)
	if !ok || h.Overdue(DateOf(local)) || c.differs(h, local) {
		return false, false
	}
	now := local.Format(clockFormat)
	return slices.ContainsFunc(h.Open, func(o Open) bool { return o.on(local.Weekday()) && o.From <= now && now < o.To }), true
}

// NextOpening is when a helpline that is closed answers again, in its own time. It is false when it is open, when that is not known,
// when it is more than a week away, and when a day on the way is a public holiday on which the hours may differ.
func (l *Library) NextOpening(region string, h *Helpline, t time.Time) (time.Time, bool) {
	if open, known := l.OpenNow(region, h, t); open || !known {
		return time.Time{}, false
	}
	c := l.clocks[region]
	now, _ := c.local(h, t)
	for ahead := range 8 {
		day := time.Date(now.Year(), now.Month(), now.Day()+ahead, 0, 0, 0, 0, now.Location())
		if c.differs(h, day) {
			return time.Time{}, false
		}
		if at, ok := h.opens(day, now); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// opens is the first time on a day, after a moment, at which the helpline begins to answer.
func (h *Helpline) opens(day, after time.Time) (time.Time, bool) {
	var first time.Time
	for _, o := range h.Open {
		from, err := time.Parse(clockFormat, o.From)
		if err != nil || !o.on(day.Weekday()) {
			continue
		}
		at := time.Date(day.Year(), day.Month(), day.Day(), from.Hour(), from.Minute(), 0, 0, day.Location())
		if at.After(after) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first, !first.IsZero()
}

// clockFormat is how a time of the day is written.
const clockFormat = "15:04"

// on reports whether the stretch is for a day of the week: "mon-fri", "sat", "daily".
func (o Open) on(day time.Weekday) bool {
	if o.Days == "daily" {
		return true
	}
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	first, last, isRange := strings.Cut(o.Days, "-")
	if !isRange {
		last = first
	}
	today := (int(day) + 6) % 7 // monday is 0
	return slices.Index(names, first) <= today && today <= slices.Index(names, last)
}

// clock is what the opening hours of a region hang on.
type clock struct {
	zones    map[string]*time.Location // by the name of the zone; "" is the region's own, where it has one
	holidays []*cal.Holiday
}

// newClock loads the time zones that a region names. One that does not exist is left out; checkHours says so.
func newClock(r *Region) clock {
	c := clock{zones: map[string]*time.Location{}, holidays: publicHolidays(r.ID)}
	if r.TimeZone != "" {
		c.zones[""], _ = time.LoadLocation(r.TimeZone)
	}
	for _, h := range r.Services {
		if h.TimeZone != "" {
			c.zones[h.TimeZone], _ = time.LoadLocation(h.TimeZone)
		}
	}
	return c
}

// local is a moment in the helpline's own time; false when that is not known.
func (c clock) local(h *Helpline, t time.Time) (time.Time, bool) {
	zone := c.zones[h.TimeZone]
	if zone == nil {
		return t, false
	}
	return t.In(zone), true
}

// differs reports whether a day is a public holiday on which the hours may be others.
func (c clock) differs(h *Helpline, day time.Time) bool {
	if h.Holidays == sameOnHolidays {
		return false
	}
	holidays := cal.Calendar{Holidays: c.holidays}
	actual, observed, _ := holidays.IsHoliday(day)
	return actual || observed
}

// publicHolidays lists the days on which a region's offices may be closed; nil for a region whose days are not known here. Days of one
// part of the region alone are not among them.
func publicHolidays(region string) []*cal.Holiday {
	switch region {
	case "ca":
		return ca.Holidays
	case "de":
		return de.Holidays
	case "es":
		return es.Holidays
	case "fr":
		return fr.Holidays
	case "gb":
		return gb.Holidays
	case "ie":
		return ie.Holidays
	case "nl":
		return nl.Holidays
	case "nz":
		return nz.Holidays
	}
	return nil
}

// checkHours holds opening hours to what is needed to tell whether a helpline is open.
func checkHours(f *file, r *Region) {
	checkZone(f, r.TimeZone, f.at("time_zone"))
	for i, h := range r.Services {
		at := func(key string) position { return f.at("services", i, key) }
		checkZone(f, h.TimeZone, at("time_zone"))
		for _, o := range h.Open {
			checkOpen(f, o, at("open"))
		}
		if h.Holidays != "" && h.Holidays != sameOnHolidays {
			f.problem(at("holidays"), "holidays %q: write %s, or leave it out", h.Holidays, sameOnHolidays)
		}
		switch {
		case len(h.Open) == 0:
		case h.Always:
			f.problem(at("open"), "%s: always_open and open cannot both hold", h.ID)
		case h.Hours == "":
			f.problem(at("open"), "%s: open needs the same hours in words, under hours", h.ID)
		case h.TimeZone == "" && r.TimeZone == "":
			f.problem(at("open"), "%s: open needs a time_zone, here or for the region", h.ID)
		case h.Holidays == "" && publicHolidays(r.ID) == nil:
			f.problem(at("open"), "%s: the public holidays of %s are not known; say holidays: %s or leave open out", h.ID, r.ID, sameOnHolidays)
		}
	}
}

func checkZone(f *file, name string, at position) {
	if name == "" {
		return
	}
	if _, err := time.LoadLocation(name); err != nil || !strings.Contains(name, "/") {
		f.problem(at, "time_zone %q: write a name like Europe/London", name)
	}
}
