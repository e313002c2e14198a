package dialog

import (
	"time"

	"github.com/safesteps/safesteps/content"
)

// LineCard draws one helpline of a region at a moment. False when the region has none with the id.
func (l *Library) LineCard(region, id, locale string, now time.Time) ([]Block, bool) {
	r := l.Region(region)
	if r == nil || r.Helpline(id) == nil {
		return nil, false
	}
	p := l.drawing(State{Locale: locale}, content.DateOf(now))
	p.now, p.elsewhere = now, region
	p.add(Block{Kind: HelpCard, Help: p.help(r.Helpline(id))})
	return p.reply.Blocks, true
}
