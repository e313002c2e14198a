package dialog_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/story"
)

var update = flag.Bool("update", false, "write the transcripts as they are now")

func library(t testing.TB) *dialog.Library {
	t.Helper()
	c, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return dialog.NewLibrary(c)
}

// TestStories replays every transcript. The state is encoded and decoded between turns, as the store does it.
func TestStories(t *testing.T) {
	lib := library(t)
	stories, err := story.Read(os.DirFS("testdata/stories"))
	if err != nil {
		t.Fatal(err)
	}
	if len(stories) < 12 {
		t.Errorf("got %d stories, want at least 12", len(stories))
	}
	for _, want := range stories {
		t.Run(want.Name, func(t *testing.T) {
			got := replay(t, lib, want)
			if *update {
				writeStory(t, got)
				return
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Errorf("the transcript has changed (-want +got; go test ./dialog -run TestStories -update writes it):\n%s", diff)
			}
		})
	}
}

func writeStory(t *testing.T, s story.Story) { writeIn(t, "stories", s) }

func writeIn(t *testing.T, folder string, s story.Story) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("testdata", folder, s.Name+".txt"), []byte(s.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func replay(t *testing.T, lib *dialog.Library, s story.Story) story.Story {
	t.Helper()
	got := story.Story{Name: s.Name, Intro: s.Intro}
	var kept []byte
	var now dialog.Reply
	var earlier []dialog.Reply
	at := story.Begin()
	for _, act := range s.Acts {
		done := story.Act{Verb: act.Verb, Arg: act.Arg}
		if act.Verb == "wait" {
			at = at.Add(waiting(t, act))
			got.Acts = append(got.Acts, done)
			continue
		}
		inputs, err := act.Inputs(now, earlier)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range inputs {
			earlier = append(earlier, now)
			kept, now = turn(t, lib, kept, dialog.Input{At: at, Locale: "en-GB", Act: in})
		}
		done.Seen = story.Write(now)
		got.Acts = append(got.Acts, done)
	}
	return got
}

func waiting(t *testing.T, act story.Act) time.Duration {
	t.Helper()
	d, err := act.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// turn is one turn as the Runner takes it: decode, step, encode.
func turn(t testing.TB, lib *dialog.Library, kept []byte, in dialog.Input) ([]byte, dialog.Reply) {
	t.Helper()
	s, err := dialog.Decode(kept)
	if err != nil {
		t.Fatal(err)
	}
	s, r := dialog.Step(lib, s, in)
	return dialog.Encode(s), r
}
