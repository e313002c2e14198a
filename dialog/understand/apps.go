package understand

import (
	"slices"
	"strings"

	"github.com/safesteps/safesteps/content"
)

// app is one app as it is recognised.
type app struct {
	id     string
	counts string // the id that JSON names
}

// mention is one app named in a message.
type mention struct {
	app        int
	start, end int
	kind       targetKind
	negated    bool
	removed    bool // taken off the phone: not used, unless something happened on it
}

// wordSets are the small sets of single words that the code itself asks about. Their members are content.
type wordSets struct {
	appBefore, appAfter, join, filler, only, no class
	number, years, gone                         class
}

func newWordSets(l *lexicon) wordSets {
	return wordSets{
		appBefore: l.id("app_before"), appAfter: l.id("app_after"), join: l.id("join"), filler: l.id("app_filler"), only: l.id("only"), no: l.id("flat_no"),
		number: l.id("numbers"), years: l.id("years"), gone: l.id("not_age"),
	}
}

func (w *wordSets) all() []class {
	return []class{w.appBefore, w.appAfter, w.join, w.filler, w.only, w.no, w.number, w.years, w.gone}
}

// addApps makes every name findable. An app with a page and an entry among the known apps is one app.
func (r *Reader) addApps(pages []*content.App, known []*content.KnownApp) {
	index := map[string]int{}
	at := func(id string) int {
		if i, ok := index[id]; ok {
			return i
		}
		index[id] = len(r.apps)
		r.apps = append(r.apps, app{id: id, counts: id})
		return index[id]
	}
	for _, p := range pages {
		i := at(p.ID)
		r.addNames(i, isAppName, p.Names, p.Misspelt, []string{strings.ToLower(p.Name)})
		r.addNames(i, isAppWord, p.Words)
	}
	for _, k := range known {
		i := at(k.ID)
		if k.CountsAs != "" {
			r.apps[i].counts = k.CountsAs
		}
		r.addNames(i, isAppName, k.Names, k.Misspelt)
		r.addNames(i, isAppWord, k.Words)
		r.addNames(i, isAppPart, k.Parts)
		r.addNames(i, isAppCompany, k.Company)
		r.addNames(i, isAppExcept, k.Except)
	}
}

// shortestGlued is how long a name of several words must be before it is also looked for without its spaces.
const shortestGlued = 6

func (r *Reader) addNames(app int, kind targetKind, lists ...[]string) {
	for _, list := range lists {
		for _, name := range list {
			r.lex.add(name, targetAt(kind, app))
			glued := strings.Join(split(name), "")
			if kind == isAppName && glued == name && len(name) >= shortestGlued {
				r.names[name] = true
			}
			if (kind == isAppName || kind == isAppPart) && glued != name && len(glued) >= shortestGlued && !strings.ContainsAny(name, "*|@") && !strings.Contains(name, "..") {
				r.lex.add(glued, targetAt(kind, app))
			}
		}
	}
}

// maxFound bounds the names that are looked at in a text that is nothing but names.
const maxFound = 200

// findApps turns the hits into mentions in order, longest names first where they overlap, and settles which are denied.
func (rd *reading) findApps() {
	rd.named = make([]bool, len(rd.tokens))
	var found []hit
	for _, h := range rd.hits {
		switch h.target.kind {
		case isAppName, isAppPart:
			if !rd.excepted(h) {
				found = append(found, h)
			}
		case isAppWord:
			if !rd.excepted(h) && !rd.maskedIn(h) {
				found = append(found, h)
			}
		default:
		}
		if len(found) == maxFound {
			break
		}
	}
	if len(found) == 0 {
		rd.findUnknownApp()
		return
	}
	slices.SortStableFunc(found, func(a, b hit) int {
		if a.start != b.start {
			return a.start - b.start
		}
		if a.end != b.end {
			return b.end - a.end
		}
		return int(a.target.kind) - int(b.target.kind)
	})
	found = rd.longest(found)
	for i, h := range found {
		if h.target.kind == isAppWord && !rd.inCompany(found, i) {
			continue
		}
		rd.mention(h)
	}
	rd.negate()
	rd.findUnknownApp()
}

// maxMentions is how many names of apps are noted; nobody's child uses more.
const maxMentions = 60

func (rd *reading) mention(h hit) {
	if len(rd.mentions) == maxMentions {
		return
	}
	rd.mentions = append(rd.mentions, mention{app: h.target.index(), start: h.start, end: h.end, kind: h.target.kind})
	for i := h.start; i < h.end; i++ {
		rd.named[i] = true
	}
}

// longest drops names that lie within a longer one.
func (rd *reading) longest(found []hit) []hit {
	kept := found[:0]
	end := 0
	for _, h := range found {
		if h.start >= end || h.end > end {
			if h.start < end {
				continue
			}
			kept = append(kept, h)
			end = h.end
		}
	}
	return kept
}

func (rd *reading) excepted(h hit) bool {
	for _, o := range rd.excepts {
		if o.start > h.start {
			return false
		}
		if o.target.index() == h.target.index() && h.end <= o.end {
			return true
		}
	}
	return false
}

// inCompany reports whether an ordinary word stands where only an app can stand.
func (rd *reading) inCompany(found []hit, i int) bool {
	h := found[i]
	if rd.kiss(h) {
		return false
	}
	if slices.Contains(rd.company, h.target.index()) || rd.headline(h) {
		return true
	}
	if rd.onlyApps(found) || rd.besideApp(found, i) || rd.amongApps(found) {
		return true
	}
	t := rd.tokens[h.start]
	if t.capital && (!t.first || t.shouted && len(t.typed) > 2) && !rd.allShouted() && !rd.allCapital() {
		return true
	}
	if h.end < len(rd.tokens) && rd.tokens[h.end].in(rd.r.sets.appAfter) && rd.tokens[h.end].clause == t.clause {
		return true
	}
	return h.start > 0 && rd.tokens[h.start-1].in(rd.r.sets.appBefore) && rd.tokens[h.start-1].clause == t.clause
}

// kiss reports whether a word is the x that ends a message.
func (rd *reading) kiss(h hit) bool {
	last := len(rd.tokens) - 1
	return h.start == last && h.start > 0 && rd.tokens[last].typed == "x" && rd.tokens[last].clause == rd.tokens[last-1].clause && !rd.tokens[last-1].in(rd.r.sets.join) && !rd.tokens[last-1].in(rd.r.sets.appBefore)
}

// headline reports whether a word stands before the rest of the message like a heading: "switch: stop friend requests".
func (rd *reading) headline(h hit) bool {
	return h.start == 0 && h.end < len(rd.tokens) && rd.tokens[h.end].clause != rd.tokens[0].clause && len(rd.tokens) <= shortList
}

// onlyApps reports whether the message is a list of names and nothing else: an answer to "which apps".
func (rd *reading) onlyApps(found []hit) bool {
	named := 0
	for _, h := range found {
		named += h.end - h.start
	}
	for i := range rd.tokens {
		if rd.tokens[i].in(rd.r.sets.join) || rd.tokens[i].in(rd.r.sets.only) {
			named++
		}
	}
	return named >= len(rd.tokens)
}

// besideApp reports whether the word stands in a list with a name that is surely an app.
func (rd *reading) besideApp(found []hit, i int) bool {
	for _, j := range [...]int{i - 1, i + 1} {
		if j < 0 || j >= len(found) {
			continue
		}
		a, b := found[min(i, j)], found[max(i, j)]
		if found[j].target.kind == isAppWord && !rd.capitalInside(found[j]) {
			continue
		}
		if b.start-a.end <= 2 && rd.joined(a.end, b.start) {
			return true
		}
	}
	return false
}

// shortList is how many words a message may have in which one sure app makes every other name an app too.
const shortList = 15

func (rd *reading) amongApps(found []hit) bool {
	return len(rd.tokens) <= shortList && slices.ContainsFunc(found, func(h hit) bool { return h.target.kind != isAppWord })
}

func (rd *reading) capitalInside(h hit) bool {
	return rd.tokens[h.start].capital && !rd.tokens[h.start].first
}

// joined reports whether only and, or, commas and the like stand between two places of one sentence.
func (rd *reading) joined(from, to int) bool {
	for i := from; i < to; i++ {
		if !rd.tokens[i].in(rd.r.sets.join) {
			return false
		}
	}
	if from == to {
		return rd.tokens[from].clause != rd.tokens[from-1].clause || len(rd.tokens) < 8
	}
	return true
}

func (rd *reading) allShouted() bool {
	letters, shouted := 0, 0
	for i := range rd.tokens {
		if len(rd.tokens[i].typed) > 1 && !isNumber(rd.tokens[i].typed) {
			letters++
			if rd.tokens[i].shouted {
				shouted++
			}
		}
	}
	return letters > 1 && shouted*2 > letters
}

func (rd *reading) allCapital() bool {
	capital := 0
	for i := range rd.tokens {
		if rd.tokens[i].capital {
			capital++
		}
	}
	return len(rd.tokens) > 2 && capital*3 > len(rd.tokens)*2
}

// appIDs is the ids of the apps that are used, or of those that are denied, in order of first mention.
func (rd *reading) appIDs(negated bool) []string {
	ids := []string{}
	for _, m := range rd.mentions {
		id := rd.r.apps[m.app].id
		if m.negated != negated || slices.Contains(ids, id) || negated && rd.positive(m.app) {
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

// counted is the ids as JSON names them, each once.
func (r *Reader) counted(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		i := slices.IndexFunc(r.apps, func(a app) bool { return a.id == id })
		if !slices.Contains(out, r.apps[i].counts) {
			out = append(out, r.apps[i].counts)
		}
	}
	return out
}

func (rd *reading) positive(app int) bool {
	return slices.ContainsFunc(rd.mentions, func(m mention) bool { return m.app == app && !m.negated })
}
