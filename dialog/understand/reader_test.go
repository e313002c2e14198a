package understand

import (
	"os"
	"sync"
	"testing"

	"github.com/safesteps/safesteps/content"
)

var embedded = sync.OnceValues(content.Embedded)

// library is the content that is built in.
func library(t testing.TB) *content.Library {
	t.Helper()
	lib, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

var built = sync.OnceValue(func() *Reader {
	lib, err := embedded()
	if err != nil {
		return nil
	}
	return New(lib)
})

// reader understands with the content that is built in.
func reader(t testing.TB) *Reader {
	t.Helper()
	library(t)
	return built()
}

func labelled(t testing.TB, name string) []Labelled {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := ReadLabelled(f)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func scoreOf(rows []Labelled, r *Reader) Report {
	report := Report{Kinds: map[string]*Count{}, Noticed: map[string]*Count{}}
	for _, row := range rows {
		report.add(row, r.Read(row.Text, Options{}))
	}
	return report
}
