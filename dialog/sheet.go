package dialog

import (
	"slices"
	"sync"
	"time"

	"github.com/safesteps/safesteps/content"
)

// drawing is a page outside any conversation.
func (l *Library) drawing(s State, today content.Date) *page {
	t := newTurn(l, s, Input{})
	t.today = dayOfDate(today)
	return &page{turn: t}
}

func dayOfDate(d content.Date) Day {
	if d.IsZero() {
		return 0
	}
	return DayOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}

// Card draws one app, helpline or guide whole, as the screens about it would, one after the other. False when nothing has the id.
func (l *Library) Card(id, locale string, today content.Date) ([]Block, bool) {
	return l.card(id, l.drawing(State{Locale: locale}, today))
}

// CardAt is Card at a moment: a helpline says too whether it is open, where that is known.
func (l *Library) CardAt(id, locale string, now time.Time) ([]Block, bool) {
	p := l.drawing(State{Locale: locale}, content.DateOf(now))
	p.now = now
	return l.card(id, p)
}

func (l *Library) card(id string, p *page) ([]Block, bool) {
	if app := l.App(id); app != nil {
		p.wholeApp(app)
		return p.reply.Blocks, true
	}
	for _, r := range l.Regions() {
		if h := r.Helpline(id); h != nil {
			p.elsewhere = r.ID
			p.add(Block{Kind: HelpCard, Help: p.help(h)})
			return p.reply.Blocks, true
		}
	}
	if l.Guide(p.st.Locale, id) == nil {
		return nil, false
	}
	p.guide(id)
	return p.reply.Blocks, true
}

func (p *page) wholeApp(app *content.App) {
	draw := func(screen ScreenID, subject string) {
		p.at = Place{Screen: screen, Subject: subject}
		screenOf(screen).show(p)
	}
	draw(AtAppCard, app.ID)
	draw(AtRiskCard, app.ID)
	for _, s := range p.lib.ready[app.ID] {
		draw(AtCard, s.key)
	}
	draw(AtBlockCard, app.ID)
	if app.Parental != nil {
		draw(AtToolCard, app.ID)
	}
}

// Sheet draws the whole plan of the child that is being worked on as one page to print or keep: dated, with boxes to tick,
// the way to each setting, words to begin with, who to call, and where the facts are from. It says nothing that would
// identify a child.
func Sheet(lib *Library, s State, today content.Date) []Block {
	return slices.Concat(Sections(lib, s, today)...)
}

// Explained is Sheet with the reasons why each step stands where it does.
func Explained(lib *Library, s State, today content.Date) []Block {
	return slices.Concat(sheet(lib, s, today, true)...)
}

// Sections is Sheet in the pieces that stay together on paper: a step with its way, or what stands under a heading. The pieces may be
// shared with other sheets: they must not be changed.
func Sections(lib *Library, s State, today content.Date) [][]Block {
	return sheet(lib, s, today, false)
}

func sheet(lib *Library, s State, today content.Date, explain bool) [][]Block {
	p := lib.drawing(s, today)
	plan := PlanFor(lib, p.st)
	all := make([][]Block, 0, len(plan.Steps)+12)
	p.reply.Blocks = make([]Block, 0, 32) // what is not drawn already
	from := 0
	ends := func() {
		to := len(p.reply.Blocks)
		all, from = append(all, p.reply.Blocks[from:to:to]), to
	}
	p.heading("plan.title")
	p.small("sheet.date", content.Str("date", p.shortDate(p.today)), content.Num("year", today.Year))
	p.emergency()
	p.bar(&plan)
	p.underNote(&plan)
	ends()
	for i := range plan.Steps {
		if explain {
			p.sheetStep(&plan.Steps[i])
			p.reasons(&plan, plan.Steps[i].Key)
			ends()
			continue
		}
		all = append(all, p.drawnStep(&plan.Steps[i]))
	}
	p.heading("talk.title")
	p.openers(5)
	ends()
	p.heading("menu.lines")
	for _, h := range lib.Helplines(p.st.Region, content.NeedParenting, false) {
		p.add(Block{Kind: HelpCard, Help: p.help(h)})
		ends()
	}
	p.laws(plan.Apps, true)
	ends()
	p.sheetSources(&plan)
	ends()
	return all
}

func (p *page) sheetStep(s *PlanStep) {
	if s.Mark.Kind == NotForUs {
		return
	}
	p.checklist([]PlanStep{*s})
	p.text(Paragraph, s.Step.Why)
	if s.Mark.Kind != Done {
		p.how(s.App, s.Step)
	}
}

// drawnSteps keeps steps as they were drawn for a sheet: most of a sheet, and the same for every family that was told the same.
type drawnSteps struct {
	mu sync.Mutex
	by map[drawnStep][]Block
}

// drawnStep is everything that a step on a sheet depends on.
type drawnStep struct {
	app    *content.App
	step   *content.Step
	words  *content.Words
	device content.Device
	mark   MarkKind
	day    content.Date // what is out of date is worded with care
}

// maxDrawnSteps bounds them; each is some 3 KB.
const maxDrawnSteps = 256

// drawnStep is a step as sheetStep draws it.
func (p *page) drawnStep(s *PlanStep) []Block {
	key := drawnStep{app: s.App, step: s.Step, words: p.words, device: p.st.Device, mark: s.Mark.Kind, day: p.day()}
	kept := p.lib.drawn
	kept.mu.Lock()
	blocks, ok := kept.by[key]
	kept.mu.Unlock()
	if ok {
		return blocks
	}
	from := len(p.reply.Blocks)
	p.sheetStep(s)
	blocks = slices.Clone(p.reply.Blocks[from:])
	p.reply.Blocks = p.reply.Blocks[:from]
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if len(kept.by) >= maxDrawnSteps {
		clear(kept.by)
	}
	kept.by[key] = blocks
	return blocks
}

// reasons says why a step stands where it does: the words of each rule that moved it, or that it matters to every family.
func (p *page) reasons(plan *Plan, key string) {
	var b Block
	for _, rule := range plan.Why(p.lib, key) {
		words := p.words.Text(rule.Because)
		if !slices.ContainsFunc(b.Items, func(item []Span) bool { return plain(item) == words.Plain() }) {
			b.Items = append(b.Items, words)
		}
	}
	if len(b.Items) == 0 {
		p.small("explain.always")
		return
	}
	b.Kind = Bullets
	p.small("explain.why")
	p.add(b)
}

// sheetSources lists the pages behind the steps. Where else a fact was seen is for editors, not for parents.
func (p *page) sheetSources(plan *Plan) {
	b := Block{Kind: Bullets}
	seen := map[string]bool{}
	add := func(app *content.App, url string) {
		if url != "" && !seen[url] {
			seen[url] = true
			b.Items = append(b.Items, p.words.Text("sheet.source").With(strong("app", app.Name), link("page", bare(url), url)))
		}
	}
	for _, app := range plan.Apps {
		add(app, app.Page)
		for _, s := range app.Steps {
			add(app, s.Page)
		}
	}
	if len(b.Items) > 0 {
		p.heading("sheet.sources")
		p.add(b)
	}
}
