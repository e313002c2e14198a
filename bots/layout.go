package bots

import (
	"strings"
	"unicode/utf8"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// group is the controls of one message.
type group struct {
	rows [][]Button
	menu *Menu
}

// shortLabel is how long a label may be to share its row with another on a phone.
const shortLabel = 16

// layOut arranges every choice of a reply in rows, in as many groups as the limits of one message make necessary. The last
// group ends with urgent help. The second result is labels that had to be cut, to be shown whole in the text.
func layOut(r dialog.Reply, caps Caps) (groups []group, cut [][]dialog.Span) {
	l := newLayout(r, caps)
	var menu *Menu
	if q := r.Question; q != nil {
		if menu = l.menu(q); menu == nil {
			l.question(q)
		}
		if q.Many {
			l.own(Button{Label: q.Confirm, Data: Token(r.Screen, dialog.ConfirmID), Role: dialog.RolePrimary})
		}
	}
	for _, c := range r.Nav {
		if c.Role == dialog.RoleUrgent {
			l.own(l.button(c))
		} else {
			l.share(l.button(c), 3)
		}
	}
	return l.groups(menu), l.cut
}

type layout struct {
	caps   Caps
	screen string
	all    []Button // the rows share its memory; the last row ends where it ends
	rows   [][]Button
	cut    [][]dialog.Span
}

func newLayout(r dialog.Reply, caps Caps) layout {
	most := len(r.Nav) + 1
	if r.Question != nil {
		most += len(r.Question.Choices)
	}
	return layout{caps: caps, screen: r.Screen, all: make([]Button, 0, most), rows: make([][]Button, 0, most+2)}
}

// menu puts the question into a select menu where the channel has one and it is the better control: for several answers,
// and for more answers than buttons leave room for.
func (l *layout) menu(q *dialog.Question) *Menu {
	if l.caps.Options == 0 || len(q.Choices) > l.caps.Options {
		return nil
	}
	if q.Many && l.caps.Many == Toggles {
		return nil
	}
	if !q.Many && len(q.Choices) <= menuFrom(l.caps) {
		return nil
	}
	m := &Menu{Data: Token(l.screen, ""), Min: 1, Max: 1}
	if q.Many {
		m.Min, m.Max = 0, len(q.Choices)
	}
	for _, c := range q.Choices {
		m.Options = append(m.Options, Option{Label: l.label(c.Label), Value: c.ID, Picked: c.Picked})
	}
	return m
}

// menuFrom is how many answers still go on buttons: what two rows of the channel take, so that the ways on keep their places.
func menuFrom(caps Caps) int {
	if caps.Rows == 0 || caps.PerRow == 0 {
		return 1 << 16
	}
	return max(1, caps.Rows-3) * caps.PerRow
}

func (l *layout) question(q *dialog.Question) {
	for _, c := range q.Choices {
		b := l.button(c)
		if q.Many {
			b.On = c.Picked
			b.Data = Token(l.screen, "+"+c.ID)
			if c.Picked {
				b.Data = Token(l.screen, "-"+c.ID)
				b.Label = l.label("✓ " + c.Label)
			}
		}
		if q.Many || l.caps.Rows > 0 && l.caps.Rows < 10 {
			l.share(b, 2)
		} else {
			l.single(b)
		}
	}
}

func (l *layout) button(c dialog.Choice) Button {
	b := Button{Label: l.label(c.Label), URL: c.URL, Role: c.Role}
	if c.URL == "" {
		b.Data = Token(l.screen, c.ID)
	}
	return b
}

// label cuts a label to the channel's limit and remembers it whole.
func (l *layout) label(s string) string {
	short := cutLabel(s, l.caps.Label)
	if short != s {
		l.cut = append(l.cut, []dialog.Span{{Kind: content.Plain, Text: s}})
	}
	return short
}

// cutLabel shortens a label to most characters, between words where it can.
func cutLabel(s string, most int) string {
	if most == 0 || utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)[:max(0, most-1)]
	short := string(runes)
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return short + "…"
}

// own gives a button a row of its own that nothing joins.
func (l *layout) own(b Button) {
	l.single(b)
	l.rows = append(l.rows, nil)
}

// single gives a button a row of its own.
func (l *layout) single(b Button) {
	l.all = append(l.all, b)
	l.rows = append(l.rows, l.all[len(l.all)-1:len(l.all):len(l.all)])
}

// share puts a button into the last row when it and those in it are short and the row has room, and else into a new one.
func (l *layout) share(b Button, most int) {
	if l.caps.PerRow > 0 {
		most = min(most, l.caps.PerRow)
	}
	if n := len(l.rows); n > 0 && len(l.rows[n-1]) > 0 && len(l.rows[n-1]) < most && short(b) && short(l.rows[n-1][0]) {
		l.all = append(l.all, b)
		from := len(l.all) - 1 - len(l.rows[n-1])
		l.rows[n-1] = l.all[from:len(l.all):len(l.all)]
		return
	}
	l.single(b)
}

func short(b Button) bool { return utf8.RuneCountInString(b.Label) <= shortLabel }

// groups cuts the rows into messages. A menu takes a row of the last one.
func (l *layout) groups(menu *Menu) []group {
	rows := make([][]Button, 0, len(l.rows))
	for _, r := range l.rows {
		if len(r) > 0 {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return []group{{menu: menu}}
	}
	if menu != nil && l.tooMany(rows, 1) || menu == nil && l.tooMany(rows, 0) {
		rows = l.dense(rows)
	}
	var groups []group
	for used := 0; ; {
		reserved := 0
		if menu != nil && len(groups) == 0 {
			reserved = 1
		}
		n := l.take(rows[:len(rows)-used], reserved)
		g := group{rows: rows[len(rows)-used-n : len(rows)-used]}
		if reserved == 1 {
			g.menu = menu
		}
		groups = append([]group{g}, groups...)
		used += n
		if used >= len(rows) {
			return groups
		}
	}
}

func (l *layout) tooMany(rows [][]Button, reserved int) bool {
	return l.take(rows, reserved) < len(rows)
}

// take is how many of the last rows fit under one message; at least one.
func (l *layout) take(rows [][]Button, reserved int) int {
	n, buttons := 0, 0
	for i := len(rows) - 1; i >= 0; i-- {
		buttons += len(rows[i])
		if l.caps.Rows > 0 && n+1+reserved > l.caps.Rows || l.caps.Buttons > 0 && buttons > l.caps.Buttons {
			break
		}
		n++
	}
	return max(1, min(n, len(rows)))
}

// dense packs rows as full as the channel allows, urgent help still on a row of its own at the end.
func (l *layout) dense(rows [][]Button) [][]Button {
	per := max(1, l.caps.PerRow)
	last := rows[len(rows)-1]
	var out [][]Button
	var open []Button
	for _, r := range rows[:len(rows)-1] {
		for _, b := range r {
			if len(open) == per {
				out, open = append(out, open), nil
			}
			open = append(open, b)
		}
	}
	if len(open) > 0 {
		out = append(out, open)
	}
	return append(out, last)
}
