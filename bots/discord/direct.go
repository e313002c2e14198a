package discord

import (
	"context"
	"net/http"
)

// direct sends messages to a person's direct messages. The channel is asked for each time: ids of people are not kept.
func (a *Adapter) direct(ctx context.Context, person string, list []message) error {
	var channel struct {
		ID string `json:"id"`
	}
	err := a.api.do(ctx, call{
		op: "open direct messages", method: http.MethodPost, path: "/users/@me/channels", auth: true, tries: laterTries,
		body: struct {
			Recipient string `json:"recipient_id"`
		}{person},
		out: &channel,
	})
	if err != nil {
		return err
	}
	for _, m := range list {
		m.Flags = 0
		err := a.api.do(ctx, call{
			op: "direct message", method: http.MethodPost, path: "/channels/" + channel.ID + "/messages", auth: true, tries: laterTries, body: m,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
