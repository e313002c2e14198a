package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/safesteps/safesteps/content"
)

type contentCheckCmd struct {
	contentFlags
	Format   string `enum:"text,json" default:"text" help:"text or json."`
	Warnings bool   `help:"List every warning; without it they are counted."`
	Review   string `help:"Write every fact with its dates and sources as CSV; - is standard output." placeholder:"FILE"`
}

// Run exits with 1 when there is a problem. Warnings do not fail.
func (c *contentCheckCmd) Run(e *env) error {
	lib, problems := c.check(e)
	if err := c.print(e, problems); err != nil {
		return err
	}
	if lib == nil {
		return errNo
	}
	if c.Review != "" {
		if err := c.writeReview(e, lib); err != nil {
			return err
		}
	}
	if c.Format == "json" || c.Review == "-" {
		return nil
	}
	return e.print("content %s: %d apps, %d regions, %d facts, mean reading age %.1f, no problems\n",
		lib.Version(), len(lib.Apps()), len(lib.Regions()), len(lib.Facts()), lib.ReadingAge())
}

// check loads the content with every check, and adds what the calendar says about it.
func (c *contentCheckCmd) check(e *env) (*content.Library, []content.Problem) {
	lib, problems := content.Load(c.files())
	if lib != nil {
		problems = append(problems, lib.Check(content.DateOf(e.now()))...)
	}
	return lib, problems
}

func (c *contentCheckCmd) print(e *env, problems []content.Problem) error {
	if c.Format == "json" {
		return printJSON(e, problems)
	}
	for _, p := range problems {
		if !p.Warning {
			if err := e.print("%s\n", p); err != nil {
				return err
			}
		}
	}
	if c.Review == "-" { // standard output is the list
		return nil
	}
	return c.printWarnings(e, problems)
}

// printWarnings groups the warnings by what they are about: each with its number, and with --warnings each one.
func (c *contentCheckCmd) printWarnings(e *env, problems []content.Problem) error {
	var counts []string
	for _, about := range []content.About{content.AboutOverdue, content.AboutSoon, content.AboutUnsourced, content.AboutWeak, content.AboutTranslation, ""} {
		group := warningsAbout(problems, about)
		if len(group) == 0 {
			continue
		}
		name := string(about)
		if name == "" {
			name = "other"
		}
		counts = append(counts, fmt.Sprintf("%d %s", len(group), name))
		if !c.Warnings {
			continue
		}
		if err := e.print("%s:\n", name); err != nil {
			return err
		}
		for _, p := range group {
			if err := e.print("  %s\n", p); err != nil {
				return err
			}
		}
	}
	switch {
	case counts == nil:
		return nil
	case c.Warnings:
		return e.print("warnings: %s\n", strings.Join(counts, ", "))
	}
	return e.print("warnings: %s (--warnings lists them)\n", strings.Join(counts, ", "))
}

func warningsAbout(problems []content.Problem, about content.About) []content.Problem {
	var group []content.Problem
	for _, p := range problems {
		if p.Warning && p.About == about {
			group = append(group, p)
		}
	}
	return group
}

func (c *contentCheckCmd) writeReview(e *env, lib *content.Library) error {
	if c.Review == "-" {
		return content.WriteReviewList(e.stdout, lib.Facts())
	}
	file, err := os.Create(c.Review)
	if err != nil {
		return fmt.Errorf("--review: %w", err)
	}
	err = content.WriteReviewList(file, lib.Facts())
	if closed := file.Close(); err == nil && closed != nil {
		err = fmt.Errorf("--review: %w", closed)
	}
	return err
}

// files is the folder of the content, or what is built in.
func (f contentFlags) files() fs.FS {
	if f.Content == "" {
		return content.Files()
	}
	return os.DirFS(f.Content)
}
