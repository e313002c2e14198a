package understand

import (
	"cmp"
	"flag"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/content"
)

var update = flag.Bool("update", false, "learn the weights again and write them to content/data/triage/en-weights.txt")

const weightsFile = "../../content/data/triage/en-weights.txt"

// example is one labelled message as the features that were noticed in it.
type example struct {
	features []int
	class    []float32 // how the message is labelled; sums to 1
	weight   float32   // how much it counts; messages made from patterns count less
}

// trainer learns the weights: a softmax regression whose weights are pulled towards what was written by hand, so that a concept
// that no labelled message holds keeps the points its author gave it. Each feature has a weight for every class and one more that all
// dangers share, so that what is alike in them is learnt from all of them.
type trainer struct {
	names []string
	index map[string]int
	prior []vector
	seen  []int
}

// How strongly weights are pulled back, by what the name of their feature begins with, and how often a feature must be seen to be learnt from.
var kindsOfFeature = []struct {
	begins  string
	pull    float32
	atLeast int
}{
	{"bias", 0.002, 1},
	{"concept:", 2, 1},
	{"rule:", 2, 1},
	{"form:", 1, 1},
	{"word:", 0.5, 2},
	{"begins:", 1, 3},
	{"family:", 0.5, 2},
	{"pair:@", 1, 4},
	{"pair:", 1, 3},
}

const (
	rounds        = 20
	rate          = 0.15
	orders        = 8 // in how many orders the examples are learnt from; the mean of them leans less on chance
	patternWeight = 0.2
	sceneWeight   = 0.5  // of messages that share a scene with others
	perhaps       = 0.35 // the share of a danger in a message that may as well be none
	// most is how many words, beginnings, families and pairs are kept: the ones that matter most.
	most = 24000
)

func (tr *trainer) feature(name string, prior vector) int {
	if i, ok := tr.index[name]; ok {
		return i
	}
	tr.index[name] = len(tr.names)
	tr.names = append(tr.names, name)
	tr.prior = append(tr.prior, prior)
	return len(tr.names) - 1
}

// extract notes what the reader sees in a text. The reader has only hand-written points.
func (tr *trainer) extract(r *Reader, text string) []int {
	rd := r.read(text)
	fs := []int{tr.feature("bias", vector{})}
	for i, there := range rd.present {
		if there {
			fs = append(fs, tr.feature("concept:"+r.concepts[i].name, r.model.concepts[i]))
		}
	}
	for i, fired := range rd.fired {
		if fired {
			fs = append(fs, tr.feature("rule:"+r.rules[i].id, r.model.rules[i]))
		}
	}
	for f, there := range rd.forms() {
		if there {
			fs = append(fs, tr.feature("form:"+formNames[f], vector{}))
		}
	}
	rd.features(func(name []byte, _, _ int) {
		if len(name) < 40 && !strings.ContainsAny(string(name), " \t#") {
			fs = append(fs, tr.feature(string(name), vector{}))
		}
	})
	return fs
}

func classOf(row Labelled) []float32 {
	y := make([]float32, nClasses)
	set := func(name string, share float32) {
		if i := classPlace(name); i >= 0 {
			y[i] += share
		}
	}
	if row.Urgent == none {
		set(row.Intent, 1)
		return y
	}
	others := slices.DeleteFunc(slices.Clone(row.Also), func(k string) bool { return k == none })
	main := float32(1)
	if len(others) < len(row.Also) {
		main = perhaps // it may be nothing: such a message is to be asked about
		set(string(GeneralQuestion), 1-perhaps)
	} else if len(others) > 0 {
		main = 0.75
		for _, k := range others {
			set(k, 0.25/float32(len(others)))
		}
	}
	set(row.Urgent, main)
	return y
}

// learn finds the weights for the examples, first for all features and then again, in several orders, for those that matter most.
// What comes back is by feature; those that are not learnt from have what was written by hand.
func (tr *trainer) learn(rows []example) []vector {
	tr.seen = make([]int, len(tr.names))
	for _, row := range rows {
		for _, f := range row.features {
			tr.seen[f]++
		}
	}
	pull := make([]float32, len(tr.names)) // for each time a feature is met; 0: not learnt from
	for f, name := range tr.names {
		for _, k := range kindsOfFeature {
			if strings.HasPrefix(name, k.begins) {
				if tr.seen[f] >= k.atLeast {
					pull[f] = k.pull / float32(tr.seen[f])
				}
				break
			}
		}
	}
	w := tr.descend(rows, pull, 0)
	tr.forgetLeast(w, pull)
	mean := make([]vector, len(w))
	for n := range uint64(orders) {
		for f, v := range tr.descend(rows, pull, n) {
			for k := range v {
				mean[f][k] += v[k] / orders
			}
		}
	}
	return mean
}

// forgetLeast stops learning from all but the words, beginnings, families and pairs that matter most.
func (tr *trainer) forgetLeast(w []vector, pull []float32) {
	var free []int
	matters := make([]float64, len(w))
	for f, name := range tr.names {
		if pull[f] == 0 || name == "bias" || strings.HasPrefix(name, "concept:") || strings.HasPrefix(name, "rule:") || strings.HasPrefix(name, "form:") {
			continue
		}
		free = append(free, f)
		for _, x := range w[f] {
			matters[f] += float64(x*x) * math.Sqrt(float64(tr.seen[f]))
		}
	}
	slices.SortStableFunc(free, func(a, b int) int { return cmp.Compare(matters[b], matters[a]) })
	for _, f := range free[min(most, len(free)):] {
		pull[f] = 0
	}
}

// descend goes through the examples again and again, in an order that is shuffled but always the same, and moves the weights a little
// towards each label.
func (tr *trainer) descend(rows []example, pull []float32, shuffle uint64) []vector {
	w := slices.Clone(tr.prior)
	shared := make([]float32, len(w))
	moved := make([]float32, len(w))
	order := rand.New(rand.NewPCG(1, shuffle))
	for round := range rounds {
		now := float32(rate)
		if round*3 > rounds*2 {
			now /= 4
		}
		for _, n := range order.Perm(len(rows)) {
			row := &rows[n]
			p := wrong(row, w, shared)
			var all, length float32
			for k, d := range p {
				length += d * d
				if k < nKinds {
					all += d
				}
			}
			for _, f := range row.features {
				if pull[f] == 0 {
					continue
				}
				moved[f] += length
				step := now / float32(math.Sqrt(float64(moved[f]+1)))
				for k := range p {
					w[f][k] -= step * (p[k] + pull[f]*(w[f][k]-tr.prior[f][k]))
				}
				shared[f] -= step * (all + pull[f]*shared[f])
			}
		}
	}
	for f := range w {
		for k := range nKinds {
			w[f][k] += shared[f]
		}
	}
	return w
}

// wrong is how far the weights are from the label, by class.
func wrong(row *example, w []vector, shared []float32) vector {
	var s vector
	var danger float32
	for _, f := range row.features {
		s.plus(&w[f])
		danger += shared[f]
	}
	for k := range nKinds {
		s[k] += danger
	}
	p := s.probabilities()
	for k := range p {
		p[k] = (p[k] - row.class[k]) * row.weight
	}
	return p
}

// weights writes what was learnt beyond what was written by hand, as a file holds it.
func (tr *trainer) weights(w []vector) string {
	var classes []string
	for k := range nClasses {
		classes = append(classes, className(k))
	}
	var lines []string
	nothing := strings.Repeat(".", nClasses)
	for f, name := range tr.names {
		row := make([]byte, nClasses)
		for k := range nClasses {
			row[k] = content.WeightLetter(w[f][k] - tr.prior[f][k])
		}
		if string(row) != nothing {
			lines = append(lines, name+" "+string(row)+"\n")
		}
	}
	slices.Sort(lines)
	return "classes " + strings.Join(classes, " ") + "\n" + strings.Join(lines, "")
}

// bare is a reader with hand-written points and these weights.
func bare(t testing.TB, learnt string) *Reader {
	t.Helper()
	weights, problems := content.ParseWeights(learnt)
	if learnt != "" && len(problems) > 0 {
		t.Fatal(problems)
	}
	lib := library(t)
	triage, others := lib.Triage("en")
	plain := *triage
	plain.Weights = weights
	return compile(sources{triage: &plain, others: []*content.Triage{others}, apps: lib.Apps(), known: lib.KnownApps(), guides: lib.Guides("en")})
}

// practice is the labelled messages that are learnt from, by the name of their file.
func practice(t testing.TB) map[string][]Labelled {
	t.Helper()
	files, err := filepath.Glob("testdata/*practice*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string][]Labelled{"must_catch": mustCatch(t)}
	for _, file := range files {
		byName[strings.TrimSuffix(filepath.Base(file), ".jsonl")] = labelled(t, file)
	}
	if name := devFile(); name != "" {
		byName[devSet] = labelled(t, name)
	}
	return byName
}

// devSet is what the development set is called among the practice files.
const devSet = "dev"

// allBut is every labelled message but those of one file; "" leaves none out.
func allBut(byName map[string][]Labelled, left string) []Labelled {
	var rows []Labelled
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		if name != left {
			rows = append(rows, byName[name]...)
		}
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

func learnFrom(t testing.TB, r *Reader, rows []Labelled) string {
	t.Helper()
	tr := &trainer{index: map[string]int{}}
	examples := make([]example, 0, len(rows))
	for _, row := range rows {
		weight := float32(1)
		if strings.HasPrefix(row.ID, "g") {
			weight = patternWeight
		}
		if strings.HasPrefix(row.ID, "h") {
			weight = sceneWeight
		}
		examples = append(examples, example{features: tr.extract(r, row.Text), class: classOf(row), weight: weight})
	}
	return tr.weights(tr.learn(examples))
}

// TestWeights learns the weights again with -update.
func TestWeights(t *testing.T) {
	if !*update {
		return
	}
	writeWeights(t, learnFrom(t, bare(t, ""), allBut(practice(t), "")))
}

const aboutWeights = `# Learnt from labelled messages on top of the points in the other files. After each feature a letter for every class:
# a speaks a little for it, z very much; A a little against it, Z very much; a dot does neither. One letter more is 0.08 points.
# word: a word without its ending (^ at the start of a message); begins: first letters; family: a word of like meaning, see
# en-families.txt; pair: two words side by side, @ for any of a set or concept.
# Written by a program (go test ./dialog/understand -run TestWeights -update); do not edit by hand.
`

func writeWeights(t testing.TB, learnt string) {
	t.Helper()
	if err := os.WriteFile(weightsFile, []byte(aboutWeights+learnt), 0o644); err != nil {
		t.Fatal(err)
	}
}
