package telegram

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/dialog"
)

// helpDesk is a desk whose database is down until it is well, and that helps whoever says "help".
type helpDesk struct {
	*desk
	well   atomic.Bool
	failed chan struct{} // gets one value
	helped atomic.Int64
}

var errDown = errors.New("down")

// Handle implements bots.Handler.
func (d *helpDesk) Handle(ctx context.Context, ev bots.Event) error {
	if d.well.Load() || ev.Act == (dialog.Say{Text: "help"}) {
		return d.desk.Handle(ctx, ev)
	}
	select {
	case d.failed <- struct{}{}:
	default:
	}
	return errDown
}

// Help implements bots.Helper.
func (d *helpDesk) Help(ctx context.Context, ev bots.Event) bool {
	if ev.Act != (dialog.Say{Text: "help"}) {
		return false
	}
	d.helped.Add(1)
	err := ev.Reply.Respond(ctx, says("999"))
	return err == nil
}

// TestManyStuckPressesDoNotMakeTheBotDeaf: while the database is down more people write than Telegram gives at once. Somebody
// who asks for help after them all is heard, and when the database is well every turn is taken once.
func TestManyStuckPressesDoNotMakeTheBotDeaf(t *testing.T) {
	r := newRig(t, rigOptions{realWait: true, fake: bottest.TelegramOptions{Clock: time.Now}})
	d := &helpDesk{desk: r.desk, failed: make(chan struct{}, 1)}
	r.startWith(d)
	const people = 130
	var ids []int64
	for i := range people {
		ids = append(ids, r.fake.Person(int64(1000+i), int64(1000+i)).SendText("hello"))
	}
	last := r.fake.Person(7, 7).SendText("help")
	r.desk.await(t, "the cry for help", func(events []bots.Event) bool { return len(events) == 1 && events[0].ID == uint64(last) })
	d.well.Store(true)
	r.desk.await(t, "every turn", func(events []bots.Event) bool { return len(events) >= people+1 })
	taken := map[uint64]int{}
	for _, ev := range r.desk.events() {
		taken[ev.ID]++
	}
	for _, id := range ids {
		if taken[uint64(id)] != 1 {
			t.Errorf("update %d: its turn was taken %d times, want once", id, taken[uint64(id)])
		}
	}
	if n := r.a.Stats().Parked.Load(); n == 0 || n > people {
		t.Errorf("%d events were confirmed before they were kept", n)
	}
	if !strings.Contains(r.logs.String(), "too many turns wait for the database") {
		t.Error("the log does not say so")
	}
}

// TestHelpOvertakes: a cry for help behind a turn that fails is answered; the turn's screen comes too late to be drawn.
func TestHelpOvertakes(t *testing.T) {
	r := newRig(t, rigOptions{realWait: true, fake: bottest.TelegramOptions{Clock: time.Now}})
	d := &helpDesk{desk: r.desk, failed: make(chan struct{}, 1)}
	r.desk.screen = func(ev bots.Event) bots.Outcome { return says("the screen of " + ev.Act.(dialog.Say).Text) }
	r.startWith(d)
	p := r.fake.Person(7, 7)
	stuck := p.SendText("first")
	<-d.failed
	p.SendText("help")
	r.fake.WaitFor("help", func() bool { return strings.Contains(p.Chat().Screen().Text, "999") })
	d.well.Store(true)
	r.handled(stuck, p.SendText("next"))
	r.fake.WaitFor("the next screen", func() bool { return strings.Contains(p.Chat().Screen().Text, "of next") })
	for _, m := range p.Chat().Messages() {
		if strings.Contains(m.Text, "of first") {
			t.Error("an old screen was drawn after help")
		}
	}
	if n := d.helped.Load(); n != 1 {
		t.Errorf("helped %d times, want once", n)
	}
}
