package web

import (
	"context"
	"encoding/hex"
	"errors"
	"hash/fnv"
	"net/http"
	"strings"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// walk draws the screen for where a person stands. It keeps nothing: not for somebody new, and not for a link that opens the
// walk somewhere, which counts with the first form that is sent.
func (a *Adapter) walk(w http.ResponseWriter, r *http.Request) {
	s, err := a.state(r.Context(), a.person(r))
	if err != nil {
		a.log.Error("a conversation cannot be read", "error", err)
		a.trouble(w, r, http.StatusServiceUnavailable, "trouble")
		return
	}
	lib := a.library(r)
	d := draft{flash: a.takeFlash(w, r)}
	if start := r.URL.Query().Get(fieldStart); start != "" && len(start) <= maxStart {
		if code := dialog.CodeIn(dialog.Start{Payload: start}); code != "" {
			http.Redirect(w, r, "/move/"+code, http.StatusSeeOther)
			return
		}
		_, d.reply = dialog.Step(lib, s, dialog.Input{At: a.now(), Locale: a.locale(r), Act: dialog.Start{Payload: start}})
		if to := apart(d.reply.Screen); to != "" {
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		d.start = start
		a.screen(w, r, d)
		return
	}
	if s.IsZero() {
		_, d.reply = dialog.Step(lib, s, dialog.Input{At: a.now(), Locale: a.locale(r), Act: dialog.Start{}})
		a.screen(w, r, d)
		return
	}
	s, d.back = revisit(lib, s, r.URL.Query().Get("at"))
	d.reply = dialog.Show(lib, s)
	a.screen(w, r, d)
}

// revisit is the state that a page's address was made for, when that lies on the way back: the browser's back button.
func revisit(lib *dialog.Library, s dialog.State, mark string) (_ dialog.State, back bool) {
	if mark == "" || mark == placeMark(s.At.Key()) {
		return s, false
	}
	for i := len(s.Trail) - 1; i >= 0; i-- {
		if key := s.Trail[i].Key(); placeMark(key) == mark {
			if there, ok := dialog.Revisit(lib, s, key); ok {
				return there, true
			}
		}
	}
	return s, false
}

// placeMark stands for a screen in an address. It tells screens apart but does not say what they are about: addresses stay in
// the browser's history.
func placeMark(key string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	return hex.EncodeToString(h.Sum(nil))
}

// turnTimeout bounds one form: far more than a turn takes, and less than the server's own limit.
const turnTimeout = 10 * time.Second

// post answers a form of the walk: it takes its acts one after the other and leads to the page that shows where they led.
func (a *Adapter) post(w http.ResponseWriter, r *http.Request) {
	f, err := parseForm(r)
	if err != nil {
		a.badForm(w, r, err)
		return
	}
	acts := f.acts()
	if len(acts) == 0 {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if a.tooManyCodes(w, r, acts) {
		return
	}
	// A browser that is closed or sends the form again must not cut a turn short.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), turnTimeout)
	defer cancel()
	person := a.person(r)
	ans := &answer{done: make(chan struct{})}
	first := true
	key := formID{person, f.id()}
	if key.id != 0 {
		ans, first = a.answers.begin(key)
	}
	if first {
		a.answer(ctx, r, &f, acts, person, ans)
		a.answers.end(key, ans)
	} else if err := ans.wait(ctx); err != nil {
		a.trouble(w, r, http.StatusServiceUnavailable, "trouble")
		return
	}
	a.lead(w, r, ans)
}

// badForm answers a form that is not ours, or too large.
func (a *Adapter) badForm(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusBadRequest
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		status = http.StatusRequestEntityTooLarge
	}
	a.trouble(w, r, status, "web.refused")
}

// lead sends the browser to the page that shows an answer.
func (a *Adapter) lead(w http.ResponseWriter, r *http.Request, ans *answer) {
	if ans.url == "" {
		a.trouble(w, r, http.StatusServiceUnavailable, "trouble")
		return
	}
	if ans.person != "" || a.person(r) != "" {
		a.remember(w, r, ans.person)
	}
	a.setFlash(w, r, ans.flash)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, ans.url, http.StatusSeeOther)
}

// answer takes the acts of a form and fills in where they led.
func (a *Adapter) answer(ctx context.Context, r *http.Request, f *form, acts []dialog.Act, person bots.PersonID, ans *answer) {
	known := person
	if known == "" {
		known = newPerson()
	}
	var reply dialog.Reply
	for i, act := range acts {
		ev := bots.Event{ID: f.eventID(i), Locale: a.locale(r), Act: act}
		var err error
		if reply, err = a.turn(ctx, known, ev); err != nil {
			a.log.Error("a form was not kept", "error", err)
			return
		}
	}
	ans.flash = flashOf(reply, *f)
	stands := true
	if to := apart(reply.Screen); to != "" || person == "" {
		s, err := a.state(ctx, known)
		if err != nil {
			a.log.Error("a conversation cannot be read", "error", err)
			return
		}
		if stands = s.At.Key() == reply.Screen && !s.IsZero(); !s.IsZero() {
			ans.person = known
		}
	} else {
		ans.person = known
	}
	ans.url = "/?at=" + placeMark(reply.Screen)
	if to := apart(reply.Screen); to != "" && !stands {
		ans.url = to
	}
}

// errNoTurns says that forms are not answered yet, or no more.
var errNoTurns = errors.New("web: no handler is running")

// turn runs one act and returns what it came to. A zero Reply means that there was nothing to say about it.
func (a *Adapter) turn(ctx context.Context, person bots.PersonID, ev bots.Event) (dialog.Reply, error) {
	h := a.turns.Load()
	if h == nil {
		return dialog.Reply{}, errNoTurns
	}
	shown := make(chan dialog.Reply, 1)
	ev.Channel, ev.Person, ev.Room, ev.At = Name, person, bots.Room{ID: bots.RoomID(person)}, a.now()
	ev.Reply = bots.ResponderFunc(func(_ context.Context, out bots.Outcome) error {
		shown <- out.Reply
		return nil
	})
	if err := (*h).Handle(ctx, ev); err != nil {
		return dialog.Reply{}, err //nolint:wrapcheck // it says which turn failed
	}
	select {
	case reply := <-shown:
		return reply, nil
	case <-time.After(silence):
		return dialog.Reply{}, nil
	case <-ctx.Done():
		return dialog.Reply{}, ctx.Err()
	}
}

// silence is how long an answer is waited for that may never come: an event that this process met before answers.begin did,
// as after a change of the person's cookie.
const silence = 2 * time.Second

// apart is the address of a screen that belongs to no session: urgent help, a child's help, and "everything is deleted". It is
// empty for any other screen.
func apart(screen string) string {
	name, subject, _ := strings.Cut(screen, ":")
	switch dialog.ScreenID(name) {
	case dialog.AtUrgent, dialog.AtKid:
		if subject != "" {
			return "/" + name + "/" + subject
		}
		return "/" + name
	case dialog.AtGone:
		return "/gone"
	default:
		return ""
	}
}

// locale is the browser's first language, as the platform's guess of the person's. Where the settings say whom the site is for,
// its country is theirs: browsers name the country of their own settings more often than that of the person.
func (a *Adapter) locale(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	first, _, _ = strings.Cut(first, ";")
	if first = strings.TrimSpace(first); len(first) > 35 || first == "*" {
		first = ""
	}
	if a.cfg.Region == "" {
		return first
	}
	language, _, _ := strings.Cut(first, "-")
	if language == "" {
		language = content.DefaultLocale
	}
	return language + "-" + strings.ToUpper(a.cfg.Region)
}
