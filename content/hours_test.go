package content

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// at is a moment in universal time.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	moment, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestOpenNow(t *testing.T) {
	l := loaded(t)
	gb := l.Region("gb")
	line, police := gb.Helpline("line"), gb.Helpline("police")
	tests := []struct {
		name, when  string
		h           *Helpline
		open, known bool
		next        string // in universal time
	}{
		{"always", "2026-12-25 03:00", police, true, true, ""},
		{"always, overdue", "2027-03-01 03:00", police, false, false, ""},
		{"the first minute, in winter", "2026-12-01 08:00", line, true, true, ""},
		{"a minute before", "2026-12-01 07:59", line, false, true, "2026-12-01 08:00"},
		{"the last minute", "2026-12-01 21:59", line, true, true, ""},
		{"the end", "2026-12-01 22:00", line, false, true, "2026-12-02 08:00"},
		{"the first minute, in summer", "2026-07-01 07:00", line, true, true, ""},
		{"the end, in summer", "2026-07-01 21:00", line, false, true, "2026-07-02 07:00"},
		{"friday night", "2026-12-04 23:00", line, false, true, "2026-12-07 08:00"},
		{"sunday before the clocks go on", "2026-03-28 12:00", line, false, true, "2026-03-30 07:00"},
		{"a public holiday", "2026-12-25 12:00", line, false, false, ""},
		{"a holiday moved from a saturday", "2026-12-28 12:00", line, false, false, ""},
		{"the evening before a holiday", "2026-12-24 23:00", line, false, true, ""},
		{"overdue", "2027-01-21 12:00", line, false, false, ""},
		{"hours unknown", "2026-12-01 12:00", &Helpline{ID: "x"}, false, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			when := at(t, tt.when)
			if open, known := l.OpenNow("gb", tt.h, when); open != tt.open || known != tt.known {
				t.Errorf("OpenNow = %v, %v; want %v, %v", open, known, tt.open, tt.known)
			}
			var got string
			if next, ok := l.NextOpening("gb", tt.h, when); ok {
				got = next.UTC().Format("2006-01-02 15:04")
			}
			if got != tt.next {
				t.Errorf("NextOpening = %q, want %q", got, tt.next)
			}
		})
	}
	if _, known := l.OpenNow("nowhere", line, at(t, "2026-12-01 12:00")); known {
		t.Error("hours in a region that does not exist are known")
	}
}

func TestOpenInTheHelplinesOwnTime(t *testing.T) {
	fsys := edited(t, "helplines/gb.yaml", "    open:", "    time_zone: America/Winnipeg\n    holidays: same\n    open:")
	l, problems := Load(fsys)
	if l == nil {
		t.Fatal(problems)
	}
	line := l.Region("gb").Helpline("line")
	for when, want := range map[string]bool{"2026-12-01 13:59": false, "2026-12-01 14:00": true, "2026-12-25 20:00": true} {
		if open, known := l.OpenNow("gb", line, at(t, when)); !known || open != want {
			t.Errorf("%s: open %v, known %v; want open %v", when, open, known, want)
		}
	}
}

func TestOpenDays(t *testing.T) {
	for days, want := range map[string]string{"daily": "MTWTFSS", "mon-fri": "MTWTF--", "sat": "-----S-", "sun": "------S", "mon-thu": "MTWT---"} {
		got := ""
		for i, letter := range "MTWTFSS" {
			if (Open{Days: days}).on(time.Weekday((i + 1) % 7)) {
				got += string(letter)
			} else {
				got += "-"
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", days, got, want)
		}
	}
}

func TestHoursAreChecked(t *testing.T) {
	const file, hours = "helplines/gb.yaml", "    hours: Monday to Friday 8am to 10pm.\n"
	tests := []struct{ name, old, new, want string }{
		{"zone unknown", "Europe/London", "Europe/Nowhere", `time_zone "Europe/Nowhere"`},
		{"zone is not a place", "Europe/London", "UTC", `time_zone "UTC"`},
		{"zone missing", "time_zone: Europe/London\n", "", "line: open needs a time_zone"},
		{"words missing", hours, "", "line: open needs the same hours in words"},
		{"always and open", hours, hours + "    always_open: true\n", "line: always_open and open cannot both hold"},
		{"holidays", hours, hours + "    holidays: closed\n", `holidays "closed"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := Load(edited(t, file, tt.old, tt.new))
			wantProblem(t, problems, tt.want)
		})
	}
}

func TestHolidaysOfEveryRegionWithHours(t *testing.T) {
	_, fsys := abroad(t)
	replaceIn(t, fsys, "helplines/xx.yaml", "    holidays: same\n", "")
	_, problems := Load(fsys)
	wantProblem(t, problems, "the public holidays of xx are not known")
}

// replaceIn changes one file of a library. The old words must be there.
func replaceIn(t testing.TB, fsys fstest.MapFS, name, old, replacement string) {
	t.Helper()
	data := string(fsys["data/"+name].Data)
	if !strings.Contains(data, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	fsys["data/"+name] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, replacement, 1))}
}
