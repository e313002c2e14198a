package telegram

import (
	"context"
	"testing"
	"time"
)

func TestGroupGetsTwentyMessagesAMinute(t *testing.T) {
	clock := newClock()
	p := newPace(clock.Now, clock.wait)
	start := clock.Now()
	for range 60 {
		if err := p.answer(context.Background(), -9, true); err != nil {
			t.Fatal(err)
		}
	}
	if took := clock.Now().Sub(start); took < 115*time.Second || took > 125*time.Second {
		t.Errorf("60 messages took %v, want 2 minutes: the first 20 at once", took)
	}
}

func TestPrivateAnswersAreNotHeldBack(t *testing.T) {
	clock := newClock()
	p := newPace(clock.Now, clock.wait)
	p.slow(1, time.Minute)
	for range 1000 {
		if err := p.answer(context.Background(), 2, false); err != nil {
			t.Fatal(err)
		}
	}
	if waits := clock.waited(); len(waits) != 0 {
		t.Errorf("waited %v, want not at all", waits)
	}
}

func TestChatThatWasSlowedDownKeepsToOneASecondForAWhile(t *testing.T) {
	clock := newClock()
	p := newPace(clock.Now, clock.wait)
	p.slow(1, 10*time.Second)
	start := clock.Now()
	for range 5 {
		if err := p.answer(context.Background(), 1, false); err != nil {
			t.Fatal(err)
		}
	}
	if took := clock.Now().Sub(start); took != 14*time.Second {
		t.Errorf("5 messages took %v, want 10 s and then one a second", took)
	}
	_ = clock.wait(context.Background(), 2*calm)
	start = clock.Now()
	for range 5 {
		_ = p.answer(context.Background(), 1, false)
	}
	if took := clock.Now().Sub(start); took != 0 {
		t.Errorf("after a while: %v, want none", took)
	}
}

func TestUnaskedMessagesKeepToThirtyASecond(t *testing.T) {
	clock := newClock()
	p := newPace(clock.Now, clock.wait)
	start := clock.Now()
	for range 330 {
		if err := p.unasked(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if took := clock.Now().Sub(start).Round(time.Second); took != 10*time.Second {
		t.Errorf("330 messages took %v, want 10 s", took)
	}
}

func TestPacedChatsAreBounded(t *testing.T) {
	clock := newClock()
	p := newPace(clock.Now, clock.wait)
	for id := range int64(3 * maxPaced) {
		p.slow(id+1, time.Second)
	}
	if n := len(p.chats); n > maxPaced {
		t.Errorf("%d chats are remembered, want at most %d", n, maxPaced)
	}
	_ = clock.wait(context.Background(), time.Hour)
	p.slow(9e9, time.Second)
	if n := len(p.chats); n != 1 {
		t.Errorf("%d chats are remembered after an hour, want the new one", n)
	}
}
