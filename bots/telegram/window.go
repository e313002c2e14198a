package telegram

import "sync"

// window is the updates that Telegram may still deliver again: those from offset on. The invariant that makes polling lose
// nothing: offset is never above the lowest update whose turn is not committed.
type window struct {
	mu      sync.Mutex
	offset  int64          // 0: nothing is known yet
	seen    map[int64]bool // not confirmed yet; true: done
	open    int            // seen and not done
	done    int64          // how many were done in all
	changed chan struct{}  // closed and replaced when open falls to 0
}

func newWindow() *window { return &window{seen: map[int64]bool{}, changed: make(chan struct{})} }

// begin notes an update that came in. It returns false when it is known already. One from below the offset is new: after a week
// of silence Telegram starts counting anywhere, and whoever delivers one twice is found out by its id later.
func (w *window) begin(id int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.seen[id]; known {
		return false
	}
	w.seen[id] = false
	w.open++
	return true
}

// finish notes that an update's turn is committed, or that it needs none.
func (w *window) finish(id int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if finished, known := w.seen[id]; !known || finished {
		return
	}
	w.seen[id] = true
	w.done++
	if w.open--; w.open == 0 {
		close(w.changed)
		w.changed = make(chan struct{})
	}
}

// advance moves the offset to the lowest update that is not done, or behind the last one, and returns it.
func (w *window) advance() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	lowest, highest := int64(0), int64(0)
	for id, finished := range w.seen {
		if !finished && (lowest == 0 || id < lowest) {
			lowest = id
		}
		highest = max(highest, id)
	}
	switch {
	case lowest != 0:
		w.offset = lowest
	case highest != 0:
		w.offset = highest + 1
	}
	for id := range w.seen {
		if id < w.offset {
			delete(w.seen, id)
		}
	}
	return w.offset
}

// idle returns a channel that is closed once nothing is open; nil when nothing is open now.
func (w *window) idle() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.open == 0 {
		return nil
	}
	return w.changed
}

// state says how many updates are known and not confirmed, how many of them are open, and how many were done in all.
func (w *window) state() (known, open int, done int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen), w.open, w.done
}
