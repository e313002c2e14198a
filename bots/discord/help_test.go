package discord_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/discord"
	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// stuckHandler takes no turn until it is let, and helps whoever asks for urgent help.
type stuckHandler struct {
	entered chan struct{} // one for each turn that has begun
	release chan struct{}
	helped  atomic.Int64
}

func (s *stuckHandler) Handle(context.Context, bots.Event) error {
	s.entered <- struct{}{}
	<-s.release
	return nil
}

func (s *stuckHandler) Help(_ context.Context, ev bots.Event) bool {
	if ev.Act != (dialog.Command{Name: "urgent"}) {
		return false
	}
	s.helped.Add(1)
	return true
}

// TestManyPressesDoNotBlockHelp: one person has more interactions waiting than are kept. What else they do is dropped, a cry for
// help is not.
func TestManyPressesDoNotBlockHelp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer server.Close()
	built, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	a, err := discord.New(discord.Config{Token: "t", APIURL: server.URL, Library: dialog.NewLibrary(built)})
	if err != nil {
		t.Fatal(err)
	}
	const many = 40
	h := &stuckHandler{entered: make(chan struct{}, many), release: make(chan struct{})}
	press := func(id int, name string) {
		a.Receive(h, fmt.Appendf(nil, `{"id":"%d","application_id":"1","token":"t","type":2,"user":{"id":"7"},"data":{"name":%q}}`, 100+id, name))
	}
	press(0, "progress")
	<-h.entered // it would make room later otherwise
	for i := 1; i < many; i++ {
		press(i, "progress")
	}
	dropped := a.Stats().Dropped.Load()
	if dropped == 0 {
		t.Fatal("nothing was dropped: there is nothing to see")
	}
	press(many, "urgent")
	if n := h.helped.Load(); n != 1 {
		t.Errorf("helped %d times, want once", n)
	}
	close(h.release)
}
