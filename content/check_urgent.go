package content

import (
	"regexp"
	"slices"
	"strings"
)

// checkUrgent asks for all red flags twice, for a helpline behind every need, and for care with pictures.
func (s *shelf) checkUrgent(f *file, u *UrgentFile) {
	if f.root == nil {
		return
	}
	for _, reader := range []struct {
		key   string
		flags map[RedFlag]*Urgent
	}{{"adult", u.Adult}, {"child", u.Child}} {
		for _, flag := range RedFlags() {
			help, ok := reader.flags[flag]
			if !ok {
				f.problem(f.at(reader.key), "%s: %s is missing", reader.key, flag)
				continue
			}
			s.checkNeeds(f, help, reader.key, flag)
			checkPictures(f, help, reader.key, flag)
		}
		if danger := reader.flags[ImmediateDanger]; danger != nil {
			checkDanger(f, danger, reader.key)
		}
	}
}

// checkNeeds looks for at least one helpline behind each need, in every region.
func (s *shelf) checkNeeds(f *file, help *Urgent, reader string, flag RedFlag) {
	for i, need := range help.Needs {
		for _, r := range s.regions {
			order := r.value.Order
			if reader == "child" {
				order = r.value.Child
			}
			if len(order[need]) == 0 {
				f.problem(f.at(reader, string(flag), "needs", i), "%s: %s has no helpline for it", need, r.path)
			}
		}
	}
}

// checkDanger holds the one screen where seconds count to an emergency number in its first line and first contact.
func checkDanger(f *file, danger *Urgent, reader string) {
	if len(danger.Needs) > 0 && danger.Needs[0] != NeedDanger {
		f.problem(f.at(reader, string(ImmediateDanger), "needs", 0), "must begin with %s", NeedDanger)
	}
	hasNumber := func(span Span) bool { return span.Kind == Phone || span.Kind == slot }
	if len(danger.Do) > 0 && !slices.ContainsFunc(danger.Do[0], hasNumber) {
		f.problem(f.at(reader, string(ImmediateDanger), "do", 0), "must begin with an emergency number: a {phone:…} or a slot for one")
	}
}

// checkPictures keeps advice to copy pictures out of every help that pictures may be part of.
func checkPictures(f *file, help *Urgent, reader string, flag RedFlag) {
	if slices.Contains([]RedFlag{Sextortion, ImageShared, CSAMSeen}, flag) && !help.Images {
		f.problem(f.at(reader, string(flag)), "%s is about pictures: images must be true", flag)
	}
	if !help.Images {
		return
	}
	for key, texts := range map[string][]Text{"calm": {help.Calm}, "do": help.Do, "never": help.Never, "keep": help.Keep, "say": help.Say} {
		for i, t := range texts {
			if advisesCopies(t.Plain(), false) {
				f.problem(f.at(reader, string(flag), key, i), "may be read as advice to copy or send pictures; begin with \"do not\"")
			}
		}
	}
}

var (
	copying   = regexp.MustCompile(`(?i)\b(screen ?shots?|screen ?grabs?|screen ?record\w*|cop(y|ies|ying)|forward|sav(e|ing)|print|download\w*|photograph|(send|pass|share) (it|them|this|that|these|those|the|a|any|your|their)\b)`)
	picturing = regexp.MustCompile(`(?i)\b(pictures?|images?|photos?|videos?|nudes?)\b`)
	clauseEnd = regexp.MustCompile(`(?i)[.!?;:]|\bbut\b|\binstead\b|\bthen\b| - | – `)
	refusal   = regexp.MustCompile(`(?i)\b(not|never|don't|no|nobody|without|nor|stop|cannot|can't)\b`)
)

// advisesCopies reports whether a clause tells someone to copy, save or send something on, without a word before it that says not to.
// With picturesOnly the clause must also speak of pictures that it does not exclude.
func advisesCopies(text string, picturesOnly bool) bool {
	if !speaksOfCopies(text) {
		return false
	}
	for _, clause := range clauseEnd.Split(text, -1) {
		if unrefused(clause, copying) && (!picturesOnly || unrefused(clause, picturing)) {
			return true
		}
	}
	return false
}

// speaksOfCopies reports in little time whether copying may match anywhere in text.
func speaksOfCopies(text string) bool {
	text = strings.ToLower(text)
	for _, part := range [...]string{"screen", "cop", "forward", "sav", "print", "download", "photograph", "send", "pass", "share"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// unrefused reports whether a clause has a match without a refusal before it.
func unrefused(clause string, pattern *regexp.Regexp) bool {
	found := pattern.FindStringIndex(clause)
	return found != nil && !refusal.MatchString(clause[:found[0]])
}

func checkTalk(f *file, t *TalkFile) {
	if f.root == nil {
		return
	}
	for _, band := range AgeBands() {
		if len(t.Openers[band]) == 0 {
			f.problem(f.at("openers"), "no opener for %s", band)
		}
	}
	for _, c := range Concerns() {
		if len(t.Concern[c]) == 0 {
			f.problem(f.at("concerns"), "no way to begin about %s", c)
		}
	}
}

func checkGuides(f *file, guides []*Guide) {
	ids := map[string]bool{}
	for i, g := range guides {
		if ids[g.ID] {
			f.problem(f.at(i, "id"), "guide %q is there twice", g.ID)
		}
		ids[g.ID] = true
	}
	if f.root != nil && len(guides) == 0 {
		f.problem(f.at(), "holds no guide")
	}
}
