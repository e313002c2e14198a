package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/safesteps/safesteps/bots/bottest"
)

// cable is the network between two ends: what comes in at URL goes on to another address, until it is cut.
type cable struct {
	URL string

	listener net.Listener
	target   string
	all      sync.WaitGroup

	mu     sync.Mutex
	change *sync.Cond
	dark   bool // bytes wait
	broken bool // connections are reset
	closed bool
	conns  map[*net.TCPConn]bool
}

// newCable lays a cable to the server at base.
func newCable(t testing.TB, base string) *cable {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{URL: "http://" + listener.Addr().String(), listener: listener, target: strings.TrimPrefix(base, "http://"), conns: map[*net.TCPConn]bool{}}
	c.change = sync.NewCond(&c.mu)
	c.all.Go(c.accept)
	t.Cleanup(c.close)
	return c
}

func (c *cable) accept() {
	for {
		in, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.all.Go(func() { c.carry(in.(*net.TCPConn)) })
	}
}

// carry takes bytes both ways until one end hangs up or the cable is cut.
func (c *cable) carry(in *net.TCPConn) {
	defer c.drop(in)
	if !c.hold(in) {
		return
	}
	conn, err := new(net.Dialer).Dial("tcp", c.target)
	if err != nil {
		return
	}
	out := conn.(*net.TCPConn)
	defer c.drop(out)
	if !c.hold(out) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { c.pump(out, in) })
	both.Go(func() { c.pump(in, out) })
	both.Wait()
}

// hold takes a connection into the list of those that can be cut; false when they are just now.
func (c *cable) hold(conn *net.TCPConn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns[conn] = true
	return !c.broken && !c.closed
}

// drop resets a connection, so that nobody thinks it ended well.
func (c *cable) drop(conn *net.TCPConn) {
	c.mu.Lock()
	delete(c.conns, conn)
	c.mu.Unlock()
	_ = conn.SetLinger(0)
	_ = conn.Close()
}

func (c *cable) pump(to io.Writer, from io.Reader) {
	defer func() { _ = to.(*net.TCPConn).Close() }()
	for b := make([]byte, 1<<14); ; {
		n, err := from.Read(b)
		c.mu.Lock()
		for c.dark && !c.broken && !c.closed {
			c.change.Wait()
		}
		c.mu.Unlock()
		if _, wrong := to.Write(b[:n]); err != nil || wrong != nil {
			return
		}
	}
}

// set makes the cable dark or broken, or neither. Broken resets every connection, those of a dark cable too.
func (c *cable) set(dark, broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dark, c.broken = dark, broken
	if broken {
		for conn := range c.conns {
			_ = conn.SetLinger(0)
			_ = conn.Close()
		}
	}
	c.change.Broadcast()
}

func (c *cable) close() {
	_ = c.listener.Close()
	c.set(false, true)
	c.all.Wait()
}

// TestNetworkIsCut cuts the network to Telegram, both ways, while two hundred parents walk: connections are reset, or nothing comes
// through for a while, after which it does or the connection is dead. Nothing is lost or done twice; an answer that was lost is
// seen on the next press.
func TestNetworkIsCut(t *testing.T) {
	const walking = 200
	for name, webhook := range modes() {
		for _, cut := range []struct {
			name          string
			dark, resets  bool
			length, pause time.Duration
		}{
			{"reset", false, true, 200 * time.Millisecond, 900 * time.Millisecond},
			{"dark, then back", true, false, 500 * time.Millisecond, 700 * time.Millisecond},
			{"dark, then dead", true, true, 500 * time.Millisecond, 900 * time.Millisecond},
		} {
			t.Run(name+", "+cut.name, func(t *testing.T) {
				s := newSite(t, webhook)
				out := newCable(t, s.fake.URL)
				cables := []*cable{out}
				s.settings["SAFESTEPS_TELEGRAM_API_URL"] = out.URL
				s.start()
				if webhook {
					in := newCable(t, s.base)
					s.fake.RouteWebhook(in.URL)
					cables = append(cables, in)
				}
				c := newCrowd(s, walking, 89)
				stop := make(chan struct{})
				var cutting sync.WaitGroup
				cutting.Go(func() {
					for {
						if !waitFor(cut.pause, stop) {
							return
						}
						for _, x := range cables {
							x.set(cut.dark, !cut.dark)
						}
						more := waitFor(cut.length, stop)
						for _, x := range cables {
							if cut.resets {
								x.set(false, true)
							}
							x.set(false, false)
						}
						if !more {
							return
						}
					}
				})
				for range 4 {
					until := c.acknowledged() + 250
					c.drive("acts through cuts", func() bool { return c.acknowledged() >= until })
				}
				close(stop)
				cutting.Wait()
				c.settleAfterCut()
				c.final()
				t.Logf("%d acts of %d parents", c.presses, walking)
			})
		}
	}
}

// waitFor waits for a while; false when stop was closed before.
func waitFor(d time.Duration, stop <-chan struct{}) bool {
	select {
	case <-time.After(d):
		return true
	case <-stop:
		return false
	}
}

// settleAfterCut waits until every act is acknowledged. Whose answer was lost waits for it no more, and goes on from what they see.
func (c *crowd) settleAfterCut() {
	c.t.Helper()
	c.site.fake.WaitFor("every act acknowledged", func() bool {
		for _, p := range c.parents {
			if p.count() < len(p.sent) {
				return false
			}
		}
		return true
	})
	for _, p := range c.parents {
		p.run = 0
	}
}

// TestStopWhateverTelegramDoes: the program is asked to stop while every call to Telegram hangs, or the network is dark. It
// finishes its turns and is gone in time.
func TestStopWhateverTelegramDoes(t *testing.T) {
	for name, webhook := range modes() {
		for _, trouble := range []string{"every call hangs", "the network is dark"} {
			t.Run(name+", "+trouble, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, webhook)
				out := newCable(t, s.fake.URL)
				s.settings["SAFESTEPS_TELEGRAM_API_URL"] = out.URL
				s.start()
				c := newCrowd(s, 6, 97)
				c.actOnce()
				c.rest("the first screens")
				hold := make(chan struct{})
				if trouble == "the network is dark" {
					out.set(true, false)
				} else {
					for _, method := range []string{"sendMessage", "editMessageText", "answerCallbackQuery"} {
						s.fake.Fail(method, 1000, bottest.Fault{Hold: hold})
					}
				}
				before := c.acknowledged()
				if webhook || trouble != "the network is dark" {
					for _, p := range c.parents {
						p.press(p.choose(p.mustSee()), p.Chat().Screen().MessageID)
					}
					if webhook {
						s.fake.WaitFor("every press taken", func() bool { return c.acknowledged() == before+len(c.parents) })
					}
				}
				s.fake.Fail("getUpdates", 1000, bottest.Fault{Hold: hold})
				took := s.stop()
				if took > stopLimit {
					t.Errorf("it took %s to stop", took)
				}
				t.Logf("stopped in %s", took.Round(time.Millisecond))
				close(hold)
				s.fake.Heal()
				out.set(false, true)
				out.set(false, false)
				c.autopsy()
				s.start()
				c.final()
			})
		}
	}
}

// get asks the program for a path and returns its status and the beginning of its answer.
func (s *site) get(url string) (status int, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	client := &http.Client{Timeout: 2 * probeWithin, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
