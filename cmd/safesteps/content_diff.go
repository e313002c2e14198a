package main

import (
	"github.com/safesteps/safesteps/content"
)

// contentDiffCmd compares two versions of the content as parents see it.
type contentDiffCmd struct {
	Old    string `arg:"" help:"The folder of the older content."`
	New    string `arg:"" optional:"" help:"The folder of the newer content; what is built in without it."`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// Run prints one line for each change.
func (c *contentDiffCmd) Run(e *env) error {
	old, err := contentFlags{Content: c.Old}.load()
	if err != nil {
		return err
	}
	now, err := contentFlags{Content: c.New}.load()
	if err != nil {
		return err
	}
	changes := content.Diff(old, now)
	if c.Format == "json" {
		if changes == nil {
			changes = []content.Change{}
		}
		return printJSON(e, changes)
	}
	for _, change := range changes {
		if err := e.print("%s\n", change); err != nil {
			return err
		}
	}
	return e.print("%d changes from content %s to %s\n", len(changes), old.Version(), now.Version())
}
