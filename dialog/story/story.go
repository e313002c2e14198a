// Package story reads transcripts: what a parent does and what they should see, in a file that anyone can read.
//
//	# The first visit
//	A mother has heard of Snapchat and has two minutes.
//
//	> start
//	…what the bot shows…
//
//	> press Check the apps
//	…
//
// Every channel replays the same stories.
package story

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// Story is one transcript.
type Story struct {
	Name  string // the file's name without .txt
	Intro string // everything before the first act
	Acts  []Act
}

// Act is one thing the parent does, and what they see after it.
type Act struct {
	Verb string // start, press, old, pick, type, command, send, wait
	Arg  string
	Seen string // the transcript after it
}

// Read reads every story of a folder, in the order of the names.
func Read(fsys fs.FS) ([]Story, error) {
	files, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("stories: %w", err)
	}
	slices.Sort(files)
	var all []Story
	for _, f := range files {
		b, err := fs.ReadFile(fsys, f)
		if err != nil {
			return nil, fmt.Errorf("stories: %w", err)
		}
		all = append(all, parse(strings.TrimSuffix(path.Base(f), ".txt"), string(b)))
	}
	return all, nil
}

func parse(name, text string) Story {
	s := Story{Name: name}
	for line := range strings.Lines(text) {
		if act, ok := strings.CutPrefix(line, "> "); ok {
			verb, arg, _ := strings.Cut(strings.TrimSpace(act), " ")
			s.Acts = append(s.Acts, Act{Verb: verb, Arg: arg})
			continue
		}
		if len(s.Acts) == 0 {
			s.Intro += line
			continue
		}
		s.Acts[len(s.Acts)-1].Seen += line
	}
	for i := range s.Acts {
		s.Acts[i].Seen = strings.Trim(s.Acts[i].Seen, "\n")
	}
	return s
}

// String writes the story as its file holds it.
func (s Story) String() string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(s.Intro, "\n") + "\n")
	for _, a := range s.Acts {
		b.WriteString("\n> " + strings.TrimSpace(a.Verb+" "+a.Arg) + "\n")
		if a.Seen != "" {
			b.WriteString("\n" + a.Seen + "\n")
		}
	}
	return b.String()
}

// Begin is the moment at which every story begins.
func Begin() time.Time { return time.Date(2026, time.December, 1, 18, 30, 0, 0, time.UTC) }

// Wait is how long an act of waiting takes; 0 for any other act.
func (a Act) Wait() (time.Duration, error) {
	if a.Verb != "wait" {
		return 0, nil
	}
	n, unit, _ := strings.Cut(a.Arg, " ")
	days, err := strconv.Atoi(n)
	if err != nil || !strings.HasPrefix(unit, "day") {
		return 0, fmt.Errorf("story: %q is not a number of days", a.Arg)
	}
	return time.Duration(days) * 24 * time.Hour, nil
}

// Inputs turns an act into what the dialog is told, given the reply it answers. Labels are those of the reply; "old" presses a
// label of an earlier reply. Picking is a press for every app and one to go on.
func (a Act) Inputs(now dialog.Reply, earlier []dialog.Reply) ([]dialog.Act, error) {
	switch a.Verb {
	case "start":
		return []dialog.Act{dialog.Start{Payload: a.Arg}}, nil
	case "type":
		return []dialog.Act{dialog.Say{Text: a.Arg}}, nil
	case "command":
		name, args, _ := strings.Cut(a.Arg, " ")
		return []dialog.Act{dialog.Command{Name: name, Args: args}}, nil
	case "send":
		return []dialog.Act{dialog.Refused{}}, nil
	case "press":
		p, err := press(now, a.Arg)
		return []dialog.Act{p}, err
	case "old":
		for _, r := range slices.Backward(earlier) {
			if p, err := press(r, a.Arg); err == nil && p.Screen != now.Screen {
				return []dialog.Act{p}, nil
			}
		}
		return nil, fmt.Errorf("story: no earlier screen has %q", a.Arg)
	case "pick":
		return picks(now, a.Arg)
	}
	return nil, fmt.Errorf("story: nobody can %q", a.Verb)
}

// press finds the choice with a label.
func press(r dialog.Reply, label string) (dialog.Press, error) {
	for _, c := range choices(r) {
		if c.Label == label {
			return dialog.Press{Screen: r.Screen, Choice: c.ID}, nil
		}
	}
	return dialog.Press{}, fmt.Errorf("story: the screen %s has no %q", r.Screen, label)
}

// choices lists all that can be pressed on a reply, but for the toggles of a question of many.
func choices(r dialog.Reply) []dialog.Choice {
	var all []dialog.Choice
	if q := r.Question; q != nil {
		if q.Many {
			all = append(all, dialog.Choice{ID: dialog.ConfirmID, Label: q.Confirm})
		} else {
			all = append(all, q.Choices...)
		}
	}
	return append(all, r.Nav...)
}

func picks(r dialog.Reply, labels string) ([]dialog.Act, error) {
	if r.Question == nil || !r.Question.Many {
		return nil, fmt.Errorf("story: the screen %s has nothing to pick", r.Screen)
	}
	var acts []dialog.Act
	for label := range strings.SplitSeq(labels, ", ") {
		i := slices.IndexFunc(r.Question.Choices, func(c dialog.Choice) bool { return c.Label == label })
		if i < 0 {
			return nil, fmt.Errorf("story: the screen %s has no %q to pick", r.Screen, label)
		}
		c := r.Question.Choices[i]
		sign := "+"
		if c.Picked {
			sign = "-"
		}
		acts = append(acts, dialog.Press{Screen: r.Screen, Choice: sign + c.ID})
	}
	return acts, nil
}

// Write writes a reply as the transcripts show it: what the screen says, then the choices in brackets.
func Write(r dialog.Reply) string {
	var b strings.Builder
	if r.Notice != nil {
		b.WriteString("[" + words(r.Notice) + "]\n")
	}
	for _, block := range r.Blocks {
		writeBlock(&b, block)
	}
	if q := r.Question; q != nil {
		for _, c := range q.Choices {
			b.WriteString("  " + box(q, c) + c.Label + "\n")
		}
		if q.Many {
			b.WriteString("  ( " + q.Confirm + " )\n")
		}
	}
	var nav []string
	for _, c := range r.Nav {
		nav = append(nav, "( "+c.Label+" )")
	}
	b.WriteString("  " + strings.Join(nav, " ") + "\n")
	return strings.TrimRight(b.String(), "\n")
}

func box(q *dialog.Question, c dialog.Choice) string {
	switch {
	case !q.Many:
		return "( ) "
	case c.Picked:
		return "[x] "
	}
	return "[ ] "
}

func writeBlock(b *strings.Builder, block dialog.Block) {
	switch block.Kind {
	case dialog.Heading:
		b.WriteString(strings.ToUpper(words(block.Spans)) + "\n")
	case dialog.Callout:
		b.WriteString("! " + words(block.Spans) + "\n")
	case dialog.ProgressBar:
		fmt.Fprintf(b, "%s (%d/%d)\n", words(block.Spans), block.Done, block.Total)
	case dialog.HelpCard:
		writeHelp(b, block.Help)
	case dialog.Bullets, dialog.Numbered, dialog.Quote, dialog.ToDo:
		for i, item := range block.Items {
			mark := "-"
			if block.Kind == dialog.Numbered {
				mark = strconv.Itoa(i+1) + "."
			}
			b.WriteString(mark + " " + words(item) + "\n")
		}
	case dialog.Paragraph, dialog.Small:
		b.WriteString(words(block.Spans) + "\n")
	}
}

func writeHelp(b *strings.Builder, h *dialog.Help) {
	b.WriteString("* " + words(h.Name) + ": " + words(h.What) + "\n")
	for _, lines := range [][][]dialog.Span{h.Ways, h.Notes} {
		for _, line := range lines {
			b.WriteString("    " + words(line) + "\n")
		}
	}
}

func words(spans []dialog.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
		if s.Kind == content.Link && !strings.HasSuffix(strings.TrimSuffix(s.Target, "/"), s.Text) {
			b.WriteString(" <" + s.Target + ">")
		}
	}
	return b.String()
}
