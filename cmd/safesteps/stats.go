package main

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/safesteps/safesteps/store"
)

// statsCmd prints how often things happened on each day, never so exactly that somebody could be recognised.
type statsCmd struct {
	databaseFlags
	From   string `help:"First day; 30 days ago when not given." placeholder:"YYYY-MM-DD"`
	To     string `help:"Last day; today when not given." placeholder:"YYYY-MM-DD"`
	Format string `enum:"text,csv,json" default:"text" help:"text, csv or json."`
}

// fewest is the smallest number that is shown. Anything below it is shown as "<10".
const fewest = 10

// statsDays is how many days back the totals begin.
const statsDays = 30

// Run prints the totals, ordered by day and name.
func (c *statsCmd) Run(e *env) error {
	if err := c.days(e.now()); err != nil {
		return err
	}
	db, err := c.attach(e.ctx)
	if err != nil {
		return err
	}
	return closing(db, c.print(e, db))
}

// days fills in the days that were not given.
func (c *statsCmd) days(now time.Time) error {
	if c.From == "" {
		c.From = now.UTC().AddDate(0, 0, -statsDays).Format(time.DateOnly)
	}
	if c.To == "" {
		c.To = now.UTC().Format(time.DateOnly)
	}
	for flag, day := range map[string]string{"--from": c.From, "--to": c.To} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return usageError{fmt.Errorf("%s: %q is not a day such as 2026-12-01", flag, day)}
		}
	}
	if c.From > c.To {
		return usageError{fmt.Errorf("--from: %s is after %s", c.From, c.To)}
	}
	return nil
}

// statsRow is one total as it is shown. As JSON:
//
//	{"day": "2026-12-01", "name": "step", "label": "kik.block", "n": 57}
//	{"day": "2026-12-01", "name": "urgent", "label": "grooming", "n": "<10"}
type statsRow struct {
	Day   string `json:"day"`
	Name  string `json:"name"`
	Label string `json:"label"`
	N     any    `json:"n"` // int64, or "<10"
}

func shown(t store.Total) statsRow {
	row := statsRow{Day: t.Day, Name: t.Name, Label: t.Label, N: t.N}
	if t.N < fewest {
		row.N = "<" + strconv.Itoa(fewest)
	}
	return row
}

func (c *statsCmd) print(e *env, db database) error {
	totals, err := db.Totals(e.ctx, c.From, c.To)
	if err != nil {
		return err
	}
	rows := make([]statsRow, len(totals))
	for i, t := range totals {
		rows[i] = shown(t)
	}
	switch c.Format {
	case "json":
		return printJSON(e, rows)
	case "csv":
		return printCSV(e, rows)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%v\n", r.Day, r.Name, r.Label, r.N) // Flush tells
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func printCSV(e *env, rows []statsRow) error {
	w := csv.NewWriter(e.stdout)
	_ = w.Write([]string{"day", "name", "label", "n"}) // Error tells
	for _, r := range rows {
		_ = w.Write([]string{r.Day, r.Name, r.Label, fmt.Sprint(r.N)})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
