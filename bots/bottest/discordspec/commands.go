package discordspec

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

type command struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations"`
	Type         int               `json:"type"`
	Options      []commandOption   `json:"options"`
}

type commandOption struct {
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations"`
	Required     bool              `json:"required"`
	Autocomplete bool              `json:"autocomplete"`
	Options      []commandOption   `json:"options"`
	Choices      []struct {
		Name  string `json:"name"`
		Value any    `json:"value"`
	} `json:"choices"`
}

// commandName is the documentation's expression for names of chat commands and their options.
func commandName() *regexp.Regexp {
	return regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
}

// discordLocales are the languages that names can be given in.
const discordLocales = " id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko "

const (
	mostCommands    = 100
	mostCommandText = 8000
)

func (c *checker) commands(raw []byte) {
	var list []command
	c.decode(raw, &list)
	names := map[string]bool{}
	for _, x := range list {
		if names[x.Name] {
			c.fault("the command %q is there twice", x.Name)
		}
		names[x.Name] = true
		if x.Type > 1 {
			continue // for a menu: no rules of ours
		}
		if x.Description == "" {
			c.fault("the command %q has no description", x.Name)
		}
		c.named(x.Name, x.Names)
		c.locales(x.Descriptions)
		if n := longest(x.Name, x.Names) + longest(x.Description, x.Descriptions) + c.options(x.Options); n > mostCommandText {
			c.fault("the command %q has %d characters, at most %d", x.Name, n, mostCommandText)
		}
	}
	if len(list) > mostCommands {
		c.fault("%d commands, at most %d", len(list), mostCommands)
	}
}

// options returns how many characters the options have, as the limit counts them.
func (c *checker) options(list []commandOption) int {
	n := 0
	names, optional := map[string]bool{}, false
	for _, o := range list {
		if names[o.Name] {
			c.fault("the option %q is there twice", o.Name)
		}
		names[o.Name] = true
		if o.Required && optional {
			c.fault("the option %q is required and stands behind one that is not", o.Name)
		}
		optional = optional || !o.Required
		if o.Autocomplete && len(o.Choices) > 0 {
			c.fault("the option %q has choices and autocompletion", o.Name)
		}
		c.named(o.Name, o.Names)
		c.locales(o.Descriptions)
		n += longest(o.Name, o.Names) + longest(o.Description, o.Descriptions) + c.options(o.Options)
		for _, choice := range o.Choices {
			n += utf8.RuneCountInString(choice.Name)
			if s, ok := choice.Value.(string); ok {
				n += utf8.RuneCountInString(s)
			}
		}
	}
	return n
}

func (c *checker) named(name string, localized map[string]string) {
	c.locales(localized)
	form := commandName()
	for _, s := range append([]string{name}, values(localized)...) {
		if !form.MatchString(s) || s != strings.ToLower(s) {
			c.fault("the name %q: letters, digits, - and _, no capitals, at most 32", s)
		}
	}
}

func (c *checker) locales(m map[string]string) {
	for locale := range m {
		if !strings.Contains(discordLocales, " "+locale+" ") {
			c.fault("%q is no locale of Discord", locale)
		}
	}
}

// longest: the limit counts the longest of a text and its translations.
func longest(s string, localized map[string]string) int {
	n := utf8.RuneCountInString(s)
	for _, x := range localized {
		n = max(n, utf8.RuneCountInString(x))
	}
	return n
}

func values(m map[string]string) []string {
	var out []string
	for _, s := range m {
		out = append(out, s)
	}
	return out
}
