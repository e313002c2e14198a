package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestNoOutgoingAddressButTheSetOnes watches the connections of the program, as the kernel knows them, while parents walk: there
// are none but to the platform that the settings name, and those that came in.
func TestNoOutgoingAddressButTheSetOnes(t *testing.T) {
	for name, webhook := range modes() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, webhook)
			s.start()
			platform, own := hostOf(t, s.fake.URL), hostOf(t, s.base)
			c := newCrowd(s, crowdSize, 113)
			seen := map[netip.AddrPort]bool{}
			next := time.Now()
			c.drive("acts while its connections are watched", func() bool {
				if time.Now().After(next) {
					next = time.Now().Add(5 * time.Millisecond)
					for _, conn := range connections(t, s.process.cmd.Process.Pid) {
						if conn.local == own || conn.remote.Port() == 0 { // came in, or waits for what comes in
							continue
						}
						seen[conn.remote] = true
					}
				}
				return c.acknowledged() >= 600
			})
			if !seen[platform] {
				t.Errorf("its connection to the platform was not seen: %v", seen)
			}
			for remote := range seen {
				if remote != platform {
					t.Errorf("it is connected with %s", remote)
				}
			}
			c.rest("every answer")
			s.stop()
		})
	}
}

func hostOf(t *testing.T, base string) netip.AddrPort {
	t.Helper()
	addr, err := netip.ParseAddrPort(strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// connection is one socket of a process.
type connection struct{ local, remote netip.AddrPort }

// connections lists the sockets of TCP and UDP that a process has open.
func connections(t *testing.T, pid int) (list []connection) {
	t.Helper()
	own := map[string]bool{}
	dir := filepath.Join("/proc", strconv.Itoa(pid), "fd")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if to, err := os.Readlink(filepath.Join(dir, e.Name())); err == nil { // it may be closed by now
			own[strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]")] = true
		}
	}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		f, err := os.Open(filepath.Join("/proc", strconv.Itoa(pid), "net", table)) //nolint:gosec // the kernel's
		if err != nil {
			continue // no such protocol here
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			fields := strings.Fields(lines.Text())
			if len(fields) < 10 || !own[fields[9]] {
				continue
			}
			list = append(list, connection{kernelAddr(t, fields[1]), kernelAddr(t, fields[2])})
		}
		_ = f.Close()
	}
	return list
}

// kernelAddr reads an address as the kernel writes it: 0100007F:1F90, each four bytes turned round.
func kernelAddr(t *testing.T, s string) netip.AddrPort {
	t.Helper()
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	n, wrong := strconv.ParseUint(port, 16, 16)
	if err != nil || wrong != nil || len(b)%4 != 0 {
		t.Fatal(fmt.Errorf("%q is no address of the kernel", s))
	}
	for i := 0; i < len(b); i += 4 {
		b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
	}
	addr, _ := netip.AddrFromSlice(net.IP(b))
	return netip.AddrPortFrom(addr.Unmap(), uint16(n))
}
