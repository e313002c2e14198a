package content

func (s *shelf) check(l *Library) {}
