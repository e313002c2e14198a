package web

import (
	"context"
	"net/http"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

// forgetYes is the answer that deletes everything, on the screen that asks for it.
func forgetYes() dialog.Press {
	return dialog.Press{Screen: string(dialog.AtForgetMe), Choice: "yes"}
}

// leave ends the session, deletes what is held, and leads to a page that anybody may have open. It leads there even when the
// store fails: who is in a hurry must not be kept.
func (a *Adapter) leave(w http.ResponseWriter, r *http.Request) {
	if person := a.person(r); person != "" {
		a.forget(context.WithoutCancel(r.Context()), person)
		a.remember(w, r, "")
	}
	http.SetCookie(w, a.flashCookie(r, "", -1))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, a.cfg.LeaveURL, http.StatusSeeOther)
}

func (a *Adapter) forget(ctx context.Context, person bots.PersonID) {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	for _, act := range []dialog.Act{dialog.Command{Name: "forget"}, forgetYes()} {
		if _, err := a.turn(ctx, person, bots.Event{Act: act}); err != nil {
			a.log.Error("a session was left but could not be deleted", "error", err)
			return
		}
	}
}
