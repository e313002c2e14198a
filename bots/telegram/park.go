package telegram

// Telegram gives at most a hundred updates past the one that is not confirmed. While the database takes no turn, a hundred presses
// that wait for it would make the bot deaf, to cries for help as well. So once that many wait, those that have failed are
// confirmed all the same and are tried again from memory: should the process end before the database is well, they are lost,
// as their people were told. It is the one exception to confirming only what is kept, and help is worth it.

const (
	// parkAfter is how often a turn fails before its event may be confirmed.
	parkAfter = 3
	// maxParked bounds the events that are tried again from memory.
	maxParked = 2000
)

// deaf reports whether so many events wait for the database that Telegram gives no others, and this one is among them. When most
// turns fail, it is the database; a few that do are let alone.
func (p *poller) deaf(s stuckTurn) bool {
	known, _, _ := p.window.state()
	outage := p.ailing.Load() >= pollLimit/2 && s.tries >= parkAfter
	return !s.parked && outage && known >= pollLimit && p.parked.Load() < maxParked
}

// park confirms an event that is still being tried.
func (p *poller) park(id int64) {
	if p.parked.Add(1) == 1 {
		p.a.log.Error("too many turns wait for the database: to hear cries for help, their events are confirmed and kept in memory until it is well")
	}
	p.a.stats.Parked.Add(1)
	p.window.finish(id)
}
