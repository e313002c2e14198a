package main

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/understand"
)

// planCmd prints the plan of a family, without any conversation.
type planCmd struct {
	contentFlags
	App     []string `required:"" help:"Apps by id or name, with commas between." placeholder:"snapchat,whatsapp"`
	Age     string   `help:"under-8, 8-10, 11-12, 13-15 or 16-17." placeholder:"BAND"`
	Worry   []string `help:"Worries by id, with commas between: strangers, bullying, images, upsetting, secrets, location, money, time, account."`
	Region  string   `help:"Whose helplines: gb." placeholder:"ID"`
	Device  string   `help:"iphone, android or computer." placeholder:"DEVICE"`
	Explain bool     `help:"Say why each step stands where it does; in JSON it is always there."`
	Format  string   `enum:"text,markdown,html,json" default:"text" help:"text, markdown, html or json."`
}

// Run prints the plan.
func (c *planCmd) Run(e *env) error {
	lib, err := c.library()
	if err != nil {
		return err
	}
	state, err := c.state(lib)
	if err != nil {
		return err
	}
	today := content.DateOf(time.Now())
	blocks := dialog.Sheet(lib, state, today)
	if c.Explain {
		blocks = dialog.Explained(lib, state, today)
	}
	var out string
	switch c.Format {
	case "json":
		return printJSON(e, planJSON(lib, state, today))
	case "html":
		out = htmlPage(lib, blocks)
	case "markdown":
		out, _ = bots.Markdown().Blocks(blocks)
	default:
		out, _ = terminal.Format().Blocks(blocks)
	}
	return e.print("%s\n", out)
}

// state is the family that the flags describe.
func (c *planCmd) state(lib *dialog.Library) (dialog.State, error) {
	child := dialog.Child{Age: content.AgeBand(c.Age)}
	s := dialog.State{Locale: content.DefaultLocale, Region: strings.ToLower(c.Region), Device: content.Device(c.Device)}
	for _, name := range c.App {
		ids, err := appsNamed(lib, name)
		if err != nil {
			return s, err
		}
		for _, id := range ids {
			if !slices.Contains(child.Apps, id) {
				child.Apps = append(child.Apps, id)
			}
		}
	}
	for _, w := range c.Worry {
		child.Worries = append(child.Worries, content.Concern(w))
	}
	if err := c.check(lib, child); err != nil {
		return s, err
	}
	s.Children = []dialog.Child{child}
	return s, nil
}

func (c *planCmd) check(lib *dialog.Library, child dialog.Child) error {
	for _, w := range child.Worries {
		if !slices.Contains(content.Concerns(), w) {
			return oneOf("--worry", string(w), content.Concerns())
		}
	}
	if c.Age != "" && !slices.Contains(content.AgeBands(), child.Age) {
		return oneOf("--age", c.Age, content.AgeBands())
	}
	if c.Device != "" && !slices.Contains(lib.Questions().Devices, content.Device(c.Device)) {
		return oneOf("--device", c.Device, lib.Questions().Devices)
	}
	if c.Region != "" && lib.Region(strings.ToLower(c.Region)) == nil {
		return oneOf("--region", c.Region, lib.Questions().Regions)
	}
	return nil
}

func oneOf[T ~string](flag, got string, allowed []T) error {
	var names []string
	for _, a := range allowed {
		names = append(names, string(a))
	}
	return usageError{fmt.Errorf("%s: %q is not one of %s", flag, got, strings.Join(names, ", "))}
}

// appsNamed finds an app by its id, or by a name as people write it. One without a page of its own gives the pages for what it can do.
func appsNamed(lib *dialog.Library, name string) ([]string, error) {
	name = strings.TrimSpace(name)
	id := strings.ToLower(name)
	ids := []string{id}
	if lib.App(id) == nil && lib.KnownApp(id) == nil {
		ids = lib.Reader().Read(name, understand.Options{}).Apps
	}
	for _, id := range ids {
		if lib.App(id) != nil {
			return []string{id}, nil
		}
	}
	for _, id := range ids {
		known := lib.KnownApp(id)
		if known != nil && known.Closed {
			return nil, usageError{fmt.Errorf("--app: %s", known.Replaced)}
		}
		if known != nil {
			return lib.StandIns(id), nil
		}
	}
	return nil, usageError{fmt.Errorf("--app: no app is called %q; see 'safesteps content list'", name)}
}

// printedPlan is a plan as JSON.
type printedPlan struct {
	Date    string        `json:"date"`
	Content string        `json:"content"`
	Region  string        `json:"region"`
	Minutes int           `json:"minutes"`
	Under   []string      `json:"below_minimum_age"`
	Steps   []printedStep `json:"steps"`
}

type printedStep struct {
	Key     string                      `json:"key"`
	App     string                      `json:"app"`
	Title   string                      `json:"title"`
	Why     string                      `json:"why"`
	How     map[content.Device][]string `json:"how"`
	LookFor string                      `json:"look_for"`
	Minutes int                         `json:"minutes"`
	Score   int                         `json:"score"`
	Because []string                    `json:"because"` // ids of the ranking rules that moved it
	Page    string                      `json:"page"`
	Basis   content.Basis               `json:"basis"`
	Overdue bool                        `json:"overdue"`
}

func planJSON(lib *dialog.Library, s dialog.State, today content.Date) printedPlan {
	plan := dialog.PlanFor(lib, s)
	out := printedPlan{Date: today.String(), Content: lib.Version(), Region: s.Region, Minutes: plan.Minutes, Under: []string{}, Steps: []printedStep{}}
	if out.Region == "" {
		out.Region = lib.Questions().Regions[0]
	}
	for _, app := range plan.Under {
		out.Under = append(out.Under, app.ID)
	}
	for _, p := range plan.Steps {
		because := []string{}
		for _, rule := range plan.Why(lib, p.Key) {
			because = append(because, rule.ID)
		}
		out.Steps = append(out.Steps, printedStep{
			Key: p.Key, App: p.App.ID, Title: p.Step.Title, Why: p.Step.Why, How: p.Step.How, LookFor: p.Step.LookFor, Minutes: p.Step.Minutes,
			Score: p.Score, Because: because, Page: p.Step.Page, Basis: p.Step.Basis, Overdue: p.Step.Overdue(today, p.App),
		})
	}
	return out
}

func htmlPage(lib *dialog.Library, blocks []dialog.Block) string {
	title := lib.Words(content.DefaultLocale).Text("plan.title").Plain()
	return "<!doctype html>\n<html lang=\"en-GB\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
		html.EscapeString(title) + "</title></head>\n<body>\n" + string(bots.HTML(blocks, 1)) + "</body>\n</html>"
}
