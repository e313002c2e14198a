package tdlib

import (
	"errors"
	"os"
	"testing"
)

func TestLibrary(t *testing.T) {
	lib, err := Shared()
	if err != nil {
		if os.Getenv("CI") == "true" || !errors.Is(err, ErrNoLibrary) {
			t.Fatalf("needs TDLib: %v", err)
		}
		t.Skipf("needs TDLib: %v", err)
	}
	text, entities, err := lib.ParseHTML("£ <b>x</b>")
	if err != nil || text != "£ x" || len(entities) != 1 || entities[0] != (Entity{Offset: 2, Length: 1, Kind: "textEntityTypeBold"}) {
		t.Errorf("got %q %+v %v", text, entities, err)
	}
	var refused *ParseError
	if _, _, err = lib.ParseHTML("<br>"); !errors.As(err, &refused) || refused.Code != 400 {
		t.Errorf("got %v, want a refusal with code 400", err)
	}
	entities, err = lib.AutoEntities("ring 0800 1111 or see nspcc.org.uk")
	if err != nil || len(entities) != 1 || entities[0].Kind != "textEntityTypeUrl" {
		t.Errorf("got %+v %v, want the address and no number", entities, err)
	}
}

func TestFindSaysWhatIsMissing(t *testing.T) {
	t.Setenv("SAFESTEPS_TDJSON", t.TempDir()+"/libtdjson.so")
	if _, err := Find(); !errors.Is(err, ErrNoLibrary) {
		t.Errorf("got %v, want ErrNoLibrary", err)
	}
}
