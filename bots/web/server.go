package web

import (
	"net/http"
	"time"
)

// The limits of one request. A page of ours asks for nothing larger.
const (
	maxBody       = 32 << 10
	maxHeader     = 16 << 10
	readTimeout   = 10 * time.Second
	writeTimeout  = 20 * time.Second
	headerTimeout = 5 * time.Second
	idleTimeout   = 60 * time.Second
)

// Server returns a server with limits that a slow or greedy client cannot get past.
func Server(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
	}
}

// Handler serves every page and form of the channel. It needs Run for the forms: until then they are answered kindly, with urgent help.
func (a *Adapter) Handler() http.Handler {
	mux := http.NewServeMux()
	// What must always work stands outside the limit on requests.
	mux.HandleFunc("GET /urgent", a.urgent)
	mux.HandleFunc("GET /urgent/{kind}", a.urgent)
	mux.HandleFunc("GET /urgent/{tongue}/{$}", a.urgent)
	mux.HandleFunc("GET /urgent/{tongue}/{kind}", a.urgent)
	mux.HandleFunc("GET /kid", a.kid)
	mux.HandleFunc("GET /kid/{kind}", a.kid)
	mux.HandleFunc("GET /kid/{tongue}/{$}", a.kid)
	mux.HandleFunc("GET /kid/{tongue}/{kind}", a.kid)
	mux.HandleFunc("POST /kid", a.kidSays)
	mux.HandleFunc("GET /help/{region}", a.public(a.help))
	mux.HandleFunc("POST /leave", a.leave)
	mux.HandleFunc("GET /gone", a.gone)
	a.files.handle(mux)

	limited := func(pattern string, h http.HandlerFunc) { mux.Handle(pattern, a.limited(h)) }
	limited("GET /{$}", a.walk)
	limited("POST /walk", a.post)
	limited("GET /apps", a.public(a.apps))
	limited("GET /apps/{id}", a.public(a.app))
	limited("GET /plan", a.plan)
	limited("GET /move/{code}", a.bring)
	limited("GET /about", a.public(a.about))
	limited("GET /privacy", a.public(a.privacy))
	limited("GET /share", a.public(a.share))
	limited("GET /share/qr.png", a.qrPNG)
	limited("GET /share/qr.svg", a.qrSVG)
	limited("GET /robots.txt", a.public(a.robots))
	limited("GET /sitemap.xml", a.public(a.sitemap))
	limited("/", a.notFound)
	return a.headers(a.sameOrigin(mux))
}
