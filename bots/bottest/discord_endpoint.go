package bottest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// UseEndpoint posts interactions to an address instead of sending them over the gateway.
func (f *FakeDiscord) UseEndpoint(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.endpoint = address
}

// EndpointFault is the path of a fault that loses the answer of the endpoint on its way.
const EndpointFault = "/the endpoint"

// SignedRequest is a request as Discord makes it, signed at a time.
func (f *FakeDiscord) SignedRequest(address string, body []byte, at time.Time) *http.Request {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signature := ed25519.Sign(f.private, append([]byte(stamp), body...))
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body)) //nolint:noctx // a test's request
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(signature))
	req.Header.Set("X-Signature-Timestamp", stamp)
	return req
}

// post hands an interaction to the endpoint and takes the first answer from the body.
func (f *FakeDiscord) post(address string, in *dcInteraction) {
	raw, err := json.Marshal(in.payload)
	if err != nil {
		panic(err) // JSON made here
	}
	client := &http.Client{Timeout: f.opt.Window}
	res, err := client.Do(f.SignedRequest(address, raw, f.opt.Clock()))
	if err != nil {
		return // no answer in time: the person sees that the interaction failed
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return
	}
	if f.takeFault(&dcRequest{path: EndpointFault}) != nil {
		f.note(&dcRequest{method: http.MethodPost, path: EndpointFault}, 0, 0)
		return
	}
	if refusal := f.firstAnswer(in, body); refusal != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		if refusal.code != 40060 && refusal.code != 10062 {
			f.violate("the body of an answer: %s", refusal.text)
		}
	}
}

// CheckEndpoint is what Discord does before it takes an address, and now and then later: a ping that must be answered, and
// signatures that must be refused with 401. The error says what the endpoint did instead.
func (f *FakeDiscord) CheckEndpoint(address string) error {
	ping := []byte(`{"application_id":"` + f.AppID + `","id":"1","token":"x","type":1,"version":1,"entitlements":[],"user":null}`)
	res, err := http.DefaultClient.Do(f.SignedRequest(address, ping, time.Now()))
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	var pong struct {
		Type int `json:"type"`
	}
	err = json.NewDecoder(res.Body).Decode(&pong)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK || pong.Type != 1 {
		return fmt.Errorf("ping: got status %d, type %d, %w", res.StatusCode, pong.Type, err)
	}
	forged := f.SignedRequest(address, ping, time.Now())
	forged.Header.Set("X-Signature-Ed25519", hex.EncodeToString(make([]byte, ed25519.SignatureSize)))
	res, err = http.DefaultClient.Do(forged)
	if err != nil {
		return fmt.Errorf("a forged ping: %w", err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		return fmt.Errorf("a forged ping: got status %d, want 401", res.StatusCode)
	}
	return nil
}
