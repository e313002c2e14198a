package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/safesteps/safesteps/store"
)

// forgetCmd lets an operator honour a person's wish to be forgotten without the bot.
type forgetCmd struct {
	databaseFlags
	Channel string `required:"" help:"telegram, discord or web." placeholder:"NAME"`
	Person  string `help:"The person's id on that channel; read from standard input when not given, so that it stands in no list of processes." placeholder:"ID"`
	Compact bool   `help:"Then write the file anew, so that no trace is left in a large file. Turns wait: a second for each 100 MB."`
}

// Run deletes everything about one person. The id is neither printed nor kept.
func (c *forgetCmd) Run(e *env) error {
	person := c.Person
	if person == "" {
		line, err := bufio.NewReader(e.stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read: %w", err)
		}
		person = strings.TrimSpace(line)
	}
	if person == "" {
		return usageError{errors.New("--person: whom to forget? Give the id on standard input")}
	}
	db, err := c.attach(e.ctx)
	if err != nil {
		return err
	}
	return closing(db, c.forget(e, db, person))
}

func (c *forgetCmd) forget(e *env, db database, person string) error {
	known, err := forget(e, db, db.Key(c.Channel, person))
	if err != nil {
		return err
	}
	if err := compactIf(e.ctx, c.Compact, db); err != nil {
		return err
	}
	if !known {
		return e.print("nothing is kept about this person\n")
	}
	return e.print("forgotten\n")
}

// forget deletes a conversation, and tells whether there was one. It tries again when the person writes meanwhile.
func forget(e *env, db database, key store.Key) (known bool, err error) {
	const tries = 20
	for range tries {
		rec, err := db.Load(e.ctx, key)
		if errors.Is(err, store.ErrSealed) {
			return false, fmt.Errorf("this person's row was changed by somebody without the secret: %w", err)
		}
		if err != nil || rec.Rev == 0 {
			return false, err
		}
		err = db.Save(e.ctx, store.Turn{Key: key, Rev: rec.Rev, Forget: true, Now: e.now()})
		if !errors.Is(err, store.ErrConflict) {
			return true, err
		}
	}
	return false, errors.New("this person is writing just now; try again in a moment")
}
