package storetest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresVariable names the environment variable with the address of a PostgreSQL server that tests may make schemas in.
const postgresVariable = "SAFESTEPS_TEST_POSTGRES"

// clusterStart bounds how long a server may take to start or stop.
const clusterStart = 30 * time.Second

// Postgres gives the address of a PostgreSQL server: the one in SAFESTEPS_TEST_POSTGRES, or one of the test's own.
func Postgres(tb testing.TB) string {
	tb.Helper()
	if address := os.Getenv(postgresVariable); address != "" {
		return address
	}
	return NewCluster(tb).Address
}

// Schema makes an empty schema on a server, dropped when the test ends, and gives an address that leads into it.
func Schema(tb testing.TB, server string) string {
	tb.Helper()
	name := "safesteps_test_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	admin := func(ctx context.Context, sql string) error {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, sql)
		_ = conn.Close(ctx)
		return err
	}
	if err := admin(tb.Context(), "CREATE SCHEMA "+name); err != nil {
		tb.Fatalf("make a schema: %v", err)
	}
	tb.Cleanup(func() {
		if err := admin(context.Background(), "DROP SCHEMA "+name+" CASCADE"); err != nil {
			tb.Errorf("drop the schema: %v", err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal("the address of the server cannot be read")
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// Cluster is a PostgreSQL server of a test's own on loopback, which the test may stop and kill.
type Cluster struct {
	Address string // postgres://…

	tb      testing.TB
	bin     string // directory of its programs
	dir     string
	port    int
	as      *syscall.Credential // nil: who runs the test
	process *exec.Cmd
}

// NewCluster starts a server in a directory of its own, and removes both when the test ends. Without PostgreSQL on the machine
// the test is skipped, or fails where CI is set.
func NewCluster(tb testing.TB) *Cluster {
	tb.Helper()
	c := &Cluster{tb: tb, bin: postgresPrograms()}
	if c.bin == "" {
		lacks := "PostgreSQL is not installed (initdb) and " + postgresVariable + " is not set"
		if os.Getenv("CI") != "" {
			tb.Fatal(lacks)
		}
		tb.Skip(lacks)
	}
	c.prepare()
	tb.Cleanup(func() {
		c.Stop(syscall.SIGQUIT)
		_ = os.RemoveAll(c.dir)
	})
	c.Start()
	return c
}

func postgresPrograms() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well formed
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(slices.Max(found))
}

// prepare makes an empty cluster. PostgreSQL refuses to run as root: then it is somebody without rights.
func (c *Cluster) prepare() {
	c.tb.Helper()
	var err error
	if c.dir, err = os.MkdirTemp("", "safesteps-postgres-"); err != nil {
		c.tb.Fatal(err)
	}
	if os.Geteuid() == 0 {
		nobody, err := user.Lookup("nobody")
		if err != nil {
			c.tb.Fatal(err)
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		c.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(c.dir, uid, gid); err != nil {
			c.tb.Fatal(err)
		}
	}
	if out, err := c.command("initdb", "-D", c.dir+"/data", "-U", "safesteps", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		c.tb.Fatalf("initdb: %v\n%s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.tb.Fatal(err)
	}
	c.port = free.Addr().(*net.TCPAddr).Port
	_ = free.Close()
	c.Address = fmt.Sprintf("postgres://safesteps@127.0.0.1:%d/postgres?sslmode=disable", c.port)
}

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as, Setpgid: true}
	return cmd
}

// Start starts the server and waits until it answers.
func (c *Cluster) Start() {
	c.tb.Helper()
	c.process = c.command("postgres", "-D", c.dir+"/data", "-p", strconv.Itoa(c.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=100", "-c", "shared_buffers=32MB", "-c", "log_min_messages=panic")
	c.process.SysProcAttr.Pdeathsig = syscall.SIGQUIT // it must not outlive the test
	if err := c.process.Start(); err != nil {
		c.tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), clusterStart)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.Address)
		if err == nil {
			_ = conn.Close(ctx)
			return
		}
		select {
		case <-ctx.Done():
			c.tb.Fatalf("PostgreSQL does not answer: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server by a signal and waits until it is gone: SIGINT breaks every connection and closes the files, SIGQUIT is a
// crash. A server that is stopped already stays so.
func (c *Cluster) Stop(signal syscall.Signal) {
	c.tb.Helper()
	if c.process == nil {
		return
	}
	if err := c.process.Process.Signal(signal); err != nil {
		c.tb.Errorf("stop PostgreSQL: %v", err)
	}
	_ = c.process.Wait() // after a crash its exit code says so
	c.process = nil
}
