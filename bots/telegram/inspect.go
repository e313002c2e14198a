package telegram

import (
	"context"
	"fmt"
	"time"
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
	what := "@" + me.Username
	switch {
	case hook.URL == "" && a.Webhook():
		what += ", webhook not registered yet; serve will do it"
	case hook.URL != "" && !a.Webhook():
		what += ", a webhook is registered; serve will remove it, because SAFESTEPS_TELEGRAM_WEBHOOK_URL is not set"
	case hook.URL != "" && hook.LastErrorMessage != "":
		what += fmt.Sprintf(", webhook registered; Telegram's last error with it was on %s", time.Unix(int64(hook.LastErrorDate), 0).UTC().Format(time.DateOnly))
	case hook.URL != "":
		what += ", webhook registered"
	default:
		what += ", long polling"
	}
	return fmt.Sprintf("%s, %d updates waiting", what, hook.PendingUpdateCount), nil
}
