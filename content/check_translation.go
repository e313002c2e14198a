package content

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// checkTranslations holds every language to the numbers, links and needs of the default one, and lists what is missing or was made
// from words that have changed.
func (s *shelf) checkTranslations(l *Library, found *audit) {
	for _, f := range s.urgent {
		if base := s.source(f.file, l); base != nil && base != f.file {
			checkSameHelp(f.file, f.value, l.urgentFile(DefaultLocale, l.audienceOf(f.name).region))
		}
	}
	for _, f := range s.told {
		s.checkTold(f.file, f.value, l)
	}
	bases := map[*file]sourceTexts{}
	for f, head := range s.heads(l) {
		base := s.source(f, l)
		if base == nil {
			continue
		}
		if bases[base] == nil {
			bases[base] = sourceTextsOf(base)
		}
		found.stale = append(found.stale, bases[base].compare(base, f, head())...)
	}
	found.stale = sorted(found.stale)
}

// source is the file in the default language that a translated file was made from, nil when there is none.
func (s *shelf) source(f *file, l *Library) *file {
	var name string
	switch dir := path.Dir(strings.TrimPrefix(f.path, s.prefix)); dir {
	case wordsDir:
		name = path.Join(dir, DefaultLocale+".yaml")
	case urgentDir:
		name = path.Join(dir, DefaultLocale+strings.TrimPrefix(f.name, l.audienceOf(f.name).locale)+".yaml")
	default:
		name = path.Join(path.Dir(dir), f.name+".yaml")
	}
	for _, other := range s.files {
		if other.path == s.prefix+name && other.root != nil {
			return other
		}
	}
	return nil
}

// sourceText is a text that translations are made from.
type sourceText struct {
	at     position
	hashes []string // of each of its parts
}

// sourceTexts is the texts of a source file by their keys.
type sourceTexts map[string]sourceText

// sourceTextsOf lists the texts of a source file. Of helplines it is what HelplineWords can hold, under id and key.
func sourceTextsOf(f *file) sourceTexts {
	texts := sourceTexts{}
	add := func(key string, node *node) {
		if node == nil {
			return
		}
		if u := unitOf(key, node); len(u.parts) > 0 {
			texts[key] = sourceText{at: nodePlace(u.parts[0]), hashes: u.hashes()}
		}
	}
	services := child(f.root, "services")
	if services == nil {
		for _, u := range unitsOf(f.root) {
			texts[u.key] = sourceText{at: nodePlace(u.parts[0]), hashes: u.hashes()}
		}
		return texts
	}
	for _, key := range []string{"name", "said", "call"} {
		add(key, child(f.root, key))
	}
	for _, service := range services.content {
		id := child(service, "id")
		if id == nil {
			continue
		}
		for _, key := range []string{"name", "for", "who", "hours", "cost", "cannot_speak", "not_for"} {
			add("services."+id.value+"."+key, child(service, key))
		}
	}
	return texts
}

// compare lists what a translation lacks and what of it is out of date.
func (texts sourceTexts) compare(base, f *file, head Translation) []Problem {
	var list []Problem
	warn := func(file *file, at position, what string) {
		list = append(list, Problem{File: file.path, Line: at.line, Col: at.col, What: what, Warning: true, About: AboutTranslation})
	}
	done := make(map[string]bool, len(texts))
	for _, u := range unitsOf(f.root) {
		done[u.key] = true
		from, known := texts[u.key]
		if !known {
			warn(f, nodePlace(u.parts[0]), u.key+" has no text in "+base.path)
			continue
		}
		if i := from.changed(head.Hashes[u.key]); i >= 0 {
			warn(f, nodePlace(u.parts[min(i, len(u.parts)-1)]), u.key+" was not made from what "+base.path+" says now")
		}
	}
	if head.Partial {
		return list
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if !done[key] {
			warn(base, texts[key].at, key+" is missing in "+f.path)
		}
	}
	return list
}

// changed is the first part that is not what it was when its hashes were written down, -1 when all are.
func (t sourceText) changed(was string) int {
	i := 0
	for hash := range strings.FieldsSeq(was) {
		if i >= len(t.hashes) || t.hashes[i] != hash {
			return i
		}
		i++
	}
	if i < len(t.hashes) {
		return i
	}
	return -1
}

// checkSameHelp wants the same numbers, links, needs and care with pictures behind every red flag as in the default language.
func checkSameHelp(f *file, u, base *UrgentFile) {
	if f.root == nil || base == nil {
		return
	}
	for _, reader := range []struct {
		key       string
		told, was map[RedFlag]*Urgent
	}{{"adult", u.Adult, base.Adult}, {"child", u.Child, base.Child}} {
		for flag, was := range reader.was {
			told := reader.told[flag]
			if told == nil || was == nil {
				continue
			}
			at := f.at(reader.key, string(flag))
			if got, want := told.contacts(), was.contacts(); !slices.Equal(got, want) {
				f.problem(at, "%s: the numbers and links are %s, but %s in the default language", flag, named(got), named(want))
			}
			if !slices.Equal(told.Needs, was.Needs) || told.Images != was.Images {
				f.problem(at, "%s: needs and images must be as in the default language", flag)
			}
			if len(told.Do) != len(was.Do) || len(told.Never) != len(was.Never) || len(told.Keep) != len(was.Keep) {
				f.problem(at, "%s: do, never and keep must have as many lines as in the default language", flag)
			}
		}
	}
}

// contacts lists every number, link and slot of a help, and digits in its words, sorted.
func (u *Urgent) contacts() []string {
	var all []string
	for _, texts := range [][]Text{{u.Title, u.Calm}, u.Do, u.Never, u.Keep, u.Say} {
		for _, t := range texts {
			all = append(all, t.contacts()...)
		}
	}
	slices.Sort(all)
	return all
}

func (t Text) contacts() []string {
	var all []string
	for _, span := range t {
		switch {
		case span.Kind == slot:
			all = append(all, "{"+span.Text+"}")
		case span.Target != "":
			all = append(all, span.Target)
		default:
			all = append(all, numbersIn(span.Text)...)
		}
	}
	return all
}

// numbersIn lists every run of digits.
func numbersIn(text string) []string {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// checkTold looks for every helpline that a translation names, and for the digits in its texts.
func (s *shelf) checkTold(f *file, told *HelplinesFile, l *Library) {
	r := l.region[f.name]
	if r == nil {
		f.problem(position{}, "no region %q under %s", f.name, helplinesDir)
		return
	}
	if got, want := told.Call.contacts(), r.Call.contacts(); len(told.Call) > 0 && !slices.Equal(got, want) {
		f.problem(f.at("call"), "call: the numbers are %v, but %v in the default language", got, want)
	}
	for id, words := range told.Services {
		h := r.Helpline(id)
		if h == nil {
			f.problem(f.at("services", id), "no helpline %q in %s", id, f.name)
			continue
		}
		for _, pair := range []struct{ key, was, now string }{
			{"for", h.For, words.For},
			{"who", h.Who, words.Who},
			{"cost", h.Cost, words.Cost},
			{"cannot_speak", h.CannotSpeak, words.CannotSpeak},
			{"not_for", h.NotFor, words.NotFor},
			{"hours", h.Hours, words.Hours},
		} {
			got, want := numbersIn(pair.now), numbersIn(pair.was)
			slices.Sort(got)
			slices.Sort(want)
			if pair.now != "" && !slices.Equal(got, want) {
				f.problem(f.at("services", id, pair.key), "%s: the numbers are %v, but %v in the default language", pair.key, got, want)
			}
		}
	}
}
