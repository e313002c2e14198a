package main

import (
	"database/sql"
	"encoding/json"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestBOMOfTheProgram lists every module of the build, the version of SQLite that runs, and nothing twice.
func TestBOMOfTheProgram(t *testing.T) {
	out, errs, code := command(t, "", nil, "version", "--sbom")
	var list bom
	if err := json.Unmarshal([]byte(out), &list); code != exitDone || err != nil {
		t.Fatalf("exit code %d, %s, %v:\n%.400s", code, errs, err, out)
	}
	if list.Format != "CycloneDX" || list.Spec != "1.6" || list.Version != 1 || list.Metadata.Component.Type != "application" {
		t.Errorf("got %s %s version %d of %+v", list.Format, list.Spec, list.Version, list.Metadata.Component)
	}
	again, _, _ := command(t, "", nil, "version", "--sbom")
	if again != out {
		t.Error("the same program gives two lists")
	}

	address := regexp.MustCompile(`^pkg:(golang|generic)/[a-z0-9./_%-]+@[A-Za-z0-9.%_-]+$`)
	seen := map[string]bool{list.Metadata.Component.Ref: true}
	byName := map[string]bomComponent{}
	for _, c := range list.Components {
		if seen[c.Ref] || c.Ref == "" || c.Name == "" || c.Version == "" || !slices.Contains([]string{"library", "data"}, c.Type) {
			t.Errorf("%+v is there twice, or says too little", c)
		}
		if c.Type == "library" && !address.MatchString(c.PURL) {
			t.Errorf("%q is no address of a package", c.PURL)
		}
		seen[c.Ref], byName[c.Name] = true, c
	}

	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) < 10 {
		t.Fatalf("the test knows %d modules", len(info.Deps))
	}
	for _, m := range info.Deps {
		if byName[m.Path].Version != m.Version {
			t.Errorf("%s %s is listed as %q", m.Path, m.Version, byName[m.Path].Version)
		}
	}
	if std := byName["std"].Version; "go"+std != info.GoVersion {
		t.Errorf("standard library %q, built with %s", std, info.GoVersion)
	}
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var running string
	if err := db.QueryRowContext(t.Context(), "SELECT sqlite_version()").Scan(&running); err != nil || byName["SQLite"].Version != running {
		t.Errorf("SQLite %q, running %q, %v", byName["SQLite"].Version, running, err)
	}
	version, _, _ := command(t, "", nil, "version")
	if !strings.Contains(version, "content "+byName["content"].Version) {
		t.Errorf("content %q, but %s", byName["content"].Version, version)
	}
}

// TestBOMOfAReplacedModule names what is in the build, not what was asked for.
func TestBOMOfAReplacedModule(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Path: "example.org/Program"}, Deps: []*debug.Module{
		{Path: "example.org/asked", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/given", Version: "v1.2.0+incompatible", Sum: "h1:x="}},
	}}
	list := newBOM(info, "v2.0.0", "c0ffee", "3.50.0")
	got := list.Components[len(list.Components)-1]
	want := "pkg:golang/example.org/given@v1.2.0%2Bincompatible"
	if got.PURL != want || got.Properties[0] != (bomProperty{"go:sum", "h1:x="}) || list.Metadata.Component.PURL != "pkg:golang/example.org/program@v2.0.0" {
		t.Errorf("got %+v of %+v, want %s", got, list.Metadata.Component, want)
	}
}
