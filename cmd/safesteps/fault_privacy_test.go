package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/store"
)

// privateTexts are what parents type in this test. Each is rare enough not to turn up by chance.
func privateTexts() []string {
	return []string{
		"MARKEDword my daughter Xanthippe Quillfeather is sad", "snap MARKEDname Bartholomew", "MARKEDphone 07700 900123",
		"someone asks my son MARKEDson for pictures", "/progress MARKEDargument",
	}
}

// TestNothingPrivateIsWritten sends marked texts, names, ids, tokens and secrets through everything that can happen to a turn,
// and then looks for them in every file and in all that the program wrote, as they are, in hexadecimal digits and in base64.
func TestNothingPrivateIsWritten(t *testing.T) {
	for name, webhook := range modes() {
		for _, format := range []string{"text", "json"} {
			t.Run(name+", "+format, func(t *testing.T) {
				s := newSite(t, webhook)
				s.settings["SAFESTEPS_LOG_FORMAT"] = format
				delete(s.settings, "SAFESTEPS_SECRET") // so that there is a key file too
				ids := livePrivately(t, s)
				s.kill() // the log of the database is scanned as a crash leaves it
				s.scan(t, ids)
				s.start()
				s.stop()
				s.scan(t, ids)
				s.holdsReminder(t)
			})
		}
	}
}

// holdsReminder makes sure that there was an address to be found: it is kept, sealed.
func (s *site) holdsReminder(t *testing.T) {
	t.Helper()
	secret, err := store.LoadOrCreateSecret(s.database() + ".key")
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Attach(t.Context(), s.database(), secret)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if st, err := db.Stats(t.Context()); err != nil || st.Reminders != 1 || st.People < 6 {
		t.Errorf("got %+v, %v; want one reminder and six people at least", st, err)
	}
}

// livePrivately lets parents type, press, send pictures, forget and be forgotten, with troubles of every kind in between.
func livePrivately(t *testing.T, s *site) (ids []string) {
	t.Helper()
	s.start()
	c := newCrowd(s, 8, 71)
	for i, text := range privateTexts() {
		p := c.parents[i]
		p.goOn()
		c.site.fake.WaitFor("a start", p.ready)
		s.fake.WaitFor("what was typed", s.took(p.SendText(text)))
	}
	last := c.parents[5]
	last.goOn()
	s.fake.WaitFor("a start", last.ready)
	for _, update := range []int64{
		last.SendPhoto("MARKEDcaption"), last.SendDocument("MARKEDfile.pdf"), last.SendText("/start MARKEDpayload"), last.Start("MARKED-link_1"),
		last.SendVoice(), last.Forge(last.Chat().Screen().MessageID, "MARKEDdata|x"),
	} {
		s.fake.WaitFor("anything else that can be sent", s.took(update))
	}
	for _, update := range last.Poison() {
		s.fake.WaitFor("poison", s.took(update))
	}
	s.fake.WaitFor("poison of ours", s.took(last.Raw("message", `{"text":["MARKEDpoison"],"from":{"id":`+strconv.FormatInt(last.id, 10)+`}}`)))
	s.fake.Fail("sendMessage", 3, bottest.Fault{Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: MARKEDdescription"}`})
	s.fake.Fail("sendMessage", 2, bottest.Fault{Status: 502, Body: "MARKEDpage"})
	for _, p := range c.parents[:6] {
		s.fake.WaitFor("a command", s.took(p.SendText("/checklist")))
	}
	s.fake.WaitFor("the faults used up", func() bool { return s.fake.FaultsLeft() == 0 })
	s.remindAndForget(c.parents[6], c.parents[7])
	s.kill()
	s.start()
	for _, p := range c.parents {
		s.fake.WaitFor("a command", s.took(p.SendText("/menu")))
		ids = append(ids, strconv.FormatInt(p.id, 10))
	}
	return ids
}

// remindAndForget has one parent ask for a reminder, whose address is kept, and another to be forgotten.
func (s *site) remindAndForget(remind, forget *parent) {
	s.t.Helper()
	remind.Start("")
	remind.chooseAll("apps", "+kik", "ok", "later", "week")
	forget.Start("")
	forget.chooseAll("apps", "+viber", "ok")
	s.fake.WaitFor("the question", s.took(forget.SendText("/forget")))
	forget.chooseAll("yes")
	s.fake.WaitFor("forgotten", func() bool { return !strings.Contains(seenIn(forget.Chat().Screen()).buttons, "forget|") })
}

// chooseAll presses one choice after another, each as soon as it is on the screen; the screen before must not have it.
func (p *parent) chooseAll(choices ...string) {
	p.site.t.Helper()
	for _, choice := range choices {
		var data string
		p.site.fake.WaitFor("the choice "+choice, func() bool {
			buttons, _ := p.buttons()
			i := slices.IndexFunc(buttons, func(b bottest.TelegramButton) bool { return strings.HasSuffix(b.Data, "|"+choice) })
			if i >= 0 {
				data = buttons[i].Data
			}
			return i >= 0
		})
		p.site.fake.WaitFor("the press", p.site.took(p.PressData(data)))
	}
}

// took is a condition: the program has acknowledged an update.
func (s *site) took(update int64) func() bool {
	return func() bool { return s.fake.Handled(update) > 0 }
}

// scan looks for marks in every file of the site and in all logs.
func (s *site) scan(t *testing.T, ids []string) {
	t.Helper()
	marks := append([]string{"MARKED", "Xanthippe", "07700 900123", "Person 73405", strings.TrimPrefix(faultToken, "424242:"), faultHook}, ids...)
	written := map[string][]byte{"the log": []byte(s.logs.String())}
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		written[filepath.Base(path)], err = os.ReadFile(path) //nolint:gosec // a file of this test
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"safesteps.db", "safesteps.db.key", "safesteps.db.lock"} {
		if _, ok := written[want]; !ok {
			t.Errorf("there is no %s to scan", want)
		}
	}
	for name, data := range written {
		for _, m := range marks {
			for form, pattern := range disguises(m) {
				if bytes.Contains(data, pattern) {
					t.Errorf("%s holds %q, %s", name, m, form)
				}
			}
		}
	}
}

// disguises are the forms in which a mark may have been written. Base64 has three, by where in the text the mark begins; the
// letters at both ends depend on what stands beside it and are left out.
func disguises(mark string) map[string][]byte {
	all := map[string][]byte{
		"as it is": []byte(mark), "in hex": []byte(hex.EncodeToString([]byte(mark))), "in capital hex": []byte(strings.ToUpper(hex.EncodeToString([]byte(mark)))),
		"in UTF-16": utf16Bytes(mark),
	}
	for shift := range 3 {
		in := append(make([]byte, shift), mark...)
		out := base64.RawStdEncoding.EncodeToString(in[:len(in)/3*3])
		if shift > 0 && len(out) >= 4 {
			out = out[4:]
		}
		if len(out) >= 8 { // fewer letters turn up by chance
			all[fmt.Sprintf("in base64, %d", shift)] = []byte(out)
		}
	}
	if id, err := strconv.ParseUint(mark, 10, 64); err == nil {
		all["as a number"] = binary.BigEndian.AppendUint64(nil, id)
		all["as a number, turned round"] = binary.LittleEndian.AppendUint64(nil, id)
		all["as a number in hex"] = []byte(strconv.FormatUint(id, 16))
	}
	return all
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), 0)
	}
	return b
}

// TestScanFinds plants each form of a mark and sees the scan's patterns find it.
func TestScanFinds(t *testing.T) {
	const mark = "MARKEDtoken"
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte("abc"[:shift] + mark + " and more"))
		found := false
		for _, pattern := range disguises(mark) {
			found = found || bytes.Contains([]byte(text), pattern)
		}
		if !found {
			t.Errorf("%s is not found in base64 after %d letters", mark, shift)
		}
	}
	if !bytes.Contains([]byte(hex.EncodeToString([]byte("x"+mark))), disguises(mark)["in hex"]) {
		t.Error("not found in hex")
	}
	if !bytes.Contains(binary.LittleEndian.AppendUint64([]byte{1}, firstParent), disguises(strconv.Itoa(firstParent))["as a number, turned round"]) {
		t.Error("a number is not found")
	}
}
