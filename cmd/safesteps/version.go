package main

import (
	"runtime/debug"
)

type versionCmd struct {
	contentFlags
	SBOM bool `name:"sbom" help:"Print everything the program is made of, as CycloneDX JSON."`
}

// Run prints the program's and the content's version.
func (c *versionCmd) Run(e *env) error {
	lib, err := c.load()
	if err != nil {
		return err
	}
	if c.SBOM {
		return writeBOM(e.stdout, lib.Version())
	}
	return e.print("safesteps %s\ncontent %s\n", programVersion(), lib.Version())
}

// programVersion is what the build knows: a tag, or the commit with "+changes" when the tree was not clean.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if revision == "" {
		return "development"
	}
	return revision + changed
}
