// Package dialog is the conversation itself: pure functions from a library, a state and an input to a new state and a reply.
//
// It has no I/O, clock, randomness, logger, context or goroutine. Every word it says is content.
package dialog

import (
	"maps"
	"slices"
	"time"

	"github.com/safesteps/safesteps/content"
)

// State is where one person stands: ids only. No names, no words of theirs, no platform ids.
// The zero State is a person who has never written, and of whom nothing is kept.
type State struct {
	Locale   string         // "en"; empty until the first turn
	Region   string         // "gb"; empty until the first turn
	Device   content.Device // the child's device, for paths; empty when not said
	Children []Child        // unnamed profiles; never empty after the first turn; at most MaxChildren
	Current  int            // index into Children
	At       Place          // the screen they look at
	Trail    []Place        // the way back, oldest first; at most maxTrail
	Draft    []string       // what is picked on the open question of many, before it is confirmed
	Seen     Day            // the last day they wrote
	Missed   uint8          // how often in a row something typed was not understood: no answer is given twice running
	Reminder bool           // a reminder is set
	Partner  string         // the code of the support worker whose link they came by; stands for many families; empty: none
	Counted  Stages         // what was counted for the partner already
}

// Child is one child's profile. It has no name: the dialog calls them "first child", "second child".
type Child struct {
	Age     content.AgeBand   // empty: not said
	Apps    []string          // app ids, in the order they were picked
	Worries []content.Concern // in the order they were picked
	Marks   map[string]Mark   // by step key "app.step"
	Asked   Asked             // which questions were put already: nothing is asked twice
}

// Asked is the set of questions already put about a child.
type Asked uint8

// The questions that are put once.
const (
	AskedAge Asked = 1 << iota
	AskedWorries
	AskedDevice
	AskedFirst // the first setting was shown
	AskedUnder // being below an app's minimum age was said
	AskedPlan  // the plan was shown
)

// MaxChildren is the most profiles one person can keep.
const MaxChildren = 6

// maxApps is the most apps one child's profile can hold; nobody checks more in one go, and it bounds the state.
const maxApps = 24

// Mark is what a parent said about a step, with the day.
type Mark struct {
	Kind MarkKind
	On   Day
}

// MarkKind is the closed set of answers to a step card.
type MarkKind uint8

// The answers. Unmarked is never stored.
const (
	Unmarked MarkKind = iota
	Done
	Later
	CouldNotFind
	ChildSaidNo
	NotForUs
)

// String is the answer's id, as buttons carry it and words are keyed by it; empty for Unmarked.
func (m MarkKind) String() string {
	switch m {
	case Done:
		return "done"
	case Later:
		return "later"
	case CouldNotFind:
		return "missing"
	case ChildSaidNo:
		return "refused"
	case NotForUs:
		return "skip"
	case Unmarked:
	}
	return ""
}

// markNamed is the MarkKind whose String is id; Unmarked when there is none.
func markNamed(id string) MarkKind {
	for m := Done; m <= NotForUs; m++ {
		if m.String() == id {
			return m
		}
	}
	return Unmarked
}

// closed says that nothing is left to do about a step.
func (m MarkKind) closed() bool { return m == Done || m == NotForUs }

// Day is a calendar day in UTC, counted from 2020-01-01 as day 1; 0 is no day.
type Day uint16

// dayOne is the Unix day number of 2020-01-01, less one.
const dayOne = 18262 - 1

// DayOf returns the day of t, or 0 for a time before 2020.
func DayOf(t time.Time) Day {
	d := t.Unix()/86400 - dayOne
	if d < 1 || d > 65535 {
		return 0
	}
	return Day(d)
}

// Time returns midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix((int64(d)+dayOne)*86400, 0).UTC() }

// IsZero reports whether nothing is held about this person.
func (s *State) IsZero() bool {
	return s.Locale == "" && len(s.Children) == 0 && s.At == Place{}
}

// clone copies the state so deep that changing the copy leaves the original alone.
func (s *State) clone() State {
	c := *s
	c.Trail = slices.Clone(s.Trail)
	c.Draft = slices.Clone(s.Draft)
	c.Children = slices.Clone(s.Children)
	for i := range c.Children {
		k := &c.Children[i]
		k.Apps = slices.Clone(k.Apps)
		k.Worries = slices.Clone(k.Worries)
		k.Marks = maps.Clone(k.Marks)
	}
	return c
}

// child returns the profile that is being worked on.
func (s *State) child() *Child {
	if len(s.Children) == 0 {
		s.Children = []Child{{}}
	}
	if s.Current < 0 || s.Current >= len(s.Children) {
		s.Current = 0
	}
	return &s.Children[s.Current]
}

// mark records an answer to a step.
func (c *Child) mark(key string, kind MarkKind, on Day) {
	if c.Marks == nil {
		c.Marks = map[string]Mark{}
	}
	c.Marks[key] = Mark{Kind: kind, On: on}
}

// asked notes that a question was put.
func (c *Child) asked(q Asked) { c.Asked |= q }

// has reports whether a question was put.
func (c *Child) has(q Asked) bool { return c.Asked&q != 0 }
