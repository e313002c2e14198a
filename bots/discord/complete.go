package discord

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/understand"
)

// suggestion is one app that /app offers while somebody types.
type suggestion struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// complete answers with the apps that were perhaps meant.
func (a *Adapter) complete(t *ticket) {
	var typed string
	for _, o := range t.in.Data.Options {
		if o.Focused {
			_ = json.Unmarshal(o.Value, &typed) // a number is no name: everything is offered
		}
	}
	t.timer.Stop()
	list := suggest(a.library.Load(), typed, t.in.Locale)
	a.report(t.answer(callback{Type: answerAutocomplete, Data: struct {
		Choices []suggestion `json:"choices"`
	}{list}}))
}

// How well an app fits what was typed; lower is better.
const (
	fitsName = iota
	fitsNickname
	fitsMeaning // a typing error, as the reader of messages corrects it
	fitsInside
	fitsNot
)

// suggest lists the apps that fit, best first, at most 25. With nothing typed it lists those that most children use.
func suggest(lib *dialog.Library, typed, locale string) []suggestion {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var meant []string
	if typed != "" {
		meant = lib.Reader().Read(typed, understand.Options{Locale: locale}).Apps
	}
	type found struct {
		suggestion
		fit, rank int
	}
	var list []found
	paged := map[string]bool{}
	for _, app := range lib.Apps() {
		paged[app.ID] = true
		names := slices.Concat(app.Names, app.Misspelt, app.Words)
		if fit := fitOf(typed, app.ID, app.Name, names, meant); fit < fitsNot {
			list = append(list, found{suggestion{app.Name, app.ID}, fit, rankOf(app.Rank)})
		}
	}
	for _, app := range lib.KnownApps() {
		if paged[app.ID] || app.Name == "" || typed == "" {
			continue
		}
		names := slices.Concat(app.Names, app.Misspelt, app.Words)
		if fit := fitOf(typed, app.ID, app.Name, names, meant); fit < fitsNot {
			list = append(list, found{suggestion{app.Name, app.Name}, fit, rankOf(0)})
		}
	}
	slices.SortStableFunc(list, func(x, y found) int {
		return cmp.Or(cmp.Compare(x.fit, y.fit), cmp.Compare(x.rank, y.rank), cmp.Compare(x.Name, y.Name))
	})
	out := make([]suggestion, 0, maxOptions)
	for _, f := range list {
		if len(out) < maxOptions {
			out = append(out, suggestion{short(f.Name, maxDescription), short(f.Value, maxDescription)})
		}
	}
	return out
}

// rankOf puts apps without a rank behind those with one.
func rankOf(rank int) int {
	if rank == 0 {
		return 1 << 16
	}
	return rank
}

func fitOf(typed, id, name string, names, meant []string) int {
	name = strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, typed):
		return fitsName
	case slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, typed) }):
		return fitsNickname
	case slices.Contains(meant, id):
		return fitsMeaning
	case len(typed) > 2 && strings.Contains(name, typed):
		return fitsInside
	}
	return fitsNot
}
