package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
)

const (
	doctorToken = "424242:MARKEDtoken-of-the-doctor"
	doctorKey   = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// examined runs doctor with some settings on a database that is not there yet.
func examined(t *testing.T, settings map[string]string) (out string, code int) {
	t.Helper()
	env := map[string]string{"SAFESTEPS_DATABASE": filepath.Join(t.TempDir(), "none.db")}
	for name, value := range settings {
		env["SAFESTEPS_"+name] = value
	}
	out, errs, code := command(t, "", env, "doctor")
	if strings.Contains(out+errs, "MARKED") {
		t.Errorf("a secret is printed: %s%s", out, errs)
	}
	return out, code
}

// TestDoctorOnSettings: a setting that is wrong is named.
func TestDoctorOnSettings(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings map[string]string
		want     string
	}{
		{"listen", map[string]string{"LISTEN": "nowhere"}, "SAFESTEPS_LISTEN"},
		{"admin listen", map[string]string{"ADMIN_LISTEN": "9090"}, "SAFESTEPS_ADMIN_LISTEN"},
		{"short secret", map[string]string{"SECRET": "MARKED"}, "SAFESTEPS_SECRET"},
		{"webhook without a token", map[string]string{"TELEGRAM_WEBHOOK_URL": "https://a.example.org"}, "SAFESTEPS_TELEGRAM_TOKEN"},
		{"key without a token", map[string]string{"DISCORD_PUBLIC_KEY": doctorKey}, "SAFESTEPS_DISCORD_TOKEN"},
		{"accent", map[string]string{"SITE_COLOUR": "#ffff00"}, "colour"},
		{"leave page", map[string]string{"LEAVE_URL": "ftp://x"}, "https"},
		{"token", map[string]string{"TELEGRAM_TOKEN": "MARKED"}, "token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, code := examined(t, c.settings)
			line := lineOf(out, "settings")
			if code != exitNo || !strings.HasPrefix(line, "FAIL") || !strings.Contains(line, c.want) {
				t.Errorf("exit code %d; want %q named in:\n%s", code, c.want, out)
			}
		})
	}
	if out, code := examined(t, nil); code != exitDone {
		t.Errorf("with no settings: exit code %d:\n%s", code, out)
	}
}

// lineOf is the line of a check.
func lineOf(out, check string) string {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line[min(len(line), 6):], check) {
			return line
		}
	}
	return ""
}

// TestDoctorOnTelegram asks a fake Bot API about token and webhook.
func TestDoctorOnTelegram(t *testing.T) {
	const hook = "https://bot.example.org/telegram/webhook"
	webhook := map[string]string{"TELEGRAM_WEBHOOK_URL": hook, "TELEGRAM_WEBHOOK_SECRET": "MARKEDsecret"}
	for _, c := range []struct {
		name     string
		settings map[string]string
		prepare  func(*bottest.FakeTelegram)
		want     string
		bad      bool
	}{
		{name: "polling", want: "long polling"},
		{name: "wrong token", settings: map[string]string{"TELEGRAM_TOKEN": "1:MARKEDother"}, want: "@BotFather", bad: true},
		{name: "nobody there", settings: map[string]string{"TELEGRAM_API_URL": "http://127.0.0.1:1"}, want: "SAFESTEPS_TELEGRAM_API_URL", bad: true},
		{name: "webhook to come", settings: webhook, want: "not registered yet"},
		{name: "webhook in the way", prepare: func(f *bottest.FakeTelegram) { f.UseWebhook(hook, "x") }, want: "serve will remove it"},
		{name: "webhook elsewhere", settings: webhook, prepare: func(f *bottest.FakeTelegram) { f.UseWebhook("https://old.example.org/x", "x") }, want: "another address"},
		{name: "webhook there", settings: webhook, prepare: func(f *bottest.FakeTelegram) { f.UseWebhook(hook, "x") }, want: "webhook registered"},
		{name: "webhook that fails", settings: webhook, prepare: func(f *bottest.FakeTelegram) {
			f.UseWebhook(hook, "x")
			f.RouteWebhook("http://127.0.0.1:1")
			update := f.Person(7, 7).SendText("hello")
			_, _ = f.Deliver(update)
		}, want: "from outside", bad: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := bottest.NewFakeTelegram(t, bottest.TelegramOptions{Token: doctorToken, RetryEvery: time.Hour})
			if c.prepare != nil {
				c.prepare(fake)
			}
			settings := map[string]string{"TELEGRAM_TOKEN": doctorToken, "TELEGRAM_API_URL": fake.URL}
			for name, value := range c.settings {
				settings[name] = value
			}
			out, code := examined(t, settings)
			line := lineOf(out, "telegram")
			if !strings.Contains(line, c.want) || strings.HasPrefix(line, "FAIL") != c.bad || (code == exitNo) != c.bad {
				t.Errorf("exit code %d; want %q, bad %v:\n%s", code, c.want, c.bad, out)
			}
		})
	}
}

// TestDoctorOnDiscord asks a server that answers as Discord does about its application.
func TestDoctorOnDiscord(t *testing.T) {
	endpoint := map[string]string{"DISCORD_PUBLIC_KEY": doctorKey}
	for _, c := range []struct {
		name     string
		settings map[string]string
		status   int
		answer   string
		want     string
		bad      bool
	}{
		{"gateway", nil, 200, `{"name":"Steps"}`, "Steps, by the gateway", false},
		{"wrong token", nil, 401, `{"code":0}`, "token is refused", true},
		{"broken", nil, 500, `<html>`, "SAFESTEPS_DISCORD_API_URL", true},
		{"endpoint", endpoint, 200, `{"name":"Steps","verify_key":"` + strings.ToUpper(doctorKey) + `","interactions_endpoint_url":"https://x"}`, "by /discord/interactions", false},
		{"other key", endpoint, 200, `{"name":"Steps","verify_key":"ffff"}`, "General Information", true},
		{"endpoint not registered", endpoint, 200, `{"name":"Steps"}`, "Discord sends nothing", true},
		{"endpoint in the way", nil, 200, `{"name":"Steps","interactions_endpoint_url":"https://x"}`, "nothing comes by the gateway", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bot MARKEDtoken" {
					t.Errorf("%s %s without the token", r.Method, r.URL)
				}
				w.WriteHeader(c.status)
				_, _ = fmt.Fprint(w, c.answer)
			}))
			defer server.Close()
			settings := map[string]string{"DISCORD_TOKEN": "MARKEDtoken", "DISCORD_API_URL": server.URL}
			for name, value := range c.settings {
				settings[name] = value
			}
			out, code := examined(t, settings)
			line := lineOf(out, "discord")
			if !strings.Contains(line, c.want) || strings.HasPrefix(line, "FAIL") != c.bad || (code == exitNo) != c.bad {
				t.Errorf("exit code %d; want %q, bad %v:\n%s", code, c.want, c.bad, out)
			}
		})
	}
}

// TestDoctorOnTheClock compares it with the date of a platform's answers.
func TestDoctorOnTheClock(t *testing.T) {
	for _, c := range []struct {
		off time.Duration
		bad bool
	}{{0, false}, {time.Minute, false}, {-time.Hour, true}, {365 * oneDay, true}} {
		t.Run(c.off.String(), func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", time.Now().Add(c.off).UTC().Format(http.TimeFormat))
				_, _ = fmt.Fprint(w, `{"name":"Steps"}`)
			}))
			defer server.Close()
			out, _ := examined(t, map[string]string{"DISCORD_TOKEN": "MARKEDtoken", "DISCORD_API_URL": server.URL})
			if line := lineOf(out, "clock"); strings.HasPrefix(line, "FAIL") != c.bad || c.bad && !strings.Contains(line, "timedatectl") {
				t.Errorf("bad %v is not what it says: %s", c.bad, line)
			}
		})
	}
}

// hungDisk never answers.
type hungDisk struct{ asked chan struct{} }

func (h hungDisk) Writable(ctx context.Context) error {
	h.asked <- struct{}{}
	<-ctx.Done()
	return nil
}

// TestProbeOfADiskThatHangs: whoever asks has an answer soon, and the disk is asked once however many ask.
func TestProbeOfADiskThatHangs(t *testing.T) {
	disk := hungDisk{asked: make(chan struct{}, 10)}
	p := newProbe(disk)
	answers := make(chan error)
	const askers = 3
	for range askers {
		go func() { answers <- p.writable(t.Context()) }()
	}
	for range askers {
		if err := <-answers; !errors.Is(err, errHangs) {
			t.Errorf("got %v, want errHangs", err)
		}
	}
	if n := len(disk.asked); n != 1 {
		t.Errorf("the disk was asked %d times", n)
	}
}
