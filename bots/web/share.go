package web

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/content"
)

// shareView is the page on which a support worker makes a link.
type shareView struct {
	frame
	Apps, Ages []optionView
	Topics     []groupView
	Partner    string
	Links      []linkView
}

type optionView struct {
	Value, Label string
	Picked       bool
}

type groupView struct {
	Label   string
	Options []optionView
}

// linkView is the way to one channel, with the addresses of its QR codes.
type linkView struct {
	Title, URL, PNG, SVG string
	Carries              bool
}

// partnerCode is what a partner may call itself.
var partnerCode = regexp.MustCompile(`^[a-z0-9]{1,12}$`)

// linkRequest reads what a link is wanted for. What the content does not know is left out.
func (a *Adapter) linkRequest(q url.Values) bots.LinkRequest {
	lib := a.cfg.Library()
	var req bots.LinkRequest
	if lib.App(q.Get("app")) != nil {
		req.App = q.Get("app")
	}
	if code := q.Get("from"); partnerCode.MatchString(code) {
		req.Partner = code
	}
	for _, band := range content.AgeBands() {
		if string(band) == q.Get("age") {
			req.Age = string(band)
		}
	}
	if topic := q.Get("topic"); len(topic) <= maxQuery {
		req.Topic = topic
	}
	return req
}

// places is where the bot is to be met; the web page where nothing else is set is this one.
func (a *Adapter) places(r *http.Request) bots.Places {
	var p bots.Places
	if a.cfg.Places != nil {
		p = a.cfg.Places()
	}
	if p.Web == "" {
		p.Web = a.base(r)
	}
	return p
}

// share draws the form, and the links when one was asked for.
func (a *Adapter) share(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	req := a.linkRequest(q)
	v := &shareView{frame: a.frame(r, a.words(r).Text("web.share.title").Plain()), Partner: req.Partner}
	a.listed(&v.frame, r, v.Word("web.share.about"))
	v.options(a, r, req)
	if q.Has("make") {
		v.NoIndex = true
		for _, link := range bots.Links(a.places(r), req.Payload()) {
			qr := url.Values{"app": {req.App}, "topic": {req.Topic}, "age": {req.Age}, "from": {req.Partner}, "to": {link.Channel}}.Encode()
			v.Links = append(v.Links, linkView{
				Title: v.Word("web.share." + link.Channel), URL: link.URL, Carries: link.Carries,
				PNG: "/share/qr.png?" + qr, SVG: "/share/qr.svg?" + qr,
			})
		}
	}
	a.cached(w, r, "share", v)
}

func (v *shareView) options(a *Adapter, r *http.Request, req bots.LinkRequest) {
	lib := a.cfg.Library()
	for _, app := range lib.Apps() {
		if app.Rank > 0 {
			v.Apps = append(v.Apps, optionView{app.ID, app.Name, app.ID == req.App})
		}
	}
	for _, band := range content.AgeBands() {
		v.Ages = append(v.Ages, optionView{string(band), v.Word("age." + string(band)), string(band) == req.Age})
	}
	worries := groupView{Label: v.Word("menu.talk")}
	for _, c := range lib.Questions().Worries {
		worries.Options = append(worries.Options, optionView{string(c), v.Word("concern." + string(c)), string(c) == req.Topic})
	}
	guides := groupView{Label: v.Word("menu.learn")}
	for _, g := range lib.Guides(a.locale(r)) {
		guides.Options = append(guides.Options, optionView{g.ID, g.Button, g.ID == req.Topic})
	}
	help := groupView{Label: v.Word("nav.urgent")}
	for _, flag := range content.RedFlags() {
		if u := lib.Urgent(a.locale(r), lib.RegionOf(a.locale(r)), flag, false); u != nil {
			help.Options = append(help.Options, optionView{string(flag), u.Button, string(flag) == req.Topic})
		}
	}
	v.Topics = []groupView{worries, guides, help}
}

func (a *Adapter) qrPNG(w http.ResponseWriter, r *http.Request) {
	a.qr(w, r, "image/png", QRPNG)
}

func (a *Adapter) qrSVG(w http.ResponseWriter, r *http.Request) {
	a.qr(w, r, "image/svg+xml", QRSVG)
}

// qr draws one of the links of the page, and nothing else: it is no service for other people's addresses.
func (a *Adapter) qr(w http.ResponseWriter, r *http.Request, kind string, draw func(string) ([]byte, error)) {
	q := r.URL.Query()
	for _, link := range bots.Links(a.places(r), a.linkRequest(q).Payload()) {
		if link.Channel != q.Get("to") {
			continue
		}
		picture, err := draw(link.URL)
		if err != nil {
			break
		}
		a.sendCached(w, r, kind, picture)
		return
	}
	a.notFound(w, r)
}
