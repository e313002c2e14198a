package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/store"
)

// bom is what the program is made of, in the form CycloneDX 1.6. It names no time and no random number: one build gives one list.
type bom struct {
	Schema       string           `json:"$schema"`
	Format       string           `json:"bomFormat"`
	Spec         string           `json:"specVersion"`
	Version      int              `json:"version"`
	Metadata     bomMetadata      `json:"metadata"`
	Components   []bomComponent   `json:"components"`
	Compositions []bomComposition `json:"compositions"`
}

type bomMetadata struct {
	Component bomComponent `json:"component"`
}

type bomComponent struct {
	Type        string        `json:"type"`
	Ref         string        `json:"bom-ref"`
	Name        string        `json:"name"`
	Version     string        `json:"version"`
	Description string        `json:"description,omitempty"`
	CPE         string        `json:"cpe,omitempty"`
	PURL        string        `json:"purl,omitempty"`
	Properties  []bomProperty `json:"properties,omitempty"`
}

type bomProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// bomComposition says how far the list is complete: a C library that the builder links in is not known to the program.
type bomComposition struct {
	Aggregate  string   `json:"aggregate"`
	Assemblies []string `json:"assemblies"`
}

// newBOM lists what a build holds: its modules, the standard library, SQLite, and the content by its version.
func newBOM(info *debug.BuildInfo, version, content, sqlite string) bom {
	main := goComponent("application", info.Main.Path, version)
	for _, s := range info.Settings {
		if slices.Contains([]string{"GOOS", "GOARCH", "CGO_ENABLED", "-tags", "-ldflags", "vcs.revision", "vcs.time", "vcs.modified"}, s.Key) {
			main.Properties = append(main.Properties, bomProperty{"go:build:" + s.Key, s.Value})
		}
	}
	list := bom{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: bomMetadata{main},
		Components: []bomComponent{
			{Type: "data", Ref: "content@" + content, Name: "content", Version: content, Description: "Every fact and every word a parent reads."},
			goComponent("library", "std", strings.TrimPrefix(info.GoVersion, "go")),
			{
				Type: "library", Ref: "pkg:generic/sqlite@" + sqlite, Name: "SQLite", Version: sqlite, PURL: "pkg:generic/sqlite@" + sqlite,
				CPE: "cpe:2.3:a:sqlite:sqlite:" + sqlite + ":*:*:*:*:*:*:*", Description: "In C, as the source that github.com/mattn/go-sqlite3 brings; linked in.",
			},
		},
		Compositions: []bomComposition{{Aggregate: "incomplete", Assemblies: []string{main.Ref}}},
	}
	for _, m := range info.Deps {
		m = cmp.Or(m.Replace, m)
		c := goComponent("library", m.Path, m.Version)
		if m.Sum != "" {
			c.Properties = []bomProperty{{"go:sum", m.Sum}}
		}
		list.Components = append(list.Components, c)
	}
	return list
}

// goComponent is a module with the address by which package lists know it.
func goComponent(kind, path, version string) bomComponent {
	purl := "pkg:golang/" + strings.ToLower(path) + "@" + strings.ReplaceAll(version, "+", "%2B")
	return bomComponent{Type: kind, Ref: purl, Name: path, Version: version, PURL: purl}
}

// writeBOM writes the list of the running program.
func writeBOM(w io.Writer, content string) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this program was built without a list of its parts; build it with Go modules")
	}
	if info.GoVersion == "" {
		info.GoVersion = runtime.Version()
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(newBOM(info, programVersion(), content, store.SQLiteVersion())); err != nil {
		return fmt.Errorf("list of parts: %w", err)
	}
	return nil
}
