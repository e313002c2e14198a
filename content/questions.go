package content

// Questions is what the dialog asks and how the answers order the steps. File: data/questions.yaml.
type Questions struct {
	Ages    []Age     `yaml:"ages" json:"ages"`       // youngest first
	Worries []Concern `yaml:"worries" json:"worries"` // in the order parents are offered them
	Devices []Device  `yaml:"devices" json:"devices"` // in the order parents are offered them; never AnyDevice
	Regions []string  `yaml:"regions" json:"regions"` // ids of region files; the first is the one nobody had to choose
	// Elsewhere is the region of people whose country has no region of its own. It is needed once there are two regions.
	Elsewhere string `yaml:"elsewhere,omitempty" json:"elsewhere,omitempty"`
	Ranking   []Rule `yaml:"ranking" json:"ranking"`
}

// Age is an age band and the years in it.
type Age struct {
	Band     AgeBand `yaml:"band" json:"band"`
	Youngest int     `yaml:"youngest" json:"youngest"` // years
	Oldest   int     `yaml:"oldest" json:"oldest"`     // years, included
}

// Rule adds to the weight of every step that its conditions fit.
type Rule struct {
	ID      string `yaml:"id" json:"id" is:"id"`
	When    When   `yaml:"when" json:"when"`
	Add     int    `yaml:"add" json:"add"`         // -100 to 100, never 0
	Because string `yaml:"because" json:"because"` // key of the words that tell a parent the reason
}

// When is the conditions of a Rule. Conditions that are given must all hold; one that is not given always holds. Of a list, one
// entry is enough.
type When struct {
	Ages     []AgeBand `yaml:"ages,omitempty" json:"ages,omitempty"`             // the child is in one of these bands
	Worries  []Concern `yaml:"worries,omitempty" json:"worries,omitempty"`       // the family picked one of these worries
	Lowers   []Concern `yaml:"lowers,omitempty" json:"lowers,omitempty"`         // the step lowers one of these concerns
	Kinds    []Kind    `yaml:"kinds,omitempty" json:"kinds,omitempty"`           // the app is of one of these kinds
	Feature  FeatureID `yaml:"feature,omitempty" json:"feature,omitempty"`       // with Levels: the app has this feature to one of them
	Levels   []string  `yaml:"feature_levels,omitempty" json:"levels,omitempty"` // yes, some, no, unknown
	Rule     string    `yaml:"rule,omitempty" json:"rule,omitempty"`             // a law of rules.yaml with this id is in force where the family lives, and is about the app
	UnderAge bool      `yaml:"under_age,omitempty" json:"under_age,omitempty"`   // the child is below the app's minimum age and the step is marked for_under_age
}
