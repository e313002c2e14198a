// Command safesteps is a checklist bot for parents: Telegram, Discord, a web page and the terminal, on one dialog.
//
// This package only wires: flags, environment, subcommands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// The exit codes are part of the command line's contract.
const (
	exitDone   = 0
	exitNo     = 1 // the answer is no: a check failed
	exitUsage  = 2
	exitBroken = 3 // could not run
)

// errNo says that the command ran and its answer is no.
var errNo = errors.New("no")

// usageError says that the command was called wrongly, or a setting is wrong.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func main() { os.Exit(program(time.Now)) }

// program is the whole process, on any clock, until it is asked to stop. It returns the exit code.
func program(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := &env{ctx: ctx, now: now, getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	return exitCode(e.run(os.Args[1:]), os.Stderr)
}

// exitCode turns what run came to into an exit code, and says on stderr what was wrong.
func exitCode(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.As(err, &usage):
		_, _ = fmt.Fprintln(stderr, "safesteps:", err)
		return exitUsage
	}
	_, _ = fmt.Fprintln(stderr, "safesteps:", err)
	return exitBroken
}

// env is everything a command may touch, so that a test can start the whole program.
type env struct {
	ctx    context.Context
	now    func() time.Time
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

// print writes to standard output.
func (e *env) print(format string, args ...any) error {
	if _, err := fmt.Fprintf(e.stdout, format, args...); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// commands is the whole command line.
type commands struct {
	Serve      serveCmd      `cmd:"" default:"withargs" help:"Run every channel that has a token (the default)."`
	Chat       chatCmd       `cmd:"" help:"The same dialog in the terminal."`
	Plan       planCmd       `cmd:"" help:"Print a plan for a family."`
	Understand understandCmd `cmd:"" help:"Show how messages are understood, one JSON object a line."`
	Link       linkCmd       `cmd:"" help:"Make the links and QR codes that a support worker sends."`
	Content    contentCmd    `cmd:"" help:"Check, list and show what parents read."`
	Doctor     doctorCmd     `cmd:"" help:"Check settings, database, content and clock, and say what to do."`
	Version    versionCmd    `cmd:"" help:"Print the version."`

	Backup      backupCmd      `cmd:"" help:"Copy the database while the server runs."`
	Purge       purgeCmd       `cmd:"" help:"Delete everybody who has not written for a long time."`
	Forget      forgetCmd      `cmd:"" help:"Delete everything about one person."`
	Stats       statsCmd       `cmd:"" help:"Print daily totals; anything below 10 as <10."`
	Rotate      rotateCmd      `cmd:"" help:"Change the secret."`
	Migrate     migrateCmd     `cmd:"" help:"Move a bot from a SQLite file to PostgreSQL."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask the server on this machine how it is; exits with 1 when it is not well."`
}

// run is the whole program: what main does, but for the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	e := &env{ctx: ctx, now: time.Now, getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}
	return e.run(args)
}

func (e *env) run(args []string) error {
	var cli commands
	exited := false
	parser, err := kong.New(&cli,
		kong.Name("safesteps"),
		kong.Description("Walks parents through the apps their child uses, setting by setting, to a safer phone."),
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(int) { exited = true }),
		kong.Resolvers(environment(e.getenv)),
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	parsed, err := parser.Parse(args)
	if exited { // --help was asked for and printed
		return nil
	}
	if err != nil {
		return usageError{err}
	}
	return parsed.Run(e)
}
