package understand

// negate settles which apps are said not to be used.
func (rd *reading) negate() {
	for i := range rd.mentions {
		m := &rd.mentions[i]
		if rd.cueBefore(cueUsed, m) {
			continue
		}
		after := !rd.askedWhether(m)
		m.removed = rd.cueBefore(cueRemoved, m) || after && rd.cueAfter(cueRemovedAfter, m)
		m.negated = m.removed || rd.cueBefore(cueDenied, m) || after && rd.cueAfter(cueDeniedAfter, m) || rd.flatNo(m) || rd.listedAfterDenied(i)
	}
	rd.listedBeforeFlatNo()
}

// flatNo reports whether the name is followed by a no that stands alone: "insta no, roblox yes", "snapchat? no".
func (rd *reading) flatNo(m *mention) bool {
	if m.end == len(rd.tokens) || !rd.tokens[m.end].in(rd.r.sets.no) {
		return false
	}
	return m.end+1 == len(rd.tokens) || rd.tokens[m.end+1].clause != rd.tokens[m.end].clause
}

// listedBeforeFlatNo carries a no that stands alone back along its list: "roblox yes, tiktok snap insta no".
func (rd *reading) listedBeforeFlatNo() {
	no := false
	for i := len(rd.mentions) - 2; i >= 0; i-- {
		m, next := &rd.mentions[i], &rd.mentions[i+1]
		no = (no || rd.flatNo(next)) && next.start-m.end <= 1 && rd.tokens[m.start].clause == rd.tokens[next.start].clause
		if no {
			m.negated = true
		}
	}
}

// askedWhether reports whether the name is what a question asks about: "is discord banned for under 13s".
func (rd *reading) askedWhether(m *mention) bool {
	switch rd.word(m.start - 1) {
	case "is", "are", "was", "were", "has", "why":
		return rd.tokens[m.start-1].first
	}
	return false
}

// happenedThere keeps an app that was taken off the phone: something has happened on it.
func (rd *reading) happenedThere() {
	for i := range rd.mentions {
		if rd.mentions[i].removed {
			rd.mentions[i].negated = false
		}
	}
}

// cueBefore reports whether a cue ends right before the name, or with only small words between.
func (rd *reading) cueBefore(c cue, m *mention) bool {
	for _, h := range rd.cues[c] {
		if h.end > m.start || m.start-h.end > 3 || rd.tokens[h.end-1].clause != rd.tokens[m.start].clause {
			continue
		}
		if rd.fillers(h.end, m.start) {
			return true
		}
	}
	return false
}

// cueAfter reports whether a cue begins right after the name, or with only small words between.
func (rd *reading) cueAfter(c cue, m *mention) bool {
	for _, h := range rd.cues[c] {
		if h.start < m.end || h.start-m.end > 2 {
			continue
		}
		if rd.tokens[m.end-1].clause == rd.tokens[h.start].clause && rd.fillers(m.end, h.start) {
			return true
		}
		if h.start == m.end && rd.aside(h) {
			return true
		}
	}
	return false
}

// aside reports whether a cue is a clause of its own: "telegram (banned)".
func (rd *reading) aside(h hit) bool {
	return rd.tokens[h.start-1].clause != rd.tokens[h.start].clause && (h.end == len(rd.tokens) || rd.tokens[h.end].clause != rd.tokens[h.end-1].clause)
}

func (rd *reading) fillers(from, to int) bool {
	for i := from; i < to; i++ {
		if !rd.tokens[i].in(rd.r.sets.filler) {
			return false
		}
	}
	return true
}

// listedAfterDenied carries a denial along a list: "no snapchat, tiktok or insta".
func (rd *reading) listedAfterDenied(i int) bool {
	if i == 0 {
		return false
	}
	before, m := rd.mentions[i-1], rd.mentions[i]
	if !before.negated || rd.tokens[before.start].sentence != rd.tokens[m.start].sentence {
		return false
	}
	if rd.cueAfter(cueDeniedAfter, &before) || rd.cueAfter(cueRemovedAfter, &before) {
		return false
	}
	return m.start-before.end <= 1 && rd.joined(before.end, m.start)
}

// findUnknownApp notices that an app is spoken of by a name we do not know.
func (rd *reading) findUnknownApp() {
	for _, h := range rd.cues[cueCalled] {
		if h.end < len(rd.tokens) && !rd.mentioned(h.end) && !rd.mentioned(h.end+1) {
			rd.unknownApp = true
			return
		}
	}
	if len(rd.mentions) > 0 || len(rd.tokens) == 0 || len(rd.tokens) > 5 {
		return
	}
	strange := 0
	for i := range rd.tokens {
		if t := &rd.tokens[i]; !rd.r.lex.known(t.word) && len(t.classes) == 0 && !isNumber(t.word) {
			strange++
		}
	}
	rd.unknownApp = strange == 1 && (len(rd.tokens) == 1 && len(rd.tokens[0].word) >= 3 || rd.said(cueAsked))
}

// mentioned reports whether a word is part of an app's name.
func (rd *reading) mentioned(at int) bool { return at < len(rd.named) && rd.named[at] }
