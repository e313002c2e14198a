package telegram

import (
	"strings"
	"testing"

	"github.com/safesteps/safesteps/dialog"
)

func testAdapter(t testing.TB) *Adapter {
	t.Helper()
	a, err := New(Config{Token: "1:a", Commands: []Command{{Name: "menu"}, {Name: "urgent"}}})
	if err != nil {
		t.Fatal(err)
	}
	name := "Safesteps_Bot"
	a.username.Store(&name)
	return a
}

func TestTrapCommandMatching(t *testing.T) {
	a := testAdapter(t)
	long := strings.Repeat("a", 65)
	cases := []struct {
		text string
		want dialog.Act
	}{
		{"/start", dialog.Start{}},
		{"/START", dialog.Start{}},
		{"  /start  ", dialog.Start{}},
		{"/start@safesteps_bot", dialog.Start{}},
		{"/start app_snapchat", dialog.Start{Payload: "app_snapchat"}},
		{"/Start@Safesteps_bot topic-images", dialog.Start{Payload: "topic-images"}},
		{"/start " + long[:64], dialog.Start{Payload: long[:64]}},
		{"/start " + long, dialog.Say{Text: long}},
		{"/start someone threatens my son", dialog.Say{Text: "someone threatens my son"}},
		{"🙂/start", dialog.Start{}},
		{"👩‍👧 /menu", dialog.Command{Name: "menu"}},
		{"£ /menu", dialog.Command{Name: "menu"}},
		{"ok /menu now", dialog.Command{Name: "menu", Args: "now"}},
		{"/help", dialog.Command{Name: "help"}},
		{"/helpline", dialog.Command{Name: "helpline"}},
		{"/menu@some_other_bot", dialog.Command{Name: "menu"}},
		{"/menu.", dialog.Command{Name: "menu", Args: "."}},
		{"/menu\nplease", dialog.Command{Name: "menu", Args: "please"}},
		{"ok /unknown", dialog.Say{Text: "ok /unknown"}},
		{"somebody asked my daughter for pictures /menu", dialog.Say{Text: "somebody asked my daughter for pictures /menu"}},
		{"snap/insta", dialog.Say{Text: "snap/insta"}},
		{"and/or", dialog.Say{Text: "and/or"}},
		{"https://x.com/start", dialog.Say{Text: "https://x.com/start"}},
		{"/etc/passwd", dialog.Say{Text: "/etc/passwd"}},
		{"é/start", dialog.Say{Text: "é/start"}},
		{"/", dialog.Say{Text: "/"}},
		{"/ start", dialog.Say{Text: "/ start"}},
		{"//start", dialog.Say{Text: "//start"}},
		{"/старт", dialog.Say{Text: "/старт"}},
		{"/" + long, dialog.Say{Text: "/" + long}},
		{"watsap", dialog.Say{Text: "watsap"}},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			if got := a.act(c.text); got != c.want {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

func TestGroupTextIsForUsOnlyWhenItSaysSo(t *testing.T) {
	a := testAdapter(t)
	cases := []struct {
		text string
		want dialog.Act
		ours bool
	}{
		{"/start", dialog.Start{}, true},
		{"/menu@SAFESTEPS_bot", dialog.Command{Name: "menu"}, true},
		{"/menu@some_other_bot", nil, false},
		{"please /menu", nil, false},
		{"my son is on kik", nil, false},
		{"@safesteps_bot is kik safe?", dialog.Say{Text: "is kik safe?"}, true},
		{"ask @Safesteps_Bot", dialog.Say{Text: "ask"}, true},
		{"mail me@safesteps_bot", nil, false},
		{"@safesteps_bot2 hello", nil, false},
		{"@", nil, false},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			got, ours := a.groupAct(c.text)
			if ours != c.ours || ours && got != c.want {
				t.Errorf("got %#v, %v, want %#v, %v", got, ours, c.want, c.ours)
			}
		})
	}
}

func TestGroupBeforeTheNameIsKnown(t *testing.T) {
	a := testAdapter(t)
	a.username.Store(nil)
	if _, ours := a.groupAct("/menu@safesteps_bot"); ours {
		t.Error("a command for somebody by name was taken although our name is not known")
	}
	if _, ours := a.groupAct("@ hello"); ours {
		t.Error("an empty mention was taken for our empty name")
	}
	if _, ours := a.groupAct("/menu"); !ours {
		t.Error("a command for everybody was not taken")
	}
}

func FuzzFindCommand(f *testing.F) {
	for _, s := range []string{"/start", "🙂/start@bot x", "a/b", "/a/b /c", "\xff/x", "/@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := findCommand(text)
		if !ok {
			return
		}
		if c.name == "" || len(c.name) > maxCommand || c.name != strings.ToLower(c.name) {
			t.Errorf("name %q", c.name)
		}
		if !strings.Contains(text, c.args) || !strings.Contains(text, c.before) {
			t.Errorf("%q: args %q or before %q are not in the text", text, c.args, c.before)
		}
	})
}
