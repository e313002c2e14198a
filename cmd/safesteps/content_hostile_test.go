package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/net/html"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/bots/telegram"
	"github.com/safesteps/safesteps/bots/terminal"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/dialog/walk"
)

// hostileWord means something on every channel when it is not taken as the words it is.
const hostileWord = "</b>\"'><u>**_~~`[x](//z)<@x>||&lt;\\"

// hostileFolder is the content with the hostile word at the end of nearly every text that a parent reads. The check takes it: words are
// only words.
func hostileFolder(t *testing.T) (dir string, changed int) {
	t.Helper()
	dir = contentFolder(t)
	names, err := filepath.Glob(filepath.Join(dir, "data", "*", "*.yaml"))
	if err != nil || len(names) < 60 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range append(names, filepath.Join(dir, "data", "rules.yaml")) {
		folder := filepath.Base(filepath.Dir(name))
		if folder == "triage" || strings.HasPrefix(filepath.Base(name), "c") && folder == "words" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var doc yaml.Node
		if err := yaml.Load(data, &doc); err != nil {
			t.Fatal(err)
		}
		changed += spoil(doc.Content[0], "", folder == "words")
		out, err := yaml.Dump(&doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, out, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, changed
}

// spoil appends the hostile word to the texts under a node that have room for it. It gives their number.
func spoil(n *yaml.Node, key string, all bool) (changed int) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			under := n.Content[i].Value
			if key == "how" || key == "openers" || key == "concerns" && n.Content[i+1].Kind == yaml.SequenceNode { // by device, age or worry
				under = "do"
			}
			changed += spoil(n.Content[i+1], under, all && !slices.Contains([]string{"reviewed_by", "rtl", "partial", "sources"}, under))
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			changed += spoil(item, key, all)
		}
	case yaml.ScalarNode:
		texts := []string{
			"name", "what", "note", "text", "title", "why", "do", "steps", "look_for", "other", "evidence", "teens", "can", "cannot", "setup", "for", "who",
			"hours", "cost", "cannot_speak", "not_for", "said", "button", "calm", "never", "keep", "say", "body", "points", "found", "found_not", "refused",
		}
		most := map[string]int{"title": 60, "button": 40}[key]
		if (all || slices.Contains(texts, key)) && n.Value != "" && key != "discord.command.setup" && (most == 0 || len(n.Value)+len(hostileWord)+2 <= most) {
			n.Value, n.Style = strings.TrimRight(n.Value, " \n"), yaml.DoubleQuotedStyle
			if strings.ContainsAny(n.Value[len(n.Value)-1:], ".?!") { // a sentence of its own, so that no sentence grows too hard
				n.Value += " " + hostileWord + "."
			} else {
				n.Value += hostileWord
			}
			changed++
		}
	default:
	}
	return changed
}

// TestHostileContentIsOnlyWords gives the bot a --content folder by somebody who wants to do harm. On every screen of every channel its
// signs must stand there as signs: no tag, no emphasis, no link, no mention, no control of a terminal.
func TestHostileContentIsOnlyWords(t *testing.T) {
	dir, changed := hostileFolder(t)
	loaded, problems := content.Load(os.DirFS(dir))
	for _, p := range problems {
		if !p.Warning {
			t.Error(p)
		}
	}
	if loaded == nil || changed < 3000 {
		t.Fatalf("%d texts were changed; want more than 3000, and a library", changed)
	}
	lib := dialog.NewLibrary(loaded)
	seen := 0
	walk.Explore(lib, 700, 3, func(e walk.Edge) {
		if !e.New || t.Failed() {
			return
		}
		seen += hostileOnTelegram(t, e.Reply)
		hostileOnDiscord(t, e.Reply)
		hostileInTerminal(t, e.Reply)
		hostileInHTML(t, e.Reply.Screen, string(bots.HTML(e.Reply.Blocks, 1)))
	})
	if seen < 700 {
		t.Errorf("the hostile word was seen %d times", seen)
	}
	hostileSite(t, lib)
	for _, format := range []string{"html", "markdown"} {
		out, errs, code := command(t, "", nil, "plan", "--app", "snapchat", "--content", dir, "--format", format)
		if code != exitDone || strings.Contains(out, "<u>") {
			t.Errorf("plan as %s: exit code %d, %s:\n%.400s", format, code, errs, out)
		}
	}
}

func hostileOnTelegram(t *testing.T, r dialog.Reply) (seen int) {
	t.Helper()
	caps := (&telegram.Adapter{}).Caps(bots.Room{})
	for _, m := range bots.Fit(r, caps, telegram.Format()) {
		text, entities, err := bottest.ParseHTML(m.Text)
		if err != nil || text != m.Plain {
			t.Errorf("telegram, %s: %v\nsent  %.600s\nshown %.600s\nmeant %.600s", r.Screen, err, m.Text, text, m.Plain)
		}
		for _, e := range entities {
			if !slices.Contains([]string{"bold", "blockquote", "text_link"}, string(e.Type)) || e.Type == "text_link" && !strings.HasPrefix(e.URL, "https://") {
				t.Errorf("telegram, %s: %+v", r.Screen, e)
			}
		}
		seen += strings.Count(text, hostileWord)
	}
	return seen
}

func hostileOnDiscord(t *testing.T, r dialog.Reply) {
	t.Helper()
	caps := (&discord.Adapter{}).Caps(bots.Room{})
	for _, m := range bots.Fit(r, caps, discord.Format()) {
		if got := bottest.PlainDiscord(m.Text); got != m.Plain {
			t.Errorf("discord, %s:\nsent  %.600s\nshown %.600s\nmeant %.600s", r.Screen, m.Text, got, m.Plain)
		}
		for _, bad := range []string{"<@x>", "[x](//z)", "<u>"} {
			if i := strings.Index(m.Text, bad); i >= 0 && (i == 0 || m.Text[i-1] != '\\') {
				t.Errorf("discord, %s: %q means something in %.300s", r.Screen, bad, m.Text[max(0, i-100):])
			}
		}
	}
}

func hostileInTerminal(t *testing.T, r dialog.Reply) {
	t.Helper()
	for _, m := range bots.Fit(r, (&terminal.Adapter{}).Caps(bots.Room{}), terminal.Format()) {
		if strings.ContainsFunc(m.Text, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }) {
			t.Errorf("terminal, %s: a control character in %q", r.Screen, m.Text)
		}
	}
}

// hostileInHTML reads a page as a browser does and looks for elements that none of ours is, and for addresses that lead elsewhere.
func hostileInHTML(t *testing.T, name, page string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(page))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		if slices.Contains([]string{"u", "b", "iframe", "object", "base"}, token.Data) {
			t.Errorf("web, %s: a %s element", name, token)
		}
		for _, a := range token.Attr {
			wrongAddress := (a.Key == "href" || a.Key == "src" || a.Key == "action") && (strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, "javascript:"))
			if strings.HasPrefix(a.Key, "on") || wrongAddress || strings.ContainsAny(a.Key, `'"<`) {
				t.Errorf("web, %s: %s", name, token)
			}
		}
	}
}

// hostileSite looks at the pages that are not a dialog.
func hostileSite(t *testing.T, lib *dialog.Library) {
	t.Helper()
	site, err := web.New(web.Config{Library: func() *dialog.Library { return lib }, Sessions: bottest.Memory(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/apps", "/apps/snapchat", "/apps/other_groups", "/help/gb", "/help/us", "/plan?app=snapchat", "/learn"} {
		w := httptest.NewRecorder()
		site.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if path != "/" && path != "/learn" && (w.Code != http.StatusOK || !strings.Contains(html.UnescapeString(w.Body.String()), hostileWord)) {
			t.Errorf("%s: status %d without the hostile word", path, w.Code)
		}
		hostileInHTML(t, path, w.Body.String())
	}
}
