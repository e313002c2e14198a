package understand

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

var (
	folds  = flag.Bool("folds", false, "estimate how well unseen messages are understood")
	detail = flag.Bool("detail", false, "list the messages that were misunderstood")
)

// judges reports whether a row says something about how well messages are understood: those made from patterns and the short plain ones are too easy.
func judges(row Labelled) bool {
	return row.ID != "" && !strings.HasPrefix(row.ID, "t") && !strings.HasPrefix(row.ID, "g") && !strings.HasPrefix(row.ID, "u")
}

// measure learns from some rows and judges on others.
func measure(t testing.TB, train, test []Labelled, into *Report) []scored {
	t.Helper()
	judge := bare(t, learnFrom(t, bare(t, ""), train))
	var scores []scored
	for _, row := range test {
		into.add(row, judge.Read(row.Text, Options{}))
		scores = append(scores, scored{urgent: row.Urgent != none && !slices.Contains(row.Also, none), p: judge.urgency(row.Text)})
	}
	return scores
}

func newReport() Report { return Report{Kinds: map[string]*Count{}, Noticed: map[string]*Count{}} }

// line is a report in one line, to compare at a glance.
func (r Report) line() string {
	return fmt.Sprintf("kind %.3f  any %.3f  alarms %.3f  apps %.3f  intent %.3f", r.Right.Share(), r.Any.Share(), r.FalseAlarms(), r.AppsF1(), r.Intent.Share())
}

// TestFolds estimates with -folds how well unseen messages are understood: learn from four fifths, judge on the rest, five times.
// It is a measurement and passes no verdict.
func TestFolds(t *testing.T) {
	if !*folds {
		return
	}
	rows := allBut(practice(t), "")
	all := newReport()
	var scores []scored
	const k = 5
	for fold := range k {
		var train, test []Labelled
		for i, row := range rows {
			if i%k != fold {
				train = append(train, row)
			} else if judges(row) {
				test = append(test, row)
			}
		}
		scores = append(scores, measure(t, train, test, &all)...)
	}
	t.Logf("folds: %s\n%s\n%s", all.line(), all.Table(), curve(scores))
	all.list(rows)
}

// TestDev judges with -folds on the development set what was learnt without it.
func TestDev(t *testing.T) {
	byName := practice(t)
	if !*folds || byName[devSet] == nil {
		return
	}
	got := newReport()
	scores := measure(t, allBut(byName, devSet), byName[devSet], &got)
	t.Logf("dev left out: %s\n%s\n%s", got.line(), got.Table(), curve(scores))
	got.list(byName[devSet])
}

// TestStyles judges with -folds on each practice file what was learnt without it: every file is in a style of its own.
func TestStyles(t *testing.T) {
	if !*folds {
		return
	}
	byName := practice(t)
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		got := newReport()
		measure(t, allBut(byName, name), byName[name], &got)
		t.Logf("%-16s %s", name, got.line())
	}
}

// list prints with -detail what was misunderstood.
func (r Report) list(rows []Labelled) {
	if !*detail {
		return
	}
	for name, ids := range map[string][]string{"MISSED": r.Missed, "MISTAKEN": r.Mistaken, "ALARM": r.Alarms, "INTENT": r.Intents, "APPS": r.AppRows} {
		for _, id := range ids {
			word := strings.TrimSuffix(strings.Fields(id)[0], ":")
			for _, row := range rows {
				if row.ID == word {
					fmt.Println(name, id, "|", row.Text[:min(len(row.Text), 240)])
				}
			}
		}
	}
}

// scored is how urgent a message was judged to be.
type scored struct {
	urgent bool
	p      float32
}

// urgency is the probability that a message is urgent, without sure rules.
func (r *Reader) urgency(text string) float32 {
	p := r.read(text).score().probabilities()
	var sum float32
	for k := range nKinds {
		sum += p[k]
	}
	return sum
}

// curve lists recall and false alarms by threshold.
func curve(scores []scored) string {
	var b strings.Builder
	for _, limit := range []float32{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7} {
		var recall, alarms Count
		for _, s := range scores {
			if s.urgent {
				recall.note(s.p >= limit)
			} else {
				alarms.note(s.p >= limit)
			}
		}
		fmt.Fprintf(&b, "from %.1f: recall %.3f, false alarms %.3f\n", limit, recall.Share(), alarms.Share())
	}
	return b.String()
}
