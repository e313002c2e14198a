package telegram

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/bottest"
)

func TestTrapProfileIsWrittenOnlyWhenItDiffers(t *testing.T) {
	profile := func(c *Config) {
		c.Commands = []Command{{"start", "Begin"}, {"urgent", "Help now"}}
		c.Description, c.ShortDescription = "Helps parents", "For parents"
	}
	r := newRig(t, rigOptions{change: profile})
	ctx := context.Background()
	writes := func() int {
		return len(r.fake.Calls("setMyCommands", "setMyDescription", "setMyShortDescription"))
	}
	if err := r.a.identify(ctx); err != nil {
		t.Fatal(err)
	}
	r.a.showProfile(ctx)
	if got := writes(); got != 3 {
		t.Errorf("first start: %d writes, want 3", got)
	}
	if got, want := string(r.fake.Commands("default", "")), `[{"command":"start","description":"Begin"},{"command":"urgent","description":"Help now"}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	r.a.showProfile(ctx)
	if got := writes(); got != 3 {
		t.Errorf("second start: %d writes in all, want still 3", got)
	}
	r.a.cfg.Commands[1].Description = "Urgent help"
	if err := r.a.RegisterCommands(ctx); err != nil {
		t.Fatal(err)
	}
	if got := writes(); got != 4 {
		t.Errorf("after a change: %d writes in all, want 4", got)
	}
	if got := r.a.Username(); got != "safesteps_test_bot" {
		t.Errorf("username %q", got)
	}
}

func TestTrapWebhookIsRegisteredOnlyWhenItDiffers(t *testing.T) {
	r := newRig(t, rigOptions{change: func(c *Config) {
		c.WebhookURL, c.WebhookSecret, c.MaxConnections = "https://bot.example.org", testSecret, 50
	}})
	ctx := context.Background()
	for range 3 {
		if err := r.a.ensureWebhook(ctx); err != nil {
			t.Fatal(err)
		}
	}
	calls := r.fake.Calls("setWebhook")
	if len(calls) != 1 {
		t.Fatalf("registered %d times, want once", len(calls))
	}
	want := map[string]string{
		"url": "https://bot.example.org/telegram/webhook", "secret_token": testSecret, "max_connections": "50",
		"allowed_updates": `["message","callback_query","my_chat_member"]`,
	}
	for name, v := range want {
		if got := calls[0].Params[name]; got != v {
			t.Errorf("%s: got %q, want %q", name, got, v)
		}
	}
	r.a.cfg.MaxConnections = 60
	if err := r.a.ensureWebhook(ctx); err != nil {
		t.Fatal(err)
	}
	if n := len(r.fake.Calls("setWebhook")); n != 2 {
		t.Errorf("after a change: registered %d times, want 2", n)
	}
}

func TestWebhookWhoseSecretChangedIsRegisteredAnew(t *testing.T) {
	r := newHookRig(t, rigOptions{change: func(c *Config) { c.MaxConnections = 40 }})
	if err := r.a.ensureWebhook(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.fake.UseWebhook("https://bot.example.org"+WebhookPath, "the-old-secret")
	id := r.fake.Person(7, 7).SendText("hello")
	r.fake.WaitFor("a refusal", func() bool { return r.a.Stats().Refused.Load() > 0 })
	r.fake.WaitFor("registered anew", func() bool {
		if err := r.a.ensureWebhook(context.Background()); err != nil {
			t.Fatal(err)
		}
		_, secret := r.fake.Webhook()
		return secret == testSecret
	})
	if err := r.a.Healthy(r.clock.Now()); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("healthy: got %v, want what Telegram says", err)
	}
	r.handled(id)
}

func TestRunWaitsForTelegram(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.fake.Fail("getMe", 2, bottest.Fault{Status: 502})
	r.fake.Fail("getMe", 1, bottest.Fault{RetryAfter: 17})
	if err := r.a.Healthy(r.clock.Now()); err == nil {
		t.Error("healthy before the first answer")
	}
	r.poll()
	if waits := r.clock.waited(); len(waits) != 3 || waits[2] < 17*time.Second {
		t.Errorf("waited %v, want three times, the last at least 17 s", waits)
	}
	if err := r.a.Healthy(r.clock.Now()); err != nil {
		t.Errorf("healthy: %v", err)
	}
}

func TestRunEndsWhenTheTokenIsRefused(t *testing.T) {
	r := newRig(t, rigOptions{change: func(c *Config) { c.Token = "999:another-token" }})
	err := r.a.Run(context.Background(), r.desk)
	if err == nil || !strings.Contains(err.Error(), "token is refused") || strings.Contains(err.Error(), "another-token") {
		t.Errorf("got %v, want that the token is refused, without it", err)
	}
}

func TestRunEndsCleanlyWhileTelegramIsAway(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := newRig(t, rigOptions{change: func(c *Config) {
		c.wait = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	}})
	r.fake.Fail("", 100, bottest.Fault{Status: 502})
	if err := r.a.Run(ctx, r.desk); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestInspectSaysWhatIsRegistered(t *testing.T) {
	r := newRig(t, rigOptions{})
	r.fake.Person(7, 7).SendText("hello")
	cases := []struct {
		name, want string
		set        func()
	}{
		{"polling", "@safesteps_test_bot, long polling, 1 updates waiting", func() {}},
		{"a webhook of before", "@safesteps_test_bot, a webhook is registered; serve will remove it, because SAFESTEPS_TELEGRAM_WEBHOOK_URL is not set, 1 updates waiting", func() {
			r.fake.RouteWebhook("http://127.0.0.1:1")
			r.fake.UseWebhook("https://old.example.org/hook", "x")
		}},
	}
	for _, c := range cases {
		c.set()
		if got, err := r.a.Inspect(t.Context()); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, c.want)
		}
	}
	r.fake.Fail("getMe", 1, bottest.Fault{Status: 401})
	if _, err := r.a.Inspect(t.Context()); err == nil || !strings.Contains(err.Error(), "BotFather") {
		t.Errorf("wrong token: got %v, want where to get the right one", err)
	}
}

func TestQuietIsToldOnceForEachSilence(t *testing.T) {
	clock := newClock()
	var told []time.Duration
	h := &health{}
	h.init(Config{Now: clock.Now, Quiet: func(d time.Duration) { told = append(told, d) }})
	later := func(d time.Duration) {
		_ = clock.wait(context.Background(), d)
		h.check(clock.Now())
	}
	later(quietAfter)
	if len(told) != 0 {
		t.Error("told too early")
	}
	later(time.Second)
	later(time.Hour)
	if len(told) != 1 || told[0] != quietAfter+time.Second {
		t.Errorf("told %v, want once", told)
	}
	h.heard(clock.Now())
	if err := h.state(clock.Now()); err != nil {
		t.Errorf("state after an answer: %v", err)
	}
	later(2 * quietAfter)
	if len(told) != 2 {
		t.Errorf("told %v, want once more", told)
	}
	if err := h.state(clock.Now()); err == nil {
		t.Error("state: nil after a long silence")
	}
}

func TestNewNamesTheWrongSetting(t *testing.T) {
	const secret = "s3cr3t-marker"
	cases := []struct {
		name, want string
		cfg        Config
	}{
		{"no token", "token", Config{}},
		{"token without a number", "token", Config{Token: "abc:" + secret}},
		{"token with a slash", "token", Config{Token: "1:" + secret + "/../x"}},
		{"API URL", "API URL", Config{Token: "1:" + secret, APIURL: "ftp://" + secret}},
		{"webhook without a secret", "webhook secret", Config{Token: "1:" + secret, WebhookURL: "https://x.example"}},
		{"webhook secret", "webhook secret", Config{Token: "1:" + secret, WebhookURL: "https://x.example", WebhookSecret: secret + " "}},
		{"webhook URL", "webhook URL", Config{Token: "1:" + secret, WebhookURL: "x.example", WebhookSecret: secret}},
		{"connections", "max connections", Config{Token: "1:" + secret, MaxConnections: 101}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.cfg)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v, want a word on %s and no secret", err, c.want)
			}
		})
	}
}

func TestGroupSeesOnlyTheWayToTalkAlone(t *testing.T) {
	r := newHookRig(t, rigOptions{})
	caps := r.a.Caps(bots.Room{ID: "-9", Shared: true})
	if !caps.Shared || caps.Private || caps.Alone != "https://t.me/safesteps_test_bot?start=hello" {
		t.Errorf("got %+v", caps)
	}
	if c := r.a.Caps(bots.Room{ID: "7"}); c.Shared || c.Alone != "" {
		t.Errorf("private: got %+v", c)
	}
	r.desk.screen = func(ev bots.Event) bots.Outcome {
		m := bots.Message{Text: "Let us talk alone.", Plain: "Let us talk alone."}
		m.Rows = [][]bots.Button{{{Label: "Open", URL: r.a.Caps(ev.Room).Alone}}}
		return bots.Outcome{Messages: []bots.Message{m}}
	}
	p := r.fake.Person(7, -9)
	r.answered(p.SendText("/start"))
	if got, want := p.Chat().Screen().String(), "Let us talk alone.\n[Open -> https://t.me/safesteps_test_bot?start=hello]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if p.SendText("/menu@other_bot") != 0 || p.SendText("hello") != 0 {
		t.Error("the fake passed on what is not for us")
	}
}
