package main

import (
	"encoding/json"
	"fmt"

	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/content"
)

// contentCmd is for the people who edit what parents read.
type contentCmd struct {
	Check        contentCheckCmd        `cmd:"" help:"Check every file; print each problem as file:line:col."`
	List         contentListCmd         `cmd:"" help:"List apps, helplines and guides."`
	Show         contentShowCmd         `cmd:"" help:"Show one app, helpline or guide as a parent sees it."`
	Export       contentExportCmd       `cmd:"" help:"Print the whole library as JSON."`
	New          contentNewCmd          `cmd:"" help:"Write the skeleton of an app, a region or a language, for a person to fill."`
	Diff         contentDiffCmd         `cmd:"" help:"Say what changed for parents between two versions of the content."`
	Translations contentTranslationsCmd `cmd:"" help:"List what is missing or out of date in other languages, or note that a file is up to date."`
	Schema       contentSchemaCmd       `cmd:"" help:"Print or write the JSON Schema of each kind of file, for editors that complete and check."`
}

type contentListCmd struct {
	contentFlags
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// listed is one entry of the list.
type listed struct {
	Kind string `json:"kind"` // app, helpline, guide
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Run lists what there is.
func (c *contentListCmd) Run(e *env) error {
	lib, err := c.load()
	if err != nil {
		return err
	}
	var all []listed
	for _, a := range lib.Apps() {
		all = append(all, listed{"app", a.ID, a.Name})
	}
	for _, r := range lib.Regions() {
		for _, h := range r.Services {
			all = append(all, listed{"helpline", h.ID, h.Name})
		}
	}
	for _, g := range lib.Guides(content.DefaultLocale) {
		all = append(all, listed{"guide", g.ID, g.Button})
	}
	if c.Format == "json" {
		return printJSON(e, all)
	}
	for _, l := range all {
		if err := e.print("%-9s %-20s %s\n", l.Kind, l.ID, l.Name); err != nil {
			return err
		}
	}
	return nil
}

type contentShowCmd struct {
	contentFlags
	ID     string `arg:"" help:"An id from 'content list'."`
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// Run shows one entry.
func (c *contentShowCmd) Run(e *env) error {
	lib, err := c.library()
	if err != nil {
		return err
	}
	if c.Format == "json" {
		found := find(lib.Library, c.ID)
		if found == nil {
			return c.unknown()
		}
		return printJSON(e, found)
	}
	blocks, ok := lib.CardAt(c.ID, content.DefaultLocale, e.now())
	if !ok {
		return c.unknown()
	}
	text, _ := terminal.Format().Blocks(blocks)
	return e.print("%s\n", text)
}

func (c *contentShowCmd) unknown() error {
	return usageError{fmt.Errorf("no app, helpline or guide has the id %q; see 'safesteps content list'", c.ID)}
}

func find(lib *content.Library, id string) any {
	if app := lib.App(id); app != nil {
		return app
	}
	for _, r := range lib.Regions() {
		if h := r.Helpline(id); h != nil {
			return h
		}
	}
	if g := lib.Guide(content.DefaultLocale, id); g != nil {
		return g
	}
	return nil
}

type contentExportCmd struct {
	contentFlags
}

// exported is the whole library.
type exported struct {
	Version   string             `json:"version"`
	Apps      []*content.App     `json:"apps"`
	Regions   []*content.Region  `json:"regions"`
	Guides    []*content.Guide   `json:"guides"`
	Questions *content.Questions `json:"questions"`
}

// Run prints the library as JSON.
func (c *contentExportCmd) Run(e *env) error {
	lib, err := c.load()
	if err != nil {
		return err
	}
	return printJSON(e, exported{
		Version: lib.Version(), Apps: lib.Apps(), Regions: lib.Regions(), Guides: lib.Guides(content.DefaultLocale), Questions: lib.Questions(),
	})
}

func printJSON(e *env, v any) error {
	enc := json.NewEncoder(e.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
