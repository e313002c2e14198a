package content

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDate(t *testing.T) {
	d, err := ParseDate("2027-02-28")
	if err != nil || d != (Date{2027, time.February, 28}) {
		t.Fatalf("ParseDate = %v, %v", d, err)
	}
	if got := d.AddDays(1); got.String() != "2027-03-01" || !got.After(d) || !d.Before(got) || got.Since(d) != 1 || d.Compare(d) != 0 {
		t.Errorf("the day after %s is %s", d, got)
	}
	if got := DateOf(time.Date(2027, 2, 28, 23, 59, 0, 0, time.FixedZone("far", -9*3600))); got != d {
		t.Errorf("DateOf = %s, want the day where the clock stands, %s", got, d)
	}
	if !(Date{}).IsZero() || (Date{}).String() != "" || d.IsZero() {
		t.Error("only the zero Date means no day")
	}
	for _, bad := range []string{"2027-02-30", "27-02-01", "2027/02/01", "tomorrow"} {
		if got, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", bad, got)
		}
	}
}

func TestDateJSON(t *testing.T) {
	for _, want := range []Date{{}, {2027, 5, 1}} {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Date
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Errorf("%s came back as %s, %v", b, got, err)
		}
	}
	var d Date
	if err := json.Unmarshal([]byte(`"soon"`), &d); err == nil {
		t.Error("soon was read as a day")
	}
}
