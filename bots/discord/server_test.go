package discord_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
)

const (
	managerID = "70000000000000007"
	startID   = "start|" // never changed: messages that were posted carry it
)

func TestCommandsOnlyWhenTheyDiffer(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	puts := func() int {
		n := 0
		for _, c := range s.Calls("/applications/{id}/commands") {
			if c.Method == "PUT" {
				n++
			}
		}
		return n
	}
	want := "checklist app urgent progress talk privacy share move help setup"
	if got := strings.Join(s.Commands(), " "); got != want || puts() != 1 {
		t.Errorf("got %q and %d writes, want %q and 1", got, puts(), want)
	}
	restart := func() {
		t.Helper()
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		s.renew()
		s.start()
		s.WaitConnected(1)
	}
	restart()
	if got := puts(); got != 1 {
		t.Errorf("after a restart: %d writes, want no other", got)
	}
	s.SetCommands(bottest.M{"id": "1", "name": "checklist", "description": "Old words", "type": 1})
	restart()
	if got := strings.Join(s.Commands(), " "); got != want || puts() != 2 {
		t.Errorf("after others were there: got %q and %d writes, want %q and 2", got, puts(), want)
	}
}

// Each language that Discord knows gets the words that it has itself, and none that it borrows from English.
func TestCommandsInOtherLanguages(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	var body []struct {
		Name         string
		Names        map[string]string `json:"name_localizations"`
		Description  string
		Descriptions map[string]string `json:"description_localizations"`
	}
	for _, c := range s.Calls("/applications/{id}/commands") {
		if c.Method == "PUT" {
			if err := json.Unmarshal(c.Body, &body); err != nil {
				t.Fatal(err)
			}
		}
	}
	translated := 0
	for _, c := range body {
		for locale, words := range c.Descriptions {
			english := locale == "en-GB" || locale == "en-US"
			if !english {
				translated++
			}
			if english != (words == c.Description) {
				t.Errorf("/%s in %s: %q, in English %q", c.Name, locale, words, c.Description)
			}
		}
		if c.Descriptions["en-GB"] == "" || c.Names["en-GB"] != c.Name {
			t.Errorf("/%s lacks English words: %v %v", c.Name, c.Names, c.Descriptions)
		}
		if want := c.Name == "urgent"; want != (c.Descriptions["pl"] != "" && c.Descriptions["ro"] != "") {
			t.Errorf("/%s: got %v, want Polish and Romanian words: %t", c.Name, c.Descriptions, want)
		}
	}
	if translated < 2 {
		t.Errorf("%d translated descriptions", translated)
	}
}

func TestCommands(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, func(c *discord.Config) {
		c.Links = []discord.Link{{Label: "Telegram", URL: "https://t.me/safesteps_test_bot"}}
	})
	for _, c := range []struct{ command, want string }{
		{"checklist", "Safer apps"},
		{"urgent", "Urgent help"},
		{"progress", ""},
		{"talk", ""},
		{"privacy", "no names"},
		{"help", ""},
		{"share", "links"},
	} {
		t.Run(c.command, func(t *testing.T) {
			pat := s.Person(patID)
			pat.Command(c.command)
			got := pat.Screen()
			if !got.Ephemeral || got.Text == "" || !strings.Contains(strings.ToLower(got.Text), strings.ToLower(c.want)) {
				t.Errorf("got\n%s\nwant %q, and only for them", got, c.want)
			}
		})
	}
	pat := s.Person(patID)
	pat.Command("share")
	if got := pat.Screen().Rows; len(got) != 1 || got[0][0].URL != "https://t.me/safesteps_test_bot" {
		t.Errorf("links: got %v", got)
	}
	if err := pat.TryCommand("setup"); err == nil {
		t.Error("somebody who does not manage the server was offered /setup")
	}
	if err := s.PersonInDM(managerID).Manager().TryCommand("setup"); err == nil {
		t.Error("/setup was offered outside a server")
	}
}

func TestAutocomplete(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	for _, c := range []struct{ typed, first string }{
		{"snap", "Snapchat"},
		{"SNAPCHAT", "Snapchat"},
		{"insta", "Instagram"},
		{"snpachat", "Snapchat"},
		{"tik", "TikTok"},
		{"watsapp", "WhatsApp"},
		{"  kik", "Kik"},
	} {
		got := pat.Complete("app", "name", c.typed)
		if len(got) == 0 || got[0].Name != c.first {
			t.Errorf("%q: got %v, want %s first", c.typed, got, c.first)
		}
	}
	if got := pat.Complete("app", "name", ""); len(got) < 10 || len(got) > 25 || got[0].Name != "WhatsApp" {
		t.Errorf("nothing typed: got %v, want what most children use", got)
	}
	for _, typed := range []string{"a", "e", "xyzzy", strings.Repeat("long ", 20), "%_|*", "\u202e"} {
		if got := pat.Complete("app", "name", typed); len(got) > 25 {
			t.Errorf("%q: %d suggestions", typed, len(got))
		}
	}
	pat.Command("app", "name", pat.Complete("app", "name", "snap")[0].Value)
	if got := pat.Screen().Text; !strings.Contains(got, "Snapchat") {
		t.Errorf("/app: got\n%s", got)
	}
}

// /setup takes three steps at most, and what it posts works for years: nothing is kept about it but the server's region.
func TestSetup(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	manager := s.Person(managerID).Manager()
	manager.Command("setup")
	if got := manager.Screen(); !got.Ephemeral || got.Menu == nil || len(got.Menu.Options) == 0 {
		t.Fatalf("step 1: got\n%s", got)
	}
	manager.Select(manager.Screen().Menu.Options[0])
	if got := manager.Screen(); !got.Ephemeral || len(got.Labels()) != 1 {
		t.Fatalf("step 2: got\n%s", got)
	}
	if manager.Bystander() != "" {
		t.Error("something is public before the manager posted it")
	}
	manager.Press("Post the message here")
	public := manager.Bystander()
	if !strings.Contains(public, "[Start privately]") || strings.Contains(public, managerID) {
		t.Errorf("posted:\n%s", public)
	}
	for _, c := range s.Calls() {
		if strings.HasPrefix(c.Path, "/channels/") {
			t.Error("the message was posted with a permission to write, which is not asked for")
		}
	}

	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s.renew() // years later
	s.start()
	s.WaitConnected(1)
	pat := s.Person(patID)
	pat.PressID(startID)
	if got := pat.Screen(); !got.Ephemeral || !strings.Contains(got.Text, "Safer apps") {
		t.Errorf("started: got\n%s", got)
	}
	if got := pat.Bystander(); got != public {
		t.Errorf("others now see\n%s\nwant\n%s", got, public)
	}
}

// A server's region reaches whoever begins there, whatever country their Discord says.
func TestServerRegion(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	manager := s.Person(managerID).Manager()
	for i, region := range testLibrary(t).Regions() {
		manager.Command("setup")
		manager.Select(region.Name)
		pat := s.Person(fmt.Sprintf("700000000000001%02d", i))
		pat.Locale("en-US")
		pat.Command("help")
		pat.Choose("Settings")
		if got := pat.Screen().Text; !strings.Contains(got, region.Name) {
			t.Errorf("got\n%s\nwant the region %s", got, region.Name)
		}
	}
}

// A message that everybody sees is never replaced by what one person asked for, whatever the control on it carries.
func TestPublicMessageIsNeverEdited(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	manager := s.Person(managerID).Manager()
	manager.Command("setup")
	manager.Select(manager.Screen().Menu.Options[0])
	manager.Press("Post the message here")
	public := manager.Bystander()
	pat := s.Person(patID)
	pat.Command("checklist")
	pat.Press("Check the apps")
	for _, id := range []string{"apps|ok", "apps|menu", "hello|apps", "start|", "dm|", "setup|region", "setup|"} {
		pat.Forge(id)
	}
	s.settle()
	if got := strings.Replace(pat.Bystander(), public, "", 1); strings.Contains(got, "Which apps") || !strings.HasPrefix(pat.Bystander(), public) {
		t.Errorf("others now see\n%s", pat.Bystander())
	}
}

// Messages that one person alone sees vanish. The command shows exactly where they were.
func TestChecklistResumes(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	for _, step := range []func(){
		func() { pat.Press("Check the apps") },
		func() { pat.Select("Snapchat", "TikTok") },
		func() { pat.Press("Next") },
		func() { pat.Press("Later") },
	} {
		step()
		before := pat.Screen()
		pat.Dismiss()
		pat.Command("checklist")
		after := pat.Screen()
		_, left, _ := strings.Cut(before.String(), "\n") // a notice belongs to its turn alone
		if !strings.Contains(before.String(), after.Text) && !strings.Contains(after.String(), left) {
			t.Errorf("before\n%s\n\nafter\n%s", before, after)
		}
		if got, want := strings.Join(after.Labels(), ","), strings.Join(before.Labels(), ","); got != want {
			t.Errorf("buttons: got %s, want %s", got, want)
		}
	}
}

func TestContinueInDM(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	pat.Press("Check the apps")
	pat.Press("Go on in a direct message")
	if got := pat.Screen(); !got.Ephemeral || !strings.Contains(got.Text, "direct messages") {
		t.Errorf("in the server: got\n%s", got)
	}
	dm := s.PersonInDM(patID)
	if got := dm.Screen(); !strings.Contains(got.Text, "Which apps") || got.Menu == nil {
		t.Fatalf("in direct messages: got\n%s", got)
	}
	dm.Select("Snapchat")
	dm.Press("Next")
	if got := dm.Screen().Text; !strings.Contains(got, "Snapchat") {
		t.Errorf("going on there: got\n%s", got)
	}
}

// 50007: the screen is shown where they are, to them alone.
func TestTrapDirectMessagesAreClosed(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.CloseDMs()
	pat.Command("checklist")
	pat.Press("Check the apps")
	pat.Press("Go on in a direct message")
	got := pat.Screen()
	if !got.Ephemeral || !strings.Contains(got.Text, "cannot write to you") || !strings.Contains(got.Text, "Which apps") || got.Menu == nil {
		t.Errorf("got\n%s", got)
	}
	pat.Select("Snapchat")
	if got := pat.Bystander(); got != "" {
		t.Errorf("others see:\n%s", got)
	}
}

// A button of an earlier screen says so, and changes nothing.
func TestOldButton(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	old := pat.Message()
	pat.Press("Check the apps")
	pat.Select("Snapchat")
	pat.PressOld(old, "Just the three best things")
	if got := pat.Screen(); !strings.Contains(got.Text, "earlier") || got.Menu == nil || len(got.Menu.Picked) != 1 {
		t.Errorf("got\n%s", got)
	}
}

// Cards of helplines and apps stand in embeds; nothing of the screen is lost.
func TestCards(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("urgent")
	pat.Select("My child is being bullied")
	screen := pat.Screen()
	if !strings.Contains(screen.Text, "Childline") || len(screen.Text) < len(screen.Raw)/2 {
		t.Errorf("got\n%s", screen)
	}
	embeds := 0
	for _, c := range s.Calls("/interactions/{id}/{token}/callback", "/webhooks/{id}/{token}") {
		embeds += strings.Count(string(c.Body), `"title":`)
	}
	if embeds < 2 {
		t.Errorf("got %d cards, want some", embeds)
	}
}

// There are more apps than a menu can have options. Every one of them is on some page, and what was ticked on one page stays.
func TestMoreAppsThanAMenuHolds(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	pat.Command("checklist")
	pat.Press("Check the apps")
	seen := map[string]int{}
	var ticked []string
	pages := 0
	for ; pages < 20; pages++ {
		menu := pat.Screen().Menu
		if menu == nil || len(menu.Options) > 25 {
			t.Fatalf("page %d: got\n%s", pages+1, pat.Screen())
		}
		if seen[menu.Options[0]] > 0 {
			break // the first page again
		}
		for _, o := range menu.Options {
			seen[o]++
		}
		pat.Select(menu.Options[0])
		ticked = append(ticked, menu.Options[0])
		pat.Press("More apps")
	}
	if got := len(seen); pages < 3 || got <= 25 {
		t.Errorf("%d apps on %d pages", got, pages)
	}
	for _, app := range testLibrary(t).Apps() {
		if ranked := app.Rank > 0; ranked && seen[app.Name] != 1 { // the others are for apps that we do not know
			t.Errorf("%s is on %d pages", app.Name, seen[app.Name])
		}
	}
	for _, name := range ticked {
		if got := pat.Screen().Menu.Picked; len(got) != 1 || got[0] != name {
			t.Errorf("got %v ticked, want %s as before", got, name)
		}
		pat.Press("More apps")
	}
}

// TestCommandsWithWords gives what is typed behind /move and /share to the dialog.
func TestCommandsWithWords(t *testing.T) {
	s := gateway(t, bottest.DiscordOptions{}, nil)
	pat := s.Person(patID)
	for _, c := range []struct {
		options []string
		want    string
	}{
		{[]string{"move", "code", "K7QM-3XRT-9WPD"}, "That code does not work"},
		{[]string{"move"}, "Go on in another app"},
		{[]string{"share", "about", "snapchat leeds7"}, "Pass this on"},
	} {
		pat.Command(c.options[0], c.options[1:]...)
		if got := pat.Screen(); !got.Ephemeral || !strings.Contains(got.Text, c.want) {
			t.Errorf("/%s: got\n%s\nwant %q, and only for them", strings.Join(c.options, " "), got, c.want)
		}
	}
}
