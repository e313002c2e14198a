package discord

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Errors that end a run: trying again is no use.
var (
	errRefused  = errors.New("discord: the token is refused")
	errOtherKey = errors.New("discord: the public key is not the one of the token's application")
	errClosed   = errors.New("discord: the gateway refuses the connection for good")
)

// gatewayInfo is where to connect to and with how many connections.
type gatewayInfo struct {
	URL    string        `json:"url"`
	Shards int           `json:"shards"`
	Starts sessionStarts `json:"session_start_limit"`
}

// gateway keeps every connection until ctx is done. The error is not nil when one of them is refused for good.
func (a *Adapter) gateway(ctx context.Context, h handler) error {
	info, err := a.findGateway(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	gate := newIdentifyGate(info.Starts, a.cfg.times.identify, time.Now)
	fatal := make(chan error, info.Shards)
	var all sync.WaitGroup
	for id := range info.Shards {
		s := &shard{a: a, h: h, id: id, count: info.Shards, url: info.URL, gate: gate, wire: newWire()}
		all.Go(func() {
			if err := s.run(ctx); err != nil {
				fatal <- err
				cancel()
			}
		})
	}
	all.Wait()
	select {
	case err := <-fatal:
		return err
	default:
		return nil
	}
}

// findGateway asks where to connect to, until there is an answer.
func (a *Adapter) findGateway(ctx context.Context) (gatewayInfo, error) {
	for pause := a.cfg.times.pause; ; pause = min(2*pause, lastPause) {
		var info gatewayInfo
		err := a.api.do(ctx, call{op: "find the gateway", method: http.MethodGet, path: "/gateway/bot", auth: true, out: &info})
		if err == nil && info.URL != "" {
			if a.cfg.Shards > 0 {
				info.Shards = a.cfg.Shards
			}
			info.Shards = max(1, info.Shards)
			return info, nil
		}
		if refusedToken(err) {
			return info, errRefused
		}
		if !sleep(ctx, max(pause, retryAfter(err))) {
			return info, nil
		}
	}
}

// refusedForGood reports whether a connection was closed with a code after which no other attempt can succeed: the token, the
// shard, the version or the intents are wrong.
func refusedForGood(err error) bool {
	var closed *websocket.CloseError
	if !errors.As(err, &closed) {
		return false
	}
	switch closed.Code {
	case 4004, 4010, 4011, 4012, 4013, 4014:
		return true
	}
	return false
}
