// Package content holds every fact and every word a parent reads: apps, risks, settings, helplines, urgent help, words of the bot.
//
// The files under data are written by people who do not program. They are read once, strictly, checked as a whole, and never
// change afterwards. Package content knows nothing of the dialog, the channels or the store.
//
// The types of a file are its schema. A key whose yaml tag lacks omitempty must be there. Two more tags say what a value is for:
//
//	is:"prose"    a parent reads it: checked for sentence length, hard words and reading age
//	is:"label"    a button or title: hard words only
//	is:"taps"     words to look for on the phone: sentence length only
//	is:"url"      an https address
//	is:"id"       at most 20 bytes of a-z, 0-9, _ and -
//	is:"alias"    a lower case name of an app
//	is:"source"   a key of the file's source table
//	is:"service"  an id in the region's services
//	is:"mine"     what belongs to one region: no text for another may hold it
//	is:"list"     words with commas between them, over any number of lines
//	is:"review"   the day on which a fact stops being trusted
//	max:"60"      at most so many characters
//
// A Text is prose unless a tag says otherwise.
package content

// Concern is one thing that can go wrong for a child online. Parents pick concerns as their worries, risks and steps name the
// concerns they are about, and ranking rules join the two.
type Concern string

// The closed set of concerns.
const (
	Strangers Concern = "strangers" // contact by people the child does not know, or who are not who they say
	Bullying  Concern = "bullying"  // cruelty, groups, being left out
	Images    Concern = "images"    // being asked for, sending or being sent sexual pictures; being recorded
	Upsetting Concern = "upsetting" // seeing things that are violent, sexual or frightening
	Secrets   Concern = "secrets"   // chats that vanish, are hidden or locked to one phone
	Location  Concern = "location"  // others can see where the child is
	Money     Concern = "money"     // spending, gifts, scams
	Time      Concern = "time"      // too much time, pressure to answer, sleep
	Account   Concern = "account"   // a false age, a stolen account, too much on show
)

// AgeBand is a child's age as the dialog holds it: wide enough to identify nobody.
type AgeBand string

// The closed set of age bands, youngest first.
const (
	Under8   AgeBand = "under-8"
	Age8to10 AgeBand = "8-10"
	Age11    AgeBand = "11-12"
	Age13    AgeBand = "13-15"
	Age16    AgeBand = "16-17"
)

// Device is the kind of machine a path is written for.
type Device string

// The closed set of devices. AnyDevice is a path that is the same everywhere.
const (
	AnyDevice Device = "any"
	IPhone    Device = "iphone"
	Android   Device = "android"
	Computer  Device = "computer"
)

// Kind is the kind of an app.
type Kind string

// The closed set of kinds.
const (
	Messaging  Kind = "messaging"
	Social     Kind = "social"
	Video      Kind = "video"
	Game       Kind = "game"
	Console    Kind = "console"
	Live       Kind = "live"
	AI         Kind = "ai"
	RandomChat Kind = "random_chat"
)

// FeatureID names one feature that matters for a child's safety.
type FeatureID string

// The closed set of features every app file answers for.
const (
	FeatureMessages     FeatureID = "messages"     // who can message a child
	FeatureGroups       FeatureID = "groups"       // group chats, and who can add a child
	FeatureCalls        FeatureID = "calls"        // voice and video calls
	FeatureLive         FeatureID = "live"         // live streams
	FeatureVanishing    FeatureID = "vanishing"    // secret, hidden or disappearing chats
	FeatureLocation     FeatureID = "location"     // location sharing
	FeatureDiscoverable FeatureID = "discoverable" // being found or suggested to others
	FeatureIdentity     FeatureID = "identity"     // how little is checked about who people are
	FeatureRecording    FeatureID = "recording"    // pictures, calls and videos can be kept by others
	FeatureSpending     FeatureID = "spending"     // buying, gifts
	FeatureAI           FeatureID = "ai"           // a chatbot inside the app
)

// Basis says how well a fact is known.
type Basis string

// The closed set of bases.
const (
	Verified Basis = "verified" // seen on the operator's, a regulator's, the police's or a charity's page
	Likely   Basis = "likely"   // seen, but older or second-hand
	General  Basis = "general"  // general knowledge: worded as "look for … in Settings", never as an exact path
)

// Dated carries where a fact comes from and for how long it may be trusted. Dates are YYYY-MM-DD.
// An app file gives checked and review_by once at the top; a step or helpline may give its own.
type Dated struct {
	Basis    Basis    `yaml:"basis,omitempty" json:"basis,omitempty"`
	Checked  Date     `yaml:"checked,omitempty" json:"checked,omitzero"`
	ReviewBy Date     `yaml:"review_by,omitempty" json:"review_by,omitzero" is:"review"`
	Sources  []string `yaml:"sources,omitempty" json:"sources,omitempty" is:"source"` // keys of the file's sources table
}

// Source is a page a fact was taken from.
type Source struct {
	Title string `yaml:"title" json:"title"`
	URL   string `yaml:"url" json:"url" is:"url"`
	Date  string `yaml:"date,omitempty" json:"date,omitempty"` // the page's own date as it gives it, often only a year
}

// App is one app, game or service that children use. File: data/apps/ID.yaml.
type App struct {
	ID        string                `yaml:"id" json:"id" is:"id"`
	Name      string                `yaml:"name" json:"name"`
	Rank      int                   `yaml:"rank" json:"rank"` // place in the list that parents pick from; 1 is offered first, 0 never
	Kind      Kind                  `yaml:"kind" json:"kind"`
	Names     []string              `yaml:"names" json:"names" is:"alias"`                                       // what else people call it; lower case
	Misspelt  []string              `yaml:"misspelt,omitempty" json:"misspelt,omitempty" is:"alias"`             // how people mistype it; lower case
	Words     []string              `yaml:"ordinary_words,omitempty" json:"ordinary_words,omitempty" is:"alias"` // names that are ordinary words too; need company
	What      string                `yaml:"what" json:"what" is:"prose" max:"400"`                               // what it is, one to three sentences
	Age       AgeRule               `yaml:"age" json:"age"`
	Teens     []string              `yaml:"teens,omitempty" json:"teens,omitempty" is:"prose"` // what an account with a child's true age gets
	Features  map[FeatureID]Feature `yaml:"features" json:"features"`
	Risks     []Risk                `yaml:"risks" json:"risks"`
	Steps     []*Step               `yaml:"steps" json:"steps"`
	Block     Howto                 `yaml:"block" json:"block"`
	Report    Howto                 `yaml:"report" json:"report"`
	NoAccount Howto                 `yaml:"report_without_account" json:"report_without_account"`
	Evidence  []string              `yaml:"evidence" json:"evidence" is:"prose"` // how to keep a record safely; never "screenshot the picture"
	Parental  *ParentalTool         `yaml:"parental_tool,omitempty" json:"parental_tool,omitempty"`
	Page      string                `yaml:"page" json:"page" is:"url"` // the operator's page for parents
	Dated     `yaml:",inline"`
	SourceMap map[string]Source `yaml:"source_table" json:"source_table"`
}

// AgeRule is the lowest age the app allows in the United Kingdom.
type AgeRule struct {
	Minimum int    `yaml:"minimum" json:"minimum"` // years
	Note    string `yaml:"note" json:"note" is:"prose"`
	Dated   `yaml:",inline"`
}

// Feature says whether an app has a feature, and what that means for a child.
type Feature struct {
	Level string `yaml:"level" json:"level"`          // yes, some (limited, or can be switched off), no, unknown
	Note  string `yaml:"note" json:"note" is:"prose"` // one sentence; empty only when unknown
	Dated `yaml:",inline"`
}

// Risk is one thing that can go wrong on this app, told by the feature that makes it possible.
type Risk struct {
	ID       string    `yaml:"id" json:"id" is:"id"`
	Feature  FeatureID `yaml:"feature" json:"feature"`
	Concerns []Concern `yaml:"concerns" json:"concerns"`
	Text     string    `yaml:"text" json:"text" is:"prose"` // one or two plain sentences
	Dated    `yaml:",inline"`
}

// Step is one setting to change or one thing to do together.
type Step struct {
	ID      string              `yaml:"id" json:"id" is:"id"`                   // at most 20 ASCII bytes, unique in the app, never reused
	Title   string              `yaml:"title" json:"title" is:"label" max:"60"` // starts with a verb; at most 60 characters
	Why     string              `yaml:"why" json:"why" is:"prose"`              // one or two sentences
	How     map[Device][]string `yaml:"how" json:"how" is:"taps"`               // taps in order; "any" when all devices agree
	LookFor string              `yaml:"look_for" json:"look_for" is:"taps"`     // what to search for in Settings when the path is gone or overdue
	Other   string              `yaml:"other" json:"other" is:"prose"`          // another way to reach the same end when it cannot be found
	Minutes int                 `yaml:"minutes" json:"minutes"`
	Lowers  []Concern           `yaml:"lowers" json:"lowers"`
	Weight  int                 `yaml:"weight" json:"weight"`                                   // 1 to 100: how much it matters before anything is known of the family
	Ages    []AgeBand           `yaml:"ages,omitempty" json:"ages,omitempty"`                   // empty: every age
	Minimum bool                `yaml:"for_under_age,omitempty" json:"for_under_age,omitempty"` // matters most when the child is below the minimum age
	Page    string              `yaml:"page" json:"page" is:"url"`                              // the operator's page about it
	Dated   `yaml:",inline"`
}

// Howto is a short list of taps or sentences, with the page behind it.
type Howto struct {
	Steps []string `yaml:"steps" json:"steps" is:"taps"`
	Page  string   `yaml:"page,omitempty" json:"page,omitempty" is:"url"`
	Dated `yaml:",inline"`
}

// ParentalTool is what the operator offers to parents.
type ParentalTool struct {
	Name    string   `yaml:"name" json:"name"`
	Setup   []string `yaml:"setup" json:"setup" is:"taps"`
	Can     []string `yaml:"can" json:"can" is:"prose"`
	Cannot  []string `yaml:"cannot" json:"cannot" is:"prose"`
	Minutes int      `yaml:"minutes,omitempty" json:"minutes,omitempty"`
	Page    string   `yaml:"page,omitempty" json:"page,omitempty" is:"url"`
	Dated   `yaml:",inline"`
}

// Region is one region's helplines. File: data/helplines/ID.yaml.
type Region struct {
	ID        string            `yaml:"id" json:"id" is:"id"` // lower case: gb
	Name      string            `yaml:"name" json:"name"`
	Said      string            `yaml:"said,omitempty" json:"said,omitempty"`                     // the name inside a sentence: "the United Kingdom"; empty: as Name
	Countries []string          `yaml:"countries,omitempty" json:"countries,omitempty"`           // lower case country codes whose people are taken to be here: gb
	Languages []string          `yaml:"languages,omitempty" json:"languages,omitempty"`           // language codes that mean this region when no country is told: pl
	TimeZone  string            `yaml:"time_zone,omitempty" json:"time_zone,omitempty"`           // "Europe/London"; empty: it has several, and open needs one of its own
	Emergency []string          `yaml:"emergency" json:"emergency" is:"service"`                  // service ids to call when a child is in danger now
	Call      Text              `yaml:"call,omitempty" json:"call,omitempty"`                     // what to call in danger when the first number alone does not say it: "{phone:112} or {phone:999}"
	OwnWords  []string          `yaml:"own_words,omitempty" json:"own_words,omitempty" is:"mine"` // lower case: names, numbers and sites that help nobody elsewhere
	Services  []*Helpline       `yaml:"services" json:"services"`
	Order     map[Need][]string `yaml:"order" json:"order" is:"service"`             // service ids to offer to an adult, first first
	Child     map[Need][]string `yaml:"order_child" json:"order_child" is:"service"` // the same for a child
	SourceMap map[string]Source `yaml:"source_table" json:"source_table"`
}

// Need is what a helpline can help with.
type Need string

// The closed set of needs.
const (
	NeedDanger    Need = "immediate_danger"
	NeedGrooming  Need = "grooming"
	NeedSextort   Need = "sextortion"
	NeedRemoval   Need = "image_removal"
	NeedCSAM      Need = "csam_report"
	NeedBullying  Need = "bullying"
	NeedEmotional Need = "emotional_support"
	NeedSuicide   Need = "suicide_crisis"
	NeedParenting Need = "parenting_advice"
	NeedScam      Need = "scam_fraud"
	NeedMissing   Need = "missing_child"
	NeedAdvice    Need = "professional_advice"
	NeedReporting Need = "general_reporting"
)

// Helpline is one service a parent or child can turn to.
type Helpline struct {
	ID          string   `yaml:"id" json:"id" is:"id"` // at most 20 ASCII bytes
	Name        string   `yaml:"name" json:"name"`
	For         string   `yaml:"for" json:"for" is:"prose"`                  // what it is for and what happens, one or two plain sentences
	Who         string   `yaml:"who" json:"who" is:"prose"`                  // who may use it, in words
	Users       []string `yaml:"users" json:"users"`                         // child, parent, adult, professional
	AgeMax      int      `yaml:"age_max,omitempty" json:"age_max,omitempty"` // oldest age it serves; 0: no limit
	Nations     []string `yaml:"nations,omitempty" json:"nations,omitempty"` // eng, wls, sct, nir, or state codes; empty: everywhere in the region
	Phone       string   `yaml:"phone,omitempty" json:"phone,omitempty"`     // as people write it
	Dial        string   `yaml:"dial,omitempty" json:"dial,omitempty"`       // digits to dial
	SMS         *SMS     `yaml:"sms,omitempty" json:"sms,omitempty"`
	Email       string   `yaml:"email,omitempty" json:"email,omitempty"`
	Page        string   `yaml:"page,omitempty" json:"page,omitempty" is:"url"`
	Chat        string   `yaml:"chat,omitempty" json:"chat,omitempty" is:"url"`
	Hours       string   `yaml:"hours,omitempty" json:"hours,omitempty" is:"prose"`  // in words; only when the facts allow hours to be shown
	Always      bool     `yaml:"always_open,omitempty" json:"always_open,omitempty"` // day and night; only when the facts allow it
	Open        []Open   `yaml:"open,omitempty" json:"open,omitempty"`               // the same hours for a machine; empty: unknown
	Holidays    string   `yaml:"holidays,omitempty" json:"holidays,omitempty"`       // same, when Open holds on public holidays too; empty: unknown
	TimeZone    string   `yaml:"time_zone,omitempty" json:"time_zone,omitempty"`     // of Open, where it is not the region's
	Cost        string   `yaml:"cost,omitempty" json:"cost,omitempty" is:"prose"`
	CannotSpeak string   `yaml:"cannot_speak,omitempty" json:"cannot_speak,omitempty" is:"prose"` // how to use it without speaking
	NotFor      string   `yaml:"not_for,omitempty" json:"not_for,omitempty" is:"prose"`
	Dated       `yaml:",inline"`
}

// SMS is a text service: the number, and the word to send when one is needed.
type SMS struct {
	Number string `yaml:"number" json:"number"`
	Text   string `yaml:"text,omitempty" json:"text,omitempty"`
}

// Open is one stretch of weekly opening hours in the helpline's own time.
type Open struct {
	Days string `yaml:"days" json:"days"` // "mon-fri", "sat", "sun", "daily"
	From string `yaml:"from" json:"from"` // "08:00"
	To   string `yaml:"to" json:"to"`     // "22:00"; "24:00" is midnight at the end of the day
}

// RedFlag is one kind of thing that has happened.
type RedFlag string

// The closed set of red flags, the most urgent first.
const (
	ImmediateDanger RedFlag = "immediate_danger"
	MissingChild    RedFlag = "missing_child"
	SelfHarm        RedFlag = "self_harm"
	Sextortion      RedFlag = "sextortion"
	Grooming        RedFlag = "grooming"
	ImageShared     RedFlag = "image_shared"
	CSAMSeen        RedFlag = "csam_seen"
	BullyingFlag    RedFlag = "bullying"
	ScamFraud       RedFlag = "scam_fraud"
	SomethingElse   RedFlag = "something_else" // the parent cannot name it
)

// UrgentFile is urgent help in one language. Files: data/urgent/LOCALE.yaml for the first region, LOCALE-REGION.yaml for another, and
// LOCALE-ELSEWHERE.yaml for every region without one of its own. The slot {number} is the emergency number of the reader's region.
type UrgentFile struct {
	Translation `yaml:",inline"`
	Adult       map[RedFlag]*Urgent `yaml:"adult" json:"adult"` // a parent or another adult reads it
	Child       map[RedFlag]*Urgent `yaml:"child" json:"child"` // a child reads it: "you"
}

// Urgent is what to do when one thing has happened.
type Urgent struct {
	Button string `yaml:"button" json:"button" is:"label" max:"40"` // what a person presses; at most 40 characters; neutral, no shock
	Title  Text   `yaml:"title" json:"title" is:"label" max:"60"`   // never names the harm in a way a lock screen should not show
	Calm   Text   `yaml:"calm" json:"calm"`                         // one warm sentence, no blame
	Do     []Text `yaml:"do" json:"do"`                             // what to do now, in order, short
	Never  []Text `yaml:"never,omitempty" json:"never,omitempty"`   // what not to do
	Keep   []Text `yaml:"keep,omitempty" json:"keep,omitempty"`     // how to keep a record; image kinds follow SAFEGUARDING B
	Say    []Text `yaml:"say,omitempty" json:"say,omitempty"`       // words to say to the child
	Needs  []Need `yaml:"needs" json:"needs"`                       // whose helplines follow, in order
	Images bool   `yaml:"images,omitempty" json:"images,omitempty"` // pictures are involved: no advice to copy them may appear
}

// TalkFile is how to talk about it, in one language. File: data/talk/LOCALE.yaml.
type TalkFile struct {
	Openers  map[AgeBand][]Text `yaml:"openers" json:"openers"`     // ways to begin, by age; each a sentence a parent can say
	Found    []Text             `yaml:"found" json:"found"`         // what to say when a parent has found something
	FoundNot []Text             `yaml:"found_not" json:"found_not"` // what is better left unsaid
	Refused  []Text             `yaml:"refused" json:"refused"`     // when the child said no to a setting
	Concern  map[Concern][]Text `yaml:"concerns" json:"concerns"`   // a way to begin about one concern
}

// Guide is one short page of general ground: what instant messaging is, secret chats, the five tips. File: data/learn/LOCALE.yaml.
type Guide struct {
	ID       string    `yaml:"id" json:"id" is:"id"` // at most 20 ASCII bytes
	Button   string    `yaml:"button" json:"button" is:"label" max:"40"`
	Title    Text      `yaml:"title" json:"title" is:"label" max:"60"`
	Body     []Text    `yaml:"body" json:"body"`                         // paragraphs
	Points   []Text    `yaml:"points,omitempty" json:"points,omitempty"` // bullets
	Concerns []Concern `yaml:"concerns,omitempty" json:"concerns,omitempty"`
	Sources  []string  `yaml:"sources,omitempty" json:"sources,omitempty" is:"url"` // https URLs
}
