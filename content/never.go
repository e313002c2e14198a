package content

// never is what must not appear in any file: contacts that are wrong, and hosts no parent is to be sent to. File: data/never.yaml.
type never struct {
	Numbers []neverNumber `yaml:"numbers"`
	Words   []neverWords  `yaml:"words"`
	Hosts   []neverHost   `yaml:"hosts"`
}

type neverNumber struct {
	Number string `yaml:"number"` // found whatever stands between its digits
	Why    string `yaml:"why"`
}

type neverWords struct {
	Words string `yaml:"words"` // found in any case
	Why   string `yaml:"why"`
}

type neverHost struct {
	Host string `yaml:"host"` // with all hosts below it
	Why  string `yaml:"why"`
}
