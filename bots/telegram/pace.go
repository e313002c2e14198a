package telegram

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Telegram's limits for bots, as its FAQ gives them.
const (
	perSecond      = 30 // messages to everybody together
	perGroupMinute = 20 // messages to one group
)

// calm is how long a chat that Telegram slowed down keeps to one message a second.
const calm = time.Minute

// maxPaced is how many chats are remembered at once.
const maxPaced = 4096

// pace keeps to Telegram's limits. An answer to a person goes out at once: people do not press faster than Telegram allows, and
// a delay before every answer would be felt. It waits only when Telegram asked for that, in that chat alone. Groups and messages
// that nobody asked for keep to the limits beforehand.
type pace struct {
	now  func() time.Time
	wait func(context.Context, time.Duration) error

	mu    sync.Mutex
	chats map[int64]*pacedChat
	all   *rate.Limiter // messages that nobody asked for
}

// pacedChat is a chat that has to be written to slowly.
type pacedChat struct {
	until   time.Time     // not before
	limiter *rate.Limiter // and then at this pace
	expires time.Time     // after which it can be forgotten
}

func newPace(now func() time.Time, wait func(context.Context, time.Duration) error) *pace {
	return &pace{now: now, wait: wait, chats: map[int64]*pacedChat{}, all: rate.NewLimiter(perSecond, perSecond)}
}

// answer waits until an answer may go to the chat. The error is that of ctx.
func (p *pace) answer(ctx context.Context, chat int64, group bool) error {
	p.mu.Lock()
	if !group && len(p.chats) == 0 {
		p.mu.Unlock()
		return nil
	}
	d := p.delay(chat, group)
	p.mu.Unlock()
	if d <= 0 {
		return nil
	}
	return p.wait(ctx, d)
}

// unasked waits until a message that nobody asked for may go out at all. It does not look at the chat: answer does.
func (p *pace) unasked(ctx context.Context) error {
	now := p.now()
	d := p.all.ReserveN(now, 1).DelayFrom(now)
	if d <= 0 {
		return ctx.Err()
	}
	return p.wait(ctx, d)
}

// delay books a message in a chat and returns how long it has to wait; the caller holds the lock.
func (p *pace) delay(chat int64, group bool) time.Duration {
	now := p.now()
	c := p.chats[chat]
	if c != nil && !c.expires.After(now) {
		delete(p.chats, chat)
		c = nil
	}
	if c == nil {
		if !group {
			return 0
		}
		c = p.add(chat, now)
		c.limiter = rate.NewLimiter(rate.Every(time.Minute/perGroupMinute), perGroupMinute)
	}
	c.expires = later(c.expires, now.Add(calm))
	from := later(now, c.until)
	return from.Sub(now) + c.limiter.ReserveN(from, 1).DelayFrom(from)
}

// slow notes that Telegram asked to wait before anything else goes to the chat.
func (p *pace) slow(chat int64, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	c := p.chats[chat]
	if c == nil {
		c = p.add(chat, now)
		c.limiter = rate.NewLimiter(1, 1)
	}
	c.until = later(c.until, now.Add(d))
	c.expires = later(c.expires, c.until.Add(calm))
}

// add remembers a chat, and forgets others first when there are too many; the caller holds the lock.
func (p *pace) add(chat int64, now time.Time) *pacedChat {
	if len(p.chats) >= maxPaced {
		p.sweep(now)
	}
	c := &pacedChat{}
	p.chats[chat] = c
	return c
}

// sweep forgets what has expired, and, when nothing has, any chat: at worst Telegram asks again to wait.
func (p *pace) sweep(now time.Time) {
	for id, c := range p.chats {
		if !c.expires.After(now) {
			delete(p.chats, id)
		}
	}
	for id := range p.chats {
		if len(p.chats) < maxPaced {
			return
		}
		delete(p.chats, id)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
