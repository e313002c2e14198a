package content

import "slices"

// Law is a rule of a country about children and apps, in force or planned. File: data/rules.yaml.
type Law struct {
	ID      string    `yaml:"id" json:"id" is:"id"`
	Regions []string  `yaml:"regions" json:"regions"`                 // ids of the regions where it holds
	Status  LawStatus `yaml:"status" json:"status"`                   // only a person who has looked changes planned to in_force
	Since   Date      `yaml:"since" json:"since"`                     // in force: the first day; planned: the day it was announced
	Under   int       `yaml:"under,omitempty" json:"under,omitempty"` // it is about children below this age; 0: about all
	Apps    []string  `yaml:"apps,omitempty" json:"apps,omitempty"`   // ids of the apps it names
	Kinds   []Kind    `yaml:"kinds,omitempty" json:"kinds,omitempty"` // the kinds of apps it is about; with no apps either: about every app
	Title   string    `yaml:"title" json:"title" is:"label" max:"60"`
	Text    string    `yaml:"text" json:"text" is:"prose" max:"300"` // one to three sentences
	Page    string    `yaml:"page" json:"page" is:"url"`             // the government's or regulator's page
	Dated   `yaml:",inline"`
}

// LawStatus says whether a law binds anyone yet.
type LawStatus string

// The closed set of statuses. A planned law is always shown with the word planned.
const (
	InForce LawStatus = "in_force"
	Planned LawStatus = "planned"
)

// LawStatuses lists every status.
func LawStatuses() []LawStatus { return []LawStatus{InForce, Planned} }

// lawsFile is the laws of all regions.
type lawsFile struct {
	Rules     []*Law            `yaml:"rules"`
	SourceMap map[string]Source `yaml:"source_table"`
}

// General reports whether the law is about every app.
func (w *Law) General() bool { return len(w.Apps) == 0 && len(w.Kinds) == 0 }

// Names reports whether the law is about this app in particular.
func (w *Law) Names(app *App) bool {
	return slices.Contains(w.Apps, app.ID) || slices.Contains(w.Kinds, app.Kind)
}

// Overdue reports whether what is said of the law may be trusted no longer on a day.
func (w *Law) Overdue(on Date) bool { return w.overdue(on) }

// Laws lists the laws of a region in the order of the file. It is empty when none are known.
func (l *Library) Laws(region string) []*Law { return l.laws[region] }

// Law is the law with an id, nil when there is none.
func (l *Library) Law(id string) *Law { return l.lawByID[id] }

func (l *Library) addLaws(file *lawsFile) {
	l.laws, l.lawByID = map[string][]*Law{}, map[string]*Law{}
	for _, w := range file.Rules {
		l.lawByID[w.ID] = w
		for _, region := range w.Regions {
			l.laws[region] = append(l.laws[region], w)
		}
	}
}

func checkLaws(f *file, laws *lawsFile, l *Library) {
	ids := map[string]bool{}
	for i, w := range laws.Rules {
		if ids[w.ID] {
			f.problem(f.at("rules", i, "id"), "rule %q is there twice", w.ID)
		}
		ids[w.ID] = true
		for j, id := range w.Apps {
			if l.appByID[id] == nil {
				f.problem(f.at("rules", i, "apps", j), "no app %q under %s", id, appsDir)
			}
		}
		for j, id := range w.Regions {
			if l.region[id] == nil {
				f.warn(f.at("rules", i, "regions", j), "no region %q under %s: nobody sees this rule there", id, helplinesDir)
			}
		}
		if w.ReviewBy.IsZero() {
			f.problem(f.at("rules", i), "%s: review_by is missing", w.ID)
		}
		checkOwnDates(f, w.Dated, settingDays, "rules", i)
		checkFact(f, w.Dated, Dated{}, "rules", i)
	}
}
