// Package terminal is the channel of a person at a keyboard: plain lines out, numbers and words in. It is accessible by nature,
// easy to test, and proof that the dialog has no channel in it.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// Name is the channel's name.
const Name = "terminal"

// Adapter talks with one person over a reader and a writer.
type Adapter struct {
	in     io.Reader
	out    io.Writer
	now    func() time.Time
	locale string
	offers []offer // what can be typed now
	many   bool    // numbers answer a question of many
	screen string
}

// offer is one thing that can be typed.
type offer struct {
	key    string // "3", "b"
	choice string
	picked bool
	answer bool // an answer to the question, not a way on
}

var _ bots.Adapter = (*Adapter)(nil)

// New returns a terminal on in and out. The clock is now; nil is time.Now. Locale is the person's language as the system names it.
func New(in io.Reader, out io.Writer, now func() time.Time, locale string) *Adapter {
	if now == nil {
		now = time.Now
	}
	return &Adapter{in: in, out: out, now: now, locale: locale}
}

// Name implements bots.Adapter.
func (a *Adapter) Name() string { return Name }

// Caps implements bots.Adapter: a terminal has no limits.
func (a *Adapter) Caps(bots.Room) bots.Caps { return bots.Caps{Many: bots.List, Silent: true} }

// Format is how the terminal writes blocks.
func Format() bots.Formatter {
	return bots.NewFormatter(bots.Markup{Heading: [2]string{"== ", " =="}, Callout: [2]string{"! ", ""}})
}

// Send implements bots.Adapter.
func (a *Adapter) Send(_ context.Context, _ bots.Room, m bots.Message) (bots.MessageRef, error) {
	if err := a.print(m); err != nil {
		return "", &bots.SendError{Err: err}
	}
	return "", nil
}

// maxLine is the longest line that is read, in bytes. Longer input is cut: danger is looked for in its beginning.
const maxLine = 64 << 10

// Run talks until the input ends or ctx is done.
func (a *Adapter) Run(ctx context.Context, h bots.Handler) error {
	if err := a.turn(ctx, h, dialog.Start{}); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(a.in, maxLine)
	for ctx.Err() == nil {
		line, err := readLine(lines)
		if line = strings.TrimSpace(line); line != "" {
			if err := a.turn(ctx, h, a.parse(line)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("terminal: read: %w", err)
		}
	}
	return nil
}

// readLine reads a line of any length and keeps its first maxLine bytes.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	kept := string(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = r.ReadSlice('\n')
	}
	return kept, err //nolint:wrapcheck // the caller tells io.EOF from the rest and wraps that
}

// turn runs one turn and waits until its answer is printed.
func (a *Adapter) turn(ctx context.Context, h bots.Handler, act dialog.Act) error {
	shown := make(chan error, 1)
	ev := bots.Event{
		Channel: Name, Person: "local", Room: bots.Room{ID: "local"}, At: a.now(), Locale: a.locale, Act: act,
		Reply: bots.ResponderFunc(func(_ context.Context, out bots.Outcome) error {
			err := a.show(out)
			shown <- err
			return err
		}),
	}
	if err := h.Handle(ctx, ev); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	select {
	case err := <-shown:
		return err
	case <-ctx.Done():
		return nil
	}
}

func (a *Adapter) show(out bots.Outcome) error {
	a.screen, a.offers, a.many = out.Reply.Screen, nil, false
	if q := out.Reply.Question; q != nil {
		a.many = q.Many
		for _, c := range q.Choices {
			a.offers = append(a.offers, offer{key: strconv.Itoa(len(a.offers) + 1), choice: c.ID, picked: c.Picked, answer: true})
		}
	}
	for _, m := range out.Messages {
		if _, err := fmt.Fprintf(a.out, "\n%s\n", m.Text); err != nil {
			return fmt.Errorf("terminal: write: %w", err)
		}
	}
	return a.choices(out.Reply)
}

func (a *Adapter) print(m bots.Message) error {
	if _, err := fmt.Fprintf(a.out, "\n%s\n", m.Text); err != nil {
		return fmt.Errorf("terminal: write: %w", err)
	}
	return nil
}

// choices prints what can be typed: numbers for answers, letters for the ways on, the same letter for the same way always.
func (a *Adapter) choices(r dialog.Reply) error {
	var b strings.Builder
	b.WriteString("\n")
	if q := r.Question; q != nil {
		for i, c := range q.Choices {
			mark := ""
			if q.Many {
				mark = "[ ] "
				if c.Picked {
					mark = "[x] "
				}
			}
			fmt.Fprintf(&b, "  %2s  %s%s\n", a.offers[i].key, mark, c.Label)
		}
		if q.Many {
			a.offers = append(a.offers, offer{key: "n", choice: dialog.ConfirmID})
			fmt.Fprintf(&b, "   n  %s  (numbers and commas pick: 1,3)\n", q.Confirm)
		}
	}
	used := map[string]bool{"n": true, "b": true, "m": true, "u": true}
	for _, c := range r.Nav {
		key := fixedLetter(c.ID)
		if key == "" {
			key = letter(c.Label, used)
		}
		a.offers = append(a.offers, offer{key: key, choice: c.ID})
		fmt.Fprintf(&b, "   %s  %s\n", key, c.Label)
	}
	if _, err := io.WriteString(a.out, b.String()+"> "); err != nil {
		return fmt.Errorf("terminal: write: %w", err)
	}
	return nil
}

// fixedLetter is the letter of the ways on that every screen has: they never move.
func fixedLetter(choice string) string {
	switch choice {
	case "back", "menu", "urgent":
		return choice[:1]
	}
	return ""
}

// letter is the first letter of a label that is still free.
func letter(label string, used map[string]bool) string {
	for _, r := range strings.ToLower(label) {
		if key := string(r); r >= 'a' && r <= 'z' && !used[key] {
			used[key] = true
			return key
		}
	}
	return "?"
}

// parse reads a line: a number or letter on offer, numbers with commas, a command, or words.
func (a *Adapter) parse(line string) dialog.Act {
	if name, ok := strings.CutPrefix(line, "/"); ok {
		name, args, _ := strings.Cut(name, " ")
		if name == "start" {
			return dialog.Start{Payload: args}
		}
		return dialog.Command{Name: strings.ToLower(name), Args: args}
	}
	if a.many {
		if picked, ok := a.picked(line); ok {
			return dialog.Submit{Screen: a.screen, Choices: picked}
		}
	}
	for _, o := range a.offers {
		if strings.EqualFold(o.key, line) {
			return dialog.Press{Screen: a.screen, Choice: o.choice}
		}
	}
	return dialog.Say{Text: line}
}

// picked reads "1,3,5" as the answers that are picked after it: each number changes its answer.
func (a *Adapter) picked(line string) ([]string, bool) {
	change := map[string]bool{}
	for field := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ',' || r == ' ' }) {
		if _, err := strconv.Atoi(field); err != nil {
			return nil, false
		}
		change[field] = true
	}
	var ids []string
	for _, o := range a.offers {
		if o.answer && o.picked != change[o.key] {
			ids = append(ids, o.choice)
		}
	}
	return ids, true
}
