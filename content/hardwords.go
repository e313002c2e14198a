package content

import "strings"

// hardWords is words that few parents use, each with a plainer one. File: data/hard_words.yaml.
type hardWords map[string]string

// check names each hard word of a sentence with its plainer one. Words of several parts are found too.
func (h *hardWords) check(f *file, m mention, sentence []word) {
	if h == nil {
		return
	}
	for i, w := range sentence {
		if w.text == "" {
			continue
		}
		plain, hard := (*h)[w.text]
		phrase := w.text
		for _, next := range sentence[i+1 : min(i+3, len(sentence))] {
			if hard {
				break
			}
			phrase += " " + next.text
			plain, hard = (*h)[phrase]
		}
		if hard {
			f.problem(m.at, "%s: %q is a hard word; write %s", m.key, strings.TrimSpace(phrase), plain)
		}
	}
}
