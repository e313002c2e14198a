package understand

import (
	"math"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// kinds are the dangers a message can show, and intents what a calm message can want. Together they are the classes that weights speak for.
var (
	kinds = [...]content.RedFlag{
		content.ImmediateDanger, content.MissingChild, content.SelfHarm, content.Sextortion, content.Grooming,
		content.ImageShared, content.CSAMSeen, content.BullyingFlag, content.ScamFraud,
	}
	intents = [...]Intent{
		NameApps, AppQuestion, HowTo, Helpline, Progress, Restart, DeleteData, Language, TalkToHuman, GeneralQuestion, Greeting, Thanks, OffTopic,
	}
)

const (
	nKinds   = len(kinds)
	nClasses = nKinds + len(intents)
)

// vector is one number for each class: the kinds, then the intents.
type vector [nClasses]float32

// className is the name of a class in the content.
func className(i int) string {
	if i < nKinds {
		return string(kinds[i])
	}
	return string(intents[i-nKinds])
}

// model is the weights of everything that can be noticed in a message: those written by hand plus those learnt.
type model struct {
	bias     vector
	concepts []vector
	rules    []vector
	forms    [nForms]vector
	words    map[string]*vector // into one array
}

func newModel(r *Reader, t *content.Triage) model {
	m := model{concepts: make([]vector, len(r.concepts)), rules: make([]vector, len(r.rules)), words: make(map[string]*vector, len(t.Weights))}
	place := classPlaces()
	m.bias.learn(t.Weights["bias"], place)
	for i, c := range r.concepts {
		m.concepts[i].add(c.points)
		m.concepts[i].learn(t.Weights["concept:"+c.name], place)
	}
	for i, u := range r.rules {
		for _, written := range t.Rules {
			if written.ID == u.id {
				m.rules[i].add(written.Points)
			}
		}
		m.rules[i].learn(t.Weights["rule:"+u.id], place)
	}
	for f := range nForms {
		m.forms[f].learn(t.Weights["form:"+formNames[f]], place)
	}
	rows := make([]vector, 0, len(t.Weights))
	for name, weights := range t.Weights {
		word, ok := strings.CutPrefix(name, "word:")
		if !ok {
			continue
		}
		rows = append(rows, vector{})
		v := &rows[len(rows)-1]
		v.learn(weights, place)
		m.words[strings.Clone(word)] = v // a word must not keep the whole file in memory
	}
	return m
}

// classPlaces is where each class stands in a vector, by name.
func classPlaces() map[string]int {
	place := make(map[string]int, nClasses)
	for i := range nClasses {
		place[className(i)] = i
	}
	return place
}

// learn adds what was learnt.
func (v *vector) learn(weights []content.Weight, place map[string]int) {
	for _, w := range weights {
		if i, known := place[w.Class]; known {
			v[i] += w.Points
		}
	}
}

func (v *vector) add(p content.Points) {
	for name, w := range p {
		for i := range nClasses {
			if className(i) == name || i < nKinds && name == "urgent" {
				v[i] += w
			}
		}
	}
}

func (v *vector) plus(w *vector) {
	for i := range v {
		v[i] += w[i]
	}
}

// score adds up the weights of everything that was noticed.
func (rd *reading) score() vector {
	m := &rd.r.model
	sum := m.bias
	for i, there := range rd.present {
		if there {
			sum.plus(&m.concepts[i])
		}
	}
	for i, fired := range rd.fired {
		if fired {
			sum.plus(&m.rules[i])
		}
	}
	for f, there := range rd.forms() {
		if there {
			sum.plus(&m.forms[f])
		}
	}
	rd.eachWord(func(word string) {
		if v := m.words[word]; v != nil {
			sum.plus(v)
		}
	})
	return sum
}

// eachWord gives the stem of every word outside idioms once, and the first two words. Numbers and app names are not words.
func (rd *reading) eachWord(use func(string)) {
	for i := range rd.tokens {
		t := &rd.tokens[i]
		if t.masked || isNumber(t.word) || rd.mentioned(i) || i >= maxWords || rd.earlier(i) {
			continue
		}
		use(stem(t.word))
	}
	if len(rd.tokens) > 0 {
		use(starts + rd.tokens[0].word)
	}
	if len(rd.tokens) > 1 {
		use(starts + rd.tokens[0].word + "_" + rd.tokens[1].word)
	}
}

// starts marks the words that a message begins with: questions and orders are known by them.
const starts = "^"

// maxWords is how many words of a message are weighed one by one.
const maxWords = 150

func (rd *reading) earlier(i int) bool {
	for j := range i {
		if rd.tokens[j].word == rd.tokens[i].word {
			return true
		}
	}
	return false
}

// stem cuts the commonest endings.
func stem(word string) string {
	n := len(word)
	switch {
	case n > 5 && word[n-3:] == "ing":
		return word[:n-3]
	case n > 4 && word[n-2:] == "ed":
		return word[:n-2]
	case n > 4 && word[n-2:] == "es":
		return word[:n-2]
	case n > 3 && word[n-1] == 's' && word[n-2] != 's':
		return word[:n-1]
	case n > 4 && word[n-1] == 'e':
		return word[:n-1]
	}
	return word
}

// probabilities turns scores into the share of each class; they add up to 1.
func (v vector) probabilities() vector {
	top := v[0]
	for _, s := range v {
		top = max(top, s)
	}
	var p vector
	var sum float64
	for i, s := range v {
		e := math.Exp(float64(s - top))
		p[i] = float32(e)
		sum += e
	}
	for i := range p {
		p[i] /= float32(sum)
	}
	return p
}
