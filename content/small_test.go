package content

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a library of two apps that has no problem at all. Tests break one thing in it.
func small() fstest.MapFS {
	files := map[string]string{
		"apps/alpha.yaml":     smallApp("alpha", 1, 6),
		"apps/beta.yaml":      smallApp("beta", 11, 5),
		"helplines/gb.yaml":   smallRegion,
		"urgent/en.yaml":      "adult:\n" + smallUrgent() + "child:\n" + smallUrgent(),
		"talk/en.yaml":        smallTalk(),
		"learn/en.yaml":       smallLearn,
		"words/en.yaml":       smallWords,
		"questions.yaml":      smallQuestions,
		"never.yaml":          smallNever,
		"rules.yaml":          smallRules,
		"hard_words.yaml":     "utilise: use\nprior to: before\n",
		"triage/en.yaml":      "limits: {urgent: 0.5, unsure: 0.2}\n",
		"words/cy.yaml":       "hello: Helo {name}\nsteps:\n  zero: \"{n} cam\"\n  one: \"{n} cam\"\n  two: \"{n} gam\"\n  few: \"{n} cam\"\n  many: \"{n} cham\"\n  other: \"{n} cam\"\nbecause.x: Oherwydd\nonly.en: Dim\n",
		"apps/not-content.md": "ignored",
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["data/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// edited is small with one replacement in one file. The old words must be there.
func edited(t testing.TB, name, old, replacement string) fstest.MapFS {
	t.Helper()
	fsys := small()
	file := fsys["data/"+name]
	if file == nil || !strings.Contains(string(file.Data), old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	changed := maps.Clone(fsys)
	changed["data/"+name] = &fstest.MapFile{Data: []byte(strings.Replace(string(file.Data), old, replacement, 1))}
	return changed
}

// loaded is the small library itself.
func loaded(t testing.TB) *Library {
	t.Helper()
	l, problems := Load(small())
	for _, p := range problems {
		t.Errorf("the small library has a problem: %s", p)
	}
	if l == nil {
		t.FailNow()
	}
	return l
}

func smallApp(id string, rank, steps int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: %s\nname: %s\nrank: %d\nkind: social\nnames: [the %s app]\nmisspelt: [%sx]\nordinary_words: [tell]\n", id, strings.ToUpper(id[:1])+id[1:], rank, id, id)
	b.WriteString("what: An app to chat with friends.\nage:\n  minimum: 13\n  note: For people aged 13 or over.\n  basis: verified\n  sources: [terms]\nfeatures:\n")
	for _, f := range FeatureIDs() {
		fmt.Fprintf(&b, "  %s: {level: yes, note: Friends can do this., basis: general}\n", f)
	}
	b.WriteString("risks:\n  - {id: strangers, feature: messages, concerns: [strangers], text: People your child has never met can write., basis: general}\nsteps:\n")
	for i := range steps {
		fmt.Fprintf(&b, "  - id: step_%d\n    title: Let only friends write\n    why: Then fewer people can reach your child.\n    how: {any: [Open Settings., Tap Privacy.]}\n", i)
		b.WriteString("    look_for: Privacy\n    other: Block a person by name.\n    minutes: 1\n    lowers: [strangers]\n    weight: 50\n    page: https://example.com/help\n    basis: likely\n    sources: [help]\n")
	}
	b.WriteString("block: &none\n  steps: [Tap Block.]\n  basis: general\n")
	b.WriteString("report: {steps: [Tap Report.], basis: general}\nreport_without_account: {steps: [Fill in the form.], basis: general}\n")
	b.WriteString("evidence: [Write down names and dates., Do not copy a sexual picture.]\npage: https://example.com/parents\nchecked: 2026-11-23\nreview_by: 2027-05-22\n")
	b.WriteString("source_table:\n  terms: {title: Terms, url: https://example.com/terms, date: 2026}\n  help: {title: Help, url: https://example.com/help}\n")
	return strings.Replace(b.String(), "block: &none", "block:", 1)
}

const smallRegion = `id: gb
name: United Kingdom
time_zone: Europe/London
countries: [gb]
languages: [en]
emergency: [police]
services:
  - id: police
    name: The police
    for: When someone is in danger now.
    who: Anyone.
    users: [child, parent, adult]
    phone: 999
    dial: 999
    always_open: true
    basis: verified
    checked: 2026-11-23
    review_by: 2027-02-20
    sources: [police]
  - id: line
    name: Child Line
    for: Someone to talk to.
    who: Children.
    users: [child]
    nations: [eng, wls]
    phone: 0800 1111
    dial: "08001111"
    sms: {number: 85258}
    email: help@example.com
    page: https://example.com/line
    hours: Monday to Friday 8am to 10pm.
    open: [{days: mon-fri, from: "08:00", to: "22:00"}]
    basis: verified
    checked: 2026-11-23
    review_by: 2027-01-20
    sources: [police]
order:
  immediate_danger: [police]
  grooming: [police, line]
order_child:
  immediate_danger: [police, line]
  grooming: [line]
source_table:
  police: {title: The police, url: https://example.com/police}
`

func smallUrgent() string {
	var b strings.Builder
	for _, flag := range RedFlags() {
		fmt.Fprintf(&b, "  %s:\n    button: Something\n    title: What to do now\n    calm: You are doing the right thing.\n", flag)
		b.WriteString("    do: [\"{strong:Call} {phone:999} now.\"]\n    keep: [Do not copy the picture.]\n    needs: [immediate_danger, grooming]\n    images: true\n")
	}
	return b.String()
}

func smallTalk() string {
	var b strings.Builder
	b.WriteString("openers:\n")
	for _, band := range AgeBands() {
		fmt.Fprintf(&b, "  %s: [What did you play today?]\n", band)
	}
	b.WriteString("found: [Thank you for telling me.]\nfound_not: [How could you?]\nrefused: [Let us look again in a week.]\nconcerns:\n")
	for _, c := range Concerns() {
		fmt.Fprintf(&b, "  %s: [Has this come up?]\n", c)
	}
	return b.String()
}

const smallLearn = `- id: chats
  button: What chats are
  title: What chats are
  body: ["A chat is talk in writing. {link:Read more|https://example.com/more} here."]
  sources: [https://example.com/guide]
- id: tips
  button: Five tips
  title: Five tips
  body: [Talk often.]
`

const smallWords = `hello: Hello {name}
steps:
  one: "{n} step"
  other: "{n} steps"
because.x: Because it matters.
only.en: Only here.
`

const smallQuestions = `ages:
  - {band: under-8, youngest: 0, oldest: 7}
  - {band: 8-10, youngest: 8, oldest: 10}
  - {band: 11-12, youngest: 11, oldest: 12}
  - {band: 13-15, youngest: 13, oldest: 15}
  - {band: 16-17, youngest: 16, oldest: 17}
worries: [strangers, money]
devices: [iphone, android]
regions: [gb]
ranking:
  - {id: first, when: {worries: [strangers], lowers: [strangers]}, add: 40, because: because.x}
  - {id: second, when: {feature: live, feature_levels: ["yes"]}, add: -5, because: because.x}
  - {id: fourth, when: {rule: alpha_rule}, add: 5, because: because.x}
  - {id: third, when: {under_age: true, ages: [11-12], kinds: [game]}, add: 60, because: because.x}
`

const smallRules = `rules:
  - id: alpha_rule
    regions: [gb]
    status: in_force
    since: 2025-07-25
    under: 16
    apps: [alpha]
    title: No account under 16
    text: This app must check ages.
    page: https://example.com/rule
    basis: verified
    checked: 2026-11-23
    review_by: 2027-03-22
    sources: [act]
  - id: games_plan
    regions: [gb]
    status: planned
    since: 2026-06-15
    kinds: [game]
    title: Limits in games
    text: It may start next year.
    page: https://example.com/plan
    basis: general
    checked: 2026-11-23
    review_by: 2027-03-23
source_table:
  act: {title: The act, url: https://example.com/act}
`

const smallNever = `numbers:
  - {number: 020 7825 2505, why: wrong}
  - {number: "88858", why: old}
words:
  - {words: Action Fraud, why: closed}
hosts:
  - {host: mirror.example, why: a copy}
`

// addRegion adds a copy of the one region under another id. Its hours hold on every day.
func addRegion(fsys fstest.MapFS, id string) {
	text := strings.NewReplacer("id: gb", "id: "+id, "countries: [gb]", "countries: ["+id+"]", "languages: [en]", "languages: ["+id+"]",
		"    open:", "    holidays: same\n    open:").Replace(smallRegion)
	fsys["data/helplines/"+id+".yaml"] = &fstest.MapFile{Data: []byte(text)}
}

// addUrgent adds urgent help under another name that names no number of any country.
func addUrgent(fsys fstest.MapFS, name string) {
	text := strings.ReplaceAll("adult:\n"+smallUrgent()+"child:\n"+smallUrgent(), "{phone:999}", "{number}")
	fsys["data/urgent/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
}
