package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// childEnv names the database that this program, run again by TestKill, writes to until it is killed.
const childEnv = "SAFESTEPS_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		fmt.Fprintln(os.Stderr, victim(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const (
	victims     = 8   // people whose turns the child takes, side by side
	killRounds  = 20  // how often it is killed
	killWithin  = 300 // acknowledged turns after which it is, at most
	killForgets = 11  // every so many turns a guest comes or is forgotten, so that the file is rewritten too
)

// victim takes turns without end, and prints person and event of each that was acknowledged.
func victim(path string) error {
	s, err := Open(context.Background(), path, testSecret)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for person := range victims {
		go func() {
			for {
				event, err := victimTurn(s, person)
				if err != nil {
					failed <- err
					return
				}
				fmt.Printf("%d %d\n", person, event) // one write, so lines stay whole
			}
		}()
	}
	return <-failed
}

// victimTurn adds the next number to a person's state; the event's id is that number plus one.
func victimTurn(s *SQLite, person int) (event uint64, err error) {
	key := s.Key("web", strconv.Itoa(person))
	before, err := s.Load(context.Background(), key)
	if err != nil {
		return 0, err
	}
	event = uint64(len(before.State)) + 1
	if event%killForgets == 0 {
		if err := guestTurn(s); err != nil {
			return 0, err
		}
	}
	return event, s.Save(context.Background(), Turn{
		Key: key, Rev: before.Rev, Seen: before.Seen, State: append(before.State, byte(event)), Event: event, Now: benchNow,
		Counts: []Count{{Day: "2026-11-23", Name: "turns"}},
	})
}

// guestTurn has a guest come, or be forgotten.
func guestTurn(s *SQLite) error {
	key := s.Key("web", "guest")
	before, err := s.Load(context.Background(), key)
	if err != nil {
		return err
	}
	err = s.Save(context.Background(), Turn{Key: key, Rev: before.Rev, State: []byte("guest"), Forget: before.Rev != 0, Now: benchNow})
	if errors.Is(err, ErrConflict) { // several bring the guest
		return nil
	}
	return err
}

// TestKill kills a process in the midst of its turns, again and again on one database: each acknowledged turn is there, once,
// and at most the one turn a person was taking is there unacknowledged.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kill.db")
	r := rand.New(rand.NewPCG(3, uint64(os.Getpid())))
	var acknowledged [victims]uint64
	for round := range killRounds {
		run(t, path, 1+r.IntN(killWithin), &acknowledged)
		examineVictims(t, round, path, &acknowledged)
		if t.Failed() {
			return
		}
	}
}

// run starts the child, kills it after some acknowledged turns and takes down all that it printed.
func run(t *testing.T, path string, turns int, acknowledged *[victims]uint64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		var person int
		var event uint64
		if _, err := fmt.Sscanf(lines.Text(), "%d %d", &person, &event); err != nil {
			break // the last line may be cut
		}
		acknowledged[person] = event
		if n == turns {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
}

func examineVictims(t *testing.T, round int, path string, acknowledged *[victims]uint64) {
	t.Helper()
	s := openTest(t, path)
	defer s.Close()
	var kept int64
	for person, want := range acknowledged {
		r, err := s.Load(t.Context(), s.Key("web", strconv.Itoa(person)))
		if err != nil {
			t.Fatal(err)
		}
		got := uint64(len(r.State))
		if got < want || got > want+1 {
			t.Errorf("round %d, person %d: %d turns kept, %d acknowledged", round, person, got, want)
		}
		for i, b := range r.State {
			if b != byte(i+1) {
				t.Errorf("round %d, person %d: turn %d is there twice or not at all", round, person, i+1)
			}
		}
		if n := uint64(len(r.Seen)); n > 0 && (r.Seen[n-1] != got || len(slices.Compact(r.Seen)) != int(n)) {
			t.Errorf("round %d, person %d: events %d do not belong to %d turns", round, person, r.Seen, got)
		}
		acknowledged[person] = got
		kept += int64(got)
	}
	totals, err := s.Totals(t.Context(), "2026-11-23", "2026-11-23")
	if err != nil || len(totals) != 1 || totals[0].N != kept {
		t.Errorf("round %d: counted %+v, %v; want %d", round, totals, err, kept)
	}
}
