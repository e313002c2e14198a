package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Inspect asks Discord once who the bot is and how interactions reach it, and says in a line what it found, without the token.
// The error says what to do.
func (a *Adapter) Inspect(ctx context.Context) (string, error) {
	var us struct {
		Name      string `json:"name"`
		VerifyKey string `json:"verify_key"`
		Endpoint  string `json:"interactions_endpoint_url"`
	}
	err := a.api.do(ctx, call{op: "read the application", method: http.MethodGet, path: "/applications/@me", auth: true, out: &us})
	var refused *apiError
	switch {
	case errors.As(err, &refused) && refused.status == http.StatusUnauthorized:
		return "", fmt.Errorf("the token is refused; get the right one from the developer portal, under Bot: %w", err)
	case err != nil:
		return "", fmt.Errorf("the API cannot be reached; check the network and SAFESTEPS_DISCORD_API_URL: %w", err)
	case a.Endpoint() && us.VerifyKey != "" && !strings.EqualFold(us.VerifyKey, a.cfg.PublicKey):
		return "", errors.New("SAFESTEPS_DISCORD_PUBLIC_KEY is not the one of the token's application; the developer portal shows it under General Information")
	case a.Endpoint() && us.Endpoint == "":
		return "", errors.New("no interactions endpoint is registered, so Discord sends nothing; put the public address of " + EndpointPath + " into the developer portal")
	case !a.Endpoint() && us.Endpoint != "":
		return "", errors.New("an interactions endpoint is registered, so nothing comes by the gateway; take it out of the developer portal, or set SAFESTEPS_DISCORD_PUBLIC_KEY")
	case a.Endpoint():
		return us.Name + ", by " + EndpointPath, nil
	}
	return us.Name + ", by the gateway", nil
}
