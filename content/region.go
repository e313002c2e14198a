package content

import "strings"

// Inside is the region's name as it stands in a sentence: "the United Kingdom".
func (r *Region) Inside() string {
	if r.Said != "" {
		return r.Said
	}
	return r.Name
}

// EmergencyNumber is what to call when a child is in danger now, ready for the slot {number}: "999", "112 or 999". It is empty only for
// a region without emergency services, which Load refuses.
func (r *Region) EmergencyNumber() []Span {
	if len(r.Call) > 0 {
		return r.Call
	}
	for _, id := range r.Emergency {
		if h := r.Helpline(id); h != nil {
			return []Span{{Kind: Phone, Text: h.Phone, Target: h.Dial}}
		}
	}
	return nil
}

// RegionOf guesses the region of somebody from a language tag, as platforms give it: "en-US", "en_IE", "pl", "zh-Hans-SG". The id of a
// region may stand in the place of the country: "en-intl". A country counts more than a language. Without either, the answer is the first region; for a country or language that no region names, it is
// the region for elsewhere. It is always the id of a region.
func (l *Library) RegionOf(tag string) string {
	parts := strings.FieldsFunc(strings.ToLower(tag), func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 || len(l.regions) == 0 {
		return l.home()
	}
	for _, part := range parts[1:] {
		if l.region[part] != nil {
			return part
		}
		if isCountry(part) {
			return l.named(func(r *Region) []string { return r.Countries }, part)
		}
	}
	return l.named(func(r *Region) []string { return r.Languages }, parts[0])
}

// isCountry tells a country ("us") or a part of the world ("419") in a language tag from a script ("hans") or a variant.
func isCountry(part string) bool {
	return len(part) == 2 || len(part) == 3 && strings.Trim(part, "0123456789") == ""
}

// named is the region that lists a code, else the one for elsewhere.
func (l *Library) named(codes func(*Region) []string, code string) string {
	for _, r := range l.regions {
		for _, c := range codes(r) {
			if c == code {
				return r.ID
			}
		}
	}
	if l.questions.Elsewhere != "" {
		return l.questions.Elsewhere
	}
	return l.home()
}

// home is the region nobody had to choose.
func (l *Library) home() string {
	if l.questions == nil || len(l.questions.Regions) == 0 {
		return ""
	}
	return l.questions.Regions[0]
}

// audience is who a file of urgent help is written for.
type audience struct{ locale, region string }

// audienceOf reads the name of such a file: "en" is for the first region, "en-us" for the region us.
func (l *Library) audienceOf(name string) audience {
	if i := strings.LastIndexByte(name, '-'); i > 0 && l.region[name[i+1:]] != nil {
		return audience{locale: name[:i], region: name[i+1:]}
	}
	return audience{locale: name, region: l.home()}
}

// urgentFile finds urgent help for a region: in the language and for the region, in the language for elsewhere, and then the same in
// the default language. Help that was written for another region is never given: its numbers would not work.
func (l *Library) urgentFile(locale, region string) *UrgentFile {
	if file := l.urgentIn(locale, region); file != nil {
		return file
	}
	return l.urgentIn(DefaultLocale, region)
}

func (l *Library) urgentIn(locale, region string) *UrgentFile {
	for locale != "" {
		if file := asked(l.urgent[audience{locale, region}]); file != nil {
			return file
		}
		if region != l.home() && l.questions != nil {
			if file := asked(l.urgent[audience{locale, l.questions.Elsewhere}]); file != nil {
				return file
			}
		}
		locale = locale[:max(0, strings.LastIndexByte(locale, '-'))]
	}
	return nil
}
