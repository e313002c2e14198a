package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/safesteps/safesteps/dialog/understand"
)

// understandCmd shows how messages are understood. It keeps nothing.
type understandCmd struct {
	contentFlags
	Explain bool   `help:"Add which words led to it."`
	Score   string `help:"Score a file of labelled messages instead of reading standard input." placeholder:"FILE"`
}

// Run reads one message a line and prints one JSON object a line.
func (c *understandCmd) Run(e *env) error {
	lib, err := c.library()
	if err != nil {
		return err
	}
	reader := lib.Reader()
	if c.Score != "" {
		return score(e, reader, c.Score)
	}
	in := bufio.NewReader(e.stdin)
	out := bufio.NewWriter(e.stdout)
	for {
		line, err := in.ReadString('\n')
		if text := trimLine(line); text != "" {
			if _, err := fmt.Fprintf(out, "%s\n", reader.Read(text, understand.Options{Explain: c.Explain}).JSON(c.Explain)); err != nil {
				return fmt.Errorf("write: %w", err)
			}
			if in.Buffered() == 0 { // somebody may be waiting for the answer
				if err := flush(out); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return flush(out)
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
}

func flush(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func trimLine(s string) string {
	for len(s) > 0 && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}

func score(e *env, reader *understand.Reader, path string) error {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return usageError{fmt.Errorf("--score: %w", err)}
	}
	defer func() { _ = f.Close() }()
	report, err := understand.Score(f, reader)
	if err != nil {
		return fmt.Errorf("score: %w", err)
	}
	return e.print("%s", report.Table())
}
