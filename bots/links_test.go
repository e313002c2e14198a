package bots_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/safesteps/safesteps/bots"
)

func TestPayload(t *testing.T) {
	for _, c := range []struct {
		name string
		req  bots.LinkRequest
		want string
	}{
		{"nothing", bots.LinkRequest{}, ""},
		{"everything", bots.LinkRequest{Partner: "leeds7", App: "snapchat", Topic: "images", Age: "11-12"}, "from_leeds7-age_11_12-app_snapchat-topic_images"},
		{"an id that no link may carry is left out", bots.LinkRequest{App: "a-b", Topic: "images"}, "topic_images"},
		{"no injection", bots.LinkRequest{Partner: "a&b=c", App: "snapchat"}, "app_snapchat"},
		{"what is too long is left out", bots.LinkRequest{App: strings.Repeat("a", 60), Topic: "images"}, "app_" + strings.Repeat("a", 60)},
		{"and what would make it so", bots.LinkRequest{App: strings.Repeat("a", 61), Topic: "images"}, "topic_images"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.req.Payload(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	got := bots.Links(bots.Places{TelegramBot: "steps_bot", DiscordApp: "42", Web: "https://steps.example.org"}, "app_snapchat")
	want := []bots.Link{
		{Channel: "web", URL: "https://steps.example.org/?start=app_snapchat", Carries: true},
		{Channel: "telegram", URL: "https://t.me/steps_bot?start=app_snapchat", Carries: true},
		{Channel: "discord", URL: "https://discord.com/oauth2/authorize?client_id=42&integration_type=1&scope=applications.commands"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if got := bots.Links(bots.Places{}, "x"); len(got) != 0 {
		t.Errorf("without channels: %v, want none", got)
	}
}
