package content

import "slices"

// soonDays is how long before its review day a fact is called soon due.
const soonDays = 30

// review is a fact with the day on which it stops being trusted.
type review struct {
	file string
	at   position
	by   Date
}

// Overdue reports whether the step's path may be trusted no longer on a day: its own review day, or its app's when it has none, is past.
func (s *Step) Overdue(on Date, app *App) bool {
	if s.ReviewBy.IsZero() {
		return app.overdue(on)
	}
	return s.overdue(on)
}

// Overdue reports whether the helpline's hours may be trusted no longer on a day.
func (h *Helpline) Overdue(on Date) bool { return h.overdue(on) }

// overdue is false on the review day itself, and for a fact without one.
func (d Dated) overdue(on Date) bool { return !d.ReviewBy.IsZero() && on.After(d.ReviewBy) }

// Check lists, as warnings, the facts that are overdue on a day or will be within 30 days, and those that nobody can look up
// again: without a source, or general knowledge; and the translations that lag behind. Everything else is checked by Load.
func (l *Library) Check(today Date) []Problem {
	problems := slices.Concat(l.Translations(), l.Due(today))
	for _, f := range l.Facts() {
		p := Problem{File: f.File, Line: f.Line, Col: f.Col, Warning: true}
		switch {
		case f.Unsourced():
			p.About, p.What = AboutUnsourced, "without source: "+f.What
		case f.Weak():
			p.About, p.What = AboutWeak, "weakly sourced: "+f.What+" is general knowledge"
		default:
			continue
		}
		problems = append(problems, p)
	}
	return sorted(problems)
}

// Due lists, as warnings, the facts that are overdue on a day or will be within 30 days. It costs little: a running program may ask
// again and again.
func (l *Library) Due(today Date) []Problem {
	var problems []Problem
	for _, r := range l.reviews {
		p := Problem{File: r.file, Line: r.at.line, Col: r.at.col, Warning: true}
		switch {
		case today.After(r.by):
			p.About, p.What = AboutOverdue, "overdue: was to be reviewed by "+r.by.String()
		case !today.AddDays(soonDays).Before(r.by):
			p.About, p.What = AboutSoon, "soon due: to be reviewed by "+r.by.String()
		default:
			continue
		}
		problems = append(problems, p)
	}
	return sorted(problems)
}
