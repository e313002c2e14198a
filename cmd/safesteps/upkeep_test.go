package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/store"
)

// parentKept makes a database with one parent, known as telegram 4711, and returns its file.
func parentKept(t *testing.T, secret string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kept.db")
	db, err := openDatabase(t.Context(), path, secret)
	if err != nil {
		t.Fatal(err)
	}
	save(t, db, store.Turn{Key: db.Key("telegram", "4711"), State: []byte("state"), Now: time.Now()})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// served makes such a database too, and leaves it open as a server has it.
func served(t *testing.T, secret string) (database, string) {
	t.Helper()
	path := parentKept(t, secret)
	db, err := openDatabase(t.Context(), path, secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, path
}

func save(t *testing.T, db database, turn store.Turn) {
	t.Helper()
	if err := db.Save(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
}

// knows tells whether a database holds the parent.
func knows(t *testing.T, db database) bool {
	t.Helper()
	rec, err := db.Load(t.Context(), db.Key("telegram", "4711"))
	if err != nil {
		t.Fatal(err)
	}
	return string(rec.State) == "state"
}

// opens tells whether a database opens with a secret from the settings, or from the file beside it when that is "".
func opens(t *testing.T, path, secret string) bool {
	t.Helper()
	db, err := openDatabase(t.Context(), path, secret)
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }()
	return knows(t, db)
}

func TestBackupBesideAServer(t *testing.T) {
	_, path := served(t, "")
	copied := filepath.Join(t.TempDir(), "copy.db")
	if out, errs, code := command(t, "", nil, "backup", "--database", path, copied); code != exitDone || !strings.Contains(out, "secret is not in it") {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if _, errs, code := command(t, "", nil, "backup", "--database", path, copied); code != exitUsage || !strings.Contains(errs, "is there already") {
		t.Errorf("over a file that is there: exit code %d: %s", code, errs)
	}
	if err := os.Link(path+".key", copied+".key"); err != nil {
		t.Fatal(err)
	}
	if !opens(t, copied, "") {
		t.Error("the parent is not in the copy")
	}
}

func TestNoDatabaseIsSaidAndNoneIsMade(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"backup", filepath.Join(dir, "copy.db")},
		{"purge"},
		{"forget", "--channel", "web", "--person", "1"},
		{"stats"},
		{"rotate"},
	} {
		_, errs, code := command(t, "", nil, append(args, "--database", filepath.Join(dir, "none.db"))...)
		if code != exitUsage || !strings.Contains(errs, "SAFESTEPS_DATABASE") {
			t.Errorf("%s: exit code %d: %s", args[0], code, errs)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v behind, %v", left, err)
	}
}

func TestPurge(t *testing.T) {
	db, path := served(t, "")
	save(t, db, store.Turn{Key: db.Key("web", "old"), State: []byte("s"), Now: time.Now().AddDate(0, 0, -40)})
	out, errs, code := command(t, "", nil, "purge", "--database", path, "--older-than", "30", "--compact")
	if code != exitDone || out != "deleted 1 conversations\n" {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	if !knows(t, db) {
		t.Error("the parent who wrote today is gone")
	}
	if _, errs, code := command(t, "", nil, "purge", "--database", path, "--older-than", "0"); code != exitUsage || !strings.Contains(errs, "--older-than") {
		t.Errorf("everybody: exit code %d: %s", code, errs)
	}
}

func TestForget(t *testing.T) {
	for name, c := range map[string]struct {
		stdin, channel string
		flags          []string
		said           string
		gone           bool
	}{
		"by standard input": {"4711\n", "telegram", nil, "forgotten\n", true},
		"by flag":           {"", "telegram", []string{"--person", "4711"}, "forgotten\n", true},
		"and compacted":     {"4711", "telegram", []string{"--compact"}, "forgotten\n", true},
		"other channel":     {"4711\n", "discord", nil, "nothing is kept about this person\n", false},
		"other person":      {"4712\n", "telegram", nil, "nothing is kept about this person\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			db, path := served(t, "")
			out, errs, code := command(t, c.stdin, nil, append([]string{"forget", "--database", path, "--channel", c.channel}, c.flags...)...)
			if code != exitDone || out != c.said || errs != "" {
				t.Errorf("exit code %d: %s%s", code, out, errs)
			}
			if rec, err := db.Load(t.Context(), db.Key("telegram", "4711")); err != nil || (rec.Rev == 0) != c.gone {
				t.Errorf("a row is there: %t, %v", rec.Rev != 0, err)
			}
		})
	}
	_, errs, code := command(t, "\n", nil, "forget", "--database", parentKept(t, ""), "--channel", "web")
	if code != exitUsage || !strings.Contains(errs, "--person") {
		t.Errorf("nobody: exit code %d: %s", code, errs)
	}
}

func TestStatsHideSmallNumbers(t *testing.T) {
	db, path := served(t, "")
	for range 10 {
		save(t, db, store.Turn{Key: db.Key("web", "a"), Forget: true, Now: time.Now(), Counts: []store.Count{{Day: "2026-11-23", Name: "step", Label: "kik.block"}}})
	}
	save(t, db, store.Turn{Key: db.Key("web", "a"), Forget: true, Now: time.Now(), Counts: []store.Count{
		{Day: "2026-11-23", Name: "urgent", Label: "grooming"}, {Day: "2026-11-24", Name: "step", Label: "kik.block"},
	}})
	stats := func(more ...string) string {
		t.Helper()
		out, errs, code := command(t, "", nil, append([]string{"stats", "--database", path, "--from", "2026-11-23"}, more...)...)
		if code != exitDone {
			t.Fatalf("%v: exit code %d: %s", more, code, errs)
		}
		return out
	}
	if got, want := stats("--to", "2026-11-23"), "2026-11-23  step    kik.block  10\n2026-11-23  urgent  grooming   <10\n"; got != want {
		t.Errorf("text: got\n%s\nwant\n%s", got, want)
	}
	rows, err := csv.NewReader(strings.NewReader(stats("--to", "2026-11-24", "--format", "csv"))).ReadAll()
	if err != nil || len(rows) != 4 || strings.Join(rows[3], " ") != "2026-11-24 step kik.block <10" {
		t.Errorf("csv: got %v, %v", rows, err)
	}
	var got []statsRow
	if err := json.Unmarshal([]byte(stats("--to", "2026-11-23", "--format", "json")), &got); err != nil || len(got) != 2 || got[0].N != 10.0 || got[1].N != "<10" {
		t.Errorf("json: got %v, %v", got, err)
	}
	for _, wrong := range [][]string{{"--from", "yesterday"}, {"--to", "2026-13-01"}, {"--from", "2026-12-02", "--to", "2026-12-01"}} {
		if _, errs, code := command(t, "", nil, append([]string{"stats", "--database", path}, wrong...)...); code != exitUsage || !strings.Contains(errs, wrong[0]) {
			t.Errorf("%v: exit code %d: %s", wrong, code, errs)
		}
	}
}

const (
	oldSecret = "MARKED old secret"
	newSecret = "MARKED new secret"
)

func TestRotateASettingBesideAServer(t *testing.T) {
	db, path := served(t, oldSecret)
	env := map[string]string{"SAFESTEPS_DATABASE": path, "SAFESTEPS_SECRET": oldSecret}
	if _, errs, code := command(t, "", env, "rotate"); code != exitUsage || !strings.Contains(errs, "SAFESTEPS_NEW_SECRET") {
		t.Errorf("without a new one: exit code %d: %s", code, errs)
	}
	env["SAFESTEPS_NEW_SECRET"] = "short"
	if _, errs, code := command(t, "", env, "rotate"); code != exitUsage || !strings.Contains(errs, "SAFESTEPS_NEW_SECRET") {
		t.Errorf("a short one: exit code %d: %s", code, errs)
	}
	env["SAFESTEPS_NEW_SECRET"] = newSecret
	out, errs, code := command(t, "", env, "rotate")
	if code != exitDone || strings.Contains(out+errs, "MARKED") {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if !knows(t, db) {
		t.Error("the server that runs has lost the parent")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if opens(t, path, oldSecret) || !opens(t, path, newSecret) {
		t.Error("want that the new secret opens it, and the old one does not")
	}
}

func TestRotateTheKeyFile(t *testing.T) {
	path := parentKept(t, "")
	before, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if _, errs, code := command(t, "", nil, "rotate", "--database", path); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	after, err := os.ReadFile(path + ".key")
	if err != nil || string(after) == string(before) {
		t.Errorf("the key file is as it was, %v", err)
	}
	if !opens(t, path, "") {
		t.Error("it does not open any more")
	}
}

// TestRotateIsFinished cuts a change of the key file short at each of its steps and runs it again.
func TestRotateIsFinished(t *testing.T) {
	for name, cut := range map[string]func(t *testing.T, path string){
		"before the database is sealed": func(t *testing.T, path string) {
			if _, err := store.LoadOrCreateSecret(nextKeyFile(path)); err != nil {
				t.Fatal(err)
			}
		},
		"before the file is in its place": func(t *testing.T, path string) {
			c := rotateCmd{databaseFlags: databaseFlags{Database: path}}
			if err := c.seal(&env{ctx: t.Context()}); err != nil {
				t.Fatal(err)
			}
			if _, errs, code := command(t, "", nil, "stats", "--database", path); code != exitBroken || !strings.Contains(errs, "safesteps rotate") {
				t.Errorf("meanwhile: exit code %d: %s", code, errs)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := parentKept(t, "")
			cut(t, path)
			if _, errs, code := command(t, "", nil, "rotate", "--database", path); code != exitDone {
				t.Fatalf("exit code %d: %s", code, errs)
			}
			if !opens(t, path, "") {
				t.Error("it does not open any more")
			}
			if _, err := os.Stat(nextKeyFile(path)); err == nil {
				t.Error("the next key file is still there")
			}
		})
	}
}

func TestHealthcheck(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz":
			_, _ = w.Write([]byte("ok\n"))
		default:
			http.Error(w, "the database cannot be written\nand more", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	addr := strings.TrimPrefix(server.URL, "http://")
	everywhere := "0.0.0.0:" + addr[strings.LastIndex(addr, ":")+1:]
	for name, c := range map[string]struct {
		args []string
		said string
		code int
	}{
		"well":      {[]string{"--listen", addr}, "ok\n", exitDone},
		"anywhere":  {[]string{"--listen", everywhere}, "ok\n", exitDone},
		"not ready": {[]string{"--listen", addr, "--ready"}, "the database cannot be written\n", exitNo},
		"nobody":    {[]string{"--listen", "127.0.0.1:1"}, "no answer: ", exitNo},
		"no port":   {[]string{"--listen", "127.0.0.1"}, "", exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := command(t, "", nil, append([]string{"healthcheck"}, c.args...)...)
			if code != c.code || !strings.HasPrefix(out, c.said) {
				t.Errorf("exit code %d, %q %s; want %d, %q", code, out, errs, c.code, c.said)
			}
		})
	}
}
