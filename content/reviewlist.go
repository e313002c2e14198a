package content

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Fact is one thing a parent is told that somebody has to look at again, with where it is from.
type Fact struct {
	File     string // as people see it: data/apps/snapchat.yaml
	Line     int    // from 1
	Col      int    // from 1
	What     string // "steps ghost"
	Basis    Basis
	Checked  Date
	ReviewBy Date
	Sources  []string // addresses of the pages it was taken from; empty: nobody wrote down where it is from
}

// Unsourced reports whether nobody wrote down where the fact is from.
func (f Fact) Unsourced() bool { return len(f.Sources) == 0 }

// Weak reports whether the fact is general knowledge, or from nowhere that was written down.
func (f Fact) Weak() bool { return f.Basis == General || f.Unsourced() }

// Facts lists every fact with a place, in the order of the files. What a fact does not say itself it has from its file.
func (l *Library) Facts() []Fact { return l.audited().facts }

// WriteReviewList writes facts as CSV with a line of column names, what is due first. It fails only when w does.
func WriteReviewList(w io.Writer, facts []Fact) error {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b Fact) int {
		return cmp.Or(a.ReviewBy.Compare(b.ReviewBy), strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "line", "fact", "basis", "checked", "review_by", "sources", "weakly_sourced"}}
	for _, f := range facts {
		weak := "no"
		switch {
		case f.Unsourced():
			weak = "yes: no source"
		case f.Weak():
			weak = "yes: general knowledge"
		}
		rows = append(rows, []string{
			f.File, strconv.Itoa(f.Line), f.What, string(f.Basis), f.Checked.String(), f.ReviewBy.String(), strings.Join(f.Sources, " "), weak,
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("review list: %w", err)
	}
	return nil
}

// noted is a fact while its file is being read.
type noted struct {
	key, id string // id: empty when it has none
	at      position
	dated   *Dated
	whole   bool // the file's own: what its facts fall back on
}

// facts lists the facts of the file.
func (f *file) facts() []Fact {
	var parent Dated
	for _, n := range f.noted {
		if n.whole {
			parent = *n.dated
		}
	}
	facts := make([]Fact, 0, len(f.noted))
	for _, n := range f.noted {
		if n.whole {
			continue
		}
		d := n.dated.within(parent)
		fact := Fact{
			File: f.path, Line: n.at.line, Col: n.at.col, What: strings.TrimSpace(n.key + " " + n.id),
			Basis: d.Basis, Checked: d.Checked, ReviewBy: d.ReviewBy,
		}
		for _, key := range d.Sources {
			fact.Sources = append(fact.Sources, f.sourceURL(key))
		}
		facts = append(facts, fact)
	}
	return facts
}

// within is d with what it does not say taken from its parent.
func (d Dated) within(parent Dated) Dated {
	if d.Basis == "" {
		d.Basis = parent.Basis
	}
	if d.Checked.IsZero() {
		d.Checked, d.ReviewBy = parent.Checked, parent.ReviewBy
	}
	if len(d.Sources) == 0 {
		d.Sources = parent.Sources
	}
	return d
}

// sourceURL is the address behind a key of the source table; the key itself when there is none.
func (f *file) sourceURL(key string) string {
	entry := child(f.root, "source_table")
	for _, part := range []string{key, "url"} {
		if entry != nil {
			entry = child(entry, part)
		}
	}
	if entry == nil {
		return key
	}
	return entry.value
}
