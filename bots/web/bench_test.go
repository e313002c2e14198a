package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/dialog"
	"github.com/safesteps/safesteps/store"
)

const (
	atOnce = 100     // parents who ask for a page at the same moment
	saved  = 100_000 // parents whose list is in the database
)

// BenchmarkPages draws the pages that are asked for most, for a person with a plan of three apps.
func BenchmarkPages(b *testing.B) {
	s := newSite(b, unlimited)
	person := s.settle(b, planned(b))
	h := s.adapter.Handler()
	for _, path := range pagesAsked() {
		b.Run(path, func(b *testing.B) {
			before := cpu(b)
			for b.Loop() {
				h.ServeHTTP(nowhere{http.Header{}}, asked(b, path, person))
			}
			b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
}

func pagesAsked() []string {
	return []string{"/", "/plan", "/urgent/sextortion", "/apps", "/apps/snapchat", "/help/gb", "/share"}
}

func unlimited(cfg *web.Config) { cfg.Rate = web.Rate{PerSecond: 1e9, Burst: 1e9} }

// BenchmarkAtOnce lets 100 parents of 100,000 use the site at once, with SQLite beneath. It reports what the slowest page of a hundred
// takes, and the processor time of one, in three ways:
//
//   - reading: over a connection for each, who asks for another page at some moment of every tenth of a second, which is faster than
//     anybody reads; from the first byte sent to the last one received;
//   - connections: the same, but all of them at the same moment, with the processors that the asking takes;
//   - server: at the same moment, without connections.
func BenchmarkAtOnce(b *testing.B) {
	c := newCrowd(b, saved)
	ways := map[string]way{
		"reading": {c.overConnection, 100 * time.Millisecond}, "connections": {ask: c.overConnection}, "server": {ask: c.inServer},
	}
	runs := map[string][]string{"/any page": pagesAsked()}
	for _, path := range pagesAsked() {
		runs[path] = []string{path}
	}
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		for _, run := range slices.Sorted(maps.Keys(runs)) {
			b.Run(name+run, func(b *testing.B) {
				var took []time.Duration
				before := cpu(b)
				for b.Loop() {
					took = append(took, c.look(b, ways[name], runs[run])...)
				}
				used := cpu(b) - before
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/p50")
				b.ReportMetric(float64(used.Microseconds())/float64(len(took)), "cpu-µs/page")
			})
		}
	}
}

// way is how a hundred ask.
type way struct {
	ask   asker
	apart time.Duration // each at some moment of so long; 0: all at the same
}

// asker asks for a page for the i-th of those who ask at once.
type asker func(i int, r *http.Request) error

// crowd is many parents whose lists are in an SQLite file, and the connections of those who are looking.
type crowd struct {
	h      http.Handler
	people []string
	next   int
	open   []*bufio.ReadWriter
}

func newCrowd(tb testing.TB, people int) *crowd {
	tb.Helper()
	db, err := store.Open(tb.Context(), filepath.Join(tb.TempDir(), "crowd.db"), []byte("a secret for tests only"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	c := &crowd{people: make([]string, people)}
	state := planned(tb)
	var all sync.WaitGroup
	const writers = 256 // as many as share a commit
	for w := range writers {
		all.Go(func() {
			for i := w; i < people; i += writers {
				c.people[i] = session(i)
				turn := store.Turn{Key: db.Key(web.Name, c.people[i]), State: state, Now: monday()}
				if err := db.Save(tb.Context(), turn); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	s := newSite(tb, func(cfg *web.Config) {
		unlimited(cfg)
		cfg.Sessions = db
	})
	c.h = s.adapter.Handler()
	for range atOnce {
		var d net.Dialer
		conn, err := d.DialContext(tb.Context(), "tcp", s.Listener.Addr().String())
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = conn.Close() })
		c.open = append(c.open, bufio.NewReadWriter(bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn)))
	}
	return c
}

// look lets the next hundred people ask for pages, one after the other of those given, and tells how long each waited.
func (c *crowd) look(tb testing.TB, how way, paths []string) []time.Duration {
	tb.Helper()
	var all sync.WaitGroup
	took := make([]time.Duration, atOnce)
	begin := make(chan struct{})
	var since time.Time
	for i := range atOnce {
		c.next = (c.next + 7919) % len(c.people) // far apart in the file
		r := asked(tb, paths[i%len(paths)], c.people[c.next])
		all.Go(func() {
			<-begin
			asks := since // of all of them: who has to wait for a processor waits for the page
			if how.apart > 0 {
				time.Sleep(rand.N(how.apart)) //nolint:gosec // chance is enough
				asks = time.Now()
			}
			if err := how.ask(i, r); err != nil {
				tb.Error(err)
			}
			took[i] = time.Since(asks)
		})
	}
	since = time.Now()
	close(begin)
	all.Wait()
	return took
}

func (c *crowd) inServer(_ int, r *http.Request) error {
	c.h.ServeHTTP(nowhere{http.Header{}}, r)
	return nil
}

// overConnection asks for a page and reads it to its end. By hand, because an http.Client takes as long as the page.
func (c *crowd) overConnection(i int, r *http.Request) error {
	on := c.open[i]
	_, _ = on.WriteString("GET " + r.URL.Path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + r.Header.Get("Cookie") + "\r\n\r\n")
	if err := on.Flush(); err != nil {
		return err //nolint:wrapcheck // of a benchmark
	}
	length := -1
	for first := true; ; first = false {
		line, err := on.ReadSlice('\n')
		if err != nil {
			return err //nolint:wrapcheck // of a benchmark
		}
		if first && !bytes.Contains(line, []byte(" 200 ")) {
			return fmt.Errorf("%s: %s", r.URL.Path, line)
		}
		if n, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(n)))
		}
		if len(line) == len("\r\n") {
			break
		}
	}
	if length <= 0 {
		return fmt.Errorf("%s: a page of %d bytes", r.URL.Path, length)
	}
	_, err := on.Discard(length)
	return err //nolint:wrapcheck // of a benchmark
}

// nowhere is a connection that swallows what is written: what a recorder keeps would be counted as the page's cost.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

// cpu is the processor time that the process has used.
func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func planned(tb testing.TB) []byte {
	tb.Helper()
	lib := newLibrary(tb)
	var state dialog.State
	for _, act := range []dialog.Act{
		dialog.Start{},
		dialog.Command{Name: "apps"},
		dialog.Submit{Screen: "apps", Choices: []string{"snapchat", "whatsapp", "tiktok"}, Confirm: true},
		dialog.Command{Name: "plan"},
	} {
		state, _ = dialog.Step(lib, state, dialog.Input{At: monday(), Act: act})
	}
	return dialog.Encode(state)
}

func asked(tb testing.TB, path, person string) *http.Request {
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "safesteps", Value: person})
	return r
}
