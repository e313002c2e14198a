package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
	"github.com/safesteps/safesteps/bots/discord"
)

func TestEndpoint(t *testing.T) {
	s := endpoint(t, bottest.DiscordOptions{}, nil)
	server := httptest.NewServer(s.adapter.InteractionsHandler(s.runner))
	t.Cleanup(server.Close)
	pat := s.Person(patID)
	good := pat.Payload(2, bottest.M{"id": "1", "name": "urgent", "type": 1})
	now := time.Now()
	for _, c := range []struct {
		name    string
		request func() *http.Request
		want    int
	}{
		{"good", func() *http.Request { return s.SignedRequest(server.URL, good, now) }, 200},
		{"the same again", func() *http.Request { return s.SignedRequest(server.URL, good, now) }, 409},
		{"an old signature", func() *http.Request { return s.SignedRequest(server.URL, good, now.Add(-6*time.Minute)) }, 401},
		{"a signature of the future", func() *http.Request { return s.SignedRequest(server.URL, good, now.Add(6*time.Minute)) }, 401},
		{"another body", func() *http.Request {
			r := s.SignedRequest(server.URL, good, now)
			r.Body = io.NopCloser(bytes.NewReader(append(good, ' ')))
			r.ContentLength++
			return r
		}, 401},
		{"another time", func() *http.Request {
			r := s.SignedRequest(server.URL, good, now)
			r.Header.Set("X-Signature-Timestamp", "1700000000")
			return r
		}, 401},
		{"no signature", func() *http.Request {
			r := s.SignedRequest(server.URL, good, now)
			r.Header.Del("X-Signature-Ed25519")
			return r
		}, 401},
		{"half a signature", func() *http.Request {
			r := s.SignedRequest(server.URL, good, now)
			r.Header.Set("X-Signature-Ed25519", "abcd")
			return r
		}, 401},
		{"not JSON", func() *http.Request { return s.SignedRequest(server.URL, []byte("hello"), now) }, 400},
		{"nobody", func() *http.Request {
			return s.SignedRequest(server.URL, []byte(`{"id":"5","application_id":"1","token":"t","type":2}`), now)
		}, 400},
		{"too large", func() *http.Request {
			return s.SignedRequest(server.URL, []byte(`{"x":"`+strings.Repeat("x", 600<<10)+`"}`), now)
		}, 413},
		{"GET", func() *http.Request {
			r := s.SignedRequest(server.URL, good, now)
			r.Method = http.MethodGet
			return r
		}, 405},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, err := http.DefaultClient.Do(c.request())
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || res.StatusCode != c.want {
				t.Errorf("got status %d, %v, want %d", res.StatusCode, err, c.want)
			}
			if c.want == 200 && (!json.Valid(body) || !strings.Contains(string(body), "999")) {
				t.Errorf("got %s", body)
			}
		})
	}
	if err := s.CheckEndpoint(server.URL); err != nil {
		t.Errorf("what Discord tries out: %v", err)
	}
}

// A key of the wrong length makes the library's check panic; here it stops the start.
func TestTrapPublicKeyLength(t *testing.T) {
	for _, key := range []string{"ab", strings.Repeat("a", 63), strings.Repeat("z", 64), strings.Repeat("a", 66)} {
		_, err := discord.New(discord.Config{Token: "t", Library: testLibrary(t), PublicKey: key})
		if err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%q: got %v, want an error without the key", key, err)
		}
	}
}

func TestPublicKeyOfAnotherApplication(t *testing.T) {
	s := newStage(t, bottest.DiscordOptions{}, func(c *discord.Config) { c.PublicKey = strings.Repeat("ab", 32) })
	err := s.adapter.Run(t.Context(), s.runner)
	if err == nil || !strings.Contains(err.Error(), "public key") {
		t.Errorf("got %v, want a word about the public key", err)
	}
}

// Replicas need no gateway: with the endpoint nobody dials.
func TestEndpointOpensNoGateway(t *testing.T) {
	s := endpoint(t, bottest.DiscordOptions{}, nil)
	works(t, s)
	if got := s.GatewayLog().Dials; got != 0 {
		t.Errorf("dialled %d times", got)
	}
	if err := s.adapter.Healthy(time.Now()); err != nil {
		t.Errorf("healthy: %v", err)
	}
}

// A turn that takes long is acknowledged in the body, and answered by an edit.
func TestEndpointDefers(t *testing.T) {
	s := endpoint(t, bottest.DiscordOptions{}, shortPatience)
	slowStore(s)
	defersAndAnswers(t, s)
}

// A screen in several messages: the first is the answer in the body, and the others follow in their order, even when one of them
// has to be sent again.
func TestEndpointSendsFollowUpsInOrder(t *testing.T) {
	for _, fault := range []bottest.DiscordFault{
		{Path: "none"},
		{Path: "/webhooks", Status: http.StatusBadGateway},
		{Path: "/webhooks", HangUp: true},
		{Path: "/webhooks", RetryAfter: 50 * time.Millisecond},
		{Path: "/webhooks", Delay: 100 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%+v", fault), func(t *testing.T) {
			s := endpoint(t, bottest.DiscordOptions{}, nil)
			server := httptest.NewServer(s.adapter.InteractionsHandler(handlerFunc(func(ctx context.Context, ev bots.Event) error {
				return ev.Reply.Respond(ctx, bots.Outcome{Messages: []bots.Message{{Text: "one"}, {Text: "two"}, {Text: "three"}, {Text: "four"}}})
			})))
			t.Cleanup(server.Close)
			s.UseEndpoint(server.URL)
			s.Fail(1, fault)
			pat := s.Person(patID)
			pat.Command("checklist")
			if got, want := pat.Screen().Raw, "one\n\ntwo\n\nthree\n\nfour"; got != want || !pat.Screen().Ephemeral {
				t.Errorf("got %q, hidden: %t; want %q, hidden", got, pat.Screen().Ephemeral, want)
			}
			if got := len(s.Calls("/interactions/{id}/{token}/callback")); got != 0 {
				t.Errorf("%d answers by a call of our own, want none", got)
			}
		})
	}
}
