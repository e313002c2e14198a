package web

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// Rate bounds the requests of one address. A school or a parents' evening is one address too, so it is generous.
type Rate struct {
	PerSecond float64 // requests that are let in for good; 0: 30
	Burst     int     // requests at once; 0: 400
}

// maxAddresses bounds the memory of the limiter. When more addresses than that come at once, the fullest buckets are
// forgotten first: they are those that were not near their limit.
const maxAddresses = 1 << 14

// limiter is one token bucket for each address.
type limiter struct {
	rate    Rate
	mu      sync.Mutex
	buckets map[netip.Addr]bucket
}

// bucket is the tokens left at a moment.
type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(r Rate) *limiter {
	if r.PerSecond == 0 {
		r.PerSecond = 30
	}
	if r.Burst == 0 {
		r.Burst = 400
	}
	return &limiter{rate: r, buckets: map[netip.Addr]bucket{}}
}

// allow takes a token, or says how long to wait for one.
func (l *limiter) allow(addr netip.Addr, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[addr]
	if !known {
		if len(l.buckets) >= maxAddresses {
			l.forget(now)
		}
		b = bucket{tokens: float64(l.rate.Burst), at: now}
	}
	b = l.filled(b, now)
	if b.tokens < 1 {
		l.buckets[addr] = b
		return time.Duration((1 - b.tokens) / l.rate.PerSecond * float64(time.Second)), false
	}
	b.tokens--
	l.buckets[addr] = b
	return 0, true
}

func (l *limiter) filled(b bucket, now time.Time) bucket {
	if d := now.Sub(b.at); d > 0 {
		b.tokens = min(float64(l.rate.Burst), b.tokens+d.Seconds()*l.rate.PerSecond)
		b.at = now
	}
	return b
}

// forget makes room: first the buckets that are full again, and if none is, half of all, whichever they are.
func (l *limiter) forget(now time.Time) {
	for addr, b := range l.buckets {
		if l.filled(b, now).tokens >= float64(l.rate.Burst)-1 {
			delete(l.buckets, addr)
		}
	}
	for addr := range l.buckets {
		if len(l.buckets) <= maxAddresses/2 {
			break
		}
		delete(l.buckets, addr)
	}
}

// limited lets an address in as often as the rate allows. Who is over it sees urgent help, and when to come back.
func (a *Adapter) limited(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait, ok := a.limit.allow(a.address(r), a.now())
		if !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
			a.trouble(w, r, http.StatusTooManyRequests, "web.busy")
			return
		}
		next(w, r)
	})
}
