package understand

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// Labelled is one message with the answers that people gave for it.
type Labelled struct {
	ID         string   `json:"id"`
	Text       string   `json:"text"`
	Urgent     string   `json:"urgent"` // a RedFlag or "none"
	Also       []string `json:"also"`   // other right answers
	Apps       []string `json:"apps"`
	Negated    []string `json:"negated"`
	Intent     string   `json:"intent"`
	AlsoIntent []string `json:"also_intent"`
	Age        *int     `json:"age"`
}

// Count is right answers out of rows.
type Count struct{ Right, Of int }

// Share is right answers per row, 1 when there are no rows.
func (c Count) Share() float64 {
	if c.Of == 0 {
		return 1
	}
	return float64(c.Right) / float64(c.Of)
}

func (c *Count) note(right bool) {
	c.Of++
	if right {
		c.Right++
	}
}

// Report is how well labelled messages were understood.
type Report struct {
	Kinds       map[string]*Count // urgent rows given one of the right kinds, by label
	Noticed     map[string]*Count // urgent rows given any kind, by label
	Right       Count             // all urgent rows given one of the right kinds
	Any         Count             // all urgent rows given any kind
	Help        Count             // all urgent rows given any kind, or unsure: help was on the screen
	Calm        Count             // rows without danger that stayed calm
	Unsure      int               // rows without danger on which help was shown small
	AppsTrue    int               // apps named and found
	AppsExtra   int               // apps found that were not named
	AppsMissed  int               // apps named and not found
	Order       Count             // rows whose apps came in the right order, exactly
	Negated     Count             // rows whose denied apps were exactly right
	Intent      Count             // rows without danger whose intent was right
	IntentLoose Count             // the same, also_intent accepted
	Age         Count
	Missed      []string // ids of urgent rows given no kind
	Mistaken    []string // ids of urgent rows given a wrong kind
	Alarms      []string // ids of rows without danger given a kind
	Intents     []string // "id: want, got" of wrong intents
	AppRows     []string // "id: want, got" of wrong apps
}

// AppsF1 is the harmonic mean of precision and recall over all apps.
func (r Report) AppsF1() float64 {
	if r.AppsTrue == 0 {
		return 0
	}
	return 2 * float64(r.AppsTrue) / float64(2*r.AppsTrue+r.AppsExtra+r.AppsMissed)
}

// FalseAlarms is the share of rows without danger that were given a kind.
func (r Report) FalseAlarms() float64 { return 1 - r.Calm.Share() }

// Score reads labelled messages, one JSON object a line, and compares them with what the reader understands.
// It fails on a line that is not JSON.
func Score(in io.Reader, rd *Reader) (Report, error) {
	rows, err := ReadLabelled(in)
	if err != nil {
		return Report{}, err
	}
	r := Report{Kinds: map[string]*Count{}, Noticed: map[string]*Count{}}
	for _, row := range rows {
		r.add(row, rd.Read(row.Text, Options{}))
	}
	return r, nil
}

// ReadLabelled reads labelled messages, one JSON object a line.
func ReadLabelled(in io.Reader) ([]Labelled, error) {
	var rows []Labelled
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 1<<16), 1<<24)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		var row Labelled
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("line %d of the labelled messages: %w", n, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading labelled messages: %w", err)
	}
	return rows, nil
}

func (r *Report) add(row Labelled, m Meaning) {
	got := none
	if m.Urgent != "" {
		got = string(m.Urgent)
	}
	right := got == row.Urgent || slices.Contains(row.Also, got)
	if row.Urgent == none {
		r.addCalm(row, m, right)
	} else {
		r.addUrgent(row, m, right)
	}
	r.addApps(row, m)
	r.Age.note(m.HasAge == (row.Age != nil) && (row.Age == nil || *row.Age == m.Age))
}

func (r *Report) addUrgent(row Labelled, m Meaning, right bool) {
	for _, table := range []map[string]*Count{r.Kinds, r.Noticed} {
		if table[row.Urgent] == nil {
			table[row.Urgent] = &Count{}
		}
	}
	noticed := m.Urgent != "" || slices.Contains(row.Also, none)
	r.Kinds[row.Urgent].note(right)
	r.Noticed[row.Urgent].note(noticed)
	r.Right.note(right)
	r.Any.note(noticed)
	r.Help.note(noticed || m.Unsure || m.SafeWord)
	switch {
	case !noticed:
		r.Missed = append(r.Missed, row.ID+" "+row.Urgent)
	case !right:
		r.Mistaken = append(r.Mistaken, row.ID+" "+row.Urgent+": "+string(m.Urgent))
	}
}

func (r *Report) addCalm(row Labelled, m Meaning, right bool) {
	r.Calm.note(right)
	if m.Unsure {
		r.Unsure++
	}
	if !right {
		r.Alarms = append(r.Alarms, row.ID+" "+string(m.Urgent))
	}
	strict := string(m.Intent) == row.Intent
	r.Intent.note(strict)
	r.IntentLoose.note(strict || slices.Contains(row.AlsoIntent, string(m.Intent)))
	if !strict && right {
		r.Intents = append(r.Intents, row.ID+": "+row.Intent+", "+string(m.Intent))
	}
}

func (r *Report) addApps(row Labelled, m Meaning) {
	missed, extra := 0, 0
	for _, id := range row.Apps {
		if slices.Contains(m.apps, id) {
			r.AppsTrue++
		} else {
			missed++
		}
	}
	for _, id := range m.apps {
		if !slices.Contains(row.Apps, id) {
			extra++
		}
	}
	r.AppsMissed += missed
	r.AppsExtra += extra
	r.Order.note(slices.Equal(m.apps, row.Apps))
	r.Negated.note(slices.Equal(m.negated, row.Negated))
	if missed+extra > 0 {
		r.AppRows = append(r.AppRows, fmt.Sprintf("%s: %v, %v", row.ID, row.Apps, m.apps))
	}
}

// Table is the report for people to read, one line for each kind of danger.
func (r Report) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s %6s %8s %8s\n", "urgent", "rows", "right", "any")
	line := func(name string, right, any Count) {
		fmt.Fprintf(&b, "%-18s %6d %8.3f %8.3f\n", name, right.Of, right.Share(), any.Share())
	}
	for _, k := range kinds {
		if c := r.Kinds[string(k)]; c != nil {
			line(string(k), *c, *r.Noticed[string(k)])
		}
	}
	for _, k := range []content.RedFlag{content.SomethingElse} {
		if c := r.Kinds[string(k)]; c != nil {
			line(string(k), *c, *r.Noticed[string(k)])
		}
	}
	line("all", r.Right, r.Any)
	fmt.Fprintf(&b, "help on screen     %6d %17.3f\n", r.Help.Of, r.Help.Share())
	fmt.Fprintf(&b, "false alarms       %6d %17.3f  (help shown small on %d more)\n", r.Calm.Of, r.FalseAlarms(), r.Unsure)
	fmt.Fprintf(&b, "apps F1            %6d %17.3f  (order exact %.3f, denied exact %.3f)\n", r.AppsTrue+r.AppsMissed, r.AppsF1(), r.Order.Share(), r.Negated.Share())
	fmt.Fprintf(&b, "intent             %6d %17.3f  (also_intent accepted %.3f)\n", r.Intent.Of, r.Intent.Share(), r.IntentLoose.Share())
	fmt.Fprintf(&b, "age                %6d %17.3f\n", r.Age.Of, r.Age.Share())
	return b.String()
}
