package telegram

import (
	"context"
	"fmt"
	"time"

	"github.com/go-telegram/bot/models"
)

// Inspect asks Telegram once who the bot is and how it is registered, and says in a line what it found, without the token. The
// error says what to do.
func (a *Adapter) Inspect(ctx context.Context) (string, error) {
	me, err := a.lib.GetMe(ctx)
	if err != nil {
		err = libError(ctx, "getMe", err)
		if refusedToken(err) {
			return "", fmt.Errorf("the token is refused; get the right one from @BotFather: %w", err)
		}
		return "", fmt.Errorf("the Bot API cannot be reached; check the network and SAFESTEPS_TELEGRAM_API_URL: %w", err)
	}
	hook, err := a.lib.GetWebhookInfo(ctx)
	if err != nil {
		return "", libError(ctx, "getWebhookInfo", err)
	}
	what, err := a.comesBy(hook)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("@%s, %s, %d updates waiting", me.Username, what, hook.PendingUpdateCount), nil
}

// lately is how old Telegram's last trouble with a webhook may be to count as one of now.
const lately = time.Hour

// comesBy says how updates come, by what Telegram knows about the webhook.
func (a *Adapter) comesBy(hook *models.WebhookInfo) (string, error) {
	failed := time.Unix(int64(hook.LastErrorDate), 0).UTC()
	switch {
	case hook.URL == "" && a.Webhook():
		return "webhook not registered yet; serve will do it", nil
	case hook.URL != "" && !a.Webhook():
		return "a webhook is registered; serve will remove it, because SAFESTEPS_TELEGRAM_WEBHOOK_URL is not set", nil
	case hook.URL == "":
		return "long polling", nil
	case hook.URL != a.cfg.WebhookURL:
		return "a webhook with another address is registered; serve will change it", nil
	case hook.LastErrorDate != 0 && a.cfg.Now().Sub(failed) < lately:
		return "", fmt.Errorf("telegram could not deliver to the webhook at %s UTC; check that SAFESTEPS_TELEGRAM_WEBHOOK_URL reaches this server from outside, with a valid certificate",
			failed.Format("15:04"))
	case hook.LastErrorDate != 0:
		return "webhook registered; Telegram's last error with it was on " + failed.Format(time.DateOnly), nil
	}
	return "webhook registered", nil
}
