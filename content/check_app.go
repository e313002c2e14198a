package content

import (
	"slices"
	"strings"
)

// Limits an app file is held to.
const (
	firstApps      = 10 // ranks up to this one need firstAppSteps steps, all others otherAppSteps
	firstAppSteps  = 6
	otherAppSteps  = 5
	heaviest       = 100
	longestMinutes = 60

	settingDays  = 184 // a setting may be trusted for six months after it was checked
	helplineDays = 92  // a helpline for three
)

func checkApp(f *file, a *App) {
	if f.root == nil {
		return
	}
	if a.Rank < 0 {
		f.problem(f.at("rank"), "rank %d: the first place is 1, and 0 is for a page that is never offered", a.Rank)
	}
	checkOwnDates(f, a.Dated, settingDays)
	if a.ReviewBy.IsZero() {
		f.problem(f.at(), "review_by is missing; an app gives checked and review_by once, at its top level")
	}
	if a.Age.Minimum < 0 || a.Age.Minimum > 21 {
		f.problem(f.at("age", "minimum"), "minimum age %d cannot be right", a.Age.Minimum)
	}
	checkFact(f, a.Age.Dated, a.Dated, "age")
	checkFeatures(f, a)
	checkRisks(f, a)
	checkSteps(f, a)
	for key, howto := range map[string]Howto{"block": a.Block, "report": a.Report, "report_without_account": a.NoAccount} {
		checkFact(f, howto.Dated, a.Dated, key)
	}
	for i, sentence := range a.Evidence {
		if advisesCopies(sentence, true) {
			f.problem(f.at("evidence", i), "may be read as advice to copy pictures; say what not to do, or name what is not a picture")
		}
	}
}

func checkFeatures(f *file, a *App) {
	for _, id := range FeatureIDs() {
		feature, ok := a.Features[id]
		if !ok {
			f.problem(f.at("features"), "feature %s is not answered; say unknown when it is", id)
			continue
		}
		at := f.at("features", string(id))
		if !slices.Contains(FeatureLevels(), feature.Level) {
			f.problem(at, "%s: level %q is not allowed; one of: %s", id, feature.Level, strings.Join(FeatureLevels(), ", "))
		}
		if feature.Note == "" && feature.Level != "unknown" {
			f.problem(at, "%s: note is empty; only an unknown feature needs none", id)
		}
		if feature.Level != "unknown" {
			checkFact(f, feature.Dated, a.Dated, "features", string(id))
		}
	}
}

func checkRisks(f *file, a *App) {
	ids := map[string]bool{}
	for i, r := range a.Risks {
		if ids[r.ID] {
			f.problem(f.at("risks", i, "id"), "risk %q is there twice", r.ID)
		}
		ids[r.ID] = true
		checkFact(f, r.Dated, a.Dated, "risks", i)
	}
}

func checkSteps(f *file, a *App) {
	least := otherAppSteps
	if a.Rank > 0 && a.Rank <= firstApps {
		least = firstAppSteps
	}
	if len(a.Steps) < least {
		f.problem(f.at("steps"), "%d steps; an app of rank %d needs at least %d", len(a.Steps), a.Rank, least)
	}
	ids := map[string]bool{}
	for i, step := range a.Steps {
		if ids[step.ID] {
			f.problem(f.at("steps", i, "id"), "step %q is there twice", step.ID)
		}
		ids[step.ID] = true
		if step.Weight < 1 || step.Weight > heaviest {
			f.problem(f.at("steps", i, "weight"), "weight %d is not between 1 and %d", step.Weight, heaviest)
		}
		if step.Minutes < 1 || step.Minutes > longestMinutes {
			f.problem(f.at("steps", i, "minutes"), "%d minutes is not between 1 and %d", step.Minutes, longestMinutes)
		}
		if len(step.How) == 0 {
			f.problem(f.at("steps", i, "how"), "how has no path; give one for any, or for a device")
		}
		checkOwnDates(f, step.Dated, settingDays, "steps", i)
		checkFact(f, step.Dated, a.Dated, "steps", i)
	}
}

// checkOwnDates holds the days of a fact together: both or none, in order, and not trusted for longer than days.
func checkOwnDates(f *file, d Dated, days int, path ...any) {
	switch {
	case d.Checked.IsZero() && d.ReviewBy.IsZero():
	case d.Checked.IsZero() || d.ReviewBy.IsZero():
		f.problem(f.at(path...), "checked and review_by go together; one is missing")
	case d.ReviewBy.Before(d.Checked):
		f.problem(f.at(append(path, "review_by")...), "review_by is before checked")
	case d.ReviewBy.Since(d.Checked) > days:
		f.problem(f.at(append(path, "review_by")...), "review_by is %d days after checked; at most %d", d.ReviewBy.Since(d.Checked), days)
	}
}

// checkFact asks every fact for how well it is known, and all but general knowledge for a source. A fact that says nothing itself
// takes both from the one it belongs to.
func checkFact(f *file, own, parent Dated, path ...any) {
	basis := own.Basis
	if basis == "" {
		basis = parent.Basis
	}
	if basis == "" {
		f.problem(f.at(path...), "%v: basis is missing: verified, likely or general", path[len(path)-1])
		return
	}
	if basis != General && len(own.Sources) == 0 && len(parent.Sources) == 0 {
		f.problem(f.at(path...), "%v: a %s fact needs sources", path[len(path)-1], basis)
	}
}
