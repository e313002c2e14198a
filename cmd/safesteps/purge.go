package main

import (
	"context"
	"errors"
	"fmt"
)

// purgeCmd deletes everybody who has not written for a long time. The server does the same every day.
type purgeCmd struct {
	databaseFlags
	OlderThan  int  `default:"365" help:"Days since the last turn; at least 1." placeholder:"DAYS"`
	TrustClock bool `help:"Delete although the clock is far from the day on which the database was last in use."`
	Compact    bool `help:"Then write the file anew, so that no trace is left and the room is given back. Turns wait: a second for each 100 MB."`
}

// Run deletes, beside a server if there is one, and tells how many people are gone.
func (c *purgeCmd) Run(e *env) error {
	if c.OlderThan < 1 {
		return usageError{fmt.Errorf("--older-than: %d days would delete people who are in the middle of it; at least 1", c.OlderThan)}
	}
	db, err := c.attach(e.ctx)
	if err != nil {
		return err
	}
	return closing(db, c.purge(e, db))
}

func (c *purgeCmd) purge(e *env, db database) error {
	doubt, err := clockDoubt(e.ctx, e.now(), db)
	if err != nil {
		return err
	}
	if doubt != "" && !c.TrustClock {
		return fmt.Errorf("the clock: %s; nothing was deleted. Set the clock, or if it is right run this again with --trust-clock", doubt)
	}
	n, err := db.Purge(e.ctx, e.now().AddDate(0, 0, -c.OlderThan))
	if said := e.print("deleted %d conversations\n", n); err != nil || said != nil {
		return errors.Join(err, said)
	}
	return compactIf(e.ctx, c.Compact, db)
}

// compacter is a database that keeps traces of what was deleted until it is written anew.
type compacter interface {
	Compact(ctx context.Context) error
}

// compactIf compacts when it was asked for and the database can.
func compactIf(ctx context.Context, asked bool, db database) error {
	file, can := db.(compacter)
	if !asked || !can {
		return nil
	}
	return file.Compact(ctx)
}
