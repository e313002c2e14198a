package understand

import (
	"math"

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
	weights  *content.Weights
	place    []int // where the class of each of their letters stands in a vector, -1 for one that we do not know
}

func newModel(r *Reader, t *content.Triage) model {
	m := model{concepts: make([]vector, len(r.concepts)), rules: make([]vector, len(r.rules)), weights: &t.Weights}
	for _, class := range t.Weights.Classes {
		m.place = append(m.place, classPlace(class))
	}
	m.learnt(&m.bias, "bias")
	for i, c := range r.concepts {
		m.concepts[i].add(c.points)
		m.learnt(&m.concepts[i], "concept:"+c.name)
	}
	for i, u := range r.rules {
		for _, written := range t.Rules {
			if written.ID == u.id {
				m.rules[i].add(written.Points)
			}
		}
		m.learnt(&m.rules[i], "rule:"+u.id)
	}
	for f := range nForms {
		m.learnt(&m.forms[f], "form:"+formNames[f])
	}
	return m
}

// learnt adds what was learnt about a feature.
func (m *model) learnt(v *vector, feature string) { m.addRow(v, m.weights.Row([]byte(feature))) }

func (m *model) addRow(v *vector, letters string) {
	for i := range len(letters) {
		if letters[i] != '.' && m.place[i] >= 0 {
			v[m.place[i]] += content.Weight(letters[i])
		}
	}
}

// classPlace is where a class stands in a vector, -1 when there is none of that name.
func classPlace(name string) int {
	for i := range nClasses {
		if className(i) == name {
			return i
		}
	}
	return -1
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
	rd.features(func(name []byte, _, _ int) { m.addRow(&sum, m.weights.Row(name)) })
	return sum
}

// earlier reports whether the word at i stood in the message before.
func (rd *reading) earlier(i int) bool {
	for j := range i {
		if rd.tokens[j].word == rd.tokens[i].word {
			return true
		}
	}
	return false
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
