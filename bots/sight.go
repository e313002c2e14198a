package bots

import "github.com/safesteps/safesteps/dialog"

// sight is the library as it is used on a channel, and what it was made of. It is made anew when that changes: when content is
// reloaded, or another channel becomes known.
type sight struct {
	lib    *dialog.Library
	places Places
	silent bool
	on     *dialog.Library
}

// sightOn is On for the library and the places of now.
func (r *Runner) sightOn(channel string, caps Caps) *dialog.Library {
	now := sight{lib: r.library.Load(), places: r.places(), silent: caps.Silent}
	last := r.sights[channel].Load()
	if last != nil && last.lib == now.lib && last.places == now.places && last.silent == now.silent {
		return last.on
	}
	now.on = On(now.lib, channel, caps, now.places)
	r.sights[channel].Store(&now)
	return now.on
}
