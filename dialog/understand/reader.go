// Package understand reads what a person typed: whether a child is in danger, which apps are meant, what is wanted.
//
// It is pure and fast, has no model and no network, and every decision can be explained by the words that led to it.
// The words, rules and weights are content (data/triage); this package only applies them.
package understand

import (
	"maps"
	"slices"

	"github.com/safesteps/safesteps/content"
)

// Options says how a message is to be read.
type Options struct {
	Locale  string // the language the conversation is in; empty: English. Danger is looked for in every language.
	Explain bool   // fill Meaning.Why
}

// Intent is what a person wants.
type Intent string

// The closed set of intents.
const (
	UrgentHelp      Intent = "urgent_help"
	NameApps        Intent = "name_apps"
	AppQuestion     Intent = "app_question"
	HowTo           Intent = "how_to"
	Helpline        Intent = "helpline"
	Progress        Intent = "progress"
	Restart         Intent = "restart"
	DeleteData      Intent = "delete_data"
	Language        Intent = "language"
	TalkToHuman     Intent = "talk_to_human"
	GeneralQuestion Intent = "general_question"
	Greeting        Intent = "greeting"
	Thanks          Intent = "thanks"
	OffTopic        Intent = "off_topic"
)

// Meaning is what one message says. It holds ids only: no word of the message is in it, except in Why.
type Meaning struct {
	Urgent       content.RedFlag   // the danger whose first action matters most; empty: none
	Also         []content.RedFlag // other dangers that the words fit
	Unsure       bool              // perhaps a danger: show help small and ask; never true when Urgent is set
	SafeWord     bool              // HELP, SOS, 999 or the word for help in another language, alone
	Child        bool              // a child writes
	Professional bool              // someone writes about a child in their work
	OtherChild   bool              // the child is not the writer's own
	Apps         []string          // ids in order of first mention
	Negated      []string          // ids of apps that are said not to be used
	UnknownApp   bool              // something that must be an app was named, but it is not one we know
	Intent       Intent            // UrgentHelp when Urgent or SafeWord is set
	Age          int               // the child's age in years; only when HasAge
	HasAge       bool
	Language     string     // "pl" when another language was recognised; empty: English or too short to say
	Topic        string     // the card that answers: step:snapchat.ghost, age:whatsapp, guide:secrets, helplines; empty: none
	Nearest      []Hit      // the three nearest cards, best first; for a miss
	Why          []Evidence // what led to it, strongest first; nil unless Options.Explain; never stored or logged

	apps, negated []string // Apps and Negated as JSON names them
}

// Hit is a card that may answer, with how well it fits (above 0, only to compare).
type Hit struct {
	Topic string
	Score float32
}

// Evidence is one reason: a rule, concept or learnt word of the triage files, and the words of the message that it matched.
type Evidence struct {
	Rule   string  // "rule:…", "concept:…", "form:…", or a learnt feature: "word:…", "begins:…", "family:…", "pair:…"
	Words  string  // the matched words; empty for a form
	For    string  // the kind or intent it spoke for most
	Weight float32 // how strongly
}

// Reader understands messages. It is built once, never changes, and may be used by many at the same time.
type Reader struct {
	lex           *lexicon
	spelling      *speller
	expand        map[string][]string
	concepts      []concept
	rules         []rule
	apps          []app
	names         map[string]bool // names of one word, long enough to be known under a foreign ending
	sets          wordSets
	tongues       []tongue
	tongueWords   map[string][]int // the languages, by place in tongues, that a word is common in
	kindNames     []string         // by kindOfWord
	kindOfClass   []kindOfWord     // by class; 0: none
	kindOfConcept []kindOfWord     // by concept
	families      content.Families
	model         model
	cards         *catalogue
	urgent        float32
	unsure        float32
}

// concept is a concept of the triage files, ready to be scored.
type concept struct {
	name   string
	mask   bool
	cue    cue // 0: the code itself does not ask for it
	points content.Points
	danger bool // it speaks for some danger
	other  bool // its words are of other languages
}

// sources is everything a Reader is made of.
type sources struct {
	triage *content.Triage
	others []*content.Triage
	apps   []*content.App
	known  []*content.KnownApp
	guides []*content.Guide
}

// New builds a Reader from a library. A library without triage files gives a Reader that finds apps and cards, and no danger.
func New(lib *content.Library) *Reader {
	triage, others := lib.Triage(content.DefaultLocale)
	s := sources{triage: triage, apps: lib.Apps(), known: lib.KnownApps(), guides: lib.Guides(content.DefaultLocale)}
	if s.triage == nil {
		s.triage = &content.Triage{Limits: content.TriageLimits{Urgent: 1.1, Unsure: 1.1}}
	}
	if others != nil {
		s.others = append(s.others, others)
	}
	return compile(s)
}

// compile builds the indexes. Content was checked when it was loaded, so nothing here can fail.
func compile(s sources) *Reader {
	r := &Reader{lex: newLexicon(s.triage.Sets), expand: map[string][]string{}, names: map[string]bool{}, urgent: s.triage.Limits.Urgent, unsure: s.triage.Limits.Unsure}
	r.addConcepts(append([]*content.Triage{s.triage}, s.others...))
	r.addTongues(s)
	r.addApps(s.apps, s.known)
	r.addRules(s.triage.Rules)
	r.sets = newWordSets(r.lex)
	for short, long := range s.triage.Expand {
		r.expand[short] = split(long)
	}
	for _, word := range s.triage.Ordinary {
		r.lex.ordinary(word)
	}
	r.cards = newCatalogue(r, s.apps, s.guides)
	r.lex.finish()
	r.kindsOfWords(s.triage.Sets)
	r.families = s.triage.Families
	r.spelling = newSpeller(r.lex)
	r.model = newModel(r, s.triage)
	r.lex.forget()
	return r
}

// addConcepts takes the concepts of the files, English first.
func (r *Reader) addConcepts(files []*content.Triage) {
	all := map[string]*content.Concept{}
	for _, t := range files {
		maps.Copy(all, t.Concepts)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c := all[name]
		_, english := files[0].Concepts[name]
		r.concepts = append(r.concepts, concept{
			name: name, mask: c.Mask, points: c.Points, danger: dangerous(c.Points), cue: cue(slices.Index(cueNames[:], name) + 1), other: !english,
		})
		for _, phrase := range c.Phrases {
			r.lex.add(phrase, targetAt(isConcept, len(r.concepts)-1))
		}
	}
}

// dangerous reports whether points speak clearly for some danger.
func dangerous(p content.Points) bool {
	return slices.ContainsFunc(kinds[:], func(k content.RedFlag) bool { return p[string(k)] >= 0.5 })
}

// Read says what a message means. It is total: any text gives a meaning. Only the first 4,000 characters and the last 500 are looked at.
func (r *Reader) Read(text string, opt Options) Meaning {
	rd := r.read(text)
	m := Meaning{
		SafeWord: rd.safeWord, Child: rd.said(cueChild), Professional: rd.said(cueProfessional), OtherChild: rd.said(cueOtherChild),
		UnknownApp: rd.unknownApp, Language: rd.language,
	}
	m.Age, m.HasAge = rd.age()
	r.decide(rd, &m)
	if m.Urgent != "" {
		rd.happenedThere()
	}
	if opt.Explain {
		m.Why = rd.evidence()
	}
	m.Apps, m.Negated = rd.appIDs(false), rd.appIDs(true)
	m.apps, m.negated = r.counted(m.Apps), r.counted(m.Negated)
	r.cards.find(rd, &m)
	return m
}

// read does everything up to the evidence, which the decision and the training of its weights share.
func (r *Reader) read(text string) *reading {
	rd := &reading{r: r}
	rd.tokenise(bounded(text))
	rd.findLanguage()
	rd.match()
	rd.findApps()
	rd.findSafeWord()
	rd.applyRules()
	return rd
}
