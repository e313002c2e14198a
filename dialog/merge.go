package dialog

import "slices"

// carriedState is what goes along to another channel: the family, and nothing about this conversation.
func (s *State) carriedState() State {
	c := s.clone()
	return State{
		Locale: c.Locale, Region: c.Region, Device: c.Device, Children: c.Children, Current: c.Current,
		At: Place{Screen: AtPlan}, Seen: c.Seen, Partner: c.Partner, Counted: c.Counted,
	}
}

// joinLists puts the list that was brought together with the one here; false when there would be too many children, and then nothing
// has changed.
//
// Children have no names. One that was brought is taken for the first here who may be the same: of the same age, or one of the two
// without an age. Whoever is left over is added.
func (t *turn) joinLists(code string) bool {
	b := t.brought.State.clone()
	b.repair(t.lib)
	mine := t.st.clone().Children
	met := make([]bool, len(mine))
	for i := range b.Children {
		theirs := &b.Children[i]
		if theirs.empty() {
			continue
		}
		same := -1
		for j := range met {
			if !met[j] && sameChild(&mine[j], theirs) {
				same = j
				break
			}
		}
		if same < 0 {
			mine = append(mine, *theirs)
			continue
		}
		met[same] = true
		mine[same].join(theirs)
	}
	if len(mine) > MaxChildren {
		return false
	}
	t.st.Children = mine
	if t.st.Device == "" {
		t.st.Device = b.Device
	}
	if t.st.Partner == "" {
		t.st.Partner, t.st.Counted = b.Partner, b.Counted
	}
	t.arrived(code, "move.joined")
	return true
}

func (c *Child) empty() bool {
	return c.Age == "" && len(c.Apps) == 0 && len(c.Worries) == 0 && len(c.Marks) == 0
}

func sameChild(a, b *Child) bool { return a.Age == b.Age || a.Age == "" || b.Age == "" }

// join adds what another profile of the same child says. What was done stays done; of any other two answers the later one counts.
func (c *Child) join(o *Child) {
	if c.Age == "" {
		c.Age = o.Age
	}
	for _, app := range o.Apps {
		if !contains(c.Apps, app) && len(c.Apps) < maxApps {
			c.Apps = append(c.Apps, app)
		}
	}
	for _, w := range o.Worries {
		if !slices.Contains(c.Worries, w) {
			c.Worries = append(c.Worries, w)
		}
	}
	for key, theirs := range o.Marks {
		if weighs(theirs, c.Marks[key]) {
			c.mark(key, theirs.Kind, theirs.On)
		}
	}
	c.Asked |= o.Asked
}

// weighs reports whether one answer to a step counts before another.
func weighs(a, b Mark) bool {
	switch {
	case b.Kind == Unmarked:
		return true
	case (a.Kind == Done) != (b.Kind == Done):
		return a.Kind == Done
	}
	return a.On > b.On
}
