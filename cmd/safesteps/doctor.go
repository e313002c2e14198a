package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// doctorCmd looks at everything serve needs, and says what to do about what is wrong.
type doctorCmd struct {
	contentFlags
	serveFlags
}

// finding is what one check came to.
type finding struct {
	name string
	bad  bool
	what string
}

// Run prints a line for each check, and exits with 1 when one failed.
func (c *doctorCmd) Run(e *env) error {
	failed := false
	asked := &datedTransport{now: e.now}
	for _, check := range []func() finding{
		func() finding { return c.settings(e) },
		func() finding { return c.content(e) },
		func() finding { return c.database(e) },
		func() finding { return c.telegram(e.ctx, asked) },
		func() finding { return c.discord(e, asked) },
		func() finding { return c.clock(e, asked) }, // after the platforms were asked, who know what time it is
	} {
		f := check()
		mark := "ok  "
		if f.bad {
			mark, failed = "FAIL", true
		}
		if err := e.print("%s  %-9s %s\n", mark, f.name, f.what); err != nil {
			return err
		}
	}
	if failed {
		return errNo
	}
	return nil
}

// noDatabase stands for the database where channels are only built, not run.
type noDatabase struct{ database }

// settings builds every channel as serve would, and runs none.
func (c *doctorCmd) settings(e *env) finding {
	for name, address := range map[string]string{"SAFESTEPS_LISTEN": c.Listen, "SAFESTEPS_ADMIN_LISTEN": c.AdminListen} {
		if _, err := reachable(address); err != nil && address != "" {
			return finding{"settings", true, name + " must be an address with a port, such as 127.0.0.1:8080"}
		}
	}
	if c.Secret != "" && longEnough("SAFESTEPS_SECRET", c.Secret) != nil {
		return finding{"settings", true, longEnough("SAFESTEPS_SECRET", c.Secret).Error()}
	}
	if c.TelegramWebhookURL != "" && c.TelegramToken == "" {
		return finding{"settings", true, "SAFESTEPS_TELEGRAM_WEBHOOK_URL is set, but SAFESTEPS_TELEGRAM_TOKEN is not"}
	}
	if c.DiscordPublicKey != "" && c.DiscordToken == "" {
		return finding{"settings", true, "SAFESTEPS_DISCORD_PUBLIC_KEY is set, but SAFESTEPS_DISCORD_TOKEN is not"}
	}
	lib, err := c.library()
	if err != nil {
		return finding{"settings", false, "looked at without the content"}
	}
	if _, err := c.channels(e, slog.New(slog.DiscardHandler), noDatabase{}, func() *dialog.Library { return lib }); err != nil {
		return finding{"settings", true, err.Error()}
	}
	return finding{"settings", false, "every setting makes sense"}
}

func (c *doctorCmd) content(e *env) finding {
	lib, err := c.load()
	if err != nil {
		return finding{"content", true, err.Error() + "\n      run: safesteps content check"}
	}
	overdue := 0
	for _, p := range lib.Check(content.DateOf(e.now())) {
		if strings.HasPrefix(p.What, "overdue") {
			overdue++
		}
	}
	what := fmt.Sprintf("%d apps, %d regions, version %s", len(lib.Apps()), len(lib.Regions()), lib.Version())
	if overdue > 0 {
		what += fmt.Sprintf("; %d facts are overdue for review, see: safesteps content check", overdue)
	}
	return finding{"content", false, what}
}

// missing reports whether there is no SQLite file yet.
func (c *doctorCmd) missing() bool {
	_, err := os.Stat(c.Database)
	return os.IsNotExist(err) && !isPostgres(c.Database)
}

// database looks without making a file where there is none.
func (c *doctorCmd) database(e *env) finding {
	if c.missing() {
		dir := filepath.Dir(c.Database)
		probe, err := os.CreateTemp(dir, ".safesteps-doctor-*")
		if err != nil {
			return finding{"database", true, "no file yet, and none can be made in its folder; give that folder to this user, or set SAFESTEPS_DATABASE"}
		}
		_ = probe.Close()
		_ = os.Remove(probe.Name())
		return finding{"database", false, "no file yet; serve will make one"}
	}
	db, err := databaseFlags{Database: c.Database, Secret: c.Secret}.attach(e.ctx) // a server may be using it
	if err != nil {
		return finding{"database", true, err.Error()}
	}
	defer func() { _ = db.Close() }()
	if err := newProbe(db).writable(e.ctx); err != nil {
		return finding{"database", true, err.Error() + "; check the disk's free space and who may write"}
	}
	return finding{"database", false, "can be read and written"}
}

// clock catches a machine that does not know the time: dates and reminders would be wrong, and people deleted too early.
func (c *doctorCmd) clock(e *env, asked *datedTransport) finding {
	const whatToDo = "; set the machine's time, and let it be kept (timedatectl set-ntp true)"
	now := e.now()
	if now.Year() < 2026 {
		return finding{"clock", true, "it says " + now.Format(time.DateOnly) + whatToDo}
	}
	if wrong, known := asked.difference(); known && wrong.Abs() > 2*time.Minute {
		return finding{"clock", true, fmt.Sprintf("it is %s away from the platform's%s", wrong.Abs().Round(time.Second), whatToDo)}
	}
	if !c.missing() {
		db, err := databaseFlags{Database: c.Database, Secret: c.Secret}.attach(e.ctx)
		if err == nil {
			defer func() { _ = db.Close() }()
			if doubt, err := clockDoubt(e.ctx, now, db); err == nil && doubt != "" {
				return finding{"clock", true, doubt + whatToDo + "; if it is right, start the server once"}
			}
		}
	}
	return finding{"clock", false, now.UTC().Format("2006-01-02 15:04 UTC")}
}

func (c *doctorCmd) telegram(ctx context.Context, asked *datedTransport) finding {
	if c.TelegramToken == "" {
		return finding{"telegram", false, "off; set SAFESTEPS_TELEGRAM_TOKEN to switch it on"}
	}
	t, err := telegram.New(telegram.Config{
		Token: c.TelegramToken, APIURL: c.TelegramAPIURL, WebhookURL: c.TelegramWebhookURL, WebhookSecret: c.TelegramWebhookSecret,
		Client: asked.client(), Now: asked.now,
	})
	if err != nil {
		return finding{"telegram", true, err.Error()}
	}
	what, err := t.Inspect(ctx)
	if err != nil {
		return finding{"telegram", true, err.Error()}
	}
	return finding{"telegram", false, what}
}

func (c *doctorCmd) discord(e *env, asked *datedTransport) finding {
	if c.DiscordToken == "" {
		return finding{"discord", false, "off; set SAFESTEPS_DISCORD_TOKEN to switch it on"}
	}
	lib, err := c.library()
	if err != nil {
		return finding{"discord", true, "not looked at, because the content cannot be read"}
	}
	d, err := discord.New(discord.Config{
		Token: c.DiscordToken, PublicKey: c.DiscordPublicKey, APIURL: c.DiscordAPIURL, Library: lib, Client: asked.client(), Now: e.now,
	})
	if err != nil {
		return finding{"discord", true, err.Error()}
	}
	what, err := d.Inspect(e.ctx)
	if err != nil {
		return finding{"discord", true, err.Error()}
	}
	return finding{"discord", false, what}
}

// datedTransport remembers by how much our clock differs from that of whoever answers.
type datedTransport struct {
	now   func() time.Time
	ahead time.Duration
	known bool
}

// client is a client that asks through it, for one goroutine.
func (d *datedTransport) client() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: d}
}

// RoundTrip implements http.RoundTripper.
func (d *datedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // the adapter knows what to say
	}
	if theirs, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		d.ahead, d.known = d.now().Sub(theirs), true
	}
	return res, nil
}

// difference is how far our clock is ahead; known is false when nobody told.
func (d *datedTransport) difference() (ahead time.Duration, known bool) { return d.ahead, d.known }
