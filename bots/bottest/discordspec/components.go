package discordspec

import "encoding/json"

// The types of components of version 1, and of those in modals.
const (
	typeRow         = 1
	typeButton      = 2
	typeSelect      = 3
	typeInput       = 4
	typeLastSelect  = 8 // 5 to 8 pick users, roles and channels
	typeFirstV2     = 9
	typeLabel       = 18
	styleLink       = 5
	stylePremium    = 6
	mostRows        = 5
	mostPerRow      = 5
	mostV2          = 40
	mostModalFields = 5
)

type component struct {
	Type       int             `json:"type"`
	Components []component     `json:"components"`
	Component  *component      `json:"component"`
	Accessory  *component      `json:"accessory"`
	CustomID   string          `json:"custom_id"`
	Style      int             `json:"style"`
	Label      string          `json:"label"`
	Emoji      json.RawMessage `json:"emoji"`
	URL        string          `json:"url"`
	Min        *int            `json:"min_values"`
	Max        *int            `json:"max_values"`
	Options    []struct {
		Value   string `json:"value"`
		Default bool   `json:"default"`
	} `json:"options"`
	MinLength int `json:"min_length"`
	MaxLength int `json:"max_length"`
}

// layout checks the components of a message.
func (c *checker) layout(list []component, v2 bool) {
	c.ids = map[string]bool{}
	if v2 {
		if n := count(list); n > mostV2 {
			c.fault("%d components, at most %d", n, mostV2)
		}
	} else if len(list) > mostRows {
		c.fault("%d rows, at most %d", len(list), mostRows)
	}
	for _, x := range list {
		c.part(x, v2, false)
	}
}

func count(list []component) int {
	n := len(list)
	for _, x := range list {
		n += count(x.Components)
	}
	return n
}

func (c *checker) part(x component, v2, inRow bool) {
	switch {
	case x.Type == typeRow:
		c.row(x, v2)
	case x.Type == typeButton:
		c.button(x)
	case x.Type == typeSelect:
		c.menu(x)
	case x.Type >= typeFirstV2 && !v2:
		c.fault("a component of type %d needs the flag of version 2", x.Type)
	}
	if !inRow && !v2 && x.Type != typeRow {
		c.fault("a component of type %d stands outside a row", x.Type)
	}
	if x.CustomID != "" {
		if c.ids[x.CustomID] {
			c.fault("custom_id %q is there twice", x.CustomID)
		}
		c.ids[x.CustomID] = true
	}
	if x.Type != typeRow {
		for _, y := range x.Components {
			c.part(y, v2, true)
		}
	}
	if x.Accessory != nil {
		c.part(*x.Accessory, v2, true)
	}
}

func (c *checker) row(x component, v2 bool) {
	buttons, menus := 0, 0
	for _, y := range x.Components {
		switch {
		case y.Type == typeButton:
			buttons++
		case y.Type >= typeSelect && y.Type <= typeLastSelect && y.Type != typeInput:
			menus++
		default:
			c.fault("a component of type %d cannot stand in a row", y.Type)
		}
		c.part(y, v2, true)
	}
	switch {
	case buttons+menus == 0:
		c.fault("an empty row")
	case buttons > mostPerRow:
		c.fault("%d buttons in a row, at most %d", buttons, mostPerRow)
	case menus > 1 || menus == 1 && buttons > 0:
		c.fault("a menu needs a row of its own")
	}
}

func (c *checker) button(x component) {
	switch x.Style {
	case styleLink:
		if x.URL == "" || x.CustomID != "" {
			c.fault("a link button has a url and no custom_id")
		}
	case stylePremium:
	default:
		if x.CustomID == "" || x.URL != "" {
			c.fault("a button has a custom_id and no url, unless it is a link")
		}
	}
	if x.Label == "" && x.Emoji == nil && x.Style != stylePremium {
		c.fault("a button needs a label or an emoji")
	}
}

func (c *checker) menu(x component) {
	least, most := 1, 1
	if x.Min != nil {
		least = *x.Min
	}
	if x.Max != nil {
		most = *x.Max
	}
	if least > most || most > len(x.Options) {
		c.fault("%d to %d of %d options", least, most, len(x.Options))
	}
	values, picked := map[string]bool{}, 0
	for _, o := range x.Options {
		if values[o.Value] {
			c.fault("the option %q is there twice", o.Value)
		}
		values[o.Value] = true
		if o.Default {
			picked++
		}
	}
	if picked > most {
		c.fault("%d options are picked, at most %d", picked, most)
	}
}

// modal checks a form. A text field in a row works still, and is deprecated.
func (c *checker) modal(data json.RawMessage) {
	var m struct {
		Components []component `json:"components"`
	}
	c.decode(data, &m)
	c.ids = map[string]bool{}
	fields := 0
	for _, x := range m.Components {
		inside := x.Components
		if x.Component != nil {
			inside = append(inside, *x.Component)
		}
		switch {
		case x.Type == typeLabel && x.Component == nil:
			c.fault("a label without a component")
		case x.Type == typeRow && (len(inside) != 1 || inside[0].Type != typeInput):
			c.fault("a row of a modal holds one text field")
		}
		for _, y := range inside {
			fields++
			c.field(x, y)
		}
	}
	if fields == 0 || fields > mostModalFields {
		c.fault("%d fields in a modal, 1 to %d", fields, mostModalFields)
	}
}

func (c *checker) field(around, x component) {
	if c.ids[x.CustomID] {
		c.fault("custom_id %q is there twice", x.CustomID)
	}
	c.ids[x.CustomID] = true
	switch {
	case x.Type == typeSelect:
		c.menu(x)
	case x.Type == typeInput && around.Type == typeLabel && x.Label != "":
		c.fault("a text field in a label has no label of its own")
	case x.Type == typeInput && around.Type == typeRow && x.Label == "":
		c.fault("a text field in a row needs a label")
	}
	if x.MaxLength > 0 && x.MinLength > x.MaxLength {
		c.fault("a text field of %d to %d characters", x.MinLength, x.MaxLength)
	}
}
