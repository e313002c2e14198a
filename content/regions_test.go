package content

import (
	"slices"
	"strings"
	"testing"
)

func embeddedLibrary(t testing.TB) *Library {
	t.Helper()
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestEmergencyNumbers pins what each region is told to call when a child is in danger now.
func TestEmergencyNumbers(t *testing.T) {
	l := embeddedLibrary(t)
	want := map[string]string{
		"gb": "999", "ie": "112 or 999", "us": "911", "ca": "911", "au": "000", "nz": "111", "in": "112",
		"za": "10111, or 112 from a mobile", "de": "110 for the police, or 112", "fr": "17 for the police, or 112",
		"es": "112", "nl": "112", "pl": "112", "eu": "112", "intl": "your own emergency number, or 112",
	}
	for _, r := range l.Regions() {
		if got := Text(r.EmergencyNumber()).Plain(); got != want[r.ID] || got == "" {
			t.Errorf("%s: %q, want %q", r.ID, got, want[r.ID])
		}
	}
	if got := len(l.Regions()); got != len(want) {
		t.Errorf("%d regions, want %d", got, len(want))
	}
}

// TestNumbersOfEveryRegion is the second entry of the book: a number that changes in a file has to be changed here too, by
// somebody who has looked at the page of the service.
func TestNumbersOfEveryRegion(t *testing.T) {
	want := map[string]string{
		"gb":   "999, 112, 101, 08088005000, 08001111, text 85258 SHOUT, 116123, 08000684141, text 88247, 111, 08088088000, 08088002222, 08000282233, 08088025544, 116000, text 116000, 03001232040, 08081000900, 03456000459, 08081689111, 101",
		"ie":   "112, 999, 1800666666, 018733500, 116123, text 50808 HELLO, 1800247247, text 51444 HELP, 116000",
		"us":   "911, 18008435678, 18002255324, 988, text 988, text 741741 HOME, 18004224453, text 18004224453",
		"ca":   "911, 18666589022, 18006686868, text 686868 CONNECT, 988, text 988, 18884958501",
		"au":   "000, 112, 1800551800, 131114, text 0477131114, 1800333000, 1300292371",
		"nz":   "111, 105, 0508638723, 1737, text 1737, 0800376633, text 234, 08009428787",
		"in":   "112, 1098, 1930, 14416",
		"za":   "10111, 112, 116, 0800567567",
		"de":   "110, 112, 116111, 08001110550, 08002255530, 116000",
		"fr":   "17, 112, 119, 3018, 3114, 116000",
		"es":   "112, 017, 900202010, 600505152, 024, 116000",
		"nl":   "112, 08000432, 0202615275, 113, 08002000, 116000",
		"pl":   "112, 116111, 116000",
		"eu":   "112, 116111, 116000",
		"intl": "112",
	}
	for _, r := range embeddedLibrary(t).Regions() {
		var got []string
		for _, h := range r.Services {
			if h.Dial != "" {
				got = append(got, h.Dial)
			}
			if h.SMS != nil {
				got = append(got, strings.TrimSpace("text "+strings.NewReplacer(" ", "", "-", "").Replace(h.SMS.Number)+" "+h.SMS.Text))
			}
		}
		if numbers := strings.Join(got, ", "); numbers != want[r.ID] {
			t.Errorf("%s:\n got %s\nwant %s", r.ID, numbers, want[r.ID])
		}
	}
}

// TestNoWrongNumber looks in every region for contacts that are known to be wrong, old or out of service.
func TestNoWrongNumber(t *testing.T) {
	wrong := []string{
		"02078252505", "07860039967", "07786209697", "08080684141", "08700003344", "88858", "132289", "0800055555", "0800148148", "155260",
		"18002738255", "18334564566", "50101", "0800100100", "800100100",
	}
	for _, r := range embeddedLibrary(t).Regions() {
		for _, h := range r.Services {
			for _, number := range wrong {
				if h.Dial == number || h.SMS != nil && strings.Join(strings.FieldsFunc(h.SMS.Number, func(r rune) bool { return r < '0' || r > '9' }), "") == number {
					t.Errorf("%s: %s gives %s", r.ID, h.ID, number)
				}
			}
			for _, name := range []string{"parentline-vic", "parentline-qld", "know2protect", "garda-csa", "ispcc-support", "800100100"} {
				if strings.Contains(h.ID, name) {
					t.Errorf("%s: %s is not to be shown", r.ID, h.ID)
				}
			}
		}
	}
}

// TestHoursOnlyWhereTheyAreKnown names the services whose hours nobody has confirmed.
func TestHoursOnlyWhereTheyAreKnown(t *testing.T) {
	l := embeddedLibrary(t)
	unconfirmed := []string{
		"gb-nspcc-helpline", "gb-missing-people", "gb-youngminds", "gb-stop-it-now", "us-cybertipline", "us-fbi", "us-crisis-text-line", "ca-cafc",
		"au-crime-stoppers", "au-reportcyber", "nz-105", "nz-whatsup", "in-1930", "de-elterntelefon", "de-missbrauch", "nl-helpwanted",
		"es-anar-adults", "eu-116111", "eu-116000",
	}
	for _, r := range l.Regions() {
		for _, h := range r.Services {
			if slices.Contains(unconfirmed, h.ID) && (h.Hours != "" || h.Always || len(h.Open) > 0) {
				t.Errorf("%s: %s shows hours that nobody has confirmed", r.ID, h.ID)
			}
		}
	}
	for region, id := range map[string]string{"ie": "ie-cnam", "us": "us-ic3", "za": "za-fpb", "intl": "intl-chi"} {
		if h := l.Region(region).Helpline(id); h == nil || h.Phone != "" || h.SMS != nil || h.Page == "" {
			t.Errorf("%s: %s must be a link and nothing else", region, id)
		}
	}
}

// TestEveryNeedInEveryRegion holds the promise that somebody is named for every problem, wherever a family lives.
func TestEveryNeedInEveryRegion(t *testing.T) {
	l := embeddedLibrary(t)
	for _, r := range l.Regions() {
		for _, need := range Needs() {
			for _, child := range []bool{false, true} {
				if len(l.Helplines(r.ID, need, child)) == 0 {
					t.Errorf("%s: nobody for %s, child %v", r.ID, need, child)
				}
			}
		}
		for _, child := range []bool{false, true} {
			if first := l.Helplines(r.ID, NeedDanger, child)[0]; !slices.Contains(r.Emergency, first.ID) {
				t.Errorf("%s: danger begins with %s, child %v", r.ID, first.ID, child)
			}
		}
		for _, flag := range RedFlags() {
			for _, child := range []bool{false, true} {
				if l.Urgent("en", r.ID, flag, child) == nil {
					t.Errorf("%s: no urgent help for %s, child %v", r.ID, flag, child)
				}
			}
		}
	}
}

// TestGuessOfTheCountry pins what platforms say of a person's language to the region they get first.
func TestGuessOfTheCountry(t *testing.T) {
	l := embeddedLibrary(t)
	for tag, want := range map[string]string{
		"": "gb", "en": "gb", "en-GB": "gb", "en-UK": "gb", "cy": "gb", "en-US": "us", "en_US": "us", "es-US": "us", "en-IE": "ie", "ga": "ie",
		"fr-CA": "ca", "en-CA": "ca", "en-AU": "au", "en-NZ": "nz", "mi": "nz", "en-IN": "in", "hi": "in", "en-ZA": "za", "pl": "pl", "pl-PL": "pl",
		"pl-GB": "gb", "de": "de", "de-AT": "eu", "fr": "fr", "fr-BE": "eu", "nl": "nl", "es-ES": "es", "es": "intl", "es-MX": "intl", "es-419": "intl",
		"ro": "eu", "sv-SE": "eu", "pt": "intl", "pt-PT": "eu", "pt-BR": "intl", "ar": "intl", "ja": "intl", "zh-Hans-CN": "intl", "en-SG": "intl",
		"en-intl": "intl", "en-eu": "eu", "rubbish!": "intl",
	} {
		if got := l.RegionOf(tag); got != want {
			t.Errorf("RegionOf(%q) = %s, want %s", tag, got, want)
		}
	}
}

// TestOneRegionForEveryCode finds countries and languages that two regions claim.
func TestOneRegionForEveryCode(t *testing.T) {
	claimed := map[string]string{}
	for _, r := range embeddedLibrary(t).Regions() {
		for i, code := range append(slices.Clone(r.Countries), r.Languages...) {
			key := code
			if i >= len(r.Countries) {
				key = "language " + code
			}
			if other := claimed[key]; other != "" {
				t.Errorf("%s: both %s and %s", key, other, r.ID)
			}
			claimed[key] = r.ID
		}
	}
}
