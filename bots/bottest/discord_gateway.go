package bottest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/safesteps/safesteps/bots/bottest/discordspec"
)

// The opcodes of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
)

// dcGateway is the gateway's side of the fake.
type dcGateway struct {
	sessions   map[string]*dcSession
	conns      map[*dcConn]bool
	refuse     bool
	silent     bool
	dials      int
	identifies int
	resumes    int
	resumedAt  []string // the paths that resumes came on
	intents    int
	closes     []int // how connections ended, as the bot closed them; -1: cut
	plans      map[string][]DiscordMove
}

func (g *dcGateway) init() {
	g.sessions, g.conns, g.plans = map[string]*dcSession{}, map[*dcConn]bool{}, map[string][]DiscordMove{}
}

// dcSession is what a resume goes on with.
type dcSession struct {
	id       string
	shard    int
	count    int
	compress bool
	seq      int
	buffer   []M
	conn     *dcConn // nil while the bot is away
}

type dcConn struct {
	ws      *websocket.Conn
	mu      sync.Mutex
	session *dcSession
	closed  bool // by the gateway; what still comes is not listened to. Guarded by mu
}

func (c *dcConn) send(v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.WriteJSON(v) // a connection that is gone is seen when reading
}

// sendCompressed sends as a client that asked for compression gets large payloads.
func (c *dcConn) sendCompressed(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // JSON made here
	}
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(raw)
	_ = z.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.WriteMessage(websocket.BinaryMessage, b.Bytes())
}

// close says why and hangs up. What the client has sent meanwhile is still read, until it hangs up too: a connection that is
// closed with something unread takes the last words with it.
func (c *dcConn) close(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	if tcp, ok := c.ws.UnderlyingConn().(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	_ = c.ws.SetReadDeadline(time.Now().Add(patience))
}

func (c *dcConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// DiscordMove is what the gateway does in place of its usual answer. Without Op, Close or Cut it says nothing.
type DiscordMove struct {
	Op    int // 7 or 9
	Data  any // of Op
	Close int // close code
	Cut   bool
}

// PlanGateway lets the gateway answer the next "identify" or "resume" otherwise; plans of one kind are used up in order.
func (f *FakeDiscord) PlanGateway(on string, move DiscordMove) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate.plans[on] = append(f.gate.plans[on], move)
}

func (f *FakeDiscord) planned(on string) (DiscordMove, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.gate.plans[on]
	if len(list) == 0 {
		return DiscordMove{}, false
	}
	f.gate.plans[on] = list[1:]
	return list[0], true
}

func (c *dcConn) make(m DiscordMove) {
	switch {
	case m.Close != 0:
		c.close(m.Close)
	case m.Cut:
		_ = c.ws.UnderlyingConn().Close()
	case m.Op != 0:
		c.send(M{"op": m.Op, "d": m.Data, "s": nil, "t": nil})
	}
}

// Gateway does something on every open connection: DiscordMove{Cut: true} is a lost network.
func (f *FakeDiscord) Gateway(m DiscordMove) {
	for _, c := range f.connections() {
		c.make(m)
	}
}

func (f *FakeDiscord) connections() []*dcConn {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []*dcConn
	for c := range f.gate.conns {
		list = append(list, c)
	}
	return list
}

func (g *dcGateway) closeAll(f *FakeDiscord) {
	for _, c := range f.connections() {
		_ = c.ws.Close()
	}
}

// RefuseGateway lets every new connection fail, until it is called with false.
func (f *FakeDiscord) RefuseGateway(refuse bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate.refuse = refuse
}

// SilenceGateway lets connections stay open and say nothing any more, not even to a heartbeat, until it is called with false.
func (f *FakeDiscord) SilenceGateway(silent bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate.silent = silent
}

// DiscordGatewayLog is what the bot did at the gateway.
type DiscordGatewayLog struct {
	Dials      int
	Identifies int
	Resumes    int
	Open       int // connections with a session now
	Intents    int // of the last identify
	Closes     []int
}

// GatewayLog returns it.
func (f *FakeDiscord) GatewayLog() DiscordGatewayLog {
	f.mu.Lock()
	defer f.mu.Unlock()
	g := &f.gate
	log := DiscordGatewayLog{Dials: g.dials, Identifies: g.identifies, Resumes: g.resumes, Intents: g.intents, Closes: append([]int(nil), g.closes...)}
	for c := range g.conns {
		if c.session != nil && !c.isClosed() {
			log.Open++
		}
	}
	return log
}

// WaitConnected waits until so many connections have a session.
func (f *FakeDiscord) WaitConnected(shards int) {
	f.t.Helper()
	f.WaitFor(strconv.Itoa(shards)+" shards connected", func() bool { return f.GatewayLog().Open >= shards })
}

func (f *FakeDiscord) gatewayURL() string {
	return "ws" + strings.TrimPrefix(f.server.URL, "http") + "/gw"
}

// gatewayBot is where to connect to, and how often a session may begin.
func (f *FakeDiscord) gatewayBot() M {
	s := f.opt.Starts
	f.mu.Lock()
	defer f.mu.Unlock()
	return M{
		"url": f.gatewayURL(), "shards": 1,
		"session_start_limit": M{
			"total": s.Total, "remaining": max(0, s.Remaining-f.gate.identifies), "reset_after": s.ResetAfter.Milliseconds(),
			"max_concurrency": s.Concurrency,
		},
	}
}

// connect is one connection of the gateway from Hello to its end.
func (f *FakeDiscord) connect(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.gate.dials++
	refuse := f.gate.refuse
	f.notify()
	f.mu.Unlock()
	if refuse {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = ws.Close() }()
	c := &dcConn{ws: ws}
	f.mu.Lock()
	f.gate.conns[c] = true
	f.mu.Unlock()
	hello := M{"op": opHello, "s": nil, "t": nil, "d": M{"heartbeat_interval": f.opt.Heartbeat.Milliseconds()}}
	f.checkEvent(discordspec.Hello, hello)
	c.send(hello)
	code := f.listen(c, r.URL.Path)
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.gate.conns, c)
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	if c.session != nil && (code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway) {
		delete(f.gate.sessions, c.session.id) // these codes end the session: there is nothing to resume
	}
	f.gate.closes = append(f.gate.closes, code)
	f.notify()
}

// listen reads until the connection ends and returns the code that the bot closed with, -1 for none, or when the gateway had
// closed it before.
func (f *FakeDiscord) listen(c *dcConn, path string) int {
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			var closed *websocket.CloseError
			if !c.isClosed() && errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
				return closed.Code
			}
			return -1
		}
		var m struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if json.Unmarshal(raw, &m) != nil {
			c.close(4002)
			continue
		}
		f.mu.Lock()
		silent := f.gate.silent
		f.mu.Unlock()
		switch {
		case silent || c.isClosed():
		case m.Op == opHeartbeat:
			c.send(M{"op": opHeartbeatACK, "s": nil, "t": nil, "d": nil})
		case m.Op == opIdentify:
			f.identify(c, raw, m.D)
		case m.Op == opResume:
			f.resume(c, raw, m.D, path)
		case c.session == nil:
			c.close(4003)
		}
	}
}

func (f *FakeDiscord) identify(c *dcConn, raw []byte, d json.RawMessage) {
	f.checkEvent(discordspec.Identify, identifyAsNow(raw))
	var id struct {
		Token    string `json:"token"`
		Intents  int    `json:"intents"`
		Compress bool   `json:"compress"`
		Shard    []int  `json:"shard"`
	}
	_ = json.Unmarshal(d, &id)
	f.mu.Lock()
	if f.gate.identifies++; f.gate.identifies > f.opt.Starts.Remaining {
		f.violate("gateway: session %d begun, %d are allowed", f.gate.identifies, f.opt.Starts.Remaining)
	}
	f.gate.intents = id.Intents
	f.mu.Unlock()
	if move, ok := f.planned("identify"); ok {
		c.make(move)
		return
	}
	if strings.TrimPrefix(id.Token, "Bot ") != f.Token {
		c.close(4004)
		return
	}
	f.mu.Lock()
	s := &dcSession{id: "session" + f.snowflake(), count: 1, compress: id.Compress, conn: c}
	if len(id.Shard) == 2 {
		s.shard, s.count = id.Shard[0], id.Shard[1]
	}
	if c.session != nil {
		delete(f.gate.sessions, c.session.id)
	}
	f.gate.sessions[s.id] = s
	c.session = s
	ready := f.ready(s)
	f.mu.Unlock()
	f.checkEvent(discordspec.Ready, f.dispatch(s, "READY", ready))
	if id.Intents&1 != 0 {
		f.dispatch(s, "GUILD_CREATE", guildCreate())
	}
	f.mu.Lock()
	f.notify()
	f.mu.Unlock()
}

// identifyAsNow takes from an identify what discordgo says in the words of an old version: the properties with a $, and a
// presence with a game. Discord takes them still.
func identifyAsNow(raw []byte) M {
	var m M
	_ = json.Unmarshal(raw, &m) // it was read before
	if d, ok := m["d"].(M); ok {
		delete(d, "presence")
		if properties, ok := d["properties"].(M); ok {
			for _, name := range []string{"os", "browser", "device"} {
				if old, ok := properties["$"+name]; ok {
					properties[name] = old
				}
			}
		}
	}
	return m
}

func (f *FakeDiscord) ready(s *dcSession) M {
	return M{
		"v": 9, "user": f.botUser(), "guilds": []M{{"id": dcGuild, "unavailable": true}}, "session_id": s.id,
		"resume_gateway_url": f.gatewayURL() + "-resume", "shard": []int{s.shard, s.count}, "application": M{"id": f.AppID, "flags": 0, "flags_new": "0"},
	}
}

// dispatch sends an event and keeps it for a resume.
func (f *FakeDiscord) dispatch(s *dcSession, name string, d any) M {
	f.mu.Lock()
	s.seq++
	e := M{"op": opDispatch, "s": s.seq, "t": name, "d": d}
	s.buffer = append(s.buffer, e)
	if len(s.buffer) > 1000 {
		s.buffer = s.buffer[500:]
	}
	c, silent := s.conn, f.gate.silent
	f.mu.Unlock()
	switch {
	case c == nil || silent:
	case name == "READY" && s.compress:
		c.sendCompressed(e)
	default:
		c.send(e)
	}
	return e
}

func (f *FakeDiscord) resume(c *dcConn, raw []byte, d json.RawMessage, path string) {
	f.checkEvent(discordspec.Resume, json.RawMessage(raw))
	var r struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	_ = json.Unmarshal(d, &r)
	f.mu.Lock()
	f.gate.resumes++
	f.gate.resumedAt = append(f.gate.resumedAt, path)
	s := f.gate.sessions[r.Session]
	f.mu.Unlock()
	if move, ok := f.planned("resume"); ok {
		c.make(move)
		return
	}
	switch {
	case strings.TrimPrefix(r.Token, "Bot ") != f.Token:
		c.close(4004)
		return
	case s == nil:
		c.send(M{"op": opInvalidSession, "d": false, "s": nil, "t": nil})
		return
	}
	f.mu.Lock()
	c.session, s.conn = s, c
	var missed []M
	for _, e := range s.buffer {
		if n, ok := e["s"].(int); ok && n > r.Seq {
			missed = append(missed, e)
		}
	}
	f.mu.Unlock()
	for _, e := range missed { // what was missed comes first, RESUMED last
		c.send(e)
	}
	f.dispatch(s, "RESUMED", M{})
	f.mu.Lock()
	f.notify()
	f.mu.Unlock()
}

// dispatchTo sends an event of a server to every session of its shard: while one is lost and another began, both get it.
func (f *FakeDiscord) dispatchTo(guild, name string, d any) {
	f.mu.Lock()
	id, _ := strconv.ParseUint(guild, 10, 64) // 0: a direct message, which goes to the first shard
	var list []*dcSession
	for _, s := range f.gate.sessions {
		if int(id>>22%uint64(s.count)) == s.shard {
			list = append(list, s)
		}
	}
	f.mu.Unlock()
	for _, s := range list {
		f.dispatch(s, name, d)
	}
}

// checkEvent holds what goes over the gateway against its schema.
func (f *FakeDiscord) checkEvent(name string, payload any) {
	if f.spec == nil {
		return
	}
	if err := f.spec.Event(name, payload); err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.violate("gateway: %v", err)
	}
}

// guildCreate is the server that every bot of the fake is in.
func guildCreate() M {
	none := []any{}
	return M{
		"id": dcGuild, "name": "Parents group", "owner_id": "7", "unavailable": false, "member_count": 2, "roles": none, "emojis": none,
		"stickers": none, "features": none, "threads": none, "members": none, "presences": none, "voice_states": none,
		"stage_instances": none, "guild_scheduled_events": none, "soundboard_sounds": none, "joined_at": "2026-01-01T00:00:00Z",
		"large": false, "preferred_locale": "en-GB", "verification_level": 0, "default_message_notifications": 0,
		"explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0, "system_channel_flags": 0, "afk_timeout": 300,
		"channels": []M{{"id": dcChannel, "type": 0, "name": "general", "position": 0, "permission_overwrites": none}},
	}
}
