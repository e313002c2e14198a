package telegram

import (
	"strconv"
	"sync"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// event turns an update into what happened. ok is false when nothing did that a person would expect an answer to. The caller
// must acknowledge the update either way.
func (a *Adapter) event(u *update) (ev bots.Event, r *reply, ok bool) {
	switch {
	case u.Message != nil:
		r, ok = a.message(&ev, u.ID, u.Message)
	case u.Callback != nil:
		r, ok = a.press(&ev, u.Callback), true
	case u.Member != nil:
		a.member(u.Member)
	}
	if !ok {
		a.stats.Ignored.Add(1)
		return bots.Event{}, nil, false
	}
	ev.Channel, ev.ID, ev.At, ev.Reply = Name, uint64(u.ID), a.cfg.Now(), r
	return ev, r, true
}

func (a *Adapter) message(ev *bots.Event, id int64, m *message) (*reply, bool) {
	if m.MigratedTo != 0 {
		a.stats.Migrated.Add(1) // nothing is kept of a group: its people are known by their own ids
		return nil, false
	}
	if m.From == nil || m.From.IsBot || m.SenderChat {
		return nil, false
	}
	switch {
	case m.Media:
		if m.Chat.shared() || a.albums.again(m.Chat.ID, m.Album, id) {
			return nil, false
		}
		ev.Act = dialog.Refused{Caption: m.Caption}
	case m.Text == "":
		return nil, false
	case m.Chat.shared():
		act, forUs := a.groupAct(m.Text)
		if !forUs {
			return nil, false
		}
		ev.Act = act
	default:
		ev.Act = a.act(m.Text)
	}
	ev.Person, ev.Locale, ev.Room = personOf(m.From.ID), m.From.Language, roomOf(m.Chat)
	r := &reply{delivery: delivery{a: a, chat: m.Chat.ID, shared: m.Chat.shared()}}
	if m.InTopic {
		r.thread = m.Thread
	}
	return r, true
}

func (a *Adapter) press(ev *bots.Event, c *callback) *reply {
	screen, choice := bots.ParseToken(c.Data)
	ev.Act = dialog.Press{Screen: screen, Choice: choice}
	ev.Person, ev.Locale = personOf(c.From.ID), c.From.Language
	where := chat{ID: c.From.ID, Type: "private"}
	r := &reply{callback: c.ID}
	if c.Chat.ID != 0 {
		where, r.message = c.Chat, c.Message
	}
	ev.Room = roomOf(where)
	r.delivery = delivery{a: a, chat: where.ID, shared: where.shared()}
	return r
}

// member passes on that the bot was blocked, thrown out or let back in.
func (a *Adapter) member(m *memberChange) {
	if a.cfg.Reachable == nil {
		return
	}
	gone := m.Status == "kicked" || m.Status == "left"
	a.cfg.Reachable(roomOf(m.Chat), !gone)
}

func personOf(id int64) bots.PersonID { return bots.PersonID(strconv.FormatInt(id, 10)) }

func roomID(chat int64) bots.RoomID { return bots.RoomID(strconv.FormatInt(chat, 10)) }

func roomOf(c chat) bots.Room { return bots.Room{ID: roomID(c.ID), Shared: c.shared()} }

// chatOf is the reverse of roomOf.
func chatOf(room bots.Room) (int64, bool) {
	id, err := strconv.ParseInt(string(room.ID), 10, 64)
	return id, err == nil && id != 0
}

// maxAlbums is how many albums are remembered.
const maxAlbums = 64

// albums remembers the last albums, so that ten pictures sent together are refused once and not ten times.
type albums struct {
	mu   sync.Mutex
	next int
	seen [maxAlbums]struct {
		chat   int64
		album  string
		update int64 // its first picture
	}
}

// again reports whether this is a further picture of an album. The first one stays the first when it is delivered again.
func (l *albums) again(chat int64, album string, update int64) bool {
	if album == "" {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.seen {
		if s := &l.seen[i]; s.album == album && s.chat == chat {
			return s.update != update
		}
	}
	s := &l.seen[l.next]
	l.next = (l.next + 1) % maxAlbums
	s.chat, s.album, s.update = chat, album, update
	return false
}
