package dialog

// Trouble is what a person sees when something went wrong on our side: calm words, the emergency number, and urgent help,
// which needs nothing of ours to work.
func Trouble(lib *Library, s State) Reply {
	t := newTurn(lib, s, Input{})
	at := Place{Screen: AtUrgent}
	t.aside = &at
	t.say("trouble")
	r := t.draw()
	r.Fresh = true
	return r
}
