package understand

import "github.com/safesteps/safesteps/content"

type catalogue struct{}

func newCatalogue(r *Reader, apps []*content.App, guides []*content.Guide) *catalogue {
	return &catalogue{}
}

func (c *catalogue) find(rd *reading, m *Meaning) {}
