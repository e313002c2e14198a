package bots_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/walk"
)

// channelCaps are the limits of every channel, and of one so tight that everything has to give way.
func channelCaps() map[string]bots.Caps {
	return map[string]bots.Caps{
		"telegram": {Text: 4096, UTF16: true, Buttons: 100, Rows: 100, PerRow: 8, Label: 64, Data: 64, Many: bots.Toggles, Edit: true},
		"discord":  {Text: 2000, UTF16: true, Raw: true, Buttons: 23, Rows: 5, PerRow: 5, Label: 80, Data: 100, Options: 25, Many: bots.Select, Edit: true},
		"terminal": {Many: bots.List},
		"tight":    {Text: 300, UTF16: true, Buttons: 6, Rows: 4, PerRow: 3, Label: 20, Data: 100, Many: bots.Toggles, Edit: true},
	}
}

// formats are the formatters that the limits are tried with: one whose markup is longer than the text, one without any.
func formats() map[string]bots.Formatter {
	return map[string]bots.Formatter{
		"plain": bots.NewFormatter(bots.Markup{}),
		"html": bots.NewFormatter(bots.Markup{
			Escape: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace,
			Strong: [2]string{"<b>", "</b>"}, Heading: [2]string{"<b>", "</b>"}, Callout: [2]string{"<blockquote>", "</blockquote>"},
			Link: func(text, url string) string { return `<a href="` + url + `">` + text + "</a>" },
		}),
	}
}

// fitFaults lists which of Fit's promises a reply breaks. Each promise has a line of its own.
func fitFaults(r dialog.Reply, caps bots.Caps, f bots.Formatter) []string {
	messages := bots.Fit(r, caps, f)
	var wrong []string
	add := func(bad bool, what string) {
		if bad {
			wrong = append(wrong, what)
		}
	}
	var text, marked strings.Builder
	offered := map[string]int{}
	for i, m := range messages {
		text.WriteString(m.Plain + "\n")
		marked.WriteString(m.Text + "\n")
		add(caps.Text > 0 && bots.Measure(m.Text, m.Plain, caps) > caps.Text, "a text is too long")
		add(strings.TrimSpace(m.Plain) == "", "a message has no text")
		add(m.Edit && i > 0, "a later message replaces")
		wrong = append(wrong, controlFaults(m, caps, offered)...)
	}
	last := messages[len(messages)-1]
	add(len(last.Rows) == 0 || last.Rows[len(last.Rows)-1][0].Role != dialog.RoleUrgent, "urgent help is not the last row")
	for _, want := range wantedChoices(r) {
		add(offered[want] != 1, fmt.Sprintf("choice %q is offered %d times", want, offered[want]))
	}
	if q := r.Question; q != nil {
		for _, c := range q.Choices {
			n := offered[bots.Token(r.Screen, c.ID)] + offered[bots.Token(r.Screen, "+"+c.ID)] + offered[bots.Token(r.Screen, "-"+c.ID)]
			add(n != 1, fmt.Sprintf("answer %q is offered %d times", c.ID, n))
		}
	}
	for _, want := range wantedTexts(r) {
		add(!strings.Contains(text.String(), want), "lost: "+want)
	}
	written := strings.ReplaceAll(marked.String(), "&amp;", "&")
	for _, url := range wantedLinks(r) {
		add(!strings.Contains(written, url), "lost link: "+url)
	}
	for _, c := range allChoices(r) {
		add(!shownWhole(messages, text.String(), c.Label), "a cut label does not stand whole in the text: "+c.Label)
	}
	if r.Notice != nil {
		first := strings.Fields(r.Notice[0].Text)[0]
		add(!strings.HasPrefix(text.String(), first), "the notice is not first")
	}
	return wrong
}

func controlFaults(m bots.Message, caps bots.Caps, offered map[string]int) []string {
	var wrong []string
	add := func(bad bool, what string) {
		if bad {
			wrong = append(wrong, what)
		}
	}
	buttons, rows := 0, len(m.Rows)
	for _, row := range m.Rows {
		buttons += len(row)
		add(len(row) == 0, "an empty row")
		add(caps.PerRow > 0 && len(row) > caps.PerRow, "too many buttons in a row")
		for _, b := range row {
			add(caps.Label > 0 && utf8.RuneCountInString(b.Label) > caps.Label, "a label is too long")
			add(caps.Data > 0 && len(b.Data) > caps.Data, "a button carries too much")
			offered[b.Data]++
		}
	}
	if m.Select != nil {
		rows++
		add(len(m.Select.Options) > caps.Options, "too many options")
		add(m.Select.Max > len(m.Select.Options), "more can be picked than there is")
		for _, o := range m.Select.Options {
			add(utf8.RuneCountInString(o.Label) > caps.Label, "an option's label is too long")
			offered[m.Select.Data+o.Value]++
		}
	}
	add(caps.Buttons > 0 && buttons > caps.Buttons, "too many buttons")
	add(caps.Rows > 0 && rows > caps.Rows, "too many rows")
	return wrong
}

func allChoices(r dialog.Reply) []dialog.Choice {
	var all []dialog.Choice
	if r.Question != nil {
		all = append(all, r.Question.Choices...)
	}
	return append(all, r.Nav...)
}

// wantedChoices lists what the controls must carry, whichever control a channel uses.
func wantedChoices(r dialog.Reply) []string {
	var want []string
	if q := r.Question; q != nil && q.Many {
		want = append(want, bots.Token(r.Screen, dialog.ConfirmID))
	}
	for _, c := range r.Nav {
		want = append(want, bots.Token(r.Screen, c.ID))
	}
	return want
}

func wantedTexts(r dialog.Reply) []string {
	var want []string
	for _, b := range r.Blocks {
		for _, spans := range spansOf(b) {
			for _, s := range spans {
				if s.Kind == content.Phone {
					want = append(want, s.Text)
				}
				want = append(want, strings.Fields(s.Text)...)
			}
		}
	}
	return want
}

func wantedLinks(r dialog.Reply) []string {
	var want []string
	for _, b := range r.Blocks {
		for _, spans := range spansOf(b) {
			for _, s := range spans {
				if s.Kind == content.Link {
					want = append(want, s.Target)
				}
			}
		}
	}
	return want
}

func spansOf(b dialog.Block) [][]dialog.Span {
	all := append([][]dialog.Span{b.Spans}, b.Items...)
	if b.Help != nil {
		all = append(all, b.Help.Name, b.Help.What)
		all = append(all, b.Help.Ways...)
		all = append(all, b.Help.Notes...)
	}
	return all
}

// shownWhole reports whether a label stands uncut on a control, or in the text.
func shownWhole(messages []bots.Message, text, label string) bool {
	for _, m := range messages {
		for _, row := range m.Rows {
			if slices.ContainsFunc(row, func(b bots.Button) bool { return strings.TrimPrefix(b.Label, "✓ ") == label }) {
				return true
			}
		}
		if m.Select != nil && slices.ContainsFunc(m.Select.Options, func(o bots.Option) bool { return o.Label == label }) {
			return true
		}
	}
	return strings.Contains(squeeze(text), squeeze(label))
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func library(t testing.TB) *dialog.Library {
	t.Helper()
	c, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return dialog.NewLibrary(c)
}

// TestFitWalk fits every reply of the walk to every channel.
func TestFitWalk(t *testing.T) {
	lib := library(t)
	failures := 0
	all, f := channelCaps(), formats()
	report := walk.Explore(lib, 3000, 2, func(e walk.Edge) {
		if !e.New {
			return
		}
		for name, caps := range all {
			for _, wrong := range fitFaults(e.Reply, caps, f["html"]) {
				if failures++; failures <= 20 {
					t.Errorf("%s, screen %s: %s", name, e.Reply.Screen, wrong)
				}
			}
		}
	})
	t.Logf("%d states fitted to %d channels", report.States, len(all))
}

// TestFit holds every promise of Fit for replies that no screen of ours would make.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReply(t)
		for name, caps := range channelCaps() {
			for form, f := range formats() {
				for _, wrong := range fitFaults(r, caps, f) {
					t.Errorf("%s, %s: %s", name, form, wrong)
				}
			}
		}
	})
}

func drawReply(t *rapid.T) dialog.Reply {
	r := dialog.Reply{Screen: "screen:" + rapid.StringMatching(`[a-z]{1,10}`).Draw(t, "subject"), Private: true}
	if rapid.Bool().Draw(t, "notice") {
		r.Notice = drawSpans(t)
	}
	for range rapid.IntRange(1, 12).Draw(t, "blocks") {
		r.Blocks = append(r.Blocks, drawBlock(t))
	}
	r.Blocks = append(r.Blocks, dialog.Block{Kind: dialog.Paragraph, Spans: []dialog.Span{{Text: "words"}}})
	if n := rapid.IntRange(0, 25).Draw(t, "choices"); n > 0 {
		r.Question = &dialog.Question{Many: rapid.Bool().Draw(t, "many")}
		if r.Question.Many {
			r.Question.Confirm = "Next"
		}
		for i := range n {
			r.Question.Choices = append(r.Question.Choices, dialog.Choice{ID: fmt.Sprintf("c%d", i), Label: drawLabel(t), Picked: rapid.Bool().Draw(t, "picked")})
		}
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "nav") {
		r.Nav = append(r.Nav, dialog.Choice{ID: fmt.Sprintf("n%d", i), Label: drawLabel(t), Role: dialog.RoleNav})
	}
	r.Nav = append(r.Nav, dialog.Choice{ID: "urgent", Label: "Urgent help", Role: dialog.RoleUrgent})
	return r
}

func drawLabel(t *rapid.T) string {
	return rapid.StringMatching(`[A-Z][a-z&<]{1,12}( [a-zé😀]{1,9}){0,7}`).Draw(t, "label")
}

func drawSpans(t *rapid.T) []dialog.Span {
	kinds := []content.SpanKind{content.Plain, content.Strong, content.Link, content.Phone}
	var spans []dialog.Span
	for range rapid.IntRange(1, 6).Draw(t, "spans") {
		s := dialog.Span{Kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
		switch s.Kind {
		case content.Phone:
			s.Text, s.Target = "0800 1111", "08001111"
		case content.Link:
			s.Text, s.Target = rapid.StringMatching(`[a-z]{1,20}`).Draw(t, "text"), "https://example.org/?a=1&b="+rapid.StringMatching(`[a-z]{1,30}`).Draw(t, "url")
		default:
			s.Text = rapid.StringMatching(`([a-z<>&"😀]{1,14} ){1,30}`).Draw(t, "text")
		}
		spans = append(spans, s)
	}
	return spans
}

func drawBlock(t *rapid.T) dialog.Block {
	kind := rapid.SampledFrom([]dialog.BlockKind{
		dialog.Heading, dialog.Paragraph, dialog.Bullets, dialog.Numbered, dialog.Callout, dialog.HelpCard, dialog.ProgressBar, dialog.ToDo, dialog.Quote, dialog.Small,
	}).Draw(t, "block")
	b := dialog.Block{Kind: kind}
	switch kind {
	case dialog.Bullets, dialog.Numbered, dialog.ToDo, dialog.Quote:
		for range rapid.IntRange(1, 8).Draw(t, "items") {
			b.Items = append(b.Items, drawSpans(t))
			b.Marks = append(b.Marks, dialog.Done)
		}
	case dialog.HelpCard:
		b.Help = &dialog.Help{Name: drawSpans(t), What: drawSpans(t), Ways: [][]dialog.Span{drawSpans(t), drawSpans(t)}, Notes: [][]dialog.Span{drawSpans(t)}}
	case dialog.ProgressBar:
		b.Spans, b.Done, b.Total = drawSpans(t), 3, 7
	default:
		b.Spans = drawSpans(t)
	}
	return b
}

// TestFitHeadsControlsWithWords: a screen that begins with a list and has more controls than one message takes.
func TestFitHeadsControlsWithWords(t *testing.T) {
	item := []dialog.Span{{Text: "words of an item"}}
	for _, first := range []dialog.Block{
		{Kind: dialog.Bullets, Items: [][]dialog.Span{item}},
		{Kind: dialog.HelpCard, Help: &dialog.Help{Name: item, What: item, Ways: [][]dialog.Span{item}}},
	} {
		r := dialog.Reply{Screen: "s", Blocks: []dialog.Block{first}, Question: &dialog.Question{}}
		for i := range 25 {
			r.Question.Choices = append(r.Question.Choices, dialog.Choice{ID: fmt.Sprintf("c%d", i), Label: fmt.Sprintf("answer %d", i)})
		}
		for _, m := range bots.Fit(r, channelCaps()["tight"], formats()["plain"]) {
			if strings.TrimSpace(m.Plain) == "" {
				t.Errorf("a message of controls has no words: %+v", m.Rows)
			}
		}
	}
}

// TestFitAlone holds the promise about rooms that others read: the way to talk alone, and nothing else.
func TestFitAlone(t *testing.T) {
	lib := library(t)
	r := dialog.Show(lib, dialog.State{})
	caps := channelCaps()["telegram"]
	caps.Shared, caps.Alone = true, "https://t.me/some_bot?start=hello"
	got := bots.Fit(r, caps, formats()["html"])
	if len(got) != 1 || len(got[0].Rows) != 1 || len(got[0].Rows[0]) != 1 || got[0].Rows[0][0].URL != caps.Alone {
		t.Fatalf("got %+v, want one message with the one link", got)
	}
	if strings.Contains(got[0].Plain, "999") || got[0].Select != nil {
		t.Errorf("got %q, want nothing of the private reply", got[0].Plain)
	}
}

// TestFitWithoutControls: a reply that only tells is a message all the same.
func TestFitWithoutControls(t *testing.T) {
	got := bots.Fit(dialog.Reply{Blocks: []dialog.Block{{Kind: dialog.Paragraph, Spans: []dialog.Span{{Text: "words"}}}}}, channelCaps()["telegram"], formats()["html"])
	if len(got) != 1 || got[0].Plain != "words" || len(got[0].Rows) != 0 {
		t.Errorf("got %+v", got)
	}
}
