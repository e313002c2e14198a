package understand

// hit is a pattern found: the words from start up to and without end.
type hit struct {
	target     target
	start, end int
}

// match finds every pattern in the message and lays the idioms aside.
func (rd *reading) match() {
	rd.present = make([]bool, len(rd.r.concepts))
	rd.hits = make([]hit, 0, 32)
	for i := range rd.tokens {
		for _, c := range rd.tokens[i].classes {
			patterns := rd.r.lex.byFirst[c]
			for p := range patterns {
				if end := rd.matchRest(patterns[p].rest, i, i+1); end > 0 {
					rd.hits = append(rd.hits, hit{target: patterns[p].target, start: i, end: end})
				}
			}
		}
	}
	rd.mask()
	kept := rd.hits[:0]
	for _, h := range rd.hits {
		if h.target.kind != isConcept {
			if rd.tokens[h.start].clause == rd.tokens[h.end-1].clause || h.target.kind == isAppCompany {
				kept = append(kept, h)
			}
			continue
		}
		if !rd.stands(h) {
			continue
		}
		rd.present[h.target.index()] = true
		kept = append(kept, h)
	}
	rd.hits = kept
	rd.sortHits()
}

// matchRest follows a pattern from position at and returns where it ends, 0 when it does not match.
func (rd *reading) matchRest(rest []element, first, at int) int {
	if len(rest) == 0 {
		return at
	}
	e := rest[0]
	for skip := 0; skip <= int(e.gap) && at+skip < len(rd.tokens); skip++ {
		t := &rd.tokens[at+skip]
		if e.gap > 0 && t.sentence != rd.tokens[first].sentence {
			return 0
		}
		if !t.in(e.class) {
			continue
		}
		if end := rd.matchRest(rest[1:], first, at+skip+1); end > 0 {
			return end
		}
	}
	return 0
}

// mask marks the words of idioms and denials. What only sounds like a denial is left: "he hasn't hit me yet".
func (rd *reading) mask() {
	for _, h := range rd.hits {
		if h.target.kind != isConcept {
			continue
		}
		if c := &rd.r.concepts[h.target.index()]; !c.mask || c.cue == cueDenial && rd.noDenial(h) {
			continue
		}
		for i := h.start; i < h.end; i++ {
			rd.tokens[i].masked = true
		}
	}
}

// stands reports whether a concept that was found stands: those of idioms' words do not, nor what only sounds like a denial.
func (rd *reading) stands(h hit) bool {
	c := &rd.r.concepts[h.target.index()]
	switch {
	case c.other:
		return !rd.maskedIn(h) && !rd.isEnglish(h)
	case c.cue == cueDenial:
		return rd.maskedIn(h)
	case c.cue == cueNoDenial:
		return false // it has said what it had to say
	case c.mask, c.cue.aboutApp():
		return true
	}
	return !rd.maskedIn(h)
}

// noDenial reports whether something in the sentence of a denial shows that it may be none. A calm message that alarms is the smaller
// harm: "he has never hit me before" is a cry.
func (rd *reading) noDenial(h hit) bool {
	sentence := rd.tokens[h.start].sentence
	for _, o := range rd.hits {
		if o.target.kind == isConcept && rd.r.concepts[o.target.index()].cue == cueNoDenial && rd.tokens[o.start].sentence == sentence {
			return true
		}
	}
	return false
}

// maskedIn reports whether a hit leans on the words of an idiom or a denial.
func (rd *reading) maskedIn(h hit) bool {
	for i := h.start; i < h.end; i++ {
		if rd.tokens[i].masked {
			return true
		}
	}
	return false
}

// isEnglish reports whether a hit is one word of an English message that is English, or became what it is only by correction. Some
// English words are those of other languages too, "suicide" and "minding"; what they say, the English concepts say.
func (rd *reading) isEnglish(h hit) bool {
	if rd.foreign || h.end > h.start+1 {
		return false
	}
	t := &rd.tokens[h.start]
	_, english := rd.r.families.Of(t.typed)
	return english || t.word != t.typed
}

// wordsOf is the typed words of a hit.
func (rd *reading) wordsOf(h hit) string {
	s := ""
	for i := h.start; i < h.end; i++ {
		if i > h.start {
			s += " "
		}
		s += rd.tokens[i].typed
	}
	return s
}
