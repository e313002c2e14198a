package dialog

// command answers a command of the platform. Any other name is read as something typed.
func (t *turn) command(c Command) {
	switch c.Name {
	case "start":
		t.start(c.Args)
	case "urgent", "sos", "999":
		t.urgent("")
	case "forget":
		t.place(AtForgetMe)
	case moveChoice:
		t.moveCommand(c)
	case "share":
		t.shareCommand(c.Args)
	case "app":
		t.appCommand(c.Args)
	default:
		if screen, ok := commandScreens(c.Name); ok {
			t.place(screen)
			return
		}
		t.hear(c.Name + " " + c.Args)
	}
}

// commandScreens says which screen a command opens.
func commandScreens(name string) (ScreenID, bool) {
	switch name {
	case "checklist", "plan":
		return AtPlan, true
	case "apps":
		return AtApps, true
	case "talk":
		return AtTalk, true
	case "progress":
		return AtProgress, true
	case "privacy":
		return AtPrivacy, true
	case "children":
		return AtKids, true
	case "settings":
		return AtSettings, true
	case "restart":
		return AtRestart, true
	case "learn":
		return AtLearn, true
	case "helplines":
		return AtLines, true
	case "help", "menu":
		return AtMenu, true
	}
	return "", false
}

// place opens a screen by command. Somebody new comes through the first screen, so that back leads there.
func (t *turn) place(id ScreenID) {
	t.ensurePlace()
	if id == AtPlan {
		t.openPlan()
		return
	}
	t.open(Place{Screen: id})
}

// moveCommand makes a code, or takes the one that was given with it.
func (t *turn) moveCommand(c Command) {
	if code, said := codeSaid(c); said {
		t.arrive(code)
		return
	}
	t.move()
}

// appCommand opens an app's card by its id or name.
func (t *turn) appCommand(name string) {
	if name == "" {
		t.place(AtMyApps)
		return
	}
	if t.lib.App(name) != nil {
		t.ensurePlace()
		t.open(Place{Screen: AtAppCard, Subject: name})
		return
	}
	t.hear(name)
}
