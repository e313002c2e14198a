package bottest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// checkedLink returns the address that Telegram keeps for a link target, "" when it drops it. A
// target without a scheme counts as http; tel:, javascript: and names without a dot are dropped.
func checkedLink(target string) string {
	rest, scheme := target, ""
	for _, s := range []string{"tg", "ton", "tonsite"} {
		if hasPrefixFold(target, s+":") {
			scheme, rest = s, strings.TrimPrefix(target[len(s)+1:], "//")
			break
		}
	}
	u, ok := splitLink(rest)
	if !ok {
		return ""
	}
	if scheme != "" {
		return u.internal(scheme, rest)
	}
	if !strings.Contains(u.host, ".") && !u.ipv6 {
		return ""
	}
	return u.String()
}

// link is a web address in parts.
type link struct {
	scheme string // http or https
	user   string
	host   string
	port   int // as written, 0 when absent
	rest   string
	ipv6   bool
}

// String puts the address together again in its normal form.
func (u link) String() string {
	s := u.scheme + "://"
	if u.user != "" {
		s += u.user + "@"
	}
	s += u.host
	if u.port > 0 {
		s += ":" + strconv.Itoa(u.port)
	}
	return s + u.rest
}

// internal is the form of tg:, ton: and tonsite: links; only the last may have dots in the host.
func (u link) internal(scheme, original string) string {
	if hasPrefixFold(original, "http://") || u.scheme == "https" || u.user != "" || u.port != 0 || u.ipv6 {
		return ""
	}
	for i := 0; i < len(u.host); i++ {
		if c := u.host[i]; !isAlnum(c) && c != '-' && c != '_' && (c != '.' || scheme != "tonsite") {
			return ""
		}
	}
	rest := u.rest
	if strings.HasPrefix(rest, "/?") {
		rest = rest[1:]
	}
	return scheme + "://" + u.host + rest
}

func splitLink(s string) (link, bool) {
	u := link{scheme: "http"}
	if i := strings.IndexAny(s, ":/?#@[]"); i >= 0 && strings.HasPrefix(s[i:], "://") {
		u.scheme = asciiLower(s[:i])
		if u.scheme != "http" && u.scheme != "https" {
			return u, false
		}
		s = s[i+3:]
	}
	authority := s
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		authority, u.rest = s[:i], s[i:]
	}
	var ok bool
	if authority, u.port, ok = cutPort(authority); !ok {
		return u, false
	}
	u.host = authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		u.user, u.host = authority[:i], authority[i+1:]
	}
	u.host = asciiLower(u.host)
	if u.host == "" || u.host == "." {
		return u, false
	}
	if strings.HasPrefix(u.host, "[") && strings.HasSuffix(u.host, "]") {
		_, err := netip.ParseAddr(u.host[1 : len(u.host)-1])
		u.ipv6 = err == nil
	}
	u.rest = normalRest(u.rest)
	return u, (u.ipv6 || linkPart(u.host, false)) && linkPart(u.user, true)
}

// cutPort takes the port off; false when there is something that is not a port.
func cutPort(authority string) (host string, port int, ok bool) {
	i := strings.LastIndexAny(authority, ":]@")
	if i <= 0 || authority[i] != ':' {
		return authority, 0, true
	}
	digits := authority[i+1:]
	port, err := strconv.Atoi(digits)
	if err != nil || port <= 0 || port > 65535 || digits[0] == '+' {
		return "", 0, false
	}
	return authority[:i], port, true
}

// normalRest is path, query and fragment: trailing space cut, the rest of the white space escaped,
// a slash in front.
func normalRest(s string) string {
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	var b strings.Builder
	if s == "" || s[0] != '/' {
		b.WriteByte('/')
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= 0x20 {
			fmt.Fprintf(&b, "%%%02x", s[i])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// linkPart reports whether a host or user part holds only characters that Telegram allows there.
func linkPart(s string, colon bool) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isAlnum(c) || c >= 0x80 || strings.IndexByte(".-_!$,~*'();&+=", c) >= 0 || (colon && c == ':'):
		case c == '%' && i+2 < len(s) && digitValue(s[i+1]) < 16 && digitValue(s[i+2]) < 16:
			i += 2
		default:
			return false
		}
	}
	return true
}

// linkedUser returns the user of a tg://user?id=… link, 0 for any other link.
func linkedUser(target string) int64 {
	if !hasPrefixFold(target, "tg:") {
		return 0
	}
	rest := strings.TrimPrefix(target[3:], "//")
	rest = strings.ToLower(rest)
	if !strings.HasPrefix(rest, "user?") && !strings.HasPrefix(rest, "user/?") {
		return 0
	}
	_, query, _ := strings.Cut(rest, "?")
	query, _, _ = strings.Cut(query, "#")
	for pair := range strings.SplitSeq(query, "&") {
		if v, ok := strings.CutPrefix(pair, "id="); ok {
			id, err := strconv.ParseInt(v, 10, 64)
			if err != nil || id <= 0 {
				return 0
			}
			return id
		}
	}
	return 0
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
