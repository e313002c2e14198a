package content

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// longestText is what any one text may measure, in characters: it must fit the smallest platform with room for the rest of a screen.
const longestText = 900

// checkMentions checks the values whose use the schema declares, one by one.
func checkMentions(f *file) {
	for _, m := range f.mentions {
		if n := utf8.RuneCountInString(m.text); m.max > 0 && n > m.max {
			f.problem(m.at, "%s: %d characters; at most %d", m.key, n, m.max)
		} else if n > longestText && m.is != "url" && m.is != "link" {
			f.problem(m.at, "%s: %d characters; a text of more than %d does not fit every channel", m.key, n, longestText)
		}
		switch m.is {
		case "id":
			if !isID(m.text) {
				f.problem(m.at, "%q: an id is 1 to 20 of a-z, 0-9, _ and -", m.text)
			}
		case "url":
			if !isHTTPS(m.text) {
				f.problem(m.at, "%s: %q is not an https address", m.key, m.text)
			}
		case "alias":
			if m.text != strings.ToLower(m.text) {
				f.problem(m.at, "%s: %q must be in lower case", m.key, m.text)
			}
		}
	}
	f.checkReferences("source", f.keysUnder("source_table"), "source_table")
	f.checkReferences("service", f.idsUnder("services"), "services")
	f.warnUnusedSources()
}

// isID reports whether s may name an app, a step, a service or a rule: 1 to 20 of a-z, 0-9, _ and -.
func isID(s string) bool {
	return len(s) >= 1 && len(s) <= 20 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// checkReferences looks for a target behind every mention of a kind.
func (f *file) checkReferences(is string, targets []string, where string) {
	for _, m := range f.mentions {
		if m.is == is && !slices.Contains(targets, m.text) {
			f.problem(m.at, "%q is not in %s", m.text, where)
		}
	}
}

func (f *file) warnUnusedSources() {
	for _, key := range f.keysUnder("source_table") {
		used := func(m mention) bool { return m.is == "source" && m.text == key }
		if !slices.ContainsFunc(f.mentions, used) {
			f.warn(f.at("source_table", key), "source %q is not used", key)
		}
	}
}

// keysUnder lists the keys of a mapping at the top of the file.
func (f *file) keysUnder(key string) []string {
	var keys []string
	if f.root == nil {
		return nil
	}
	if table := child(f.root, key); table != nil && isMapping(table) {
		for i := 0; i < len(table.content); i += 2 {
			keys = append(keys, table.content[i].value)
		}
	}
	return keys
}

// idsUnder lists the ids of a list of mappings at the top of the file.
func (f *file) idsUnder(key string) []string {
	var ids []string
	if f.root == nil {
		return nil
	}
	list := child(f.root, key)
	for i := 0; list != nil; i++ {
		item := child(list, i)
		if item == nil {
			break
		}
		if id := child(item, "id"); id != nil {
			s, _ := scalar(id)
			ids = append(ids, s)
		}
	}
	return ids
}

// reviews lists the days on which facts of the file stop being trusted.
func (f *file) reviews() []review {
	var list []review
	for _, m := range f.mentions {
		if m.is == "review" {
			by, _ := ParseDate(m.text) // what is not a date was never mentioned
			list = append(list, review{file: f.path, at: m.at, by: by})
		}
	}
	return list
}
