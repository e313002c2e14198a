package dialog

import (
	"strconv"
	"strings"
)

// ScreenID names a screen. The set is the table in screens.go.
type ScreenID string

// Place is a screen and what it is about.
type Place struct {
	Screen  ScreenID
	Subject string // an id of content ("snapchat", "snapchat.contact_me", "grooming"); empty when the screen needs none
	Page    int    // 0 is the first page
}

// maxTrail is how many steps back are remembered.
const maxTrail = 12

// Key writes a place as its buttons carry it: "step:snapchat.contact_me", "plan::2". At most 48 ASCII bytes.
func (p Place) Key() string {
	if p.Subject == "" && p.Page == 0 {
		return string(p.Screen)
	}
	k := string(p.Screen) + ":" + p.Subject
	if p.Page > 0 {
		k += ":" + strconv.Itoa(p.Page)
	}
	return k
}

// parsePlace reads what Key wrote. A key that no screen wrote gives a Place that equals no place a person can stand on.
func parsePlace(key string) Place {
	screen, rest, _ := strings.Cut(key, ":")
	subject, page, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(page)
	if err != nil || n < 0 || n > maxPage {
		n = 0
	}
	return Place{Screen: ScreenID(screen), Subject: subject, Page: n}
}

// maxPage bounds the pages of a list.
const maxPage = 40

// goTo moves to a place and remembers the one left behind.
func (s *State) goTo(p Place) {
	if p == s.At {
		return
	}
	if s.At.Screen != "" && !screenOf(s.At.Screen).passing {
		s.Trail = append(s.Trail, s.At)
		if len(s.Trail) > maxTrail {
			s.Trail = s.Trail[len(s.Trail)-maxTrail:]
		}
	}
	s.At = p
}

// back returns to the place before this one.
func (s *State) back() {
	for len(s.Trail) > 0 {
		last := s.Trail[len(s.Trail)-1]
		s.Trail = s.Trail[:len(s.Trail)-1]
		if last != s.At {
			s.At = last
			return
		}
	}
	s.At = Place{Screen: AtMenu}
}

// ScreenOf is the screen that a reply shows.
func ScreenOf(r Reply) ScreenID { return parsePlace(r.Screen).Screen }

// rewind returns to a place on the way back, the nearest one first, and reports whether it was there.
func (s *State) rewind(to Place) bool {
	if here := s.At; here != to && here.Screen != "" && here.Screen == to.Screen && here.Subject == to.Subject {
		s.At = to
		return true
	}
	for i := len(s.Trail) - 1; i >= 0; i-- {
		if s.Trail[i] == to {
			s.At, s.Trail = to, s.Trail[:i]
			return true
		}
	}
	return false
}
