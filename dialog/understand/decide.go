package understand

import (
	"cmp"
	"slices"

	"github.com/safesteps/safesteps/content"
)

// alsoShare is how large a share of the likeliest danger another needs to be named beside it.
const alsoShare = 0.25

// decide weighs the evidence. Sure rules come first: they decide by themselves. Where none fired the sum of weights decides.
func (r *Reader) decide(rd *reading, m *Meaning) {
	p := rd.score().probabilities()
	var urgent float32
	best := 0
	for k := range nKinds {
		urgent += p[k]
		if p[k] > p[best] {
			best = k
		}
	}
	if sure, ok := r.surest(rd, p); ok {
		best, urgent = sure, 1
	}
	switch {
	case m.SafeWord:
		m.Intent = UrgentHelp // it says that something is wrong, and not what: the person is asked, with the numbers on the screen
	case urgent >= r.urgent:
		m.Urgent, m.Intent = kinds[best], UrgentHelp
		m.Also = also(p, best)
	default:
		m.Unsure = urgent >= r.unsure
		m.Intent = rd.likeliestIntent(p)
	}
}

// surest is the likeliest kind among those that a sure rule names.
func (r *Reader) surest(rd *reading, p vector) (int, bool) {
	best, found := 0, false
	for i, fired := range rd.fired {
		if !fired || r.rules[i].sure == "" {
			continue
		}
		k := slices.Index(kinds[:], r.rules[i].sure)
		if k >= 0 && (!found || p[k] > p[best]) {
			best, found = k, true
		}
	}
	return best, found
}

func also(p vector, best int) (others []content.RedFlag) {
	for k := range nKinds {
		if k != best && p[k] >= p[best]*alsoShare && p[k] > 0.02 {
			others = append(others, kinds[k])
		}
	}
	return others
}

// likeliestIntent is the intent with the largest share. A question that names an app is about that app, and one about an app names one.
func (rd *reading) likeliestIntent(p vector) Intent {
	best := nKinds
	for i := nKinds; i < nClasses; i++ {
		if p[i] > p[best] {
			best = i
		}
	}
	intent := intents[best-nKinds]
	named := len(rd.appIDs(false)) > 0
	switch {
	case (intent == Greeting || intent == Thanks || intent == Language) && rd.oneStrangeWord():
		return OffTopic
	case rd.unknownApp && !named && rd.said(cueCalled) && (intent == GeneralQuestion || intent == OffTopic):
		return NameApps
	case intent == GeneralQuestion && named && p.of(AppQuestion)+p.of(HowTo) > aboutAnApp:
		return likelier(p, AppQuestion, HowTo)
	case intent == AppQuestion && len(rd.mentions) == 0 && !rd.unknownApp:
		return likelier(p, GeneralQuestion, HowTo)
	}
	return intent
}

// oneStrangeWord reports whether the message is one word that nothing is known about.
func (rd *reading) oneStrangeWord() bool {
	return len(rd.tokens) == 1 && rd.unknownApp && !rd.foreign && rd.r.model.weights.Row([]byte("word:"+stem(rd.tokens[0].word))) == ""
}

// aboutAnApp is the share from which a question in general that names an app is taken for one about the app.
const aboutAnApp = 0.1

func (v vector) of(i Intent) float32 { return v[nKinds+slices.Index(intents[:], i)] }

func likelier(p vector, a, b Intent) Intent {
	if p.of(b) > p.of(a) {
		return b
	}
	return a
}

// evidence lists what spoke for the decision, the strongest first.
func (rd *reading) evidence() []Evidence {
	why := make([]Evidence, 0, 8)
	note := func(name, words string, v *vector) {
		top := 0
		for i := range v {
			if v[i] > v[top] {
				top = i
			}
		}
		why = append(why, Evidence{Rule: name, Words: words, For: className(top), Weight: v[top]})
	}
	mod := &rd.r.model
	for i, fired := range rd.fired {
		if fired {
			note("rule:"+rd.r.rules[i].id, "", &mod.rules[i])
		}
	}
	for _, h := range rd.hits {
		if h.target.kind == isConcept {
			note("concept:"+rd.r.concepts[h.target.index()].name, rd.wordsOf(h), &mod.concepts[h.target.index()])
		}
	}
	rd.features(func(name []byte, from, to int) {
		if row := mod.weights.Row(name); row != "" {
			var v vector
			mod.addRow(&v, row)
			note(string(name), rd.wordsOf(hit{start: from, end: to}), &v)
		}
	})
	for f, there := range rd.forms() {
		if there {
			note("form:"+formNames[f], "", &mod.forms[f])
		}
	}
	slices.SortStableFunc(why, func(a, b Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
	return why
}
