package understand

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// catalogue finds the card that answers a question: every step, age rule, way to block or report, family tool and guide.
type catalogue struct {
	cards []card
	index map[string][]posting // by search word
	words map[string][]string  // the search words that a typed word stands for
}

type card struct {
	topic string
	app   string // empty: about no app
}

// posting is a card that holds a search word, and how much the word matters there.
type posting struct {
	card   int
	weight float32
}

// How much a word matters by where it stands in a card.
const (
	inName  = 3
	inTitle = 1.5
	inText  = 0.4
)

// The fewest points with which a card answers, and the points for being about the app that was named.
const (
	answers  = 3.0
	aboutApp = 2.0
	// A question what an app is like is answered by a card about the app rather than by a setting.
	stepForQuestion = 0.7
)

const topicSet = "topic_"

func newCatalogue(r *Reader, apps []*content.App, guides []*content.Guide) *catalogue {
	c := &catalogue{index: map[string][]posting{}, words: map[string][]string{}}
	for _, name := range slices.Sorted(maps.Keys(r.lex.sets)) {
		if strings.HasPrefix(name, topicSet) {
			for _, word := range r.lex.sets[name] {
				c.words[word] = append(c.words[word], name)
			}
		}
	}
	for _, a := range apps {
		c.addApp(a)
	}
	for _, g := range guides {
		c.add(card{topic: "guide:" + g.ID}, map[string]float32{strings.ReplaceAll(g.ID, "_", " "): inName, g.Button: inTitle, g.Title.Plain(): inTitle})
	}
	c.add(card{topic: "helplines"}, map[string]float32{"helpline helplines number numbers ring advice childline nspcc": inName})
	for word, postings := range c.index {
		rare := float32(math.Log(1 + float64(len(c.cards))/float64(len(postings))))
		for i := range c.index[word] {
			c.index[word][i].weight *= rare / 3
		}
	}
	return c
}

func (c *catalogue) addApp(a *content.App) {
	c.add(card{topic: "app:" + a.ID, app: a.ID}, map[string]float32{"safe what is about features": inText})
	c.add(card{topic: "age:" + a.ID, app: a.ID}, map[string]float32{"age old minimum": inName})
	c.add(card{topic: "block:" + a.ID, app: a.ID}, map[string]float32{"block": inName})
	c.add(card{topic: "report:" + a.ID, app: a.ID}, map[string]float32{"report": inName})
	if a.Parental != nil {
		c.add(card{topic: "tool:" + a.ID, app: a.ID}, map[string]float32{a.Parental.Name: inName, "parental controls": inName})
	}
	for _, s := range a.Steps {
		words := map[string]float32{s.Title: inTitle, s.LookFor: inTitle, strings.ReplaceAll(s.ID, "_", " "): inName, s.Why: inText}
		c.add(card{topic: "step:" + content.StepKey(a.ID, s.ID), app: a.ID}, words)
	}
}

// add indexes a card under the words of its texts; a word counts once, where it matters most.
func (c *catalogue) add(to card, texts map[string]float32) {
	c.cards = append(c.cards, to)
	best := map[string]float32{}
	for text, weight := range texts {
		for _, word := range split(text) {
			for _, term := range c.terms(word) {
				best[term] = max(best[term], weight)
			}
		}
	}
	for _, term := range slices.Sorted(maps.Keys(best)) {
		c.index[term] = append(c.index[term], posting{card: len(c.cards) - 1, weight: best[term]})
	}
}

// terms is the search words of a written word: the topics it belongs to, and its own stem.
func (c *catalogue) terms(word string) []string {
	if len(word) < 3 {
		return c.words[word]
	}
	return append(slices.Clone(c.words[word]), stem(word))
}

// find sets the topic and the three nearest cards of a question.
func (c *catalogue) find(rd *reading, m *Meaning) {
	if m.Urgent != "" || !asks(m.Intent) {
		return
	}
	scores := c.scores(rd, m.Apps, m.Intent)
	m.Nearest = c.nearest(scores)
	switch {
	case m.Intent == Helpline:
		m.Topic = "helplines"
	case len(m.Nearest) > 0 && m.Nearest[0].Score >= answers && m.Intent != Progress:
		m.Topic = m.Nearest[0].Topic
	case m.Intent == AppQuestion && len(m.Apps) > 0:
		m.Topic = "app:" + m.Apps[0]
	}
}

// asks reports whether an intent is one that a card can answer.
func asks(i Intent) bool {
	return i == HowTo || i == AppQuestion || i == GeneralQuestion || i == Helpline || i == OffTopic || i == NameApps
}

func (c *catalogue) scores(rd *reading, apps []string, intent Intent) []float32 {
	scores := make([]float32, len(c.cards))
	for i := range rd.tokens {
		if rd.mentioned(i) && !rd.ghostly(i) || rd.earlier(i) || i >= maxWords {
			continue
		}
		for _, term := range c.terms(rd.tokens[i].word) {
			for _, p := range c.index[term] {
				scores[p.card] += p.weight
			}
		}
	}
	for i := range scores {
		if c.cards[i].app == "" {
			continue
		}
		if intent == AppQuestion && strings.HasPrefix(c.cards[i].topic, "step:") {
			scores[i] *= stepForQuestion
		}
		if slices.Contains(apps, c.cards[i].app) {
			if scores[i] > 0 {
				scores[i] += aboutApp
			}
		} else {
			scores[i] = 0
		}
	}
	return scores
}

// ghostly reports whether an app was named by one of its features, which then is what was asked about.
func (rd *reading) ghostly(i int) bool {
	return slices.ContainsFunc(rd.mentions, func(m mention) bool { return m.kind == isAppPart && m.start <= i && i < m.end })
}

func (c *catalogue) nearest(scores []float32) []Hit {
	hits := make([]Hit, 0, 4)
	for i, s := range scores {
		if s <= 0 || len(hits) == 3 && s <= hits[2].Score {
			continue
		}
		hits = append(hits, Hit{Topic: c.cards[i].topic, Score: s})
		slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
		hits = hits[:min(3, len(hits))]
	}
	return hits
}
