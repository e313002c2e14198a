package understand

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/content"
)

var (
	update = flag.Bool("update", false, "learn the weights again and write them to content/data/triage/en-weights.txt")
	folds  = flag.Bool("folds", false, "estimate by cross-validation how well unseen messages are understood")
	detail = flag.Bool("detail", false, "list the messages that were misunderstood")
)

const weightsFile = "../../content/data/triage/en-weights.txt"

// example is one labelled message as the features that were noticed in it.
type example struct {
	features []int
	class    []float64 // how the message is labelled; sums to 1
	weight   float32   // how much it counts; messages made from patterns count less
}

// trainer learns the weights: a softmax regression whose weights are pulled towards what was written by hand, so that a concept
// that no labelled message holds keeps the points its author gave it.
type trainer struct {
	names    []string
	index    map[string]int
	pull     []float64
	prior    []vector
	seen     []int
	minWords int
}

const (
	pullWritten   = 0.1
	pullForm      = 0.05
	pullWord      = 0.05
	steps         = 400
	patternWeight = 0.4
	rate          = 0.25
)

func (tr *trainer) feature(name string, pull float64, prior vector) int {
	if i, ok := tr.index[name]; ok {
		return i
	}
	tr.index[name] = len(tr.names)
	tr.names = append(tr.names, name)
	tr.pull = append(tr.pull, pull)
	tr.prior = append(tr.prior, prior)
	tr.seen = append(tr.seen, 0)
	return len(tr.names) - 1
}

// extract notes what the reader sees in a text. The reader has only hand-written points.
func (tr *trainer) extract(r *Reader, text string) []int {
	rd := r.read(text)
	fs := []int{tr.feature("bias", 0.0001, vector{})}
	for i, there := range rd.present {
		if there {
			fs = append(fs, tr.feature("concept:"+r.concepts[i].name, pullWritten, r.model.concepts[i]))
		}
	}
	for i, fired := range rd.fired {
		if fired {
			fs = append(fs, tr.feature("rule:"+r.rules[i].id, pullWritten, r.model.rules[i]))
		}
	}
	for f, there := range rd.forms() {
		if there {
			fs = append(fs, tr.feature("form:"+formNames[f], pullForm, vector{}))
		}
	}
	rd.eachWord(func(word string) {
		if len(word) < 24 && !strings.ContainsAny(word, " \t#") {
			fs = append(fs, tr.feature("word:"+word, pullWord, vector{}))
		}
	})
	for _, f := range fs {
		tr.seen[f]++
	}
	return fs
}

func classOf(row Labelled) []float64 {
	y := make([]float64, nClasses)
	set := func(name string, share float64) bool {
		for i := range nClasses {
			if className(i) == name {
				y[i] += share
				return true
			}
		}
		return false
	}
	if row.Urgent == none {
		set(row.Intent, 1)
		return y
	}
	others := 0
	for _, k := range row.Also {
		if k != none {
			others++
		}
	}
	main := 1.0
	if others > 0 {
		main = 0.75
		for _, k := range row.Also {
			if k != none {
				set(k, 0.25/float64(others))
			}
		}
	}
	set(row.Urgent, main)
	return y
}

// learn finds the weights for the examples; what comes back is by feature and class.
func (tr *trainer) learn(rows []example) []vector {
	n := len(tr.names)
	w := make([]vector, n)
	copy(w, tr.prior)
	sum := make([]vector, n)
	grad := make([]vector, n)
	for range steps {
		clear(grad)
		for _, row := range rows {
			var s vector
			for _, f := range row.features {
				if tr.use(f) {
					s.plus(&w[f])
				}
			}
			p := s.probabilities()
			for c := range p {
				p[c] = (p[c] - float32(row.class[c])) * row.weight
			}
			for _, f := range row.features {
				if tr.use(f) {
					grad[f].plus(&p)
				}
			}
		}
		for f := range w {
			if !tr.use(f) {
				continue
			}
			for c := range w[f] {
				g := grad[f][c]/float32(len(rows))*100 + float32(tr.pull[f]*100/float64(len(rows))*20)*(w[f][c]-tr.prior[f][c])
				sum[f][c] += g * g
				if sum[f][c] > 0 {
					w[f][c] -= float32(rate) * g / float32(math.Sqrt(float64(sum[f][c])))
				}
			}
		}
	}
	return w
}

// use reports whether a feature is seen often enough to learn from.
func (tr *trainer) use(f int) bool {
	return tr.seen[f] >= tr.minWords || !strings.HasPrefix(tr.names[f], "word:")
}

// weights is what was learnt beyond what was written by hand.
func (tr *trainer) weights(w []vector, atLeast float32) content.Weights {
	out := content.Weights{}
	for f, name := range tr.names {
		if !tr.use(f) {
			continue
		}
		var row []content.Weight
		for c := range nClasses {
			if d := w[f][c] - tr.prior[f][c]; d >= atLeast || d <= -atLeast {
				row = append(row, content.Weight{Class: className(c), Points: float32(math.Round(float64(d)*100) / 100)})
			}
		}
		if len(row) > 0 {
			slices.SortFunc(row, func(a, b content.Weight) int { return cmp.Compare(a.Class, b.Class) })
			out[name] = row
		}
	}
	return out
}

// bare is a reader with hand-written points only.
func bare(t testing.TB, weights content.Weights) *Reader {
	t.Helper()
	lib := library(t)
	triage, others := lib.Triage("en")
	plain := *triage
	plain.Weights = weights
	return compile(sources{triage: &plain, others: []*content.Triage{others}, apps: lib.Apps(), known: lib.KnownApps(), guides: lib.Guides("en")})
}

func trainingRows(t testing.TB) []Labelled {
	t.Helper()
	rows := labelled(t, "testdata/practice.jsonl")
	rows = append(rows, labelled(t, "testdata/more_practice.jsonl")...)
	rows = append(rows, labelled(t, "testdata/plain_practice.jsonl")...)
	rows = append(rows, labelled(t, "testdata/practice_c.jsonl")...)
	rows = append(rows, labelled(t, "testdata/practice_d.jsonl")...)
	rows = append(rows, mustCatch(t)...)
	if name := devFile(); name != "" {
		rows = append(rows, labelled(t, name)...)
	}
	return rows
}

// devFile is the development set, where it is found.
func devFile() string {
	dir := cmp.Or(os.Getenv("SAFESTEPS_EVAL"), "../../../shared/eval")
	name := dir + "/messages_dev.jsonl"
	if _, err := os.Stat(name); err != nil {
		return ""
	}
	return name
}

func learnFrom(t testing.TB, r *Reader, rows []Labelled) content.Weights {
	t.Helper()
	tr := &trainer{index: map[string]int{}, minWords: 2}
	examples := make([]example, 0, len(rows))
	for _, row := range rows {
		weight := float32(1)
		if strings.HasPrefix(row.ID, "g") {
			weight = patternWeight
		}
		examples = append(examples, example{features: tr.extract(r, row.Text), class: classOf(row), weight: weight})
	}
	return tr.weights(tr.learn(examples), 0.05)
}

// TestFolds estimates with -folds how well unseen messages are understood: learn from four fifths, judge on the rest, five times.
// It is a measurement and passes no verdict.
func TestFolds(t *testing.T) {
	if !*folds {
		return
	}
	rows := trainingRows(t)
	r := bare(t, nil)
	all := Report{Kinds: map[string]*Count{}, Noticed: map[string]*Count{}}
	var scores []scored
	const k = 5
	for fold := range k {
		var train, test []Labelled
		for i, row := range rows {
			if i%k == fold && !strings.HasPrefix(row.ID, "t") && row.ID != "" && !strings.HasPrefix(row.ID, "g") {
				test = append(test, row)
			} else if i%k != fold {
				train = append(train, row)
			}
		}
		judge := bare(t, learnFrom(t, r, train))
		for _, row := range test {
			all.add(row, judge.Read(row.Text, Options{}))
			scores = append(scores, scored{urgent: row.Urgent != none && !slices.Contains(row.Also, none), p: judge.urgency(row.Text)})
		}
	}
	t.Logf("\n%s", all.Table())
	t.Logf("\n%s", curve(scores))
	if *detail {
		list := func(name string, ids []string) {
			for _, id := range ids {
				word := strings.TrimSuffix(strings.Fields(id)[0], ":")
				for _, row := range rows {
					if row.ID == word {
						fmt.Println(name, id, "|", row.Text[:min(len(row.Text), 240)])
					}
				}
			}
		}
		list("MISSED", all.Missed)
		list("MISTAKEN", all.Mistaken)
		list("ALARM", all.Alarms)
		list("INTENT", all.Intents)
		list("APPS", all.AppRows)
	}
}

// TestWeights learns the weights again with -update.
func TestWeights(t *testing.T) {
	if !*update {
		return
	}
	rows := trainingRows(t)
	writeWeights(t, learnFrom(t, bare(t, nil), rows))
}

func writeWeights(t testing.TB, weights content.Weights) {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Learnt from labelled messages on top of the points in the other files: feature, then class and weight, again and again.\n")
	b.WriteString("# Written by a program (go test ./dialog/understand -run TestWeights -update); do not edit by hand.\n")
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		b.WriteString(name)
		for _, w := range weights[name] {
			fmt.Fprintf(&b, " %s %.2f", w.Class, w.Points)
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile(weightsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
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
