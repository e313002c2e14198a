package web

import (
	"encoding/xml"
	"net/http"
	"strings"
)

// robots tells search engines which pages are for everybody.
func (a *Adapter) robots(w http.ResponseWriter, r *http.Request) {
	text := "User-agent: *\nDisallow: /walk\nDisallow: /plan\nDisallow: /share/\nSitemap: " + a.base(r) + "/sitemap.xml\n"
	a.sendCached(w, r, "text/plain; charset=utf-8", []byte(text))
}

// sitemap lists the pages for everybody.
func (a *Adapter) sitemap(w http.ResponseWriter, r *http.Request) {
	lib := a.cfg.Library()
	paths := []string{"/", "/apps", "/about", "/privacy", "/share", "/urgent", "/kid"}
	for _, app := range lib.Apps() {
		if app.Rank > 0 {
			paths = append(paths, "/apps/"+app.ID)
		}
	}
	for _, region := range lib.Regions() {
		paths = append(paths, "/help/"+region.ID)
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, p := range paths {
		b.WriteString("<url><loc>")
		_ = xml.EscapeText(&b, []byte(a.base(r)+p)) // a builder never fails
		b.WriteString("</loc></url>\n")
	}
	b.WriteString("</urlset>\n")
	a.sendCached(w, r, "application/xml; charset=utf-8", []byte(b.String()))
}
