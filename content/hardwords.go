package content

import "strings"

// hardWords is words that few parents use, each with a plainer one. File: data/hard_words.yaml.
type hardWords map[string]string

// byFirst groups the hard words by their first word, so that a text is looked through once.
func (h hardWords) byFirst() map[string][]hardPhrase {
	index := make(map[string][]hardPhrase, len(h))
	for words, plain := range h {
		parts := strings.Fields(words)
		if len(parts) > 0 {
			index[parts[0]] = append(index[parts[0]], hardPhrase{rest: parts[1:], plain: plain})
		}
	}
	return index
}

// hardPhrase is what follows the first word of a hard word of several parts, and what to write instead.
type hardPhrase struct {
	rest  []string
	plain string
}

// at reports whether the phrase goes on in a sentence after its first word.
func (p hardPhrase) at(after []word) bool {
	if len(after) < len(p.rest) {
		return false
	}
	for i, part := range p.rest {
		if after[i].text != part {
			return false
		}
	}
	return true
}

// checkHard names each hard word of a sentence with its plainer one.
func (r *reader) checkHard(f *file, m mention, sentence []word) {
	for i, w := range sentence {
		for _, phrase := range r.hard[w.text] {
			if phrase.at(sentence[i+1:]) {
				hard := strings.Join(append([]string{w.text}, phrase.rest...), " ")
				f.problem(m.at, "%s: %q is a hard word; write %s", m.key, hard, phrase.plain)
			}
		}
	}
}
