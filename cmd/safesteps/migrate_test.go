package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/store/storetest"
)

func TestMigrate(t *testing.T) {
	server := storetest.Postgres(t)
	for name, secret := range map[string]string{"secret in a file beside it": "", "secret in the settings": oldSecret} {
		t.Run(name, func(t *testing.T) {
			path, address := parentKept(t, secret), storetest.Schema(t, server)
			env := map[string]string{"SAFESTEPS_SECRET": oldSecret}
			out, errs, code := command(t, "", env, "migrate", "--from", path, "--to", address)
			if code != exitDone || !strings.Contains(out, "moved 1 conversations") || strings.Contains(out+errs, "MARKED") {
				t.Fatalf("exit code %d: %s%s", code, out, errs)
			}
			if !opens(t, address, oldSecret) || !opens(t, path, secret) {
				t.Error("the parent should be in both places now")
			}
			if _, errs, code := command(t, "", env, "migrate", "--from", path, "--to", address); code != exitBroken || !strings.Contains(errs, "holds a bot already") {
				t.Errorf("twice: exit code %d: %s", code, errs)
			}
			upkeepOnPostgres(t, map[string]string{"SAFESTEPS_SECRET": oldSecret, "SAFESTEPS_DATABASE": address})
		})
	}
}

// upkeepOnPostgres runs the commands on the database that was moved.
func upkeepOnPostgres(t *testing.T, env map[string]string) {
	t.Helper()
	for _, c := range []struct {
		stdin string
		args  []string
		want  string
		code  int
	}{
		{"", []string{"doctor"}, "can be read and written", exitDone},
		{"", []string{"stats"}, "", exitDone},
		{"", []string{"purge"}, "deleted 0 conversations", exitDone},
		{"", []string{"rotate"}, "SAFESTEPS_NEW_SECRET", exitUsage},
		{"", []string{"backup", filepath.Join(t.TempDir(), "x")}, "pg_dump", exitUsage},
		{"4711\n", []string{"forget", "--channel", "telegram"}, "forgotten", exitDone},
		{"4711\n", []string{"forget", "--channel", "telegram"}, "nothing is kept", exitDone},
		{"", []string{"rotate", "--new-secret", newSecret}, "in force", exitDone},
		{"", []string{"stats"}, "does not open", exitBroken},
	} {
		out, errs, code := command(t, c.stdin, env, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.want) || strings.Contains(out+errs, "MARKED") {
			t.Errorf("%s: exit code %d: %s%s", c.args[0], code, out, errs)
		}
	}
}

// TestServeOnPostgres: it starts, says where without the password, is ready, and stops.
func TestServeOnPostgres(t *testing.T) {
	address := strings.Replace(storetest.Schema(t, storetest.Postgres(t)), "safesteps@", "safesteps:MARKED@", 1)
	env := map[string]string{"SAFESTEPS_DATABASE": address, "SAFESTEPS_LISTEN": "127.0.0.1:0"}
	if _, errs, code := command(t, "", env, "serve"); code != exitUsage || !strings.Contains(errs, "SAFESTEPS_SECRET") || strings.Contains(errs, "MARKED") {
		t.Errorf("without a secret: exit code %d: %s", code, errs)
	}
	env["SAFESTEPS_SECRET"] = oldSecret
	ctx, cancel := context.WithCancel(t.Context())
	said := &notifier{on: "safesteps chat"}
	said.then = func() { // before it serves
		said.then = func() {}
		addr := regexp.MustCompile(`web page +http://(\S+)`).FindStringSubmatch(said.all.String())
		go func() {
			defer cancel()
			if out, errs, code := command(t, "", nil, "healthcheck", "--ready", "--listen", addr[1]); code != exitDone {
				t.Errorf("exit code %d: %s%s", code, out, errs)
			}
		}()
	}
	if err := run(ctx, nil, func(k string) string { return env[k] }, strings.NewReader(""), &bytes.Buffer{}, said); err != nil {
		t.Fatal(err)
	}
	if all := said.all.String(); strings.Contains(all, "MARKED") || !strings.Contains(all, "database  postgres://127.0.0.1:") {
		t.Errorf("it says:\n%s", all)
	}
}

func TestMigrateRefuses(t *testing.T) {
	_, busy := served(t, oldSecret)
	env := map[string]string{"SAFESTEPS_SECRET": oldSecret}
	url := "postgres://u:MARKED@127.0.0.1:1/x"
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
		code int
	}{
		"a file that is served":  {env, []string{"--from", busy, "--to", url}, "another process uses", exitBroken},
		"no file":                {env, []string{"--from", "no/such.db", "--to", url}, "--from", exitUsage},
		"not an address":         {env, []string{"--from", busy, "--to", "file.db"}, "--to", exitUsage},
		"no secret":              {nil, []string{"--from", busy, "--to", url}, "SAFESTEPS_SECRET", exitUsage},
		"nobody at the address":  {env, []string{"--from", parentKept(t, oldSecret), "--to", url}, "move to PostgreSQL", exitBroken},
		"a file of other people": {env, []string{"--from", parentKept(t, newSecret), "--to", url}, "does not open", exitBroken},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := command(t, "", c.env, append([]string{"migrate"}, c.args...)...)
			if code != c.code || !strings.Contains(errs, c.want) || strings.Contains(out+errs, "MARKED") {
				t.Errorf("exit code %d: %s%s; want %d, %q", code, out, errs, c.code, c.want)
			}
		})
	}
}
