package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/content"
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
	for _, f := range []finding{c.content(), c.database(e), c.clock(), c.telegram(e.ctx)} {
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

func (c *doctorCmd) content() finding {
	lib, err := c.load()
	if err != nil {
		return finding{"content", true, err.Error() + "\n      run: safesteps content check"}
	}
	overdue := 0
	for _, p := range lib.Due(content.DateOf(time.Now())) {
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

// database looks without making a file where there is none.
func (c *doctorCmd) database(e *env) finding {
	if _, err := os.Stat(c.Database); os.IsNotExist(err) && !isPostgres(c.Database) {
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
	if err := db.Writable(e.ctx); err != nil {
		return finding{"database", true, err.Error() + "; check the disk's free space and who may write"}
	}
	return finding{"database", false, "can be read and written"}
}

// clock catches a machine that does not know the time: dates and reminders would be wrong.
func (c *doctorCmd) clock() finding {
	if now := time.Now(); now.Year() < 2026 {
		return finding{"clock", true, "it says " + now.Format(time.DateOnly) + "; set the machine's time"}
	}
	return finding{"clock", false, time.Now().UTC().Format("2006-01-02 15:04 UTC")}
}

func (c *doctorCmd) telegram(ctx context.Context) finding {
	if c.TelegramToken == "" {
		return finding{"telegram", false, "off; set SAFESTEPS_TELEGRAM_TOKEN to switch it on"}
	}
	t, err := telegram.New(telegram.Config{
		Token: c.TelegramToken, APIURL: c.TelegramAPIURL, WebhookURL: c.TelegramWebhookURL, WebhookSecret: c.TelegramWebhookSecret,
		Client: &http.Client{Timeout: 10 * time.Second},
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
