package content

import (
	"regexp"
	"slices"
	"strings"
)

// checkRegion checks a region's services, and that someone is named for every need that the region answers.
func checkRegion(f *file, r *Region) {
	if f.root == nil {
		return
	}
	var numbers *regexp.Regexp
	if r.ID == "gb" {
		numbers = regexp.MustCompile(gbNumbers)
	}
	ids := map[string]bool{}
	for i, h := range r.Services {
		if ids[h.ID] {
			f.problem(f.at("services", i, "id"), "service %q is there twice", h.ID)
		}
		ids[h.ID] = true
		checkHelpline(f, h, i)
		if numbers != nil {
			checkGB(f, h, i, numbers)
		}
	}
	checkHours(f, r)
	checkCall(f, r)
	for i, id := range r.Emergency {
		if h := r.Helpline(id); h != nil && h.Dial == "" {
			f.problem(f.at("emergency", i), "%s has no number to call", id)
		}
	}
	checkOrder(f, r, "order", r.Order, []string{"parent", "adult"}, false)
	checkOrder(f, r, "order_child", r.Child, []string{"child"}, true)
	for key, order := range map[string]map[Need][]string{"order": r.Order, "order_child": r.Child} {
		if first := order[NeedDanger]; len(first) > 0 && !slices.Contains(r.Emergency, first[0]) {
			f.problem(f.at(key, string(NeedDanger), 0), "immediate_danger must begin with an emergency service, not %s", first[0])
		}
	}
}

// checkCall holds what to call in danger to the numbers of the emergency services.
func checkCall(f *file, r *Region) {
	for _, span := range r.Call {
		known := slices.ContainsFunc(r.Emergency, func(id string) bool {
			h := r.Helpline(id)
			return h != nil && h.Dial == span.Target
		})
		if span.Kind == Phone && !known {
			f.problem(f.at("call"), "%s is not the number of an emergency service of %s", span.Text, r.ID)
		}
	}
	for i, code := range append(slices.Clone(r.Countries), r.Languages...) {
		if code != strings.ToLower(code) || len(code) < 2 || len(code) > 3 {
			f.problem(f.at("countries", i), "%q is not a code of two or three small letters", code)
		}
	}
}

// checkOrder checks who is offered. An adult may be offered a child's helpline, to pass on; a child only what a child may use.
func checkOrder(f *file, r *Region, key string, order map[Need][]string, users []string, strict bool) {
	for need, list := range order {
		usable := false
		for i, id := range list {
			h := r.Helpline(id)
			if h == nil {
				continue // checkMentions says so
			}
			fits := slices.ContainsFunc(users, func(u string) bool { return slices.Contains(h.Users, u) })
			if strict && !fits {
				f.problem(f.at(key, string(need), i), "%s is not for a %s", id, users[0])
			}
			usable = usable || fits
		}
		if !usable {
			f.problem(f.at(key, string(need)), "no service here is for a %s", strings.Join(users, " or "))
		}
	}
}

func checkHelpline(f *file, h *Helpline, i int) {
	at := func(key string) position { return f.at("services", i, key) }
	for _, user := range h.Users {
		if !slices.Contains([]string{"child", "parent", "adult", "professional"}, user) {
			f.problem(at("users"), "%q is not a kind of user; one of: child, parent, adult, professional", user)
		}
	}
	if h.Phone == "" && h.SMS == nil && h.Email == "" && h.Page == "" && h.Chat == "" {
		f.problem(f.at("services", i), "%s cannot be reached: no phone, sms, email, page or chat", h.ID)
	}
	digits, ok := dialable(h.Phone)
	switch {
	case h.Phone == "" && h.Dial == "":
	case !ok:
		f.problem(at("phone"), "%q is not a telephone number", h.Phone)
	case digits != h.Dial:
		f.problem(at("dial"), "dial is %q, but the digits of the phone are %q", h.Dial, digits)
	}
	if h.SMS != nil {
		if _, ok := dialable(h.SMS.Number); !ok {
			f.problem(at("sms"), "%q is not a number to text", h.SMS.Number)
		}
	}
	if h.Email != "" && (strings.Count(h.Email, "@") != 1 || strings.ContainsAny(h.Email, " ,;")) {
		f.problem(at("email"), "%q is not an email address", h.Email)
	}
	if h.ReviewBy.IsZero() {
		f.problem(f.at("services", i), "%s: review_by is missing", h.ID)
	}
	checkOwnDates(f, h.Dated, helplineDays, "services", i)
	checkFact(f, h.Dated, Dated{}, "services", i)
}

var (
	openDays  = regexp.MustCompile(`^(daily|(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)$`)
	openClock = regexp.MustCompile(`^(([01]\d|2[0-3]):[0-5]\d|24:00)$`)
)

func checkOpen(f *file, o Open, at position) {
	if !openDays.MatchString(o.Days) {
		f.problem(at, "days %q: write daily, sat or mon-fri", o.Days)
	}
	if !openClock.MatchString(o.From) || !openClock.MatchString(o.To) || o.From >= o.To {
		f.problem(at, "from %q to %q: write two times of one day, like 08:00 and 22:00", o.From, o.To)
	}
}

// gbNumbers is what a telephone number of the United Kingdom looks like: short ones that are in use, and those that begin with 0.
const gbNumbers = `^(999|112|101|105|111|119|159|18000|116\d{3}|0800\d{4}|0800\d{6,7}|0808\d{7}|0[12379]\d{8,9}|08[47]\d{8}|\+44[12378]\d{8,9})$`

func checkGB(f *file, h *Helpline, i int, numbers *regexp.Regexp) {
	if h.Dial != "" && !numbers.MatchString(h.Dial) {
		f.problem(f.at("services", i, "dial"), "%s is not a number of the United Kingdom", h.Dial)
	}
	for _, nation := range h.Nations {
		if !slices.Contains([]string{"eng", "wls", "sct", "nir"}, nation) {
			f.problem(f.at("services", i, "nations"), "%q is not a nation; one of: eng, wls, sct, nir", nation)
		}
	}
}
