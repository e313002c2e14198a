package content

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkReach holds every text to contacts that work where it is read: what belongs to one region stands in that region's own files
// and nowhere else.
func (s *shelf) checkReach(l *Library) {
	own := s.ownWords()
	for _, f := range s.files {
		readers, read := s.readers(f, l)
		if !read {
			continue
		}
		for _, m := range f.mentions {
			checkSlot(f, m)
			if m.is == "number" && !l.reaches(readers, m.text) {
				f.problem(m.at, "%s is not the number of a service of %s", m.text, who(readers))
			}
			if word, owner := own.find(m, readers); owner != "" {
				f.problem(m.at, "%s: %q helps in %s only, and this is read in %s", m.key, word, owner, who(readers))
			}
		}
	}
	s.checkAudiences(l)
}

// readers is the region whose people read a file, "" for all of them. read is false for files that no one reads as they are, and for
// helplines, which name their region themselves.
func (s *shelf) readers(f *file, l *Library) (region string, read bool) {
	dir, _, _ := strings.Cut(strings.TrimPrefix(f.path, s.prefix), "/")
	switch dir {
	case appsDir, talkDir, learnDir, wordsDir:
		return "", true
	case urgentDir:
		region := l.audienceOf(f.name).region
		if l.questions != nil && region == l.questions.Elsewhere {
			return "", true
		}
		return region, true
	}
	return "", false
}

func who(region string) string {
	if region == "" {
		return "every region"
	}
	return region
}

// reaches reports whether a number is one of a service of the region.
func (l *Library) reaches(region, number string) bool {
	r := l.region[region]
	return r != nil && slices.ContainsFunc(r.Services, func(h *Helpline) bool {
		return h.Dial == number || h.SMS != nil && strings.ReplaceAll(h.SMS.Number, " ", "") == number
	})
}

// ownWords is the words that belong to regions, with the regions, by the first run of letters or digits in each.
type ownWords map[string]map[string][]string

func (s *shelf) ownWords() ownWords {
	own := ownWords{}
	for _, r := range s.regions {
		for _, word := range r.value.OwnWords {
			first := word[:runEnd([]byte(word))]
			if own[first] == nil {
				own[first] = map[string][]string{}
			}
			own[first][word] = append(own[first][word], r.value.ID)
		}
	}
	return own
}

// find looks in what a person of a region reads for a word that belongs to other regions alone, and gives it with one of those.
func (own ownWords) find(m mention, readers string) (word, region string) {
	switch {
	case slices.Contains([]string{"prose", "label", "taps", "link"}, m.is):
	case m.is == "url" && m.key == "page":
	default:
		return "", ""
	}
	var room [longestText]byte
	small := appendLower(room[:0], m.text)
	for text := small; len(text) > 0; {
		end := runEnd(text)
		for word, regions := range own[string(text[:end])] {
			if begins(text, word) && !slices.Contains(regions, readers) {
				return word, regions[0]
			}
		}
		text = text[max(end, 1):]
	}
	return "", ""
}

// begins reports whether text begins with word, and the word ends there.
func begins(text []byte, word string) bool {
	n := len(word)
	return len(text) >= n && string(text[:n]) == word && (len(text) == n || !alphanumeric(text[n]))
}

// appendLower appends text in small letters.
func appendLower(to []byte, text string) []byte {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return append(to[:0], strings.ToLower(text)...)
		}
		to = append(to, lower(text[i]))
	}
	return to
}

// runEnd is where the letters and digits at the beginning of text end. Letters beyond a to z count as their own end.
func runEnd(text []byte) int {
	for i, c := range text {
		if !alphanumeric(c) {
			return i
		}
	}
	return len(text)
}

func alphanumeric(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// checkSlot allows the one slot that is filled in every text that is not one of the bot's own words.
func checkSlot(f *file, m mention) {
	if m.is == "slot" && m.text != "number" && !strings.Contains(f.path, wordsDir+"/") {
		f.problem(m.at, "%s: {%s} is not filled here; only {number}, the emergency number", m.key, m.text)
	}
}

// checkAudiences looks for urgent help behind every region, in the default language.
func (s *shelf) checkAudiences(l *Library) {
	for _, r := range s.regions {
		if l.urgentFile(DefaultLocale, r.value.ID) == nil {
			s.problem(path.Join(urgentDir, DefaultLocale+"-"+r.value.ID+".yaml"), "the file is missing, and so is one for elsewhere")
		}
	}
}
