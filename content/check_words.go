package content

import (
	"fmt"
	"slices"
	"strings"
)

// checkWords holds every language to the keys and slots of the default one. What is not yet translated is
// answered in the language behind, and checkTranslations lists it.
func (s *shelf) checkWords(l *Library) {
	base := asked(l.words[DefaultLocale])
	if base == nil {
		return
	}
	for _, f := range s.words {
		if f.name == DefaultLocale {
			continue
		}
		for key, e := range f.value.entries {
			original, known := base.entries[key]
			if !known {
				f.problem(f.at(key), "%s: no such key in the words of %s", key, DefaultLocale)
				continue
			}
			if got, want := e.slots(), original.slots(); !slices.Equal(got, want) {
				f.problem(f.at(key), "%s: the slots are %s, but %s in %s", key, named(got), named(want), DefaultLocale)
			}
		}
	}
}

func named(slots []string) string {
	if len(slots) == 0 {
		return "none"
	}
	return "{" + strings.Join(slots, "}, {") + "}"
}

func checkQuestions(f *file, q *Questions, l *Library) {
	if f.root == nil {
		return
	}
	checkAges(f, q.Ages)
	checkOnce(f, "worries", q.Worries)
	checkOnce(f, "devices", q.Devices)
	checkOnce(f, "regions", q.Regions)
	if i := slices.Index(q.Devices, AnyDevice); i >= 0 {
		f.problem(f.at("devices", i), "any is not a device that a parent can pick")
	}
	for i, id := range q.Regions {
		if l.region[id] == nil {
			f.problem(f.at("regions", i), "no region %q under %s", id, helplinesDir)
		}
	}
	if q.Elsewhere != "" && l.region[q.Elsewhere] == nil || q.Elsewhere == "" && len(q.Regions) > 1 {
		f.problem(f.at("elsewhere"), "elsewhere must be the region of people whose country has none of its own, not %q", q.Elsewhere)
	}
	ids := map[string]bool{}
	for i, r := range q.Ranking {
		if ids[r.ID] {
			f.problem(f.at("ranking", i, "id"), "rule %q is there twice", r.ID)
		}
		ids[r.ID] = true
		checkRule(f, r, i, l)
	}
}

// checkAges wants every band, youngest first, without holes or overlaps.
func checkAges(f *file, ages []Age) {
	var bands []AgeBand
	for i, a := range ages {
		bands = append(bands, a.Band)
		if a.Oldest < a.Youngest {
			f.problem(f.at("ages", i), "%s: the oldest is younger than the youngest", a.Band)
		}
		if i > 0 && a.Youngest != ages[i-1].Oldest+1 {
			f.problem(f.at("ages", i), "%s: must begin at %d, where the band before it ends", a.Band, ages[i-1].Oldest+1)
		}
	}
	if !slices.Equal(bands, AgeBands()) {
		f.problem(f.at("ages"), "must be all age bands, youngest first: %v", AgeBands())
	}
}

func checkOnce[T comparable](f *file, key string, list []T) {
	for i, v := range list {
		if slices.Index(list, v) < i {
			f.problem(f.at(key, i), "%v is there twice", v)
		}
	}
}

func checkRule(f *file, r Rule, i int, l *Library) {
	at := func(path ...any) position { return f.at(append([]any{"ranking", i}, path...)...) }
	w := r.When
	if len(w.Ages)+len(w.Worries)+len(w.Lowers)+len(w.Kinds)+len(w.Feature)+len(w.Rule) == 0 && !w.UnderAge {
		f.problem(at("when"), "a rule needs at least one condition")
	}
	if (w.Feature == "") != (len(w.Levels) == 0) {
		f.problem(at("when"), "feature and feature_levels go together")
	}
	if w.Rule != "" && l.Law(w.Rule) == nil {
		f.problem(at("when", "rule"), "no rule %q in %s", w.Rule, rulesFile)
	}
	for _, level := range w.Levels {
		if !slices.Contains(FeatureLevels(), level) {
			f.problem(at("when", "feature_levels"), "level %q is not allowed; one of: %s", level, strings.Join(FeatureLevels(), ", "))
		}
	}
	if r.Add == 0 || max(r.Add, -r.Add) > heaviest {
		f.problem(at("add"), "add is %d; it must be between -%d and %d, and not 0", r.Add, heaviest, heaviest)
	}
	if words := asked(l.words[DefaultLocale]); words != nil {
		if _, _, ok := words.find(r.Because); !ok {
			f.problem(at("because"), "no words under %q", fmt.Sprint(r.Because))
		}
	}
}
