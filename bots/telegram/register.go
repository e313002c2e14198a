package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// identify asks Telegram for the bot's name. It tries until ctx is done, whose error it then returns, or until Telegram says that
// it does not know the token.
func (a *Adapter) identify(ctx context.Context) error {
	err := a.insist(ctx, "getMe", func() error {
		me, err := a.lib.GetMe(ctx)
		if err == nil {
			a.username.Store(&me.Username)
		}
		return err
	})
	if err == nil {
		a.health.heard(a.cfg.Now())
	}
	return err
}

// showProfile brings what people see of the bot up to date. Nobody has to wait for it, and failure stops nothing.
func (a *Adapter) showProfile(ctx context.Context) {
	if err := a.RegisterCommands(ctx); err != nil {
		a.log.Warn("the menu of commands could not be brought up to date", "error", err)
	}
	if err := a.describe(ctx); err != nil {
		a.log.Warn("the bot's description could not be brought up to date", "error", err)
	}
}

// insist makes a call of the library until it succeeds, waiting as Telegram asks. It gives up when ctx is done or when the
// refusal will stay.
func (a *Adapter) insist(ctx context.Context, method string, call func() error) error {
	for n := 1; ; n++ {
		err := libError(ctx, method, call())
		if err == nil {
			return nil
		}
		if refusedToken(err) {
			return fmt.Errorf("telegram: the token is refused: %w", err)
		}
		if ctx.Err() != nil || !passing(err) && retryAfter(err) == 0 {
			return err
		}
		pause := max(backoff(n, firstPause, lastPause), retryAfter(err))
		a.log.Warn("calling Telegram failed", "error", err, "again_in", pause)
		a.health.check(a.cfg.Now())
		if err := a.cfg.wait(ctx, pause); err != nil {
			return err
		}
	}
}

// RegisterCommands brings the menu of commands up to date. It writes only when something differs: Telegram slows down bots
// that write it at every start.
func (a *Adapter) RegisterCommands(ctx context.Context) error {
	if a.cfg.Commands == nil {
		return nil
	}
	want := make([]models.BotCommand, 0, len(a.cfg.Commands))
	for _, c := range a.cfg.Commands {
		want = append(want, models.BotCommand{Command: c.Name, Description: c.Description})
	}
	have, err := a.lib.GetMyCommands(ctx, &bot.GetMyCommandsParams{})
	if err != nil {
		return libError(ctx, "getMyCommands", err)
	}
	if slices.Equal(have, want) {
		return nil
	}
	_, err = a.lib.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: want})
	return libError(ctx, "setMyCommands", err)
}

// describe brings both descriptions up to date, as RegisterCommands does the menu.
func (a *Adapter) describe(ctx context.Context) error {
	if want := a.cfg.Description; want != "" {
		have, err := a.lib.GetMyDescription(ctx, &bot.GetMyDescriptionParams{})
		if err == nil && have.Description != want {
			_, err = a.lib.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: want})
		}
		if err != nil {
			return libError(ctx, "setMyDescription", err)
		}
	}
	if want := a.cfg.ShortDescription; want != "" {
		have, err := a.lib.GetMyShortDescription(ctx, &bot.GetMyShortDescriptionParams{})
		if err == nil && have.ShortDescription != want {
			_, err = a.lib.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{ShortDescription: want})
		}
		if err != nil {
			return libError(ctx, "setMyShortDescription", err)
		}
	}
	return nil
}

// removeWebhook makes polling possible.
func (a *Adapter) removeWebhook(ctx context.Context) error {
	info, err := a.webhookInfo(ctx)
	if err != nil || info.URL == "" {
		return err
	}
	return a.insist(ctx, "deleteWebhook", func() error {
		_, err := a.lib.DeleteWebhook(ctx, &bot.DeleteWebhookParams{})
		return err
	})
}

func (a *Adapter) webhookInfo(ctx context.Context) (*models.WebhookInfo, error) {
	var info *models.WebhookInfo
	err := a.insist(ctx, "getWebhookInfo", func() (err error) {
		info, err = a.lib.GetWebhookInfo(ctx)
		return err
	})
	return info, err
}

// keepWebhook registers the webhook and looks after it until ctx is done. Then deliveries in flight may finish.
func (a *Adapter) keepWebhook(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := a.ensureWebhook(ctx); err != nil {
			return err
		}
		_ = a.cfg.wait(ctx, checkEvery) // the loop looks at ctx
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	a.inFlight.stop(last)
	return nil
}

// ensureWebhook registers the webhook when what Telegram has differs from what we want: registering at every start is answered
// with 429. The secret cannot be asked for: that it differs is seen by deliveries that end with 401.
func (a *Adapter) ensureWebhook(ctx context.Context) error {
	info, err := a.webhookInfo(ctx)
	if err != nil {
		return err
	}
	now := a.cfg.Now()
	a.health.heard(now)
	failing := failingLately(info, now)
	a.health.hook(failing)
	if a.registered(info) && !(failing != nil && strings.Contains(info.LastErrorMessage, "401")) {
		return nil
	}
	return a.insist(ctx, "setWebhook", func() error {
		_, err := a.lib.SetWebhook(ctx, &bot.SetWebhookParams{
			URL: a.cfg.WebhookURL, SecretToken: a.cfg.WebhookSecret,
			MaxConnections: a.cfg.MaxConnections, AllowedUpdates: allowedUpdates(),
		})
		return err
	})
}

func (a *Adapter) registered(info *models.WebhookInfo) bool {
	have, want := slices.Sorted(slices.Values(info.AllowedUpdates)), slices.Sorted(slices.Values(allowedUpdates()))
	return info.URL == a.cfg.WebhookURL && info.MaxConnections == a.cfg.MaxConnections && slices.Equal(have, want)
}

// failingLately is what Telegram says went wrong with the last delivery, if that was a short while ago and more wait.
func failingLately(info *models.WebhookInfo, now time.Time) error {
	if info.LastErrorMessage == "" || info.PendingUpdateCount == 0 || now.Sub(time.Unix(int64(info.LastErrorDate), 0)) > 2*checkEvery {
		return nil
	}
	return errors.New("telegram: the webhook does not work: " + info.LastErrorMessage)
}
