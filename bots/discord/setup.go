package discord

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"github.com/safesteps/safesteps/content"
)

// The steps of /setup, as its controls carry them.
const (
	stepRegion = "region"
	stepPost   = "post"
)

// setup begins with the region: whose helplines families here need.
func (a *Adapter) setup(t *ticket) {
	v := t.view()
	if t.in.GuildID == "" {
		a.report(t.show(context.Background(), a.line(v, "discord.setup.server"), false))
		return
	}
	m := a.line(v, "discord.setup.region")
	one := 1
	menu := component{
		Type: kindSelect, CustomID: idSetup + stepRegion, Min: &one, Max: 1, Placeholder: a.word(v.locale, "discord.pick_one"),
	}
	current := a.region(context.Background(), t.in.GuildID)
	for _, r := range a.library.Load().Regions() {
		if len(menu.Options) < maxOptions {
			menu.Options = append(menu.Options, menuOption{Label: short(r.Name, maxLabel), Value: r.ID, Default: r.ID == current})
		}
	}
	m.Components = []component{row(menu)}
	a.report(t.show(context.Background(), m, false))
}

// setupStep answers a control of /setup.
func (a *Adapter) setupStep(t *ticket) {
	step := strings.TrimPrefix(t.in.Data.CustomID, idSetup)
	switch {
	case step == stepRegion && len(t.in.Data.Values) == 1:
		a.setupRegion(t, t.in.Data.Values[0])
	case step == stepPost:
		a.setupPost(t)
	default:
		a.setup(t)
	}
}

// setupRegion keeps the region and offers to post.
func (a *Adapter) setupRegion(t *ticket, id string) {
	ctx, v := context.Background(), t.view()
	region := a.library.Load().Region(id)
	if region == nil || t.in.GuildID == "" {
		a.setup(t)
		return
	}
	if err := a.keepRegion(ctx, t.in.GuildID, id); err != nil {
		a.cfg.Log.Error("a server's region was not kept", "channel", Name, "error", err)
		a.report(t.show(ctx, a.line(v, "discord.setup.failed"), true))
		return
	}
	m := a.line(v, "discord.setup.ready", content.Str("region", region.Name))
	m.Components = []component{row(component{
		Type: kindButton, Style: stylePrimary, Label: short(a.word(v.locale, "discord.setup.post"), maxLabel), CustomID: idSetup + stepPost,
	})}
	a.report(t.show(ctx, m, true))
}

// setupPost posts the one public message. It is an answer to the manager's press, so the bot needs no permission to write. It
// says nothing about anybody, and its button works for years: it carries nothing but the wish to start.
func (a *Adapter) setupPost(t *ticket) {
	public := view{locale: t.in.Locale}
	m := a.line(public, "discord.public.text")
	m.Components = []component{row(component{
		Type: kindButton, Style: stylePrimary, Label: short(a.word(public.locale, "discord.public.start"), maxLabel), CustomID: idStart,
	})}
	a.report(t.show(context.Background(), m, false))
}

// share says how to pass the bot on.
func (a *Adapter) share(t *ticket) {
	v := t.view()
	m := a.line(v, "discord.share.none")
	if len(a.cfg.Links) > 0 {
		m = a.line(v, "discord.share.links")
		var links []component
		for _, l := range a.cfg.Links {
			links = append(links, component{Type: kindButton, Style: styleLink, Label: short(l.Label, maxLabel), URL: l.URL})
		}
		m.Components = []component{row(links...)}
	}
	a.report(t.show(context.Background(), m, false))
}

// settingTime bounds how long a setting is waited for: without it a person is asked for their region, and that is all.
const settingTime = 300 * time.Millisecond

// regionSetting is the name a server's region is kept under. It holds a keyed hash and not the server's id.
func (a *Adapter) regionSetting(server string) string {
	key := a.cfg.Settings.Key(Name+".server", server)
	return "discord.region." + hex.EncodeToString(key[:])
}

func (a *Adapter) keepRegion(ctx context.Context, server, region string) error {
	if a.cfg.Settings == nil {
		return nil
	}
	return a.cfg.Settings.PutSetting(ctx, a.regionSetting(server), []byte(region))
}

// region is a server's region; empty when none was set.
func (a *Adapter) region(ctx context.Context, server string) string {
	if a.cfg.Settings == nil || server == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, settingTime)
	defer cancel()
	value, found, err := a.cfg.Settings.Setting(ctx, a.regionSetting(server))
	if err != nil {
		a.cfg.Log.Warn("a server's region cannot be read", "channel", Name, "error", err)
	}
	if err != nil || !found {
		return ""
	}
	return string(value)
}

// nowhere is a code of no country: whoever has it is in the region for elsewhere.
const nowhere = "ZZ"

// localeOf is what is known of a person's language and country: Discord's guess of the language, and a country of the region
// that their server was set up for.
func (a *Adapter) localeOf(ctx context.Context, in *interaction) string {
	region := a.library.Load().Region(a.region(ctx, in.GuildID))
	if region == nil {
		return in.Locale
	}
	language, _, _ := strings.Cut(in.Locale, "-")
	if language == "" {
		language = content.DefaultLocale
	}
	country := nowhere
	if len(region.Countries) > 0 {
		country = strings.ToUpper(region.Countries[0])
	}
	return language + "-" + country
}
