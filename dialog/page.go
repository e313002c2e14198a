package dialog

import (
	"slices"
	"strings"
	"time"

	"github.com/safesteps/safesteps/content"
)

// page is a screen being drawn. Its methods add blocks and choices; every word comes from the library.
type page struct {
	*turn
	at    Place
	reply Reply
	now   time.Time // zero in a conversation: what stands on its screens must not change with the hour
}

// day is the day the screen is drawn for: this turn's, or the last one when it is drawn again.
func (p *page) day() content.Date {
	if p.today != 0 {
		return p.today.date()
	}
	return p.st.Seen.date()
}

func (p *page) add(b Block) {
	if p.reply.Blocks == nil {
		p.reply.Blocks = make([]Block, 0, 12) // most screens have no more
	}
	p.reply.Blocks = append(p.reply.Blocks, b)
}

// heading, para, callout and small add one block of words.
func (p *page) heading(key string, args ...content.Arg) { p.line(Heading, key, args...) }
func (p *page) para(key string, args ...content.Arg)    { p.line(Paragraph, key, args...) }
func (p *page) callout(key string, args ...content.Arg) { p.line(Callout, key, args...) }
func (p *page) small(key string, args ...content.Arg)   { p.line(Small, key, args...) }

func (p *page) line(kind BlockKind, key string, args ...content.Arg) {
	p.add(Block{Kind: kind, Spans: p.words.Text(key).With(args...)})
}

// text adds one block written in a content file of its own, such as an app's.
func (p *page) text(kind BlockKind, s string) {
	if s != "" {
		p.add(Block{Kind: kind, Spans: []Span{{Text: s}}})
	}
}

// list adds plain strings as a list; nothing when there are none.
func (p *page) list(kind BlockKind, items []string) {
	if len(items) == 0 {
		return
	}
	b := Block{Kind: kind, Items: make([][]Span, len(items))}
	spans := make([]Span, len(items))
	for i, s := range items {
		spans[i].Text = s
		b.Items[i] = spans[i : i+1 : i+1]
	}
	p.add(b)
}

// texts adds texts as a list; nothing when there are none.
func (p *page) texts(kind BlockKind, items []content.Text) {
	if len(items) == 0 {
		return
	}
	b := Block{Kind: kind, Items: make([][]Span, len(items))}
	for i, t := range items {
		b.Items[i] = p.filled(t)
	}
	p.add(b)
}

// filled is a text of a content file with the region's emergency number in its slot.
func (p *page) filled(t content.Text) []Span {
	if len(t.Slots()) == 0 {
		return t
	}
	return t.With(p.emergencyNumber())
}

// link is a link to an operator's page, as an argument.
func link(name, label, url string) content.Arg {
	return content.Arg{Name: name, Span: Span{Kind: content.Link, Text: label, Target: url}}
}

// toPage is a link to a page, called by its site: so people see before they press whose page it is.
func toPage(url string) content.Arg {
	site, _, _ := strings.Cut(bare(url), "/")
	return link("page", site, url)
}

// strong is words that must not be overlooked, as an argument.
func strong(name, value string) content.Arg {
	return content.Arg{Name: name, Span: Span{Kind: content.Strong, Text: value}}
}

// word is one of the bot's words as plain text, for labels.
func (p *page) word(key string, args ...content.Arg) string {
	return p.words.Text(key).Said(args...)
}

// plain joins spans to words.
func plain(spans []Span) string { return content.Text(spans).Plain() }

// one adds an answer to the question of one.
func (p *page) one(id, key string, args ...content.Arg) {
	p.choose(RoleAnswer, id, p.word(key, args...))
}

// primary adds the answer most people want.
func (p *page) primary(id, key string, args ...content.Arg) {
	p.choose(RolePrimary, id, p.word(key, args...))
}

// danger adds an answer that cannot be undone.
func (p *page) danger(id, key string) { p.choose(RoleDanger, id, p.word(key)) }

func (p *page) choose(role Role, id, label string) {
	if p.reply.Question == nil {
		p.reply.Question = &Question{Choices: make([]Choice, 0, 8)}
	}
	p.reply.Question.Choices = append(p.reply.Question.Choices, Choice{ID: id, Label: label, Role: role})
}

// tick adds an option to the question of many.
func (p *page) tick(id, label string) {
	if p.reply.Question == nil {
		p.reply.Question = &Question{Many: true, Confirm: p.word("nav.next")}
	}
	p.reply.Question.Choices = append(p.reply.Question.Choices,
		Choice{ID: id, Label: label, Picked: slices.Contains(p.st.Draft, id)})
}

// side adds a way on beside the question.
func (p *page) side(id, key string, args ...content.Arg) {
	if p.reply.Nav == nil {
		p.reply.Nav = make([]Choice, 0, 6)
	}
	p.reply.Nav = append(p.reply.Nav, Choice{ID: id, Label: p.word(key, args...), Role: RoleNav})
}
