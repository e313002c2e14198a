package content

import (
	"reflect"
	"sync"
	"testing"
)

// TestEmbeddedIsWhatIsChecked holds what every start of the program reads, in parts and when it is asked for, to what the check read
// as a whole.
func TestEmbeddedIsWhatIsChecked(t *testing.T) {
	quick, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := Load(embedded)
	if whole == nil {
		t.Fatal("the embedded content is refused")
	}
	for _, c := range Diff(quick, whole) {
		t.Errorf("differs: %s", c)
	}
	if quick.Version() != whole.Version() {
		t.Errorf("version %s, want %s", quick.Version(), whole.Version())
	}
	today := Date{}
	for _, f := range whole.Facts() {
		if today.Before(f.ReviewBy) {
			today = f.ReviewBy
		}
	}
	if got, want := quick.Due(today), whole.Due(today); !reflect.DeepEqual(got, want) || len(want) == 0 {
		t.Errorf("%d facts are due, want %d", len(got), len(want))
	}
	if got, want := quick.Check(today), whole.Check(today); !reflect.DeepEqual(got, want) {
		t.Errorf("%d warnings, want %d", len(got), len(want))
	}
	if quick.ReadingAge() != whole.ReadingAge() {
		t.Errorf("reading age %v, want %v", quick.ReadingAge(), whole.ReadingAge())
	}
	read, others := quick.Triage("en")
	wantRead, wantOthers := whole.Triage("en")
	if !reflect.DeepEqual(read, wantRead) || !reflect.DeepEqual(others, wantOthers) || len(read.Weights.Row([]byte("word:nud"))) == 0 || len(read.Concepts) == 0 {
		t.Error("typed words are understood in another way")
	}
	for _, locale := range []string{"en", "en-GB", "cy", "pl", "ur", "ro", "pa", "ar", "xx"} {
		if quick.Unchecked(locale) != whole.Unchecked(locale) || quick.RTL(locale) != whole.RTL(locale) {
			t.Errorf("%s: unchecked %v, want %v; right to left %v, want %v", locale, quick.Unchecked(locale), whole.Unchecked(locale), quick.RTL(locale), whole.RTL(locale))
		}
		for i, r := range quick.Regions() {
			for j, h := range r.Services {
				if got, want := quick.HelplineIn(locale, h), whole.HelplineIn(locale, whole.Regions()[i].Services[j]); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %s differs", locale, h.ID)
				}
			}
			got, inside := quick.RegionName(locale, r)
			if want, wantInside := whole.RegionName(locale, whole.Regions()[i]); got != want || inside != wantInside {
				t.Errorf("%s: %s is %q, want %q", locale, r.ID, got, want)
			}
		}
	}
}

// TestUnderstandingIsReadByManyAtOnce: the readings share nothing that one of them writes, which the race detector sees.
func TestUnderstandingIsReadByManyAtOnce(t *testing.T) {
	l, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if read, _ := l.Triage("en"); len(read.Concepts) == 0 {
				t.Error("nothing was read")
			}
		})
	}
	wait.Wait()
}

// TestUnderstandingIsNotKept reads typed words anew at each call, also those of a folder that has changed since.
func TestUnderstandingIsNotKept(t *testing.T) {
	files := small()
	l, problems := Load(files)
	if l == nil {
		t.Fatal(problems)
	}
	files["data/triage/en.yaml"].Data = []byte("nothing: that can be read")
	read, _ := l.Triage("en")
	if again, _ := l.Triage("en"); read == again || !reflect.DeepEqual(read, again) || read.Limits.Urgent != 0.5 {
		t.Errorf("got %+v, then %+v", read, again)
	}
}
