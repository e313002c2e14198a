package telegram

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/dialog"
)

func TestDecodeUpdate(t *testing.T) {
	cases := []struct {
		name, raw string
		err       error
		id        int64
	}{
		{"message", `{"update_id":5,"message":{"message_id":1,"text":"x","chat":{"id":2,"type":"private"}}}`, nil, 5},
		{"unknown kind", `{"update_id":5,"from_the_future":[1]}`, nil, 5},
		{"unknown media", `{"update_id":5,"message":{"paid_media":{"paid_media":[{"type":"live_photo"}]}}}`, nil, 5},
		{"null message", `{"update_id":5,"message":null}`, nil, 5},
		{"text is an object", `{"update_id":5,"message":{"text":{}}}`, errUnreadable, 5},
		{"message is a list", `{"update_id":5,"message":[]}`, errUnreadable, 5},
		{"callback id is a number", `{"update_id":5,"callback_query":{"id":17}}`, errUnreadable, 5},
		{"id too large", `{"update_id":99999999999999999999}`, errNotUpdate, 0},
		{"negative id", `{"update_id":-5}`, errNotUpdate, 0},
		{"no id", `{"message":{}}`, errNotUpdate, 0},
		{"a list", `[]`, errNotUpdate, 0},
		{"null", `null`, errNotUpdate, 0},
		{"not JSON", `{"update_id":5`, errNotUpdate, 0},
		{"empty", ``, errNotUpdate, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			u, err := decodeUpdate([]byte(c.raw))
			if !errors.Is(err, c.err) || u.ID != c.id {
				t.Errorf("got id %d, %v, want %d, %v", u.ID, err, c.id, c.err)
			}
		})
	}
}

// eventOf parses an update as an adapter with a known name would.
func eventOf(t testing.TB, a *Adapter, raw string) (bots.Event, *reply, bool) {
	t.Helper()
	u, err := decodeUpdate([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return a.event(&u)
}

const (
	pat     = `"from":{"id":7,"is_bot":false,"language_code":"en-GB"}`
	private = `"chat":{"id":7,"type":"private"}`
	group   = `"chat":{"id":-9,"type":"supergroup"}`
)

func TestEventOfEveryKind(t *testing.T) {
	a := testAdapter(t)
	alone, shared := bots.Room{ID: "7"}, bots.Room{ID: "-9", Shared: true}
	cases := []struct {
		name, body string
		act        dialog.Act // nil: ignored
		room       bots.Room
	}{
		{"text", `"message":{"message_id":1,"text":"hi",` + pat + `,` + private + `}`, dialog.Say{Text: "hi"}, alone},
		{"photo", `"message":{"message_id":1,"photo":[{}],"caption":"x",` + pat + `,` + private + `}`, dialog.Refused{Caption: "x"}, alone},
		{"voice", `"message":{"message_id":1,"voice":{},` + pat + `,` + private + `}`, dialog.Refused{}, alone},
		{"sticker", `"message":{"message_id":1,"sticker":{},` + pat + `,` + private + `}`, dialog.Refused{}, alone},
		{"paid media of a new kind", `"message":{"message_id":1,"paid_media":{"x":[1]},` + pat + `,` + private + `}`, dialog.Refused{}, alone},
		{"location", `"message":{"message_id":1,"location":{},` + pat + `,` + private + `}`, dialog.Refused{}, alone},
		{"pinned message", `"message":{"message_id":1,"pinned_message":{},` + pat + `,` + private + `}`, nil, bots.Room{}},
		{"edited", `"edited_message":{"message_id":1,"text":"hi",` + pat + `,` + private + `}`, nil, bots.Room{}},
		{"another bot", `"message":{"message_id":1,"text":"/start","from":{"id":8,"is_bot":true},` + private + `}`, nil, bots.Room{}},
		{"without a sender", `"message":{"message_id":1,"text":"/start",` + group + `}`, nil, bots.Room{}},
		{"anonymous administrator", `"message":{"message_id":1,"text":"/start","sender_chat":{"id":-9},` + pat + `,` + group + `}`, nil, bots.Room{}},
		{"command in a group", `"message":{"message_id":1,"text":"/start",` + pat + `,` + group + `}`, dialog.Start{}, shared},
		{"chatter in a group", `"message":{"message_id":1,"text":"hello",` + pat + `,` + group + `}`, nil, bots.Room{}},
		{"photo in a group", `"message":{"message_id":1,"photo":[{}],` + pat + `,` + group + `}`, nil, bots.Room{}},
		{"press", `"callback_query":{"id":"q",` + pat + `,"data":"home|+kik","message":{"message_id":3,` + private + `}}`, dialog.Press{Screen: "home", Choice: "+kik"}, alone},
		{"press on a message that is gone", `"callback_query":{"id":"q",` + pat + `,"data":"home|go"}`, dialog.Press{Screen: "home", Choice: "go"}, alone},
		{"forged press", `"callback_query":{"id":"q",` + pat + `,"data":"rubbish","message":{"message_id":3,` + private + `}}`, dialog.Press{Choice: "rubbish"}, alone},
		{"nothing", `"poll":{}`, nil, bots.Room{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ev, _, ok := eventOf(t, a, `{"update_id":5,`+c.body+`}`)
			if ok != (c.act != nil) {
				t.Fatalf("got an event: %v, want %v", ok, c.act != nil)
			}
			if !ok {
				return
			}
			if ev.Act != c.act || ev.Room != c.room {
				t.Errorf("got %#v in %v, want %#v in %v", ev.Act, ev.Room, c.act, c.room)
			}
			if ev.Person != "7" || ev.Locale != "en-GB" || ev.ID != 5 || ev.Channel != Name || ev.Reply == nil || ev.At.IsZero() {
				t.Errorf("got %+v", ev)
			}
		})
	}
}

func TestAlbumIsRefusedOnce(t *testing.T) {
	a := testAdapter(t)
	picture := func(update, album string) bool {
		_, _, ok := eventOf(t, a, `{"update_id":`+update+`,"message":{"message_id":1,"photo":[{}],"media_group_id":"`+album+`",`+pat+`,`+private+`}}`)
		return ok
	}
	for _, c := range []struct {
		update, album string
		want          bool
	}{
		{"1", "a", true},
		{"2", "a", false},
		{"3", "a", false},
		{"1", "a", true}, // delivered again
		{"4", "b", true},
		{"5", "", true},
		{"6", "", true},
	} {
		if got := picture(c.update, c.album); got != c.want {
			t.Errorf("picture %s of album %q: got %v, want %v", c.update, c.album, got, c.want)
		}
	}
}

func TestReachableIsPassedOn(t *testing.T) {
	var got []string
	a, err := New(Config{
		Token: "1:a",
		Reachable: func(r bots.Room, ok bool) {
			got = append(got, string(r.ID)+map[bool]string{true: " back", false: " gone"}[ok])
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{
		`{"update_id":1,"my_chat_member":{` + private + `,"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":2,"my_chat_member":{` + private + `,"new_chat_member":{"status":"member"}}}`,
		`{"update_id":3,"message":{"message_id":1,"migrate_to_chat_id":-1009,` + pat + `,"chat":{"id":-9,"type":"group"}}}`,
	} {
		if _, _, ok := eventOf(t, a, raw); ok {
			t.Errorf("%s became an event", raw)
		}
	}
	want := []string{"7 gone", "7 back"}
	if !slices.Equal(got, want) || a.Stats().Migrated.Load() != 1 {
		t.Errorf("got %q and %d moves, want %q and one", got, a.Stats().Migrated.Load(), want)
	}
}

// FuzzUpdate feeds whatever comes to the parser: it must neither panic nor make an event that lacks what the Runner needs.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":5,"message":{"message_id":1,"text":"hi",` + pat + `,` + private + `}}`))
	f.Add([]byte(`{"update_id":5,"callback_query":{"id":"q",` + pat + `,"data":"home|go","message":{"message_id":3,` + private + `}}}`))
	f.Add([]byte(`{"update_id":5,"my_chat_member":{` + private + `,"new_chat_member":{"status":"kicked"}}}`))
	a := testAdapter(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := decodeUpdate(raw)
		if err != nil {
			return
		}
		if !json.Valid(raw) {
			t.Fatalf("taken although it is no JSON: %q", raw)
		}
		ev, r, ok := a.event(&u)
		if !ok {
			return
		}
		if ev.Act == nil || ev.Reply == nil || r == nil || ev.Person == "" || ev.Room.ID == "" || ev.ID == 0 {
			t.Errorf("%q: an event that lacks something: %+v", raw, ev)
		}
	})
}
