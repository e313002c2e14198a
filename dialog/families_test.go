package dialog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// families is what a safeguarding lead expects first for a family: a line each, with the reason. A change of weights that breaks a
// line is either wrong, or changes the line and its reason here.
func families() []family {
	return []family{
		{
			"", "", "whatsapp", "whatsapp.groups whatsapp.unknown_messages whatsapp.managed",
			"Groups bring in people nobody in the family knows; then strangers' messages; then an account a parent manages.",
		},
		{
			"", "", "snapchat", "snapchat.contact_me snapchat.find_friends snapchat.ghost",
			"With nothing known of the child: who can write, who can find them, who sees where they are.",
		},
		{
			"", "", "tiktok", "tiktok.private tiktok.dms tiktok.suggest",
			"A private account first: it limits who sees, follows and copies; then messages, then being suggested.",
		},
		{
			"", "", "instagram", "instagram.messages instagram.private instagram.map",
			"Messages from strangers are the way most approaches begin; then the private account; then the map.",
		},
		{
			"", "", "roblox", "roblox.chat roblox.parent roblox.friends",
			"Chat is how strangers reach a child in the game; the parent's link keeps the limits in place.",
		},
		{
			"", "", "snapchat,whatsapp,tiktok", "whatsapp.groups snapchat.contact_me tiktok.private",
			"Three apps, nothing more: the first setting of each, not three of one.",
		},
		{
			"under-8", "", "youtube_kids", "youtube_kids.right_app youtube_kids.remove_youtube youtube_kids.content",
			"A child this young must be in the right app, with the grown-up one gone, before any fine setting.",
		},
		{
			"under-8", "", "youtube,roblox", "youtube.supervised roblox.parent youtube.true_age",
			"Both need an account that a grown-up looks after.",
		},
		{
			"under-8", "upsetting", "youtube", "youtube.supervised youtube.true_age youtube.restricted",
			"What the child sees is ruled by the supervised account, then the true age, then Restricted Mode.",
		},
		{
			"8-10", "", "roblox", "roblox.parent roblox.chat roblox.true_age",
			"The parent's link, chat, and the true age that the limits hang on.",
		},
		{
			"8-10", "strangers", "roblox,minecraft", "roblox.parent minecraft.online_play roblox.chat",
			"The parent's link, then the two places where strangers talk: servers and chat.",
		},
		{
			"8-10", "money", "roblox,fortnite", "fortnite.cabined roblox.parent fortnite.pin",
			"The true age brings spending limits, then the parent's link, then a PIN.",
		},
		{
			"8-10", "", "whatsapp", "whatsapp.managed whatsapp.groups whatsapp.unknown_messages",
			"Below 13 only an account a parent manages; then groups; then unknown people.",
		},
		{
			"8-10", "", "tiktok,snapchat", "tiktok.under_age snapchat.under_age tiktok.birthday",
			"Too young for both: talk about closing each before any setting.",
		},
		{
			"8-10", "time", "youtube,minecraft", "minecraft.family youtube.supervised minecraft.online_play",
			"The family group holds the time limits; the supervised account comes next for a child under 13.",
		},
		{
			"11-12", "", "whatsapp", "whatsapp.managed whatsapp.groups whatsapp.unknown_messages",
			"Year 7: the managed account, then class groups, then unknown people.",
		},
		{
			"11-12", "bullying", "whatsapp", "whatsapp.groups whatsapp.managed whatsapp.mute_groups",
			"Groups are where it happens; the managed account; then quiet from busy groups.",
		},
		{
			"11-12", "", "snapchat", "snapchat.under_age snapchat.ghost snapchat.contact_me",
			"Below 13: the talk about closing it; if it stays, the map and who can write.",
		},
		{
			"11-12", "location", "snapchat", "snapchat.ghost snapchat.under_age snapchat.contact_me",
			"The worry named comes first: Ghost Mode.",
		},
		{
			"11-12", "strangers", "discord,roblox", "discord.leave roblox.chat discord.dms",
			"Discord is not for this age; then chat in the game; then messages from server members.",
		},
		{
			"11-12", "", "instagram,tiktok", "instagram.under_age tiktok.under_age instagram.map",
			"Too young for both, said for each; then the map shows where the child is.",
		},
		{
			"11-12", "bullying", "whatsapp,snapchat", "whatsapp.groups whatsapp.managed whatsapp.mute_groups",
			"The group settings of the app where classes meet.",
		},
		{
			"11-12", "upsetting", "youtube,tiktok", "youtube.supervised tiktok.under_age youtube.true_age",
			"Feeds: the supervised account, the talk about TikTok, the true age.",
		},
		{
			"11-12", "money", "ea_fc,playstation", "playstation.family ea_fc.own_account ea_fc.spending",
			"The child's own account in the family sets the limit; then their own game account; then packs.",
		},
		{
			"13-15", "", "snapchat", "snapchat.contact_me snapchat.find_friends snapchat.story",
			"Who can write, who can find them, who sees their stories.",
		},
		{
			"13-15", "images", "snapchat,instagram", "instagram.messages snapchat.story instagram.instants",
			"Most threats over pictures begin with a message from a stranger; then stories; then vanishing pictures.",
		},
		{
			"13-15", "secrets", "telegram", "telegram.decide telegram.secret_talk telegram.calls",
			"Not for this age; then the talk about secret chats; then calls from strangers.",
		},
		{
			"13-15", "secrets", "snapchat,whatsapp", "whatsapp.vanish_talk whatsapp.linked_devices whatsapp.unknown_messages",
			"Messages that vanish, and devices nobody knows of; then strangers.",
		},
		{
			"13-15", "", "discord", "discord.dms discord.friend_requests discord.servers_talk",
			"Messages from strangers and server members are the way in; then friend requests; then the servers themselves.",
		},
		{
			"13-15", "strangers", "discord", "discord.dms discord.friend_requests discord.servers_talk",
			"The same three: every one of them closes a way in.",
		},
		{
			"13-15", "time", "tiktok,instagram", "instagram.supervision tiktok.family tiktok.time",
			"What both families of settings offer for time, then TikTok's own limit.",
		},
		{
			"13-15", "bullying", "instagram", "instagram.tags instagram.messages instagram.private",
			"Comments and tags first, then messages, then who follows.",
		},
		{
			"13-15", "upsetting", "x,reddit", "reddit.mature x.sensitive x.true_age",
			"The filters of both, and the age that switches them on.",
		},
		{
			"13-15", "", "character_ai", "character_ai.agree character_ai.birth_date character_ai.insights",
			"What a child tells a chatbot matters most; then the true age; then what parents can see.",
		},
		{
			"13-15", "strangers", "ometv", "ometv.remove ometv.store_age ometv.talk",
			"No setting makes random video chat safe: take it off, keep it off, ask calmly.",
		},
		{
			"13-15", "", "yubo", "yubo.remove yubo.store_block yubo.hide",
			"Made for meeting strangers: take it off, keep it off; until then hide the profile.",
		},
		{
			"13-15", "money", "twitch,fortnite", "fortnite.pin twitch.gifts twitch.whispers",
			"A PIN on what is bought, gifts from strangers, and their whispers.",
		},
		{
			"16-17", "", "instagram", "instagram.messages instagram.private instagram.birthday",
			"Messages from strangers lead to blackmail over pictures; then the account.",
		},
		{
			"16-17", "images", "instagram,snapchat", "instagram.messages snapchat.story instagram.instants",
			"The same way in; then stories; then pictures that vanish.",
		},
		{
			"16-17", "money", "steam,discord", "steam.family steam.friends steam.private",
			"The family group limits buying; scams come through friends and through open profiles.",
		},
		{
			"16-17", "account", "facebook,instagram", "instagram.private facebook.birthday instagram.birthday",
			"What is on show, and the true age on both.",
		},
		{
			"16-17", "strangers", "kik", "kik.leave kik.chat_requests kik.group_dm",
			"Kik is for adults: close it; until then limit who can begin a chat.",
		},
		{
			"13-15", "strangers", "kik,telegram", "kik.leave telegram.decide kik.chat_requests",
			"Neither is for this age: say so for both before any setting.",
		},
		{
			"11-12", "strangers", "imessage,whatsapp", "whatsapp.managed whatsapp.groups imessage.contacts_only",
			"A managed account where the app asks for one; then groups, then contacts only. iMessage has no lowest age.",
		},
		{
			"13-15", "location", "snapchat,imessage", "snapchat.ghost imessage.find_my imessage.contacts_only",
			"Both ways of sharing a place; then who can reach the child.",
		},
		{
			"16-17", "time", "tiktok", "tiktok.family tiktok.time tiktok.private",
			"Agree it together, then the limit itself.",
		},
	}
}

// family is a family as the plan sees it, and the three steps that must stand first.
type family struct {
	age, worry string // empty: not said
	apps       string // ids with commas between
	top        string // keys of the first three steps
	because    string
}

func TestFamilies(t *testing.T) {
	lib := library(t)
	all := families()
	if len(all) < 30 {
		t.Fatalf("%d families, want at least 30", len(all))
	}
	for _, f := range all {
		var worries []content.Concern
		if f.worry != "" {
			worries = []content.Concern{content.Concern(f.worry)}
		}
		plan := dialog.PlanFor(lib, familyWith(content.AgeBand(f.age), worries, strings.Split(f.apps, ",")...))
		got := strings.Join(keys(plan)[:3], " ")
		if got != f.top {
			t.Errorf("age %q, worry %q, %s:\n  got  %s\n  want %s\n  because %s", f.age, f.worry, f.apps, got, f.top, f.because)
		}
	}
}

// TestFamiliesCoverWhatThereIs: every age, every worry but none twice the same family.
func TestFamiliesCoverWhatThereIs(t *testing.T) {
	seen := map[family]bool{}
	var ages, worries []string
	for _, f := range families() {
		same := family{age: f.age, worry: f.worry, apps: f.apps}
		if seen[same] || len(f.because) < 20 {
			t.Errorf("%+v is there twice, or lacks a reason", f)
		}
		seen[same] = true
		ages, worries = append(ages, f.age), append(worries, f.worry)
	}
	for _, band := range content.AgeBands() {
		if !slices.Contains(ages, string(band)) {
			t.Errorf("no family with a child of %s", band)
		}
	}
	for _, c := range content.Concerns() {
		if !slices.Contains(worries, string(c)) {
			t.Errorf("no family that worries about %s", c)
		}
	}
}
