package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// A handover is a checklist on its way from one channel to another. Its row is named by a keyed hash of the code and sealed with
// a key that only the code gives, so whoever has the database and even the secret can neither read it nor tell whose it was: the
// row holds nothing of the person who gave it, and it is gone in the commit that keeps it for the person who took it.

// Handover is what somebody leaves behind a code. It is kept together with their turn, or not at all.
type Handover struct {
	Code    string    // at least MinCode bytes, hard to guess; the same code again replaces what was behind it
	Body    []byte    // what is handed over; at most MaxState bytes
	Expires time.Time // from then on the code is worth nothing
}

// MinCode is the fewest bytes a code may have.
const MinCode = 8

// ErrNoHandover means that nothing lies behind a code: it never was one, was used, or is too old.
var ErrNoHandover = errors.New("store: nothing lies behind this code")

// handoverOf derives the name of a code's row and the cipher for what is in it.
func (s *Sealer) handoverOf(code string) (id Key, box cipher.AEAD) {
	mac := hmac.New(sha256.New, s.code)
	mac.Write([]byte(code))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err == nil {
		box, err = cipher.NewGCMWithRandomNonce(block)
	}
	if err != nil {
		panic("store: a key of 32 bytes must make a cipher: " + err.Error())
	}
	return s.hash("handover", code), box
}

// openHandover reads what lies behind a code; find gives the body of a row, nil when there is none.
func (s *Sealer) openHandover(code string, find func(id Key) ([]byte, error)) ([]byte, error) {
	id, box := s.handoverOf(code)
	sealed, err := find(id)
	if err != nil {
		return nil, fmt.Errorf("read a handover: %w", err)
	}
	if sealed == nil {
		return nil, ErrNoHandover
	}
	body, err := box.Open(nil, nil, sealed, id[:])
	if err != nil {
		return nil, ErrSealed // the cause says no more than that it failed
	}
	return body, nil
}

// check finds what is wrong with a handover.
func (h *Handover) check() error {
	switch {
	case h == nil:
		return nil
	case len(h.Code) < MinCode:
		return fmt.Errorf("%w: a code of %d bytes", ErrTurn, len(h.Code))
	case len(h.Body) > MaxState:
		return fmt.Errorf("%w: a handover of %d bytes", ErrTurn, len(h.Body))
	case h.Expires.IsZero():
		return fmt.Errorf("%w: a handover without an end", ErrTurn)
	}
	return nil
}

const (
	giveSQL  = `INSERT INTO handovers (id, expires, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, body = excluded.body`
	thereSQL = `SELECT count(*) FROM handovers WHERE id = ? AND expires > ?`
	takeSQL  = `DELETE FROM handovers WHERE id = ?`
	peekSQL  = `SELECT body FROM handovers WHERE id = ? AND expires > ?`
	staleSQL = `DELETE FROM handovers WHERE expires <= ?`
)

// Handover reads what lies behind a code and leaves it there: it is taken by the turn that keeps it, whose Take is the code. So a
// crash between the two loses nothing. ErrNoHandover when there is nothing at the time now.
func (s *SQLite) Handover(ctx context.Context, code string, now time.Time) ([]byte, error) {
	return s.sealer.openHandover(code, func(id Key) (body []byte, err error) {
		err = s.reading(ctx, func(c *conn) error {
			return c.query(peekSQL, 1, func(row []driver.Value) error {
				body = row[0].([]byte)
				return nil
			}, id[:], now.Unix())
		})
		return body, err
	})
}

// PurgeHandovers deletes what lies behind codes that are too old at the time now, and tells how many they were.
func (s *SQLite) PurgeHandovers(ctx context.Context, now time.Time) (int, error) {
	var n int64
	err := s.alone(ctx, func(c *conn) (err error) {
		n, err = c.exec(staleSQL, now.Unix())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("purge handovers: %w", err)
	}
	return int(n), nil
}

// handover is the part of a turn that gives or takes a checklist, made ready for the disk.
type handover struct {
	take    bool
	taken   Key   // the row that must be there, and goes
	now     int64 // Unix seconds
	give    bool
	given   Key
	expires int64
	body    []byte // sealed
}

func (s *Sealer) handover(t Turn) handover {
	h := handover{now: t.Now.Unix()}
	if t.Take != "" {
		h.take, h.taken = true, s.hash("handover", t.Take)
	}
	if t.Give != nil {
		h.give, h.expires = true, t.Give.Expires.Unix()
		id, box := s.handoverOf(t.Give.Code)
		h.given, h.body = id, box.Seal(nil, nil, t.Give.Body, id[:])
	}
	return h
}

// ready reports whether what should be taken is there.
func (h *handover) ready(c *conn) (bool, error) {
	if !h.take {
		return true, nil
	}
	n, err := c.number(thereSQL, h.taken[:], h.now)
	return n == 1, err
}

// apply takes and gives, inside the turn's transaction.
func (h *handover) apply(c *conn) error {
	if h.take {
		if _, err := c.exec(takeSQL, h.taken[:]); err != nil {
			return err
		}
	}
	if !h.give {
		return nil
	}
	if _, err := c.exec(staleSQL, h.now); err != nil {
		return err
	}
	_, err := c.exec(giveSQL, h.given[:], h.expires, h.body)
	return err
}
