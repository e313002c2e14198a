package web

import (
	"context"
	"sync"

	"github.com/safesteps/safesteps/bots"
)

// answersKept is how many answers are remembered: as many as the Runner remembers events, so that a form which the Runner
// would pass over in silence is always answered from here.
const answersKept = 1 << 13

// answers makes a double submit come to one answer: the second form waits for the first and is led to the same page.
type answers struct {
	mu   sync.Mutex
	byID map[formID]*answer
	ring []formID // in the order they came
	next int      // the oldest, once the ring is full
}

// formID is one form as one person filled it in. A person without a session is the empty one: the form's number is random.
type formID struct {
	person bots.PersonID
	id     uint64
}

// answer is where a form led to.
type answer struct {
	done   chan struct{} // closed when the rest is set
	person bots.PersonID // whose session it is now; empty: there is none
	url    string        // the page that shows the answer; empty: nothing was kept, and the form may be sent again
	flash  flash
}

// begin returns the answer to a form, and whether the caller has to make it.
func (a *answers) begin(id formID) (ans *answer, first bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ans := a.byID[id]; ans != nil {
		return ans, false
	}
	ans = &answer{done: make(chan struct{})}
	a.put(id, ans)
	return ans, true
}

func (a *answers) put(id formID, ans *answer) {
	if a.byID == nil {
		a.byID = map[formID]*answer{}
	}
	a.byID[id] = ans
	if len(a.ring) < answersKept {
		a.ring = append(a.ring, id)
		return
	}
	delete(a.byID, a.ring[a.next])
	a.ring[a.next] = id
	a.next = (a.next + 1) % answersKept
}

// end makes an answer known to those who wait. One without a page is forgotten, so that the form can be sent again. A new
// session is known by its own name too: the browser may show the old form once more, and send it with the cookie.
func (a *answers) end(id formID, ans *answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	close(ans.done)
	switch {
	case ans.url == "":
		delete(a.byID, id)
	case ans.person != "" && ans.person != id.person:
		a.put(formID{ans.person, id.id}, ans)
	}
}

// wait waits for an answer that another request is making.
func (ans *answer) wait(ctx context.Context) error {
	select {
	case <-ans.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
