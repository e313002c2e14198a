package discord

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/safesteps/safesteps/content"
)

// The commands.
const (
	cmdChecklist = "checklist"
	cmdApp       = "app"
	cmdUrgent    = "urgent"
	cmdProgress  = "progress"
	cmdTalk      = "talk"
	cmdPrivacy   = "privacy"
	cmdShare     = "share"
	cmdMove      = "move"
	cmdHelp      = "help"
	cmdSetup     = "setup"
)

// The options of /app, /move and /share.
const (
	optionName  = "name"
	optionCode  = "code"
	optionAbout = "about"
)

// Limits of a command.
const (
	maxDescription = 100
	maxName        = 32
)

// manageServer is the permission that /setup asks for, until the server's managers say otherwise.
const manageServer = "32"

// command is one command as Discord keeps it.
type command struct {
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	Names            map[string]string `json:"name_localizations"`
	Description      string            `json:"description"`
	Descriptions     map[string]string `json:"description_localizations"`
	Options          []commandOption   `json:"options,omitempty"`
	Permissions      *string           `json:"default_member_permissions"` // nil: everybody
	Contexts         []int             `json:"contexts"`
	IntegrationTypes []int             `json:"integration_types"`
}

type commandOption struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations"`
	Required     bool              `json:"required"`
	Autocomplete bool              `json:"autocomplete"`
	MaxLength    int               `json:"max_length,omitempty"`
}

const optionText = 3

// Where a command works: servers, direct messages with the bot, and everywhere else.
func everywhere() []int { return []int{0, 1, 2} }

// localesOfDiscord are the languages that Discord can show commands in.
func localesOfDiscord() []string {
	return []string{
		"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro", "fi",
		"sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
	}
}

// commands are the commands we want, in the order in which they are listed.
func (a *Adapter) commands() []command {
	var list []command
	for _, name := range []string{cmdChecklist, cmdApp, cmdUrgent, cmdProgress, cmdTalk, cmdPrivacy, cmdShare, cmdMove, cmdHelp, cmdSetup} {
		key := "discord.command." + name
		c := command{
			Type: 1, Name: name, Names: a.localized(key+".name", maxName, goodName),
			Description:  short(a.word(content.DefaultLocale, key), maxDescription),
			Descriptions: a.localized(key, maxDescription, nil),
			Contexts:     everywhere(), IntegrationTypes: []int{0, 1},
		}
		switch name {
		case cmdApp:
			o := a.option(key, optionName)
			o.Required, o.Autocomplete = true, true
			c.Options = []commandOption{o}
		case cmdMove:
			c.Options = []commandOption{a.option(key, optionCode)}
		case cmdShare:
			c.Options = []commandOption{a.option(key, optionAbout)}
		case cmdSetup:
			permission := manageServer
			c.Permissions, c.Contexts, c.IntegrationTypes = &permission, []int{0}, []int{0}
		}
		list = append(list, c)
	}
	return list
}

// option is the option of a command, for something that is typed.
func (a *Adapter) option(key, name string) commandOption {
	return commandOption{
		Type: optionText, Name: name, Names: a.localized(key+".option.name", maxName, goodName),
		Description:  short(a.word(content.DefaultLocale, key+".option"), maxDescription),
		Descriptions: a.localized(key+".option", maxDescription, nil), MaxLength: maxDescription,
	}
}

// localized is the words under a key in every language of Discord that has them. Words that good does not take are left out.
func (a *Adapter) localized(key string, most int, good func(string) bool) map[string]string {
	lib := a.library.Load()
	out := map[string]string{}
	for _, locale := range localesOfDiscord() {
		language, _, _ := strings.Cut(locale, "-")
		words := lib.Words(locale)
		have, _, _ := strings.Cut(words.Locale(), "-")
		if have != language || !words.Own(key) {
			continue
		}
		if word := short(a.word(locale, key), most); good == nil || good(word) {
			out[locale] = word
		}
	}
	return out
}

// goodName reports whether Discord takes a word as a command's name: no capitals, no spaces.
func goodName(s string) bool {
	return s != "" && s == strings.ToLower(s) && !strings.ContainsAny(s, " .,:;!?/'\"")
}

// application is what Discord says about us.
type application struct {
	ID        string `json:"id"`
	VerifyKey string `json:"verify_key"`
}

// lastPause is the longest pause between two tries to reach Discord at the start.
const lastPause = 5 * time.Minute

// introduce registers the commands. It tries until it works, and fails only where trying again is no use.
func (a *Adapter) introduce(ctx context.Context) error {
	for pause := a.cfg.times.pause; ; pause = min(2*pause, lastPause) {
		err := a.register(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			return nil
		case refusedToken(err):
			return errRefused
		case !passing(err) && retryAfter(err) == 0:
			return err
		}
		a.cfg.Log.Warn("Discord cannot be reached; trying again", "channel", Name, "error", err)
		if !sleep(ctx, max(pause, retryAfter(err))) {
			return nil
		}
	}
}

// register makes Discord know our commands, and asks nothing of it when it does: they may be created 200 times a day only.
func (a *Adapter) register(ctx context.Context) error {
	var us application
	err := a.api.do(ctx, call{op: "read the application", method: http.MethodGet, path: "/applications/@me", auth: true, out: &us})
	if err != nil {
		return err
	}
	if a.Endpoint() && us.VerifyKey != "" && !strings.EqualFold(us.VerifyKey, a.cfg.PublicKey) {
		return errOtherKey
	}
	path := "/applications/" + us.ID + "/commands"
	var known []command
	err = a.api.do(ctx, call{op: "read the commands", method: http.MethodGet, path: path + "?with_localizations=true", auth: true, out: &known})
	if err != nil {
		return err
	}
	want := a.commands()
	if sameCommands(known, want) {
		return nil
	}
	return a.api.do(ctx, call{op: "write the commands", method: http.MethodPut, path: path, auth: true, body: want})
}

// sameCommands compares two sets of commands, whatever their order.
func sameCommands(known, want []command) bool {
	if len(known) != len(want) {
		return false
	}
	for _, w := range want {
		i := slices.IndexFunc(known, func(k command) bool { return k.Name == w.Name })
		if i < 0 || !reflect.DeepEqual(known[i].plain(), w.plain()) {
			return false
		}
	}
	return true
}

// plain writes a command so that two that mean the same are equal: null and empty, and the order of sets.
func (c command) plain() command {
	c.Names, c.Descriptions = noNil(c.Names), noNil(c.Descriptions)
	c.Contexts, c.IntegrationTypes = slices.Sorted(slices.Values(c.Contexts)), slices.Sorted(slices.Values(c.IntegrationTypes))
	options := make([]commandOption, len(c.Options))
	for i, o := range c.Options {
		o.Names, o.Descriptions = noNil(o.Names), noNil(o.Descriptions)
		options[i] = o
	}
	c.Options = options
	return c
}

func noNil(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
