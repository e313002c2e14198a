package web

import (
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// policy lets a page use its own style, script and pictures, and nothing else. No request leaves the origin, and no inline
// script or style runs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// fixedHeaders is what every answer carries. Leaving is a form whose answer leads to another site, which form-action must allow by
// name.
func fixedHeaders(leaveURL string) http.Header {
	csp := policy
	if leave, err := url.Parse(leaveURL); err == nil {
		csp = strings.Replace(policy, "form-action 'self'", "form-action 'self' "+leave.Scheme+"://"+leave.Host, 1)
	}
	return http.Header{
		"Content-Security-Policy":      {csp},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"no-referrer"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"},
	}
}

// headers sets what every answer carries.
func (a *Adapter) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, a.fixed)
		if a.secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses forms that another site sends. Help stays in reach.
func (a *Adapter) sameOrigin(next http.Handler) http.Handler {
	a.origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.trouble(w, r, http.StatusForbidden, "web.refused")
	}))
	return a.origins.Handler(next)
}

// secure reports whether the person's browser speaks TLS.
func (a *Adapter) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(a.cfg.BaseURL, "https://") {
		return true
	}
	return a.cfg.TrustProxy && r.Header.Get("X-Forwarded-Proto") == "https"
}

// address is where a request came from: what the proxy in front says when there is one, else the connection. Of IPv6 only the
// network counts, because one household has them all.
func (a *Adapter) address(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	addr := at.Addr()
	if a.cfg.TrustProxy {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if said, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			addr = said
		}
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return addr
}
