package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// files is the style, the script and the pictures. Each has an address that changes with what is in it, so that browsers
// may keep it for good.
type files map[string]file

type file struct {
	body []byte
	kind string
	mark string // of what is in it
}

func newFiles(t theme) files {
	fs := files{}
	add := func(name, kind string, fill func(string) string) {
		body, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			panic("web: an embedded file is missing: " + name)
		}
		if fill != nil {
			body = []byte(fill(string(body)))
		}
		sum := sha256.Sum256(body)
		fs[name] = file{body: body, kind: kind, mark: hex.EncodeToString(sum[:6])}
	}
	add("style.css", "text/css; charset=utf-8", t.fill)
	add("script.js", "text/javascript; charset=utf-8", nil)
	add("icon.svg", "image/svg+xml", t.fill)
	add("card.png", "image/png", nil)
	return fs
}

// url is the address of a file.
func (fs files) url(name string) string { return "/" + name + "?v=" + fs[name].mark }

func (fs files) handle(mux *http.ServeMux) {
	for name, f := range fs {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", f.kind)
			h.Set("ETag", `"`+f.mark+`"`)
			h.Set("Cache-Control", "public, max-age=300")
			if r.URL.Query().Get("v") == f.mark {
				h.Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			if strings.Contains(r.Header.Get("If-None-Match"), f.mark) {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = w.Write(f.body)
		})
	}
}
