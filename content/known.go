package content

import (
	"slices"
	"strconv"
)

// KnownApp is an app that is recognised by name. Most have no page of their own; a plan for them is built from their features.
// An entry whose id has a page adds names to that page and nothing else. File: data/known_apps.yaml.
type KnownApp struct {
	ID       string
	Name     string               // empty when the app has a page
	Names    []string             // what people call it; lower case
	Misspelt []string             // how people mistype it; lower case
	Words    []string             // names that are ordinary words too; they need company
	Parts    []string             // features, money and add-ons that give the app away: "snap map", "robux"
	Company  []string             // words that make an ordinary word mean this app
	Except   []string             // phrases in which its name means something else
	Kind     Kind                 // empty when the app has a page
	Features map[FeatureID]string // levels as in Feature: yes, some, no, unknown; nil when the app has a page
	Closed   bool                 // the service has shut
	Replaced string               // what children use instead; one or two sentences; only when Closed
	CountsAs string               // id of the app that lists of apps outside the bot name instead; empty: itself
}

// knownApps is the file as it stands.
type knownApps struct {
	Apps []*knownFile `yaml:"apps"`
}

// knownFile is one entry as it stands. Lists are words with commas between them.
type knownFile struct {
	ID       string               `yaml:"id"`
	Name     string               `yaml:"name,omitempty"`
	Names    string               `yaml:"names,omitempty" is:"list"`
	Misspelt string               `yaml:"misspelt,omitempty" is:"list"`
	Words    string               `yaml:"ordinary_words,omitempty" is:"list"`
	Parts    string               `yaml:"parts,omitempty" is:"list"`
	Company  string               `yaml:"company,omitempty" is:"list"`
	Except   string               `yaml:"except,omitempty" is:"list"`
	Kind     Kind                 `yaml:"kind,omitempty"`
	Features map[FeatureID]string `yaml:"features,omitempty"`
	Closed   bool                 `yaml:"closed,omitempty"`
	Replaced string               `yaml:"replaced_by,omitempty"`
	CountsAs string               `yaml:"counts_as,omitempty"`
}

// knownAppsFile is where the apps without pages stand.
const knownAppsFile = "known_apps.yaml"

// KnownApps lists the apps that are recognised by name, in the order of the file. Those whose ID has a page only add names to it.
func (l *Library) KnownApps() []*KnownApp { return l.known }

// KnownApp is the app with an id that is recognised by name, nil when there is none.
func (l *Library) KnownApp(id string) *KnownApp {
	for _, k := range l.known {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// readKnown takes the apps that are recognised without a page, in the order of the file.
func readKnown(file *knownApps) []*KnownApp {
	known := make([]*KnownApp, 0, len(file.Apps))
	for _, f := range file.Apps {
		known = append(known, &KnownApp{
			ID: f.ID, Name: f.Name, Kind: f.Kind, Features: f.Features, Closed: f.Closed, Replaced: f.Replaced, CountsAs: f.CountsAs,
			Names: commaList(f.Names), Misspelt: commaList(f.Misspelt), Words: commaList(f.Words),
			Parts: commaList(f.Parts), Company: commaList(f.Company), Except: commaList(f.Except),
		})
	}
	return known
}

func checkKnownApps(name string, file *knownApps) []Problem {
	var problems []Problem
	seen := map[string]bool{}
	for _, f := range file.Apps {
		problems = append(problems, checkKnown(name, f, seen)...)
	}
	return problems
}

func checkKnown(file string, f *knownFile, seen map[string]bool) []Problem {
	var problems []Problem
	wrong := func(what string) {
		problems = append(problems, Problem{File: file, What: "app " + strconv.Quote(f.ID) + ": " + what})
	}
	if seen[f.ID] || f.ID == "" || len(f.ID) > 20 {
		wrong("the id must be its own and at most 20 letters")
	}
	seen[f.ID] = true
	if f.Closed != (f.Replaced != "") {
		wrong("closed and replaced_by belong together")
	}
	if f.Kind == "" {
		return problems // it has a page, which knows the rest
	}
	if f.Name == "" {
		wrong("name is missing")
	}
	for feature, level := range f.Features {
		if !slices.Contains([]string{"yes", "some", "no", "unknown"}, level) {
			wrong(string(feature) + ": the level is yes, some, no or unknown")
		}
	}
	return problems
}
