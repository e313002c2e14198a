package understand

// cue is a concept that the code itself asks for by name. The words are content, as for every concept.
type cue uint8

const (
	cueNone cue = iota
	cueSafeWord
	cueChild
	cueProfessional
	cueOtherChild
	cueUsed
	cueRemoved
	cueRemovedAfter
	cueDenied
	cueDeniedAfter
	cueCalled
	cueAsked
	cueAnotherAge
	cueDenial
	cueNoDenial
	nCues
)

// cueNames is how the cues are called in the content, from the second on.
var cueNames = [nCues - 1]string{
	"safe_word", "child_writes", "professional", "other_child", "app_used", "app_removed", "app_removed_after", "app_denied", "app_denied_after",
	"app_called", "app_asked", "another_age", "denied", "denied_not",
}

// aboutApp reports whether a cue says that an app is used or not. It may do so with an idiom: "over my dead body".
func (c cue) aboutApp() bool { return cueUsed <= c && c <= cueDeniedAfter }

// said reports whether a cue is in the message.
func (rd *reading) said(c cue) bool { return len(rd.cues[c]) > 0 }

// sortHits puts the hits that the code asks for by name, and those that decide about app names, where they are found at once.
func (rd *reading) sortHits() {
	for _, h := range rd.hits {
		switch h.target.kind {
		case isConcept:
			if c := rd.r.concepts[h.target.index()].cue; c != cueNone {
				rd.cues[c] = append(rd.cues[c], h)
			}
		case isAppExcept:
			rd.excepts = append(rd.excepts, h)
		case isAppCompany:
			rd.company = append(rd.company, h.target.index())
		default:
		}
	}
}
