package bots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

// address is where a reminder goes. It is kept sealed by the store:
//
//	{"c":"telegram","p":"123","r":"123"}
type address struct {
	Channel string   `json:"c"`
	Person  PersonID `json:"p"`
	Room    RoomID   `json:"r"`
}

func encodeAddress(ev Event) []byte {
	b, err := json.Marshal(address{Channel: ev.Channel, Person: ev.Person, Room: ev.Room.ID})
	if err != nil {
		panic(fmt.Sprintf("bots: three strings must encode: %v", err))
	}
	return b
}

// ReminderStore hands out the reminders whose time has come, each to one caller only.
type ReminderStore interface {
	DueReminders(ctx context.Context, now time.Time, limit int) ([]store.Due, error)
}

// remindersAtOnce bounds one round.
const remindersAtOnce = 100

// Remind writes to everybody whose reminder is due. A reminder that cannot be delivered is gone: nobody is written to twice.
func (r *Runner) Remind(ctx context.Context, due ReminderStore, adapters map[string]Adapter) error {
	list, err := due.DueReminders(ctx, r.now(), remindersAtOnce)
	if err != nil {
		return fmt.Errorf("bots: due reminders: %w", err)
	}
	var errs []error
	for _, d := range list {
		var to address
		if err := json.Unmarshal(d.Address, &to); err != nil {
			errs = append(errs, errors.New("bots: a reminder's address cannot be read"))
			continue
		}
		adapter, ok := adapters[to.Channel]
		if !ok {
			continue // the channel is switched off
		}
		errs = append(errs, r.Handle(ctx, Event{
			Channel: to.Channel, Person: to.Person, Room: Room{ID: to.Room}, At: r.now(), Act: dialog.Tick{},
			Reply: ResponderFunc(func(ctx context.Context, out Outcome) error {
				for _, m := range out.Messages {
					if _, err := adapter.Send(ctx, Room{ID: to.Room}, m); err != nil {
						return err
					}
				}
				return nil
			}),
		}))
	}
	return errors.Join(errs...)
}
